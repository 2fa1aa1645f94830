# SPDX-License-Identifier: GPL-3.0-or-later
"""What left the site, and what keeps its addresses, in words. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from pipeline.build.events import Published
from pipeline.model.publication import Edition, FormerPage, Publication
from pipeline.report.said import count

_NO_DOCUMENTS = ("genindex.html", "search.html")
"""Pages of an edition that no document stands behind."""


def removed(edition: Edition, paths: Sequence[str]) -> Iterator[str]:
    """Say which files of an edition left the site, if any that a reader could know did."""
    former = {one.path: f"{one.path} ({_fate(one)})" for one in edition.publication.former}
    if named := _named(paths):
        yield f"{edition}: took off the site: {', '.join(former.get(one, one) for one in named)}"


def reminders(published: Iterable[Published]) -> Iterator[str]:
    """Say, once for each publication, what could keep the addresses of pages that left the site."""
    names: dict[Publication, dict[str, None]] = {}
    for event in published:
        publication = event.edition.publication
        former = {one.path for one in publication.former}
        pages = (one for one in _named(event.removed) if one.endswith(".html") and one not in _NO_DOCUMENTS)
        names.setdefault(publication, {}).update(dict.fromkeys(page for page in pages if page not in former))
    for publication, gone in names.items():
        if gone:
            yield (
                f"next: if the address of {', '.join(gone)} was given out, {publication.described_in} can keep it: [[moved]] "
                "with from and to leads readers on, [[removed]] with document and reason tells them why (docs/editing.md)"
            )


def remaining(edition: Edition, documents: Sequence[str]) -> str:
    """Say that an edition on the site still has documents that the sources no longer have."""
    slug, tag = edition.publication.slug, edition.language.tag
    return (
        f"{edition}: the earlier edition on the site still has what the sources no longer have: {', '.join(documents)}\n"
        "  next: it goes when the edition can be made; this takes the edition off at once: "
        f'pipeline withdraw --publication {slug} --language {tag} --reason "…"'
    )


def proposal(page: FormerPage) -> str:
    """Return the lines of publication.toml that keep the address of a document."""
    if page.to:
        return f'  [[moved]]\n  from = "{page.name}"\n  to = "{page.to}"'
    return f'  [[removed]]\n  document = "{page.name}"\n  reason = "…"'


def _fate(page: FormerPage) -> str:
    return f"its address leads to {page.to}.html" if page.to else "its address tells the reason"


def _named(paths: Sequence[str]) -> list[str]:
    """Pages, files and downloads by name, pictures by their number; what only styles and scripts need goes unsaid."""
    pictures = sum(path.startswith("_images/") for path in paths)
    named = [path for path in paths if not path.startswith("_")]
    named += [Path(path).name for path in paths if path.startswith("_downloads/")]
    return [*named, *([count(pictures, "picture")] if pictures else [])]
