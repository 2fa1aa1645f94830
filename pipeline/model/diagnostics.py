# SPDX-License-Identifier: GPL-3.0-or-later
"""Diagnostics: mistakes that a parser finds in a text, with position, next step and consequences."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.model.remark import Remark, join_remarks

MAX_NAMED = 20
"""Maximum number of mistakes listed in one Problem; the others are only counted."""
_VALUE = re.compile(r"“[^”]*”|‘[^’]*’|\"[^\"]*\"|'[^']*'|`[^`]*`|%\(\w+\)s|\b\S*\d\S*|\S*/\S*")
"""The variable parts of a message: quoted names, numbers, paths, the values of a template."""
_DETAIL = re.compile(r" \(.*\Z", re.DOTALL)
"""The cause in brackets after a warning of the typesetter."""
_UNSPECIFIC_KINDS = ("", "docutils")
"""Kinds that are not specific to a cause."""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One mistake in a source or a catalogue.

    `sentence` and `step` (what to do next) are Remarks if we know the mistake; `original` is then the parser's message, to search
    for. Paths are relative to the project's root if they are below it. For a mistake in a translation, `translation` is
    `file.po:line`, and `path` and `line` are those of its original. `kind` is the name of our rule, or the name for
    `suppress_warnings` in conf.py, or empty.
    """

    sentence: str
    path: Path | None = None
    line: int | None = None
    step: str = ""
    original: str = ""
    translation: str = ""
    consequences: tuple["Diagnostic", ...] = ()
    kind: str = ""

    @property
    def cause(self) -> str:
        """The sentence without its variable parts."""
        template = _template(self.sentence) if isinstance(self.sentence, Remark) else ""
        if not any(map(str.isalpha, template)):  # a frame around a plain text
            template = _DETAIL.sub("", self.sentence)
        return " ".join(_VALUE.sub("…", template).split()) or self.sentence

    @property
    def cause_key(self) -> str:
        """Key for grouping mistakes with the same cause."""
        return self.cause if self.kind in _UNSPECIFIC_KINDS else self.kind

    @property
    def place_to_fix(self) -> str:
        """`file:line` of the text to fix: in the catalogue if the mistake is in a translation, else in the sources."""
        return self.translation or self.place

    @property
    def place(self) -> str:
        """`file:line` in the sources, `file`, or an empty string."""
        if self.path is None:
            return ""
        return f"{self.path}:{self.line}" if self.line else str(self.path)

    @property
    def head(self) -> Remark:
        """The first line of the report: position and sentence, followed by the parser's message."""
        place = f"{self.place}: " if self.place else ""
        parts = [place, self.sentence]
        if self.translation:
            parts += [" (", Remark("translation: %(place)s", place=self.translation), ")"]
        return join_remarks("", [*parts, f" [{self.original}]" if self.original else ""])

    def lines(self, *, with_step: bool = True) -> Iterator[Remark]:
        """Yield the lines of the report: the mistake, then the next step and the consequences, indented."""
        yield self.head
        if with_step and self.step:
            yield join_remarks("", ("  ", Remark("next: %(step)s", step=self.step)))
        for consequence in self.consequences:
            yield join_remarks("", ("  ", Remark("consequence: %(mistake)s", mistake=consequence.head)))

    def __str__(self) -> str:
        return "\n".join(self.lines())


def without_duplicates(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Remove duplicates: a second builder repeats mistakes without their translation and cause."""
    diagnostics_by_key: dict[tuple[str, Path | None, int | None], Diagnostic] = {}
    keys = set()
    for diagnostic in diagnostics:
        new = tuple(consequence for consequence in diagnostic.consequences if _key(consequence) not in keys)
        if _key(diagnostic) not in keys:
            diagnostics_by_key[_key(diagnostic)] = diagnostic
        elif new and (first := diagnostics_by_key.get(_key(diagnostic))) is not None:
            diagnostics_by_key[_key(diagnostic)] = replace(first, consequences=(*first.consequences, *new))
        keys |= {_key(diagnostic), *map(_key, new)}
    return tuple(diagnostics_by_key.values())


def summary(diagnostics: Sequence[Diagnostic]) -> str:
    """Return a count of diagnostics: `2 mistakes, 3 consequences`."""
    consequences = sum(len(diagnostic.consequences) for diagnostic in diagnostics)
    counts = [(len(diagnostics), "mistake"), (consequences, "consequence")]
    return ", ".join(f"{number} {noun}{'' if number == 1 else 's'}" for number, noun in counts if number)


def _key(diagnostic: Diagnostic) -> tuple[str, Path | None, int | None]:
    return diagnostic.sentence, diagnostic.path, diagnostic.line


def _template(remark: Remark) -> str:
    """Return the template of a remark, including the templates of nested remarks."""
    values = {name: _template(value) if isinstance(value, Remark) else "…" for name, value in remark.values.items()}
    return remark.template % values
