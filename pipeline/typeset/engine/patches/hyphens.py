# SPDX-License-Identifier: GPL-3.0-or-later
"""Marks text boxes that end in a hyphen added by the layout, so that the PDF can have the undivided word as actual text.

By the text of a box, such a hyphen cannot be distinguished from a hyphen that is part of the word.
"""

from typing import Any

from weasyprint.layout import inline

from pipeline.system.versions import original

ISSUE = "docs/upstream/hyphens.md"

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
    """Return the text of a box without the hyphen that the layout has added at its end; empty if it has added none."""
    if not getattr(box, _HYPHENATED, False):
        return ""
    text: str = box.text.removesuffix(box.style["hyphenate_character"])
    return text.replace("\u00ad", "")


REPLACEMENTS = ((inline, "split_text_box", _split, _split_and_mark),)
