# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks of a language's typography, by its profile: quotes, apostrophes, blanks, final punctuation."""

import re
from collections.abc import Iterator

from pipeline.languages import Quotes
from pipeline.model.remark import Remark
from pipeline.proofread.pair import Pair
from pipeline.proofread.text import GAP, ParsedText

_NO_BREAK = "\u00a0\u202f"
_TAG = re.compile(r"<[^<>\n]*>")
"""Tags in texts of the interface, whose attributes have straight quotes."""
_LETTER = r"[^\W\d_]"
_STRAIGHT_QUOTE = re.compile(r"(?<!\d)\"|(?<![\w\"'])'(?=\w)")
_QUOTED = re.compile(r"(?<!\w)([\"'])(?=\S)([^\"'„“”‚‘«»‹›]+)(?<=\S)\1(?!\w)")
"""Straight quotes that certainly belong together."""
_MAX_QUOTATION = 40
"""Maximum length of quotations that remarks show completely."""
_STRAIGHT_APOSTROPHE = re.compile(rf"(?<!\w)\w++(?<={_LETTER})'\w*")
_PER_CENT = re.compile(rf"(?<![\d.,])(\d[\d.,]*+)([ {_NO_BREAK}]?)%(?!\w)")
_SECTION = re.compile(r"(§§?) ?(\d+)")
_GROUPS = re.compile(r"(?<![\d+] )(?<![\d+])\d{1,3}(?: \d{3})+(?! ?\d)")
_NUMBER = re.compile(rf"\d+(?:[.,’{_NO_BREAK}]\d+)*")
_MAX_GROUPS = 6
"""Maximum number of groups of three digits in a number."""
_TWO_STOPS = re.compile(r"(?<!\.)\.\.\s*\Z")
_SPACE_BEFORE = re.compile(rf"(\w+)[ {_NO_BREAK}]([.,])(?=\s|\Z)")
_FIRST_WORD = re.compile(rf"[\s„“‚‘«‹»›”’\"'(¿¡]*({_LETTER}++)(?![.@/)])")
_DOUBLED = re.compile(rf"(?<![\w{GAP}’'-])({_LETTER}+)\s+\1(?![\w{GAP}’'-])", re.IGNORECASE)
_CLOSING = "»“”’‘›)]}\"'* "
_MARKUP_AT_END = re.compile(r"(?::[\w%()-]+:|`|::\)?)\s*\Z")
_LABEL = 2
"""Texts with fewer blanks are too short to be sentences."""
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
    if quotes and not pair.context.smart_quotes and _STRAIGHT_QUOTE.search(_prose_without_tags(pair)):
        mended = ", ".join(dict.fromkeys(_with_language_quotes(_prose_without_tags(pair), quotes)))
        how = quotes.description
        remark = Remark("write %(mended)s; the quotes of your language are %(quotes)s", mended=mended, quotes=how)
        yield remark if mended else Remark("write the quotes of your language: %(quotes)s", quotes=how)


def straight_apostrophe(pair: Pair) -> Iterator[Remark]:
    """Find straight apostrophes; printed ones are round in all our languages."""
    if not pair.context.profile.quotes or pair.context.smart_quotes:
        return
    prose = _prose_without_tags(pair)
    words = list(dict.fromkeys(_STRAIGHT_APOSTROPHE.findall(prose))) if "'" in prose else []
    # Not if it may be a closing quote, which straight_quote reports.
    if words and not re.search(r"(?<!\w)'\w", prose):
        mended = ", ".join(words[:3]).replace("'", "’")
        mended += " …" if len(words) > 3 else ""
        yield Remark("write %(mended)s, with ’ for '", mended=mended)


def foreign_quotes(pair: Pair) -> Iterator[Remark]:
    """Find quotes of another language."""
    quotes = pair.context.profile.quotes
    marks = quotes.foreign.findall(_prose_without_tags(pair)) if quotes else []
    if quotes and marks:
        found, how = " ".join(dict.fromkeys(marks)), quotes.description
        yield Remark("%(marks)s does not belong to your language; its quotes are %(quotes)s", marks=found, quotes=how)


