# SPDX-License-Identifier: GPL-3.0-or-later
"""A single chapter as PDF, for the preview, laid out in a separate process."""

from pathlib import Path

from pipeline.system.files import write_whole


def lay_out_chapter(folder: Path, document: str, *, is_root: bool, is_whole: bool, picture_cache: Path) -> Path:
    """Return the PDF of a document of the book in `folder`; `is_whole` if it is the only document. Raises Problem.

    Layout warnings (such as a misplaced note) are ignored: a build reports them.
    """
    # Imported late: the process that serves the pages does not need WeasyPrint.
    from pipeline.typeset import typeset_draft

    target = folder / f"chapter-{document.replace('/', '-')}.pdf"
    data = typeset_draft(folder, "" if is_root else document, is_whole=is_whole, picture_cache=picture_cache)
    write_whole(target, data)
    return target
