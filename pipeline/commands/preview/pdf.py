# SPDX-License-Identifier: GPL-3.0-or-later
"""One chapter as PDF, for the preview: cut out of the book's paged HTML and laid out alone, in a process of its own."""

from pathlib import Path

from pipeline.bookformat.book import BOOK, PagedBook
from pipeline.preview.chapter import cut, describe, opening
from pipeline.system.files import write_whole


def lay_out_chapter(folder: Path, document: str, *, is_root: bool, is_whole: bool) -> Path:
    """The PDF of a document, from the book in `folder`; `is_whole` where the publication has no other. Raises Problem.

    What is not quite right on the pages (a note that lost its place) is no reason to show nothing: a build will tell.
    """
    # Imported here: the process that shows the pages does without WeasyPrint.
    from pipeline.typeset import typeset_draft

    text = (folder / f"{BOOK}.html").read_text(encoding="utf-8")
    chapter = text if is_whole else (None if is_root else cut(text, document)) or opening(text)
    name = f"chapter-{document.replace('/', '-')}"
    write_whole(folder / f"{name}.html", chapter.encode())
    whole = PagedBook.from_json((folder / f"{BOOK}.json").read_text(encoding="utf-8"))
    write_whole(folder / f"{name}.json", describe(whole, chapter).to_json().encode())
    target = folder / f"{name}.pdf"
    write_whole(target, typeset_draft(folder, name))
    return target
