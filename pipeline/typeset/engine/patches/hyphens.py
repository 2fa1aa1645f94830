# SPDX-License-Identifier: GPL-3.0-or-later
"""Text boxes know whether the hyphen at their end was put there by the layout, so that the PDF can say which word it divides.

WeasyPrint writes both kinds of hyphens into the text of a box: its own, and that of a word that has one.
"""

from typing import Any

from weasyprint.layout import inline

from pipeline.system.versions import original

ISSUE = "docs/upstream/hyphens.md"
CHECKED = "70.0"

_HYPHENATED = "_is_hyphenated"

_split = original(inline, "split_text_box", "(context, box, available_width, skip, is_line_start=True)")


# WeasyPrint ships no types: its context and its boxes are Any.
def _split_and_mark(
    context: Any, box: Any, available_width: Any, skip: Any, is_line_start: bool = True
) -> Any:  # WeasyPrint's
    split, resume_at, is_preserved = _split(context, box, available_width, skip, is_line_start)
    if split is not None:
        is_divided = resume_at is not None and not box.text.encode()[skip:].startswith(split.text.encode())
        setattr(split, _HYPHENATED, is_divided and split.text.endswith(box.style["hyphenate_character"]))
    return split, resume_at, is_preserved


def undivided_text(box: Any) -> str:
    """Return the text of a box at whose end the layout has divided a word, without the hyphen; empty for all others."""
    if not getattr(box, _HYPHENATED, False):
        return ""
    text: str = box.text.removesuffix(box.style["hyphenate_character"])
    return text.replace("\u00ad", "")


REPLACEMENTS = ((inline, "split_text_box", _split, _split_and_mark),)
