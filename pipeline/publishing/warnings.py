# SPDX-License-Identifier: GPL-3.0-or-later
"""The warnings about a project's editions, without duplicates; `build/warnings.txt` has all of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.model.diagnostics import Diagnostic
from pipeline.model.project import Project
from pipeline.model.publication import Edition
from pipeline.system.files import write_whole

FILE = "warnings.txt"


@dataclass(frozen=True, slots=True)
class WarningPlace:
    """A warning and its editions: an error in an original appears in all languages."""

    diagnostic: Diagnostic
    editions: tuple[Edition, ...]

    def __str__(self) -> str:
        """Format a warning like a compiler: the place to fix, the message, its kind, the editions; on the next line, what to do."""
        diagnostic = self.diagnostic
        place = f"{diagnostic.place_to_fix}: " if diagnostic.place_to_fix else ""
        kind = f" [{diagnostic.kind}]" if diagnostic.kind else ""
        below = [f"  {line}" for line in str(diagnostic).splitlines()[1:]]
        original = [f"  original: {diagnostic.place}"] if diagnostic.translation and diagnostic.place else []
        return "\n".join([f"{place}{diagnostic.sentence}{kind} ({names(self.editions)})", *original, *below])


def group_by_warning(warnings: Iterable[tuple[Edition, Sequence[Diagnostic]]]) -> tuple[WarningPlace, ...]:
    """Return each warning with its editions, in order of first appearance."""
    groups: dict[tuple[str, str], tuple[Diagnostic, dict[Edition, None]]] = {}
    for edition, diagnostics in warnings:
        for diagnostic in diagnostics:
            key = diagnostic.sentence, diagnostic.place_to_fix
            groups.setdefault(key, (diagnostic, {}))[1][edition] = None
    return tuple(WarningPlace(diagnostic, (*sorted(editions, key=_order),)) for diagnostic, editions in groups.values())


def write(project: Project, warnings: Iterable[tuple[Edition, Sequence[Diagnostic]]]) -> None:
    """Write the warnings of all editions, sorted by place; remove the file if there are none."""
    path = project.build / FILE
    texts = (str(warning).replace(f"{project.root}/", "") for warning in group_by_warning(warnings))
    if lines := sorted(texts, key=_by_place):
        write_whole(path, "".join(f"{line}\n" for line in lines).encode())
    else:
        path.unlink(missing_ok=True)


def names(editions: Iterable[Edition]) -> str:
    """Return the names of editions, grouped by publication: `manual [it, en], leaflet [it]`."""
    tags: dict[str, list[str]] = {}
    for edition in editions:
        tags.setdefault(edition.publication.slug, []).append(edition.tag)
    return ", ".join(f"{slug} [{', '.join(of_slug)}]" for slug, of_slug in tags.items())


def _order(edition: Edition) -> tuple[str, bool, str]:
    """Return a sort key for editions, which are finished in any order: the original before its translations."""
    return edition.publication.slug, edition.is_translation, edition.tag


def _by_place(text: str) -> tuple[Path, int, str]:
    """Return a sort key for lines with a place: by file and line; lines without a place come first."""
    path, _, rest = text.partition(":")
    line = rest.partition(":")[0]
    return (Path(path), int(line), text) if line.isdecimal() else (Path(), 0, text)
