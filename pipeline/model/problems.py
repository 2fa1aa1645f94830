# SPDX-License-Identifier: GPL-3.0-or-later
"""Problems: errors with a code, a message, a cause and a hint about what to do next."""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from pathlib import Path

from pipeline.model.diagnostics import Diagnostic
from pipeline.model.remark import Remark, translated_text

_CAUSE, _NEXT = Remark("cause:"), Remark("next:")


class Problem(Exception):
    """An error that stops one edition, or the whole command.

    `code` is explained in problems.toml. `path` and `line` (from 1) are its position, if known. `diagnostics` are the mistakes in
    texts that caused it; `cause` has them in English.
    """

    def __init__(
        self,
        code: str,
        message: str,
        *,
        cause: str = "",
        hint: str = "",
        path: Path | None = None,
        line: int | None = None,
        diagnostics: Sequence[Diagnostic] = (),
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.cause = cause
        self.hint = hint
        self.path = path
        self.line = line
        self.diagnostics = tuple(diagnostics)

    def __reduce__(self) -> tuple[object, ...]:
        # The default pickling of exceptions, needed for worker processes, loses keyword arguments.
        with_place = partial(Problem, path=self.path, line=self.line, diagnostics=self.diagnostics)
        return partial(with_place, cause=self.cause, hint=self.hint), (self.code, self.message)

    @property
    def place(self) -> str:
        """`file:line`, `file`, or an empty string."""
        if self.path is None:
            return ""
        return f"{self.path}:{self.line}" if self.line else str(self.path)

    def __str__(self) -> str:
        return self.translated(str)

    def translated(self, translate: Callable[[str], str]) -> str:
        """Return place, message, cause and next step as lines, with Remarks translated by `translate`."""
        prefix = f"{self.place}: " if self.place else ""
        width = max(len(translated_text(label, translate)) for label in (_CAUSE, _NEXT))
        # Align further lines of the cause with its first line.
        rows = [
            f"  {translated_text(label, translate):{width}} {translated_text(text, translate)}".replace(
                "\n", f"\n{' ' * (width + 3)}"
            )
            for label, text in ((_CAUSE, self.cause), (_NEXT, self.hint))
            if text
        ]
        return "\n".join([f"{prefix}{translated_text(self.message, translate)} [{self.code}]", *rows])


@cache
def explanations() -> Mapping[str, str]:
    """Return the explanation of each code, in reStructuredText."""
    text = Path(__file__).with_name("problems.toml").read_text(encoding="utf-8")
    return {code: str(explanation) for code, explanation in tomllib.loads(text).items()}
