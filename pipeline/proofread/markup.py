# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks of a translation's markup: unclosed markup, unintended blocks, unsafe additions."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

from pipeline.model.links import is_safe
from pipeline.model.remark import Remark
from pipeline.proofread.pair import Pair
from pipeline.proofread.text import MAX_LENGTH, ParsedText

_MARKUP = (
    r"(?::[A-Za-z][\w:+.-]{0,80}:`[^`]{1,80}`|``(?!\s)[^`]{1,80}(?<!\s)``|`(?![\s:])[^`]{1,80}(?<![\s:])`_{0,2}"
    r"|\*\*[^*\s][^*]{0,80}(?<!\s)\*\*|\*[^*\s][^*]{0,80}(?<!\s)\*)"
)
_GLUED_BEHIND = re.compile(rf"(?<![\w*`\\])({_MARKUP})(\w+)")
_GLUED_BEFORE = re.compile(rf"(?<!\w)(\w++)({_MARKUP})")
_GLUED_STARS = re.compile(r"\w\*{1,2}[^*\s]+\*{1,2}(?!\w)")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<!--")
_ENTITY = re.compile(r"&(?:#\d+|#x[\da-fA-F]+|[a-z]+);")
_STRAY = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u115f\u1160\u180e\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufffd-\uffff"
    "\U000e0000-\U000e007f]|(?P<joiner>[\u200b-\u200d])"
)
"""Invisible and lost characters. Some scripts need the joiners."""
_NEVER_JOINED = frozenset(
    {"LATIN", "GREEK", "CYRILLIC", "ARMENIAN", "GEORGIAN", "HEBREW", "CJK", "HIRAGANA", "KATAKANA", "HANGUL"}
)
_WITHOUT_BLANKS = frozenset(
    {"THAI", "LAO", "KHMER", "MYANMAR", "TIBETAN", "TAI", "JAVANESE", "BALINESE", "CJK", "HIRAGANA", "KATAKANA"}
)
"""Scripts without spaces between words, in which a zero width space is a break opportunity: the first words of their Unicode names."""
_BLOCKS = {
    "bullet_list": Remark("a list"),
    "enumerated_list": Remark("a numbered list"),
    "definition_list": Remark("a list of definitions"),
    "field_list": Remark("a field"),
    "option_list": Remark("a list of options"),
    "line_block": Remark("a line block"),
    "block_quote": Remark("a quotation"),
    "comment": Remark("a comment, which readers never see"),
    "doctest_block": Remark("a Python session"),
    "section": Remark("a heading"),
    "transition": Remark("a horizontal line"),
}

_SIGNS = {
    "emphasis": Remark("*emphasis*"),
    "strong": Remark("**strong emphasis**"),
    "literal": Remark("a ``literal``"),
    "interpreted text or phrase reference": Remark("markup in `backquotes`"),
    "substitution_reference": Remark("a |name between bars|"),
    "internal target": Remark("a target _`…`"),
}
"""docutils' names -> descriptions for translators."""
_LITERAL = re.compile(r"``.*?``|:[\w:.-]{1,80}:`[^`]*`", re.DOTALL)
_BACKSLASH = re.compile(r"(?<!\\)\\[^\W_]\w*")
"""A literal backslash with the following word; `\\ ` and `\\.` are markup."""


def blank_translation(pair: Pair) -> Iterator[Remark]:
    """Find translations without words: only spaces or invisible characters. They count as untranslated."""
    if _has_content(pair.original) and not _has_content(pair.translation):
        yield Remark("the translation has no words; translate it, or leave the msgstr empty")


def unparsed_text(pair: Pair) -> Iterator[Remark]:
    r"""Find texts that are too long to be parsed, above 5,000 characters, or nested too deeply. No other check can judge them.

    The time for parsing grows with the square of the length. Divide a paragraph in the source, and translate its parts.
    """
    for text in (pair.translation, pair.original):
        if not text.is_parsed:
            yield _unparsed_remark(text, is_original=text is pair.original)
            return


def broken_markup(pair: Pair) -> Iterator[Remark]:
    r"""Find markup that the translation opens and does not close, or that is glued to a word.

    Endings are written after the markup with a backslash and a space, which readers do not see.
    """
    errors = list((Counter(pair.translation.errors) - Counter(pair.original.errors)).elements())
    stray = _count_stray_signs(pair.translation.plain) > _count_stray_signs(pair.original.plain)
    if not (errors or stray) or not pair.translation.is_parsed:
        return
    glued = _separated_markup(pair.translation.source)
    if glued:
        yield Remark("markup is glued to a word; write %(mended)s", mended=glued)
    elif errors:
        match = re.match(r"Inline (.+?) start-string without end-string", errors[0])
        wrong = Remark("this cannot be read (%(reason)s)", reason=errors[0].rstrip("."))
        if match:
            wrong = Remark("%(markup)s is opened and not closed", markup=_SIGNS.get(match[1], match[1]))
        yield Remark("%(wrong)s; close it, or write \\ before a character that is not meant as markup", wrong=wrong)
    else:
        yield Remark("a ` is left in the text; put spaces around the markup, or write \\` for the character itself")


def added_directive(pair: Pair) -> Iterator[Remark]:
    """Find directives that the translation adds: they could read files or put foreign code into the pages."""
    added = Counter(pair.translation.directives) - Counter(pair.original.directives)
    for directive in added.elements():
        yield Remark("%(directive)s is a directive that the original does not have; take it out", directive=directive)


