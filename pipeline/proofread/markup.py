# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks of a translation's own form: markup that does not close, blocks that it must not begin."""

import re
from collections import Counter
from collections.abc import Iterator

from pipeline.proofread.pair import Pair

_MARKUP = (
    r"(?::[A-Za-z][\w:+.-]*:`[^`]{1,80}`|``(?!\s)[^`]{1,80}(?<!\s)``|`(?![\s:])[^`]{1,80}(?<![\s:])`_{0,2}"
    r"|\*\*[^*\s][^*]{0,80}(?<!\s)\*\*|\*[^*\s][^*]{0,80}(?<!\s)\*)"
)
_GLUED_BEHIND = re.compile(rf"(?<![\w*`\\])({_MARKUP})(\w+)")
_GLUED_BEFORE = re.compile(rf"(\w+)({_MARKUP})")
_GLUED_STARS = re.compile(r"\w\*{1,2}[^*\s]+\*{1,2}(?!\w)")
_BLOCKS = {
    "bullet_list": "a list",
    "enumerated_list": "a numbered list",
    "definition_list": "a list of definitions",
    "field_list": "a field",
    "option_list": "a list of options",
    "line_block": "a line block",
    "block_quote": "a quotation",
    "comment": "a comment, which readers never see",
    "doctest_block": "a session of Python",
    "section": "a heading",
    "transition": "a line across the page",
}


def broken_markup(pair: Pair) -> Iterator[str]:
    r"""Find markup that the translation opens and does not close, or that is glued to a word.

    Endings are written behind the markup with a backslash and a blank, which readers do not see.

    Bad:   See the *book*       ->  Shih *libr*in
    Good:  See the *book*       ->  Shih *libr*\ in
    """
    errors = list((Counter(pair.translation.errors) - Counter(pair.original.errors)).elements())
    stray = _stray(pair.translation.plain) > _stray(pair.original.plain)
    if not (errors or stray):
        return
    glued = _glued(pair.translation.source)
    if glued:
        yield f"markup is glued to a word; write {glued}"
    elif errors:
        yield f"{_in_words(errors[0])}; close it, or write \\ before a sign that is meant as such"
    else:
        yield "a ` is left in the text; put blanks around the markup, or write \\` for the sign itself"


def added_directive(pair: Pair) -> Iterator[str]:
    """Find directives that the translation adds: they could read files or put foreign code into the pages.

    Bad:   Read this first.  ->  .. raw:: html
    Good:  Read this first.  ->  Lexojeni këtë së pari.
    """
    added = Counter(pair.translation.directives) - Counter(pair.original.directives)
    for directive in added.elements():
        yield f"{directive} is a directive that the original does not have; take it out"


def swallowed_paragraph(pair: Pair) -> Iterator[str]:
    r"""Find translations that look like a list, a field or a comment, where the original is a paragraph.

    Our editions show them as the paragraph that they are; plain Sphinx would show the original instead.

    Bad:   On 1 January 2026 it began  ->  1. Januar 2026: Beginn
    Good:  On 1 January 2026 it began  ->  1\. Januar 2026: Beginn
    """
    first = pair.translation.blocks[:1]
    if pair.original.blocks[:1] == ("paragraph",) and first and first[0] in _BLOCKS:
        yield f"it begins like {_BLOCKS[first[0]]}; write \\ before the sign that makes it one"


def second_paragraph(pair: Pair) -> Iterator[str]:
    r"""Find translations of one paragraph that are two or more.

    Our editions show them as one paragraph; plain Sphinx would drop all but the first.

    Bad:   One. Two.  ->  Një.\n\nDy.
    Good:  One. Two.  ->  Një. Dy.
    """
    if len(pair.translation.blocks) > len(pair.original.blocks) == 1 and pair.translation.blocks[0] == "paragraph":
        yield "the original is one paragraph, this is more than one; put it on one line"


def _stray(plain: str) -> int:
    """How many signs of markup are left in the text. A single star within a word is no mistake: Autor*innen."""
    return plain.count("`") + len(_GLUED_STARS.findall(plain))


def _glued(source: str) -> str:
    """How the first markup that is glued to a word is rightly written, if there is any."""
    behind = _GLUED_BEHIND.search(source)
    if behind:
        return f"{behind[1]}\\ {behind[2]}"
    before = _GLUED_BEFORE.search(source)
    return f"{before[1]}\\ {before[2]}" if before else ""


def _in_words(error: str) -> str:
    """A remark of docutils, in words that a translator knows."""
    match = re.match(r"Inline (.+?) start-string without end-string", error)
    return f"{match[1]} begins and does not end" if match else f"this cannot be read ({error.rstrip('.')})"