def unbalanced_quotes(pair: Pair) -> Iterator[Remark]:
    """Find quotes that open and do not close, or the other way round."""
    quotes, prose = pair.context.profile.quotes, _prose_without_tags(pair)
    if quotes is None or quotes.foreign.search(prose):  # which foreign_quotes reports
        return
    for marks in (quotes.outer, quotes.inner):
        opening, closing = marks[0], marks[-1]
        # ’ is an apostrophe, too.
        if closing != "’" and (difference := prose.count(opening) - prose.count(closing)):
            yield Remark("%(missing)s is missing", missing=closing if difference > 0 else opening)


def only_no_break_spaces(pair: Pair) -> Iterator[Remark]:
    """Find translations in which all spaces are no-break spaces, so that their lines cannot break."""
    text = pair.translation.source
    if " " not in text and "\n" not in text and len(re.findall(rf"[{_NO_BREAK}]", text)) > _LABEL:
        yield Remark("all spaces are no-break spaces (U+00A0); write plain ones")


def missing_no_break_space(pair: Pair) -> Iterator[Remark]:
    """Find numbers and signs that a line break could separate, or that the language writes together.

    German puts a no-break space (U+00A0) into `20 %`, `§ 5` and `z. B.`, Albanian between thousands; Italian, English and
    Albanian put nothing before the per cent sign.
    """
    spaces, prose = pair.context.profile.spaces, _prose_without_tags(pair)
    if spaces is None:
        return
    if "%" in prose:
        yield from _per_cent(prose, spaces.per_cent)
    if spaces.section:
        for match in _SECTION.finditer(prose):
            yield Remark(
                "write %(mended)s, with a no-break space (U+00A0) after the sign", mended=f"{match[1]}\u00a0{match[2]}"
            )
    if spaces.abbreviations is not None:
        for match in spaces.abbreviations.finditer(prose):
            joined = re.sub(r"\. ?(?=\w)", ".\u00a0", match[0])
            yield Remark("write %(mended)s, with a no-break space (U+00A0) after each full stop inside", mended=joined)
    if spaces.thousands and (groups := list(_GROUPS.finditer(prose))):
        # Only if the original has these digits as one number, so that it is not a telephone number.
        numbers = _numbers(pair.original.plain)
        for match in groups:
            if match[0].replace(" ", "") in numbers:
                joined = match[0].replace(" ", "\u00a0")
                yield Remark("write %(mended)s, with no-break spaces (U+00A0) between the thousands", mended=joined)


def doubled_word(pair: Pair) -> Iterator[Remark]:
    """Find words that are repeated by mistake."""
    may_double = pair.context.profile.doubled_words
    doubles = list(_doubles(pair.translation.prose)) if may_double is not None else []
    # Repetitions in the original may be repeated.
    if may_double is not None and len(doubles) > (len(list(_doubles(pair.original.prose))) if doubles else 0):
        for word in dict.fromkeys(doubles):
            if word not in may_double:
                yield Remark("%(word)r is repeated; take one out", word=word)


def doubled_space(pair: Pair) -> Iterator[Remark]:
    """Find two spaces where one is meant, and a space before a full stop or a comma."""
    if "  " in pair.translation.source and "  " not in pair.original.source.strip():
        match = re.search(r"(?<!\S)(\S++) {2,}(\S+)", pair.translation.prose)
        if match:
            pair_of_words = (word.replace(GAP, "…") for word in match.groups())
            words = dict(zip(("before", "behind"), pair_of_words, strict=True))
            yield Remark("there are two spaces between %(before)r and %(behind)r; write %(before)s %(behind)s", **words)
    if (match := _SPACE_BEFORE.search(pair.translation.prose)) and not _SPACE_BEFORE.search(pair.original.prose):
        yield Remark("there is a space before the %(mark)s after %(word)r; take it out", word=match[1], mark=match[2])


def outer_blank(pair: Pair) -> Iterator[Remark]:
    """Find spaces at the start or the end that the original does not have, and missing ones that it has."""
    original, translation = pair.original.source, pair.translation.source
    words = translation.split()
    if not words:
        if original.split():
            yield Remark("there are only spaces; translate it, or leave it empty")
        return
    first, last = words[0], words[-1]
    if translation[:1].isspace() and not original[:1].isspace():
        yield Remark("it starts with a space; take it out before %(word)r", word=first)
    elif original[:1].isspace() and not translation[:1].isspace():
        yield Remark(
            "the original starts with a space, which separates it from the text next to it; put it in before %(word)r",
            word=first,
        )
    if translation[-1:].isspace() and not original[-1:].isspace():
        yield Remark("it ends with a space; take it out after %(word)r", word=last)
    elif original[-1:].isspace() and not translation[-1:].isspace():
        yield Remark(
            "the original ends with a space, which separates it from the text next to it; put it in after %(word)r",
            word=last,
        )


