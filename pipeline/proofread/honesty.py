# SPDX-License-Identifier: GPL-3.0-or-later
"""Lints of a single text (original or translation) and of the dates of contacts, on whether readers can trust them."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from pipeline.languages import LanguageProfile, profile_of
from pipeline.languages.profile import primary_of
from pipeline.model.confusables import Confusables
from pipeline.model.findings import Severity
from pipeline.model.remark import Remark
from pipeline.model.template import WITHOUT_ROW_HEADERS
from pipeline.proofread.pair import Check
from pipeline.proofread.text import ParsedText
from pipeline.proofread.words import telephone_pattern


@dataclass(frozen=True, slots=True)
class NameRules:
    """Rules to distinguish names of persons from words. `allowed` names are in lower case.

    `knows` looks up words in the dictionary of the text's language. `nouns` looks them up in the dictionary of the original if the
    text's language capitalises all nouns, so that its dictionary cannot distinguish names from nouns; else it is None.
    """

    allowed: frozenset[str]
    knows: Callable[[str], bool]
    nouns: Callable[[str], bool] | None = None


@dataclass(frozen=True, slots=True)
class LintRules:
    """The rules for a publication's texts in a language.

    `denied` are names that must never be printed, `helplines` the numbers of contacts.toml as digits, or None without such a file.
    `names` is None if all names are allowed.
    """

    language: str
    numbers: bool = False
    quotations: bool = False
    denied: tuple[str, ...] = ()
    helplines: frozenset[str] | None = None
    names: NameRules | None = None
    confusables: Confusables = field(default_factory=Confusables)
    project_profiles: Path | None = None

    @property
    def profile(self) -> LanguageProfile:
        return profile_of(self.language, self.project_profiles)


@dataclass(frozen=True, slots=True)
class Passage:
    """A text and its context. `cited`: it, or the table or figure that contains it, cites a source.

    `ancestors` are the elements that contain it, as in `model.template.TemplateMessage`.
    """

    text: ParsedText
    rules: LintRules
    cited: bool
    ancestors: tuple[str, ...] = ()


_NUMBER = re.compile(r"\d{1,3}(?:[.,'’\u00a0\u2009\u202f]\d{3})+(?!\d)|\d{3,}")
_QUOTE = re.compile('[«»“„"]|(?<!\\w)‘')
_UNCITED_PLACES = {"title", "index", "abstract", "glossary", "toctree", "form", "topic"}
"""Elements whose text needs no source: headings, entries of lists, abstracts (the paper itself cites), and forms."""
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]*)*")
_POSSESSIVE = re.compile(r"['’]s\Z")
_MIN_NAME = 3
_MONTHS = 12
_OLD = 24
"""Months after which a contact is old unless somebody has called its number since."""


def uncited_number(passage: Passage) -> Iterator[Remark]:
    """Find figures, years and percentages in a paragraph that names no source.

    Readers trust research for its sources: put a citation or a footnote into the same paragraph, or the table or figure
    around it. Headings, abstracts and forms are left out. Checked in research papers, and wherever publication.toml says
    `honesty = ["numbers"]`.
    """
    if not passage.rules.numbers or passage.cited or _UNCITED_PLACES & set(passage.ancestors) or not passage.ancestors:
        return
    plain = passage.text.plain
    percentage = _percentage(passage.rules.profile.per_cent_words or ())
    numbers = [match[0] for pattern in (percentage, _NUMBER) for match in pattern.finditer(plain)]
    if numbers:
        yield Remark(
            "%(number)s stands here without a source; cite it, or say in a footnote where it comes from",
            number=numbers[0],
        )


def uncited_quotation(passage: Passage) -> Iterator[Remark]:
    """Find quotation marks in a paragraph that names no source.

    Where people's lives are told, quotation marks say that a person spoke. Checked only if publication.toml
    says `honesty = ["quotations"]`.
    """
    if passage.rules.quotations and not passage.cited and (match := _QUOTE.search(passage.text.plain)):
        yield Remark("%(mark)s opens a quotation without a source; cite it, or say it in your own words", mark=match[0])


def denied_name(passage: Passage) -> Iterator[Remark]:
    """Find names that are never to be printed; `names-denied.txt` beside project.toml lists them."""
    plain = passage.text.plain
    for name in passage.rules.denied:
        if re.search(rf"\b{re.escape(name)}\b", plain, re.IGNORECASE):
            yield Remark("%(name)r is in the list of names never to be printed", name=name)


def unlisted_name(passage: Passage) -> Iterator[Remark]:
    """Find words that may be the name of a person: no dictionary knows them in small letters, and no list allows them.

    Dictionaries decide, not capital letters. Checked only if publication.toml says `honesty = ["names"]`; `names.txt` next
    to it lists, one on a line, the names that may be in the publication: of countries, languages, bodies.
    """
    names = passage.rules.names
    if names is None:
        return
    for word in dict.fromkeys(_WORD.findall(passage.text.plain)):
        # women’s is one word, dell’Albania two: with a vowel, the prefix is a word.
        *before, last = re.split("['’]", _POSSESSIVE.sub("", word))
        whole = [prefix for prefix in before if not any(names.knows(f"{prefix.lower()}{vowel}") for vowel in "aeiou")]
        for part in (*whole, last):
            listed = len(part) < _MIN_NAME or part.casefold() in names.allowed
            if not listed and _may_be_a_name(part, names):
                yield Remark(
                    "%(name)r may be a name; leave it out, or add it to names.txt if it names no person", name=part
                )


def unknown_helpline(passage: Passage) -> Iterator[Remark]:
    """Find telephone numbers that contacts.toml does not have: a number is checked in one place, or becomes outdated in many."""
    if passage.rules.helplines is None:
        return
    telephone = telephone_pattern(passage.rules.profile.telephone_words or ())
    for match in telephone.finditer(passage.text.plain):
        number = match["short"] or match[0]
        if digits(number) not in passage.rules.helplines:
            yield Remark(
                "%(number)s is not in contacts.toml; take it from there, or add it with its source",
                number=number.strip(),
            )


def mixed_offences(passage: Passage) -> Iterator[Remark]:
    """Find words that mix two concepts which must not be confused; `source/lints.toml` lists both.

    Trafficking in human beings is an offence against a person, smuggling of migrants one against a border.
    """
    confusables = passage.rules.confusables
    pattern = confusables.mixed.get(primary_of(passage.rules.language))
    for match in pattern.finditer(passage.text.plain) if pattern else ():
        yield Remark(
            "%(words)r mixes %(concepts)s; use the word of the terminology for the one that is meant",
            words=match[0],
            concepts=confusables.description,
        )


def misleading_words(passage: Passage) -> Iterator[Remark]:
    """Find words that do not mean what they seem to mean; `source/lints.toml` lists them.

    Whoever *works in trafficking* is a trafficker; a leaflet that says so sends a person to one.
    """
    yield from _avoided(passage, misleads=True)


def avoided_words(passage: Passage) -> Iterator[Remark]:
    """Find words that the project decided not to use, so that one thing has one name; `source/lints.toml` lists them."""
    yield from _avoided(passage, misleads=False)


def _avoided(passage: Passage, *, misleads: bool) -> Iterator[Remark]:
    language = primary_of(passage.rules.language)
    for avoided in passage.rules.confusables.avoided:
        if avoided.language == language and avoided.misleads is misleads:
            found = dict.fromkeys(match[0] for match in avoided.words.finditer(passage.text.plain))
            yield from (
                Remark("%(words)r: write %(instead)s", words=words, instead=avoided.replacement) for words in found
            )


def missing_row_headers(passage: Passage) -> Iterator[Remark]:
    """Find tables of the class `matrix` whose first column is not marked as the headers of the rows.

    In a matrix each row has a name. If the source does not say so, screen readers read a cell without its row, and the
    name is printed like any other cell. If the first column has texts as long as the others, the table is not a matrix.
    """
    if WITHOUT_ROW_HEADERS in passage.ancestors:
        yield Remark(
            "the rows of this matrix have no headers; write `:stub-columns: 1` if its first column names them, else `:class: wide`"
        )


LINTS: dict[str, Check[Passage]] = {
    "denied-name": Check(denied_name, Severity.WARNING),
    "unknown-helpline": Check(unknown_helpline, Severity.WARNING),
    "unlisted-name": Check(unlisted_name, Severity.WARNING),
    "uncited-quotation": Check(uncited_quotation, Severity.WARNING),
    "uncited-number": Check(uncited_number, Severity.WARNING),
    "mixed-offences": Check(mixed_offences, Severity.WARNING),
    "misleading-words": Check(misleading_words, Severity.WARNING),
    "avoided-words": Check(avoided_words, Severity.NOTICE),
    "missing-row-headers": Check(missing_row_headers, Severity.NOTICE),
}


@dataclass(frozen=True, slots=True)
class ContactDates:
    """The dates of a contact. `source_date` is a year, month or day in ISO form, empty if unknown."""

    source_date: str
    verified_on: date | None
    today: date


def old_contact(dates: ContactDates) -> Iterator[Remark]:
    """Find contacts whose source, or last call, is more than two years old."""
    months = [month for month in (_month(dates.source_date), _month(str(dates.verified_on or ""))) if month]
    age = dates.today.year * _MONTHS + dates.today.month - max(months, default=0)
    if months and age > _OLD:
        yield Remark(
            "the information on this number is %(age)s months old; look for a newer source, or call it and write verified_on",
            age=age,
        )


def unverified_contact(dates: ContactDates) -> Iterator[Remark]:
    """Find contacts that nobody has called."""
    if dates.verified_on is None:
        source = Remark("its source has no date")
        if dates.source_date:
            source = Remark("its source is dated %(date)s", date=dates.source_date)
        yield Remark(
            "nobody has called this number, and %(source)s; call it and write the day as verified_on", source=source
        )


CONTACT_LINTS: dict[str, Check[ContactDates]] = {
    "old-contact": Check(old_contact, Severity.NOTICE),
    "unverified-contact": Check(unverified_contact, Severity.NOTICE),
}


def _month(day: str) -> int:
    """Return the number of months since the year 0; a year counts as its last month; 0 without a date."""
    year, _, suffix = day.partition("-")
    return int(year) * _MONTHS + int(suffix[:2] or _MONTHS) if year else 0


def lint(passage: Passage) -> Iterator[tuple[str, Severity, Remark]]:
    """Yield the findings in a text: the name of the lint, its severity, the remark."""
    for name, entry in LINTS.items():
        for remark in entry.function(passage):
            yield name, entry.severity, remark


@cache
def _percentage(words: tuple[str, ...]) -> re.Pattern[str]:
    in_words = rf"|(?:{'|'.join(words)})\b" if words else ""
    return re.compile(rf"(?<!\d)\d++(?:[.,]\d++)?+[\u00a0\u202f ]?(?:%{in_words})")


def digits(number: str) -> str:
    """Return the digits of a telephone number, without the international prefix + or 00."""
    return re.sub(r"\D", "", number).removeprefix("00")


def _may_be_a_name(word: str, names: NameRules) -> bool:
    small = word.lower()
    if names.knows(small):
        return False
    if names.nouns is None or not names.knows(small.capitalize()):
        return True
    return names.nouns(small.capitalize()) and not names.nouns(small)
