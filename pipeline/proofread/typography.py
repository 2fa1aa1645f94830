# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks of a language's typography: quotes, apostrophes, blanks, marks at the end. They check what its profile has."""

import re
from collections.abc import Iterator

from pipeline.languages import Quotes
from pipeline.model.remark import Remark
from pipeline.proofread.pair import Pair
from pipeline.proofread.text import GAP, ParsedText

_NO_BREAK = "\u00a0\u202f"
_TAG = re.compile(r"<[^<>\n]*>")
"""The interface's own texts have tags, whose attributes are quoted straight."""
_LETTER = r"[^\W\d_]"
_STRAIGHT_QUOTE = re.compile(r"(?<!\d)\"|(?<![\w\"'])'(?=\w)")
_QUOTED = re.compile(r"(?<!\w)([\"'])(?=\S)([^\"'„“”‚‘«»‹›]+)(?<=\S)\1(?!\w)")
"""Straight quotes of which it is sure that they belong together."""
_LONGEST_QUOTATION = 40
"""Letters of a quotation that a remark shows whole."""
_STRAIGHT_APOSTROPHE = re.compile(rf"(?<!\w)\w++(?<={_LETTER})'\w*")
_PER_CENT = re.compile(rf"(?<![\d.,])(\d[\d.,]*+)([ {_NO_BREAK}]?)%(?!\w)")
_SECTION = re.compile(r"(§§?) ?(\d+)")
_GROUPS = re.compile(r"(?<![\d+] )(?<![\d+])\d{1,3}(?: \d{3})+(?! ?\d)")
_NUMBER = re.compile(rf"\d+(?:[.,’{_NO_BREAK}]\d+)*")
_MOST_GROUPS = 6
"""Groups of three digits of the largest number that anybody writes."""
_DOUBLED = re.compile(rf"(?<![\w{GAP}’'-])({_LETTER}+)\s+\1(?![\w{GAP}’'-])", re.IGNORECASE)
_CLOSING = "»“”’‘›)]}\"'* "
_OF_MARKUP = re.compile(r"(?::[\w%()-]+:|`|::\)?)\s*\Z")
_LABEL = 2
"""Blanks in a text that is too short to be a sentence."""
_ENDS = {
    ".": Remark("a full stop"),
    ":": Remark("a colon"),
    ";": Remark("a semicolon"),
    "?": Remark("a question mark"),
    "!": Remark("an exclamation mark"),
    ",": Remark("a comma"),
    "…": Remark("three dots"),
}


def straight_quote(pair: Pair) -> Iterator[Remark]:
    """Find straight quotes, which no language of ours prints."""
    quotes = pair.context.profile.quotes
    if quotes and not pair.context.smart_quotes and _STRAIGHT_QUOTE.search(_read(pair)):
        mended = ", ".join(dict.fromkeys(_quoted_rightly(_read(pair), quotes)))
        how = quotes.description
        remark = Remark("write %(mended)s; the quotes of your language are %(quotes)s", mended=mended, quotes=how)
        yield remark if mended else Remark("write the quotes of your language: %(quotes)s", quotes=how)


def straight_apostrophe(pair: Pair) -> Iterator[Remark]:
    """Find straight apostrophes; printed ones are round in all our languages."""
    if not pair.context.profile.quotes or pair.context.smart_quotes:
        return
    prose = _read(pair)
    words = list(dict.fromkeys(_STRAIGHT_APOSTROPHE.findall(prose))) if "'" in prose else []
    # A word that a straight quote opened before is closed by this one: that is the other check.
    if words and not re.search(r"(?<!\w)'\w", prose):
        mended = ", ".join(words[:3]).replace("'", "’")
        mended += " …" if len(words) > 3 else ""
        yield Remark("write %(mended)s, with ’ for '", mended=mended)


def foreign_quotes(pair: Pair) -> Iterator[Remark]:
    """Find quotes of another language."""
    quotes = pair.context.profile.quotes
    marks = quotes.foreign.findall(_read(pair)) if quotes else []
    if quotes and marks:
        found, how = " ".join(dict.fromkeys(marks)), quotes.description
        yield Remark("%(marks)s is not of your language; its quotes are %(quotes)s", marks=found, quotes=how)


def missing_no_break_space(pair: Pair) -> Iterator[Remark]:
    """Find numbers and signs that a line could part, or that the language writes together.

    German puts a no-break space (U+00A0) into `20 %`, `§ 5` and `z. B.`, Albanian between thousands; Italian, English and
    Albanian put nothing before the per cent sign.
    """
    spaces, prose = pair.context.profile.spaces, _read(pair)
    if spaces is None:
        return
    if "%" in prose:
        yield from _per_cent(prose, spaces.per_cent)
    if spaces.section:
        for match in _SECTION.finditer(prose):
            yield Remark(
                "write %(mended)s, with a no-break space (U+00A0) behind the sign", mended=f"{match[1]}\u00a0{match[2]}"
            )
    if spaces.abbreviations is not None:
        for match in spaces.abbreviations.finditer(prose):
            joined = re.sub(r"\. ?(?=\w)", ".\u00a0", match[0])
            yield Remark("write %(mended)s, with a no-break space (U+00A0) behind each point within", mended=joined)
    if spaces.thousands and (groups := list(_GROUPS.finditer(prose))):
        # The original has these digits as one number, and not as the groups of a telephone number.
        numbers = _numbers(pair.original.plain)
        for match in groups:
            if match[0].replace(" ", "") in numbers:
                joined = match[0].replace(" ", "\u00a0")
                yield Remark("write %(mended)s, with no-break spaces (U+00A0) between the thousands", mended=joined)