def end_punctuation(pair: Pair) -> Iterator[Remark]:
    """Find texts that end with another mark than the original."""
    expected, actual = _end(pair.original), _end(pair.translation)
    # An abbreviation in one language may be a word in the other.
    is_label = {expected, actual} == {"", "."} and pair.original.prose.count(" ") < _LABEL
    if _TWO_STOPS.search(pair.translation.prose) and not _TWO_STOPS.search(pair.original.prose):
        yield Remark("it ends with two full stops")
    elif expected != actual and not is_label:
        mark = _ENDS.get(expected, Remark("no mark"))
        if actual:
            yield Remark("the original ends with %(wanted)s, this with %(found)s", wanted=mark, found=_ENDS[actual])
        else:
            yield Remark("the original ends with %(wanted)s, this with none", wanted=mark)


def small_initial(pair: Pair) -> Iterator[Remark]:
    """Find sentences that begin with a small letter, where the original begins with a capital."""
    first, expected = _FIRST_WORD.match(pair.translation.prose), _FIRST_WORD.match(pair.original.prose)
    if (
        first
        and expected
        and expected[1][0].isupper()
        and first[1].islower()
        and _end(pair.original) in (".", "?", "!")
    ):
        yield Remark("begin it with a capital: %(word)s", word=first[1].capitalize())


def _doubles(prose: str) -> Iterator[str]:
    for match in _DOUBLED.finditer(prose):
        # Not the two letters in «Da A a D».
        if len(match[1]) > 1 or match[0][0] == match[0][-1]:
            yield match[1].casefold()


def _prose_without_tags(pair: Pair) -> str:
    """Return the translation's prose without tags."""
    prose = pair.translation.prose
    return _TAG.sub(GAP, prose) if "<" in prose else prose


def _with_language_quotes(prose: str, quotes: Quotes) -> Iterator[str]:
    """Yield quotations in straight quotes, rewritten with the language's quotes; nothing if it is uncertain which marks are quotes."""
    quotations = _QUOTED.findall(prose)
    signs = {sign for sign, _ in quotations}
    # Marks within another quotation would be inner quotes, and a single mark may be an apostrophe.
    if quotes.outer[0] in prose or any(prose.count(sign) != 2 * len(quotations) for sign in signs):
        return
    for _, words in quotations:
        first, *_, last = words.split() * 2
        excerpt = words if len(words) <= _MAX_QUOTATION else f"{first} … {last}"
        yield f"{quotes.outer[0]}{excerpt}{quotes.outer[-1]}".replace(GAP, "…")


def _numbers(plain: str) -> frozenset[str]:
    """Return the digits of each number in a text without separators, and of each run of digit groups within it."""
    rows = (re.findall(r"\d+", match) for match in _NUMBER.findall(plain))
    return frozenset(
        "".join(groups[first:end])
        for groups in rows
        for first in range(len(groups))
        for end in range(first + 1, first + 1 + _MAX_GROUPS)
        if all(len(group) % 3 == 0 for group in groups[first + 1 : end])
    )


def _per_cent(prose: str, space: str) -> Iterator[Remark]:
    for match in _PER_CENT.finditer(prose):
        number, blank = match[1], match[2]
        if space and blank not in (*_NO_BREAK,):
            yield Remark("write %(mended)s, with a no-break space (U+00A0) before the sign", mended=f"{number}\u00a0%")
        elif not space and blank:
            yield Remark("write %(mended)s, without a space before the sign", mended=f"{number}%")


def _end(text: ParsedText) -> str:
    """Return the final punctuation of a text, ignoring quotes and brackets, or ""; ignores the colons of `:alt:` and `(::)`."""
    if _MARKUP_AT_END.search(text.source):
        return ""
    prose = text.prose
    end = prose.rstrip().rstrip(_CLOSING + _NO_BREAK).removesuffix("...") or " "
    if prose.rstrip().rstrip(_CLOSING).endswith("..."):
        return "…"
    return end[-1] if end[-1] in _ENDS else ""
