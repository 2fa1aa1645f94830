# SPDX-License-Identifier: GPL-3.0-or-later
"""The warnings of a build: each once, with the editions that have it; all of them in `build/warnings.txt`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.build.events import Published
from pipeline.model.diagnostics import Diagnostic
from pipeline.model.project import Project
from pipeline.model.publication import Edition
from pipeline.system.files import write_whole

FILE = "warnings.txt"


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A warning, and the editions that have it: what is wrong in an original is so in all of its languages."""

    diagnostic: Diagnostic
    editions: tuple[Edition, ...]

    def __str__(self) -> str:
        """As compilers print it: the place where it is to be fixed, the sentence and its kind, the editions; below, what to do."""
        diagnostic = self.diagnostic
        place = f"{diagnostic.place_to_fix}: " if diagnostic.place_to_fix else ""
        kind = f" [{diagnostic.kind}]" if diagnostic.kind else ""
        below = [f"  {line}" for line in str(diagnostic).splitlines()[1:]]
        original = [f"  original: {diagnostic.place}"] if diagnostic.translation and diagnostic.place else []
        return "\n".join([f"{place}{diagnostic.sentence}{kind} ({names(self.editions)})", *original, *below])


def each_once(warnings: Iterable[tuple[Edition, Sequence[Diagnostic]]]) -> tuple[Occurrence, ...]:
    """Return each warning with its editions, in the order in which they were told."""
    found: dict[tuple[str, str], tuple[Diagnostic, dict[Edition, None]]] = {}
    for edition, diagnostics in warnings:
        for diagnostic in diagnostics:
            key = diagnostic.sentence, diagnostic.place_to_fix
            found.setdefault(key, (diagnostic, {}))[1][edition] = None
    return tuple(Occurrence(diagnostic, (*editions,)) for diagnostic, editions in found.values())


def write(project: Project, published: Sequence[Published]) -> None:
    """Write the warnings of a build that has published these, by their place; where it has none, there is no file."""
    warnings = each_once((event.edition, event.diagnostics) for event in published)
    if warnings:
        lines = sorted((str(warning).replace(f"{project.root}/", "") for warning in warnings), key=_by_place)
        write_whole(project.build / FILE, "".join(f"{line}\n" for line in lines).encode())
    elif published:
        (project.build / FILE).unlink(missing_ok=True)


def names(editions: Iterable[Edition]) -> str:
    """Return `manual [it, en], leaflet [it]`."""
    tags: dict[str, list[str]] = {}
    for edition in editions:
        tags.setdefault(edition.publication.slug, []).append(edition.language.tag)
    return ", ".join(f"{slug} [{', '.join(of_slug)}]" for slug, of_slug in tags.items())


def _by_place(text: str) -> tuple[Path, int, str]:
    """Return what sorts lines with a place by file and line; those without come first."""
    path, _, rest = text.partition(":")
    line = rest.partition(":")[0]
    return (Path(path), int(line), text) if line.isdecimal() else (Path(), 0, text)
