# SPDX-License-Identifier: GPL-3.0-or-later
"""Diagnostics: what a parser objects to in a text, where, what to do about it, and what follows from it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.model.remark import Remark, joined

MOST_NAMED = 20
"""Maximum number of mistakes listed in one Problem; the rest is counted."""
_VALUE = re.compile(r"“[^”]*”|‘[^’]*’|\"[^\"]*\"|'[^']*'|`[^`]*`|%\(\w+\)s|\b\S*\d\S*|\S*/\S*")
"""What differs from one mistake to the next of its kind: names in quotation marks, numbers, paths, the values of a template."""
_DETAIL = re.compile(r" \(.*\Z", re.DOTALL)
"""What an objection of the typesetter says in brackets after its sentence."""
_OF_ANYTHING = ("", "docutils")
"""Kinds that say nothing of the cause."""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One mistake in a source or a catalogue.

    `sentence` and `step` (what to do next) are remarks, as far as the mistake is a known one; `original` is the parser's
    own message where that is another, to search for. Paths are relative to the project's root where they lie below it.
    `translation` is `file.po:line` where the mistake is in a translation, and `path` and `line` are those of its original. `kind` is
    the name of its kind, as far as it has one: of a rule of ours, or as `suppress_warnings` in conf.py names it.
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
        """The sentence without what is only this mistake's."""
        template = _template(self.sentence) if isinstance(self.sentence, Remark) else ""
        if not any(map(str.isalpha, template)):  # a frame around words that are no remark
            template = _DETAIL.sub("", self.sentence)
        return " ".join(_VALUE.sub("…", template).split()) or self.sentence

    @property
    def cause_key(self) -> str:
        """What mistakes that have one cause have in common."""
        return self.cause if self.kind in _OF_ANYTHING else self.kind

    @property
    def place_to_fix(self) -> str:
        """`file:line` where it is to be fixed: in the catalogue, if the mistake is in a translation, else in the sources."""
        return self.translation or self.place

    @property
    def place(self) -> str:
        """`file:line` in the sources, `file`, or nothing."""
        if self.path is None:
            return ""
        return f"{self.path}:{self.line}" if self.line else str(self.path)

    @property
    def head(self) -> Remark:
        """Place and sentence, in one line, with the parser's own words after it."""
        place = f"{self.place}: " if self.place else ""
        parts = [place, self.sentence]
        if self.translation:
            parts += [" (", Remark("translation: %(place)s", place=self.translation), ")"]
        return joined("", [*parts, f" [{self.original}]" if self.original else ""])

    def lines(self, *, with_step: bool = True) -> Iterator[Remark]:
        """Yield the lines of the report: the mistake, then the next step and the consequences, indented."""
        yield self.head
        if with_step and self.step:
            yield joined("", ("  ", Remark("next: %(step)s", step=self.step)))
        for consequence in self.consequences:
            yield joined("", ("  ", Remark("consequence: %(mistake)s", mistake=consequence.head)))

    def __str__(self) -> str:
        return "\n".join(self.lines())


def once(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return each mistake once: a second builder repeats some, and no longer knows their translation or their cause."""
    diagnostics_by_key: dict[tuple[str, Path | None, int | None], Diagnostic] = {}
    keys = set()
    for diagnostic in diagnostics:
        fresh = tuple(each for each in diagnostic.consequences if _key(each) not in keys)
        if _key(diagnostic) not in keys:
            diagnostics_by_key[_key(diagnostic)] = diagnostic
        elif fresh and (former := diagnostics_by_key.get(_key(diagnostic))) is not None:
            diagnostics_by_key[_key(diagnostic)] = replace(former, consequences=(*former.consequences, *fresh))
        keys |= {_key(diagnostic), *map(_key, fresh)}
    return tuple(diagnostics_by_key.values())


def summary(diagnostics: Sequence[Diagnostic]) -> str:
    """Return `2 mistakes, 3 consequences`."""
    consequences = sum(len(diagnostic.consequences) for diagnostic in diagnostics)
    counts = [(len(diagnostics), "mistake"), (consequences, "consequence")]
    return ", ".join(f"{number} {noun}{'' if number == 1 else 's'}" for number, noun in counts if number)


def _key(diagnostic: Diagnostic) -> tuple[str, Path | None, int | None]:
    return diagnostic.sentence, diagnostic.path, diagnostic.line


def _template(remark: Remark) -> str:
    """Return the template of a remark with those of the remarks in it."""
    values = {name: _template(value) if isinstance(value, Remark) else "…" for name, value in remark.values.items()}
    return remark.template % values
