# SPDX-License-Identifier: GPL-3.0-or-later
"""What left the site, and what keeps its addresses, in words. Pure."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.publication import Edition, FormerPage
from pipeline.report.said import count

_NO_DOCUMENTS = ("genindex.html", "search.html")
"""Pages of an edition that no document stands behind."""


def lines_of_removed(edition: Edition, paths: Sequence[str]) -> Iterator[str]:
    """Say which files of an edition left the site; for pages whose address nothing keeps, what could keep it."""
    publication = edition.publication
    former = {one.path: f"{one.path} ({_fate(one)})" for one in publication.former}
    named = _named(paths)
    if named:
        yield f"{edition}: took off the site: {', '.join(former.get(one, one) for one in named)}"
    if any(one.endswith(".html") and one not in former and one not in _NO_DOCUMENTS for one in named):
        yield (
            f"  if its address was given out, {publication.described_in} can keep it: [[moved]] with from and to leads "
            "readers on, [[removed]] with document and reason tells them why (docs/editing.md)"
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