def doubled_word(pair: Pair) -> Iterator[Remark]:
    """Find words that stand there twice by mistake."""
    may_double = pair.context.profile.doubled_words
    doubles = list(_doubles(pair.translation.prose)) if may_double is not None else []
    # What the original says twice may be said twice.
    if may_double is not None and len(doubles) > (len(list(_doubles(pair.original.prose))) if doubles else 0):
        for word in dict.fromkeys(doubles):
            if word not in may_double:
                yield Remark("%(word)r stands there twice; take one out", word=word)


def doubled_space(pair: Pair) -> Iterator[Remark]:
    """Find two blanks where one is meant."""
    if "  " in pair.translation.source and "  " not in pair.original.source.strip():
        match = re.search(r"(?<!\S)(\S++) {2,}(\S+)", pair.translation.prose)
        if match:
            pair_of_words = (word.replace(GAP, "…") for word in match.groups())
            words = dict(zip(("before", "behind"), pair_of_words, strict=True))
            yield Remark("two blanks stand between %(before)r and %(behind)r; write %(before)s %(behind)s", **words)


def outer_blank(pair: Pair) -> Iterator[Remark]:
    """Find blanks at the start or the end that the original has not, and those of the original that are missing."""
    original, translation = pair.original.source, pair.translation.source
    words = translation.split()
    if not words:
        if original.split():
            yield Remark("there are blanks and no words; translate it, or leave it empty")
        return
    first, last = words[0], words[-1]
    if translation[:1].isspace() and not original[:1].isspace():
        yield Remark("it starts with a blank; take it out before %(word)r", word=first)
    elif original[:1].isspace() and not translation[:1].isspace():
        yield Remark(
            "the original starts with a blank, which parts it from what stands beside it; put it in before %(word)r",
            word=first,
        )
    if translation[-1:].isspace() and not original[-1:].isspace():
        yield Remark("it ends with a blank; take it out behind %(word)r", word=last)
    elif original[-1:].isspace() and not translation[-1:].isspace():
        yield Remark(
            "the original ends with a blank, which parts it from what stands beside it; put it in behind %(word)r",
            word=last,
        )


def end_punctuation(pair: Pair) -> Iterator[Remark]:
    """Find texts that end with another mark than the original."""
    expected, actual = _end(pair.original), _end(pair.translation)
    # An abbreviation in the one language may be a word in the other.
    is_label = {expected, actual} == {"", "."} and pair.original.prose.count(" ") < _LABEL
    if expected != actual and not is_label:
        mark = _ENDS.get(expected, Remark("no mark"))
        if actual:
            yield Remark("the original ends with %(wanted)s, this with %(found)s", wanted=mark, found=_ENDS[actual])
        else:
            yield Remark("the original ends with %(wanted)s, this with none", wanted=mark)


def _doubles(prose: str) -> Iterator[str]:
    for match in _DOUBLED.finditer(prose):
        # «Da A a D» names two letters.
        if len(match[1]) > 1 or match[0][0] == match[0][-1]:
            yield match[1].casefold()


def _read(pair: Pair) -> str:
    """What readers read of the translation, without tags."""
    prose = pair.translation.prose
    return _TAG.sub(GAP, prose) if "<" in prose else prose


def _quoted_rightly(prose: str, quotes: Quotes) -> Iterator[str]:
    """The quotations in straight marks as the language writes them; nothing where it is not sure which marks are meant."""
    quotations = _QUOTED.findall(prose)
    signs = {sign for sign, _ in quotations}
    # Marks within those of another quotation are the inner ones, and a single mark may be an apostrophe.
    if quotes.outer[0] in prose or any(prose.count(sign) != 2 * len(quotations) for sign in signs):
        return
    for _, words in quotations:
        first, *_, last = words.split() * 2
        excerpt = words if len(words) <= _LONGEST_QUOTATION else f"{first} … {last}"
        yield f"{quotes.outer[0]}{excerpt}{quotes.outer[-1]}".replace(GAP, "…")


def _numbers(plain: str) -> frozenset[str]:
    """The digits of each number of a text, whatever parts its groups, and of each row of groups within it."""
    rows = (re.findall(r"\d+", match) for match in _NUMBER.findall(plain))
    return frozenset(
        "".join(groups[first:end])
        for groups in rows
        for first in range(len(groups))
        for end in range(first + 1, first + 1 + _MOST_GROUPS)
        if all(len(group) % 3 == 0 for group in groups[first + 1 : end])
    )


def _per_cent(prose: str, space: str) -> Iterator[Remark]:
    for match in _PER_CENT.finditer(prose):
        number, blank = match[1], match[2]
        if space and blank not in (*_NO_BREAK,):
            yield Remark("write %(mended)s, with a no-break space (U+00A0) before the sign", mended=f"{number}\u00a0%")
        elif not space and blank:
            yield Remark("write %(mended)s, without a blank before the sign", mended=f"{number}%")


def _end(text: ParsedText) -> str:
    """Return the punctuation that ends a text, ignoring quotes and brackets, or ""; the colons of `:alt:` and `(::)` are none."""
    if _OF_MARKUP.search(text.source):
        return ""
    prose = text.prose
    end = prose.rstrip().rstrip(_CLOSING + _NO_BREAK).removesuffix("...") or " "
    if prose.rstrip().rstrip(_CLOSING).endswith("..."):
        return "…"
    return end[-1] if end[-1] in _ENDS else ""