def unsafe_link(pair: Pair) -> Iterator[Remark]:
    """Find links that the translation adds and that lead to no page, mail or telephone: they could run code in a browser."""
    for url in dict.fromkeys(pair.translation.urls):
        if not is_safe(url) and url not in pair.original.urls:
            yield Remark("%(url)s is a link of a kind that the original does not have; take it out", url=url[:60])


def stray_character(pair: Pair) -> Iterator[Remark]:
    """Find control characters, tags and other invisible characters, marks that turn the direction of reading, and what a
    program left of a letter it did not know.

    Characters without width stay where a script needs them to join letters or to separate words.
    """
    text = pair.translation.source
    first: dict[str, int] = {}
    for match in _STRAY.finditer(text):
        if not (match["joiner"] and _is_needed(text, match.start())):
            first.setdefault(match[0], match.start())
    for character, start in first.items():
        if character not in pair.original.source:
            code = f"{ord(character):04X}"
            name = unicodedata.name(character, "").lower() or Remark("a control character")
            before = _STRAY.sub("", text[:start])[-20:]
            place = Remark("after %(words)r", words=before) if before.strip() else Remark("at the beginning")
            mend = Remark("write the letter that was lost here") if character == "\ufffd" else Remark("delete it")
            yield Remark("U+%(code)s (%(name)s) is %(place)s; %(mend)s", code=code, name=name, place=place, mend=mend)


def _is_needed(text: str, index: int) -> bool:
    """Return whether the surrounding script needs a zero-width character."""
    if text[index] == "\u200b":
        return any(_script(letter) in _WITHOUT_BLANKS for letter in text[max(0, index - 1) : index + 2])
    letter = next(
        (letter for letter in reversed(text[:index]) if _script(letter) not in ("COMBINING", "VARIATION")), " "
    )
    category = unicodedata.category(letter)
    return (category[0] in "LM" and _script(letter) not in _NEVER_JOINED) or category in ("So", "Sk")


def _script(letter: str) -> str:
    return unicodedata.name(letter, "").partition(" ")[0]


def added_tag(pair: Pair) -> Iterator[Remark]:
    """Find HTML tags and entities that the translation adds.

    They are no markup here, and foreign code where a page takes them for it.
    """
    for entity in dict.fromkeys(_ENTITY.findall(pair.translation.plain)):
        if entity not in pair.original.plain:
            yield Remark("readers see %(text)s as it is; write the character itself", text=entity)
    expected, actual = _TAG.findall(pair.original.plain), _TAG.findall(pair.translation.plain)
    if len(actual) > len(expected):
        extra = next(iter(Counter(actual) - Counter(expected)))
        yield Remark("%(tag)s is a tag that the original does not have; take it out", tag=extra[:60])


def lost_backslash(pair: Pair) -> Iterator[Remark]:
    """Find backslashes that no reader will see: one before a letter or digit is taken for markup, and left out."""
    expected = set(_BACKSLASH.findall(_LITERAL.sub("", pair.original.source)))
    for actual in dict.fromkeys(_BACKSLASH.findall(_LITERAL.sub("", pair.translation.source))):
        if actual not in expected:
            yield Remark(
                "the backslash in %(word)s is not printed; write \\%(word)s for the backslash itself, or take it out",
                word=actual,
            )


def swallowed_paragraph(pair: Pair) -> Iterator[Remark]:
    r"""Find translations that look like a list, a field or a comment, where the original is a paragraph.

    Our editions show them as the paragraph that they are; plain Sphinx would show the original instead.
    """
    first = pair.translation.blocks[:1]
    if pair.original.blocks[:1] == ("paragraph",) and first and first[0] in _BLOCKS:
        yield Remark(
            "it begins like %(block)s; write \\ before the character that makes it one", block=_BLOCKS[first[0]]
        )


def second_paragraph(pair: Pair) -> Iterator[Remark]:
    r"""Find translations of one paragraph that are two or more.

    Our editions show them as one paragraph; plain Sphinx would drop all but the first.
    """
    if len(pair.translation.blocks) > len(pair.original.blocks) == 1 and pair.translation.blocks[0] == "paragraph":
        yield Remark("the original is one paragraph, this is more than one; put it on one line")


def _has_content(text: ParsedText) -> bool:
    parts = (text.roles, text.footnotes, text.citations, text.substitutions, text.references, text.urls, text.literals)
    return bool(text.plain.strip()) or any(parts)


def _unparsed_remark(text: ParsedText, *, is_original: bool) -> Remark:
    if len(text.source) <= MAX_LENGTH:
        return Remark("this is nested too deeply to be parsed; write \\ before characters that are not meant as markup")
    if is_original:
        return Remark(
            "the original has %(n)s characters, but at most %(most)s are parsed; divide it in the source",
            n=len(text.source),
            most=MAX_LENGTH,
        )
    return Remark(
        "this has %(n)s characters, but at most %(most)s are parsed; write what the original says",
        n=len(text.source),
        most=MAX_LENGTH,
    )


def _count_stray_signs(plain: str) -> int:
    """Count the characters of markup left in a text. A single star within a word is not a mistake: Autor*innen."""
    return plain.count("`") + len(_GLUED_STARS.findall(plain))


def _separated_markup(source: str) -> str:
    """Return the correction of the first markup that is glued to a word, or an empty string."""
    behind = _GLUED_BEHIND.search(source)
    if behind:
        return f"{behind[1]}\\ {behind[2]}"
    before = _GLUED_BEFORE.search(source)
    return f"{before[1]}\\ {before[2]}" if before else ""
