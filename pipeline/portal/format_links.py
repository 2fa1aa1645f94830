# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of an edition as links: addresses and sizes of its pages, PDF and EPUB. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from pipeline.model.publication import Artefact, Format, Language
from pipeline.model.releases import ReleasedFile
from pipeline.theme import phrases
from pipeline.words import Words


@dataclass(frozen=True, slots=True)
class FormatLinks:
    """Addresses, empty where there is no file, and what to know of the file before it is opened."""

    html: str = ""
    pdf: str = ""
    pdf_facts: str = ""
    epub: str = ""
    epub_facts: str = ""

    @classmethod
    def of(
        cls,
        files: Mapping[Format, Artefact | ReleasedFile],
        address: Callable[[PurePosixPath], str],
        reader: Language,
        words: Words,
    ) -> "FormatLinks":
        """Return the links to the files of an edition, for a reader of another (or the same) language."""
        html, pdf, epub = files.get(Format.HTML), files.get(Format.PDF), files.get(Format.EPUB)
        return cls(
            html=address(html.path) if html else "",
            pdf=address(pdf.path) if pdf else "",
            pdf_facts=phrases.measure(pdf.pages, pdf.bytes, reader, words) if pdf else "",
            epub=address(epub.path) if epub else "",
            epub_facts=phrases.size(epub.bytes, reader) if epub else "",
        )


NO_FILES = FormatLinks()


def address(path: PurePosixPath, reader: Language) -> str:
    """Return a path of the site as the front page of a language links it: short below its own folder."""
    return str(path.relative_to(reader.tag)) if path.is_relative_to(reader.tag) else f"../{path}"
