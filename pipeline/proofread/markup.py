# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks of a translation's own form: markup that does not close, blocks that it must not begin."""

import re
import unicodedata
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
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<!--")
_SCHEME = re.compile(r"\s*([A-Za-z][A-Za-z0-9+.-]*):")
_SCHEMES = frozenset({"http", "https", "mailto", "tel", "sms", "ftp", "geo"})
_STRAY = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffd\ufffe\uffff]")
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

_SIGNS = {
    "emphasis": "*emphasis*",
    "strong": "**strong emphasis**",
    "literal": "a ``literal``",
    "interpreted text or phrase reference": "markup in `backquotes`",
    "substitution_reference": "a |name between bars|",
    "internal target": "a target _`…`",
}
"""docutils' names, as translators see the markup."""
_LITERAL = re.compile(r"``.*?``|:[\w:.-]+:`[^`]*`", re.DOTALL)
_BACKSLASH = re.compile(r"(?<!\\)\\[^\W_]\w*")
"""A backslash of the text's own, with the word behind it; `\\ ` and `\\.` belong to markup."""


def broken_markup(pair: Pair) -> Iterator[str]:
    r"""Find markup that the translation opens and does not close, or that is glued to a word.

    Endings are written behind the markup with a backslash and a blank, which readers do not see.
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
    """Find directives that the translation adds: they could read files or put foreign code into the pages."""
    added = Counter(pair.translation.directives) - Counter(pair.original.directives)
    for directive in added.elements():
        yield f"{directive} is a directive that the original does not have; take it out"


def unsafe_link(pair: Pair) -> Iterator[str]:
    """Find links that the translation adds and that lead to no page, mail or telephone: they could run code in a browser."""
    for url in dict.fromkeys(pair.translation.urls):
        scheme = _SCHEME.match(url)
        if scheme and scheme[1].lower() not in _SCHEMES and url not in pair.original.urls:
            yield f"{url[:60]} is a link of a kind that the original does not have; take it out"


def stray_character(pair: Pair) -> Iterator[str]:
    """Find control characters, marks that turn the direction of reading, and what a program left of a letter it did not know."""
    for character in dict.fromkeys(_STRAY.findall(pair.translation.source)):
        if character not in pair.original.source:
            name = unicodedata.name(character, "a control character").lower()
            mend = "write the letter that was lost here" if character == "\ufffd" else "delete it"
            yield f"U+{ord(character):04X} ({name}) stands {_behind(pair.translation.source, character)}; {mend}"


def added_tag(pair: Pair) -> Iterator[str]:
    """Find HTML tags that the translation adds. They are no markup here, and foreign code where a page takes them for it."""
    wanted, found = _TAG.findall(pair.original.plain), _TAG.findall(pair.translation.plain)
    if len(found) > len(wanted):
        extra = next(iter(Counter(found) - Counter(wanted)))
        yield f"{extra[:60]} is a tag that the original does not have; take it out"


def lost_backslash(pair: Pair) -> Iterator[str]:
    """Find backslashes that no reader will see: one before a letter or digit is taken for a sign of markup, and left out."""
    wanted = set(_BACKSLASH.findall(_LITERAL.sub("", pair.original.source)))
    for found in dict.fromkeys(_BACKSLASH.findall(_LITERAL.sub("", pair.translation.source))):
        if found not in wanted:
            yield f"the backslash in {found} is not printed; write \\{found} for the sign itself, or take it out"


def swallowed_paragraph(pair: Pair) -> Iterator[str]:
    r"""Find translations that look like a list, a field or a comment, where the original is a paragraph.

    Our editions show them as the paragraph that they are; plain Sphinx would show the original instead.
    """
    first = pair.translation.blocks[:1]
    if pair.original.blocks[:1] == ("paragraph",) and first and first[0] in _BLOCKS:
        yield f"it begins like {_BLOCKS[first[0]]}; write \\ before the sign that makes it one"


def second_paragraph(pair: Pair) -> Iterator[str]:
    r"""Find translations of one paragraph that are two or more.

    Our editions show them as one paragraph; plain Sphinx would drop all but the first.
    """
    if len(pair.translation.blocks) > len(pair.original.blocks) == 1 and pair.translation.blocks[0] == "paragraph":
        yield "the original is one paragraph, this is more than one; put it on one line"


def _behind(source: str, character: str) -> str:
    """Where the first of a character stands, which may be invisible."""
    before = _STRAY.sub("", source.partition(character)[0])[-20:]
    return f"behind {before!r}" if before.strip() else "at the beginning"


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
    if match is None:
        return f"this cannot be read ({error.rstrip('.')})"
    return f"{_SIGNS.get(match[1], match[1])} begins and does not end"
