# SPDX-License-Identifier: GPL-3.0-or-later
"""What stops the work: a code, what is wrong, why, and what to do next."""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from pathlib import Path

from pipeline.model.diagnostics import Diagnostic
from pipeline.model.remark import Remark, said

_CAUSE, _NEXT = Remark("cause:"), Remark("next:")


class Problem(Exception):
    """Something that stops one edition, or the whole command.

    `code` is explained in problems.toml. `path` and `line` (from 1) say where, when that is known.
    `diagnostics` are the mistakes in texts behind it, one by one; `cause` gives them in English.
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
        # Keyword arguments do not survive the default pickling, and problems come back from worker processes.
        where = partial(Problem, path=self.path, line=self.line, diagnostics=self.diagnostics)
        return partial(where, cause=self.cause, hint=self.hint), (self.code, self.message)

    @property
    def place(self) -> str:
        """`file:line`, `file`, or nothing, as compilers write it."""
        if self.path is None:
            return ""
        return f"{self.path}:{self.line}" if self.line else str(self.path)

    def __str__(self) -> str:
        return self.translated(str)

    def translated(self, translate: Callable[[str], str]) -> str:
        """Return place, message, cause and next step as lines; what is a remark, as `translate` says it."""
        where = f"{self.place}: " if self.place else ""
        width = max(len(said(label, translate)) for label in (_CAUSE, _NEXT))
        # Further lines of the cause are set in below its first.
        rows = [
            f"  {said(label, translate):{width}} {said(text, translate)}".replace("\n", f"\n{' ' * (width + 3)}")
            for label, text in ((_CAUSE, self.cause), (_NEXT, self.hint))
            if text
        ]
        return "\n".join([f"{where}{said(self.message, translate)} [{self.code}]", *rows])


@cache
def explanations() -> Mapping[str, str]:
    """Return what each code means and what to do, in reStructuredText."""
    text = Path(__file__).with_name("problems.toml").read_text(encoding="utf-8")
    return {code: str(explanation) for code, explanation in tomllib.loads(text).items()}
