# SPDX-License-Identifier: GPL-3.0-or-later
"""One chapter as PDF, for the preview: laid out alone, in a process of its own."""

from pathlib import Path

from pipeline.system.files import write_whole


def lay_out_chapter(folder: Path, document: str, *, is_root: bool, is_whole: bool) -> Path:
    """The PDF of a document, from the book in `folder`; `is_whole` where the publication has no other. Raises Problem.

    What is not quite right on the pages (a note that lost its place) is no reason to show nothing: a build will tell.
    """
    # Imported here: the process that shows the pages does without WeasyPrint.
    from pipeline.typeset import typeset_draft

    target = folder / f"chapter-{document.replace('/', '-')}.pdf"
    write_whole(target, typeset_draft(folder, "" if is_root else document, is_whole=is_whole))
    return target
