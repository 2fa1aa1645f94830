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
    from pipeline.typeset import Press
    from pipeline.typeset.book import Book
    from pipeline.typeset.engine.layout import page_map
    from pipeline.typeset.engine.remarks import every_remark
    from pipeline.typeset.numbers import fill

    text = (folder / f"{BOOK}.html").read_text(encoding="utf-8")
    chapter = text if is_whole else (None if is_root else cut(text, document)) or opening(text)
    name = f"chapter-{document.replace('/', '-')}"
    write_whole(folder / f"{name}.html", chapter.encode())
    whole = PagedBook.from_json((folder / f"{BOOK}.json").read_text(encoding="utf-8"))
    write_whole(folder / f"{name}.json", describe(whole, chapter).to_json().encode())
    book = Book.read(folder, name)
    press = Press(folder, strict=False)
    with every_remark(book, press.object_to):
        laid_out = press.lay_out(book, fill(book.text, {}))
        laid_out = press.lay_out(book, fill(book.text, page_map(laid_out)))
        pdf = press.written(book, laid_out, body=1)
    target = folder / f"{name}.pdf"
    write_whole(target, pdf)
    return target
