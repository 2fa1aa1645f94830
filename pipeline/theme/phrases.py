# SPDX-License-Identifier: GPL-3.0-or-later
"""Small phrases that pages and books share: sizes, pages, dates, kinds, states, how to cite. Pure."""

from datetime import date

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal, format_percent
from babel.units import format_unit

from pipeline.model.metadata import Metadata
from pipeline.model.publication import EditionState, Kind, Language, Review
from pipeline.words import Words

_LICENSES = {
    "CC-BY-SA-4.0": ("CC BY-SA 4.0", "https://creativecommons.org/licenses/by-sa/4.0/"),
    "CC-BY-4.0": ("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),
    "CC0-1.0": ("CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
}
"""By SPDX identifier: the usual name, and the address of the text."""


def locale_of(language: Language) -> Locale:
    """Return Babel's locale. English without a country is British here: 25 November 2026, not November 25, 2026."""
    return Locale.parse("en_GB" if language.tag == "en" else language.locale)


def number(value: float, language: Language) -> str:
    return format_decimal(value, locale=locale_of(language))


def percent(value: int, language: Language) -> str:
    """`value` from 0 to 100."""
    return format_percent(value / 100, locale=locale_of(language))


def long_date(day: date, language: Language) -> str:
    return format_date(day, "long", locale=locale_of(language))


def short_date(day: date, language: Language) -> str:
    """Return a date as lists have it: 25 Nov 2026."""
    return format_date(day, "medium", locale=locale_of(language))


def rounded(count: int) -> int:
    """Return a number of bytes as `size` says it, so that what says it changes no more often than its words do."""
    kilobytes = max(1, round(count / 1000))
    return kilobytes * 1000 if kilobytes < 1000 else round(count, -5)


def size(count: int, language: Language) -> str:
    """Return a number of bytes in words, in thousands: 612 kB, 1.3 MB; never 0."""
    shown = rounded(count)
    value, unit = (shown // 1000, "digital-kilobyte") if shown < 1_000_000 else (shown / 1_000_000, "digital-megabyte")
    # A number and its unit stay on one line, and Babel does not see to it in every language.
    return format_unit(value, unit, "short", locale=locale_of(language)).replace(" ", "\u00a0")


def pages(count: int, language: Language, words: Words) -> str:
    text = words.plural("%(number)s page", "%(number)s pages", count) % {"number": number(count, language)}
    return text.replace(" ", "\u00a0")


def measure(count: int, length: int, language: Language, words: Words) -> str:
    """Return the size of a PDF: `96 pages, 612 kB`. `count` pages, 0 when unknown; `length` in bytes."""
    return ", ".join([*([pages(count, language, words)] if count else []), size(length, language)])


def language_name(named: Language, language: Language) -> str:
    """Return the name of one language in another: `Albanian`, `albanese`; its own name where Unicode knows none."""
    return Locale.parse(named.locale).get_display_name(locale_of(language)) or named.autonym


def kind_name(kind: Kind, words: Words) -> str:
    return words.of_project(kind.name) if kind.is_own else words(kind.name)


def kind_heading(kind: Kind, words: Words) -> str:
    """Return the kind as the heading above several."""
    return words.of_project(kind.heading) if kind.is_own else words(kind.heading)


def review_notice(review: Review, words: Words) -> str:
    """Return what a reader must know of a translation; nothing for an original and for one that a native speaker has read."""
    return {
        Review.ORIGINAL: "",
        Review.DRAFT: words("Draft translation: no native speaker has read it yet."),
        Review.PARTLY: words("A native speaker has read parts of this translation, not all of it."),
        Review.REVIEWED: "",
    }[review]


def review_state(review: Review, words: Words) -> str:
    """Return the state of a translation in two or three words, for lists."""
    return {
        Review.ORIGINAL: words("original"),
        Review.DRAFT: words("draft translation"),
        Review.PARTLY: words("translation partly reviewed"),
        Review.REVIEWED: words("reviewed translation"),
    }[review]


def partial_notice(share: int, original: Language, language: Language, words: Words) -> str:
    """Return the notice of an edition of which `share` per cent are translated."""
    return words("%(percent)s of the words are translated; the rest is in %(language)s.") % {
        "percent": percent(share, language),
        "language": language_name(original, language),
    }


def changed_notice(count: int, original: Language, language: Language, words: Words) -> str:
    """Return the notice of an edition of which `count` passages are older than their originals, which are shown instead."""
    return words.plural(
        "The original has changed since in %(number)s passage, which is in %(language)s until it is translated anew.",
        "The original has changed since in %(number)s passages, which are in %(language)s until they are translated anew.",
        count,
    ) % {"number": number(count, language), "language": language_name(original, language)}


def translation_state(state: EditionState, share: int, review: Review, language: Language, words: Words) -> str:
    """Return the state of an edition for a list: `original`, `draft translation`; where only a part of it, `share` per cent, is
    translated, `draft translation, 87% translated`.
    """
    translated = words("%(percent)s translated") % {"percent": percent(share, language)}
    return review_state(review, words) + ("" if state is EditionState.COMPLETE else f", {translated}")


def contact_status(source_date: str, verified_on: date | None, locale: Locale, words: Words) -> str:
    """Return “as published in 2022; not verified”, “verified on 3 March 2026”, in the language of the edition."""
    if verified_on is not None:
        return words("verified on %s") % format_date(verified_on, "long", locale=locale)
    if not source_date:
        return words("as published by the source, which gives no date; not verified")
    day = published(source_date, locale)
    if len(source_date) == len("2022-05-31"):
        return words("as published on %s; not verified") % day
    return words("as published in %s; not verified") % day


def published(source_date: str, locale: Locale) -> str:
    """Return a year, month or day as it is said: 2022, May 2022, 31 May 2022; nothing of nothing."""
    if len(source_date) == len("2022-05-31"):
        return format_date(date.fromisoformat(source_date), "long", locale=locale)
    if len(source_date) == len("2022-05"):
        return format_skeleton("yMMMM", date.fromisoformat(f"{source_date}-01"), locale=locale)
    return source_date


def license_of(metadata: Metadata) -> tuple[str, str]:
    """Return the usual name of a licence and the address of its text, which is empty where it is unknown."""
    return _LICENSES.get(metadata.license, (metadata.license, ""))


def citation(metadata: Metadata, day: date, words: Words) -> str:
    """Return how to cite: authors, title and subtitle, version, publisher, year. A publisher who is the author is named once."""
    whole = f"{metadata.title}. {metadata.subtitle}" if metadata.subtitle else metadata.title
    publisher = "" if metadata.publisher in metadata.authors else metadata.publisher
    version = words("Version %s") % metadata.version if metadata.version else ""
    return _sentences(
        ", ".join(metadata.authors), whole, version, f"{publisher}, {day.year}" if publisher else str(day.year)
    )


def _sentences(*parts: str) -> str:
    return " ".join(part if part.endswith((".", "?", "!")) else f"{part}." for part in parts if part)


def page_span(first: int, last: int, words: Words) -> str:
    """Return the pages of a paper in its volume: `pages 17–22`, `page 4`."""
    return words("page %s") % first if first == last else words("pages %s") % f"{first}–{last}"


def paper_citation(paper: Metadata, volume: Metadata, pages: str, words: Words) -> str:
    """Return how to cite a paper of a volume, in the form of its offprint: authors, title, volume, publisher, year, `pages 17–22`."""
    whole = ". ".join(filter(None, (f"{words('In')}: {volume.title}", volume.subtitle)))
    imprint = ", ".join(part for part in (paper.publisher, str(paper.modified.year), pages) if part)
    return _sentences(", ".join(paper.authors), paper.title, whole, imprint)
