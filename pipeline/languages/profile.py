# SPDX-License-Identifier: GPL-3.0-or-later
"""The profile of a language. An entry that is None has not been written yet."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from babel import Locale, UnknownLocaleError

from pipeline.languages import libraries
from pipeline.model.publication import likely_subtags
from pipeline.model.remark import Remark

_MARKS = "„“”‚‹›«»"
"""Quotation marks, without ‘ and ’, which are also apostrophes."""
_OPENING_PLACE = r"(?:(?<=[\s(\[])|(?<=\A))"


@dataclass(frozen=True, slots=True)
class Quotes:
    """The quotation marks of a language: `outer` such as `«…»`, `inner` such as `“…”`. `foreign` matches marks of other languages."""

    outer: str
    inner: str
    foreign: re.Pattern[str]

    @classmethod
    def of(cls, outer: str, inner: str, also_foreign: str = "") -> "Quotes":
        """Return the quotes of a language. All other marks are foreign, as are closing marks before a word."""
        opening = outer[0] + inner[0]
        foreign = "".join(mark for mark in _MARKS if mark not in outer + inner) + also_foreign
        closing = "".join(mark for mark in "“‘" if mark in (outer[-1], inner[-1]) and mark not in opening)
        misplaced = rf"|{_OPENING_PLACE}[{closing}](?=\w)" if closing else ""
        return cls(outer, inner, re.compile(f"[{re.escape(foreign)}]{misplaced}"))

    @property
    def description(self) -> Remark:
        return Remark("%(outer)s, within them %(inner)s", outer=self.outer, inner=self.inner)


@dataclass(frozen=True, slots=True)
class Spaces:
    """The no-break spaces of a language.

    `per_cent` is the space between a number and %, or empty; `section` the space after §; `thousands` the space between groups of
    three digits. `abbreviations` matches abbreviations of several parts that are written with a plain space or none.
    """

    per_cent: str = ""
    section: bool = False
    thousands: bool = False
    abbreviations: re.Pattern[str] | None = None


@dataclass(frozen=True, slots=True)
class Syllables:
    """Hyphenation by rule: `digraphs` count as one letter, `onsets` are groups of consonants that words can begin with."""

    vowels: frozenset[str]
    digraphs: tuple[str, ...]
    onsets: frozenset[str]


@dataclass(frozen=True, slots=True)
class LanguageProfile:
    """Everything that depends on one language, by its BCP 47 tag.

    `dictionaries` are names of Hunspell files, `packages` the packages that contain them, by system (`debian`, `fedora`, `arch`).
    `hyphenation_limits` has the value of CSS's `hyphenate-limit-chars`. `respelled` are alternative spellings for the search,
    `irregular` maps irregular forms (without accents) to a base form. `bibliography` maps BibLaTeX's names of the language, if they
    are not its English name, to tags. `labels` replace docutils' labels, by node.
    """

    tag: str
    quotes: Quotes | None = None
    spaces: Spaces | None = None
    doubled_words: frozenset[str] | None = None
    small_words: tuple[str, ...] | None = None
    capital_nouns: bool = False
    per_cent_words: tuple[str, ...] | None = None
    telephone_words: tuple[str, ...] | None = None
    negation: tuple[str, ...] | None = None
    negative: tuple[str, ...] | None = None
    dictionaries: tuple[str, ...] = ()
    packages: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    hyphenation_limits: str = ""
    syllables: Syllables | None = None
    stemmer: str = ""
    elision: bool | None = None
    compounds: bool = False
    respelled: Mapping[str, str] = field(default_factory=dict)
    irregular: Mapping[str, str] | None = None
    guide: str = ""
    answer: str = ""
    bibliography: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)

    @property
    def primary(self) -> str:
        """The tag without script and region."""
        return primary_of(self.tag)

    @property
    def is_right_to_left(self) -> bool:
        return is_right_to_left(self.tag)

    @property
    def english_name(self) -> str:
        return str(Locale.parse(self.primary).get_language_name("en") or self.primary)

    @property
    def bibliography_name(self) -> str:
        """The language's name in BibLaTeX and TeX."""
        exact = [name for name, tag in self.bibliography.items() if tag == self.tag]
        return next(iter([*exact, *self.bibliography]), self.english_name.lower())

    @property
    def hyphenation(self) -> str | Syllables | None:
        """The hyphenation rule, "patterns" for pyphen's patterns, or None."""
        return self.syllables or ("patterns" if libraries.hyphenates(self.primary) else None)

    @property
    def snowball(self) -> str:
        """The name of the stemmer for the search, or an empty string."""
        return self.stemmer or libraries.stemmer(self.english_name)

    @property
    def missing(self) -> Iterator[tuple[str, Remark]]:
        """Yield each entry (`table.key`) that neither a file nor a library provides, and the consequence."""
        for entry, (name, cost) in _ENTRIES.items():
            if getattr(self, name) in (None, ""):
                yield entry, cost


def primary_of(tag: str) -> str:
    """Return the language of a tag without script and region: de for de-AT."""
    return re.split("[-_]", tag, maxsplit=1)[0].lower()


def script_of(tag: str) -> str:
    """Return the ISO 15924 code of a language's script by the CLDR: Arab for fa; empty if unknown."""
    return likely_subtags(tag)[1]


def is_right_to_left(tag: str) -> bool:
    """Tell whether a language is written from right to left, by the CLDR."""
    try:
        return bool(Locale.parse(tag, sep="-").text_direction == "rtl")
    except (UnknownLocaleError, ValueError):
        return False


def name_of(tag: str, reader: str) -> str:
    """Return the name of the language `tag` in the language `reader`: Deutsch, tedesco."""
    return str(Locale.parse(tag, sep="-").get_display_name(reader.replace("-", "_")) or tag)


_ENTRIES = {
    "quotes": ("quotes", Remark("the checks straight-quote, straight-apostrophe and foreign-quotes find nothing")),
    "spaces": ("spaces", Remark("the check missing-no-break-space finds nothing")),
    "words.doubled": ("doubled_words", Remark("the check doubled-word finds nothing")),
    "words.small": (
        "small_words",
        Remark("the proof of a PDF in another language does not notice messages in this one"),
    ),
    "words.per_cent": ("per_cent_words", Remark("the check uncited-number does not find percentages in words")),
    "words.negation": ("negation", Remark("the check lost-negation does not read originals in this language")),
    "words.negative": ("negative", Remark("the check lost-negation does not read translations into this language")),
    "words.telephone": ("telephone_words", Remark("the check unknown-helpline does not find short numbers")),
    "hyphenation": ("hyphenation", Remark("no word is hyphenated in PDF")),
    "search.stemmer": ("snowball", Remark("the search finds whole words and their beginnings, but no other forms")),
    "search.elision": (
        "elision",
        Remark("the search requires the small word before an apostrophe to be found, too"),
    ),
    "irregular": ("irregular", Remark("the search treats irregular forms as different words")),
    "kit.guide": ("guide", Remark("the guide in a kit is in English")),
    "kit.answer": ("answer", Remark("the answer to a kit has an English file name")),
}
"""Entry -> its attribute, and the consequence if it is missing."""


def autonym(tag: str) -> str:
    """Return the name of a language in the language itself, for [languages]; empty if the CLDR has none."""
    try:
        name = Locale.parse(tag.replace("-", "_")).get_display_name()
    except (UnknownLocaleError, ValueError):
        return ""
    # Georgian capitals are used for whole words only, so `title` is needed.
    return name[0].title() + name[1:] if name else ""
