# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares the text of an edition with its released version."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from lxml import html

from pipeline.model.publication import Edition, Format
from pipeline.model.releases import ReleasedFile
from pipeline.publishing.record import EditionFile, Record
from pipeline.system.files import sha256, sha256_of

_ELSEWHERE = re.compile(r"[a-z]+:")
"""The scheme of an address outside the site."""


def files_for_readers(edition: Edition, record: Record, folder: Path) -> Iterator[ReleasedFile]:
    """Yield the published files of an edition: each format, then the offprints."""

    def single(format_: Format, title: str, document: str, artefact: EditionFile) -> ReleasedFile:
        path, file = edition.folder / artefact.path, folder / artefact.path
        return ReleasedFile(format_, path, title, file.stat().st_size, artefact.pages, sha256_of(file), document)

    for name, artefact in record.made.items():
        if name != Format.HTML:
            yield single(Format(name), record.title, "", artefact)
        else:
            pages = record.files_of(Format.HTML)
            listing = "".join(f"{sha256_of(folder / page)}  {page}\n" for page in sorted(pages))
            yield ReleasedFile(
                format=Format.HTML,
                path=edition.folder / artefact.path,
                title=record.title,
                bytes=sum((folder / page).stat().st_size for page in pages),
                pages=artefact.pages,
                sha256=sha256(listing.encode()),
                words=_text_digest(folder / page for page in sorted(pages) if page.endswith(".html")),
            )
    for offprint in record.offprints:
        yield single(Format.PDF, offprint.title, offprint.name, offprint.made)


def _text_digest(pages: Iterable[Path]) -> str:
    """Return a digest of the text of pages: their words, the alt texts of figures, and the links to other sites.

    Markup, which depends on the pipeline, and what is said about other editions may change without a change of the text.
    """
    total = hashlib.sha256()
    for page in pages:
        root = html.document_fromstring(page.read_bytes())
        for article in [*root.iter("article")] or [*root.iter("main")] or [root]:
            for part in article.findall(".//*[@data-other-editions]"):
                tail = part.tail
                part.clear()
                part.tail = tail
            words = "".join(map(str, article.itertext("*"))).split()
            figures = [image.get("alt", "") for image in article.iter("img")]
            links = [href for link in article.iter("a") if _ELSEWHERE.match(href := link.get("href", ""))]
            total.update("\0".join([*words, *figures, *links]).encode())
    return total.hexdigest()


def is_same_text(released: Iterable[ReleasedFile], files: Iterable[ReleasedFile]) -> bool:
    """Return whether files have the released text; a newly added format does not change it."""
    return _text_digests(released) <= _text_digests(files)


def _text_digests(files: Iterable[ReleasedFile]) -> set[tuple[Format, str]]:
    """Return the digests that identify a version: of its text or, if it has no HTML, of its files."""
    whole = [file for file in files if not file.document]
    has_words = any(file.words for file in whole)
    return {(file.format, file.words or ("" if has_words else file.sha256)) for file in whole}
