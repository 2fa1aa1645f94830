# SPDX-License-Identifier: GPL-3.0-or-later
"""Phrases that pages and books share: sizes, pages, dates, kinds, states, citations. Pure."""

from datetime import date

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal, format_percent
from babel.units import format_unit

from pipeline.model.metadata import UNKNOWN_DAY, Metadata
from pipeline.model.publication import EditionState, Kind, Language, Review
from pipeline.words import Words

_LICENSES = {
    "CC-BY-SA-4.0": ("CC BY-SA 4.0", "https://creativecommons.org/licenses/by-sa/4.0/"),
    "CC-BY-4.0": ("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),
    "CC0-1.0": ("CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
}
"""SPDX identifier -> usual name, and URL of the text."""


def locale_of(language: Language) -> Locale:
    """Return Babel's locale. English without a region is British: 25 November 2026, not November 25, 2026."""
    return Locale.parse("en_GB" if language.tag == "en" else language.locale)


def number(value: float, language: Language) -> str:
    return format_decimal(value, locale=locale_of(language))


def percent(value: int, language: Language) -> str:
    """Return a percentage from 0 to 100 as text."""
    return format_percent(value / 100, locale=locale_of(language))


def long_date(day: date, language: Language) -> str:
    return format_date(day, "long", locale=locale_of(language))


def short_date(day: date, language: Language) -> str:
    """Return a date for lists: 25 Nov 2026."""
    return format_date(day, "medium", locale=locale_of(language))


def round_size(count: int) -> int:
    """Round a number of bytes to the precision of `size`, so that pages change only if the printed size does."""
    kilobytes = max(1, round(count / 1000))
    return kilobytes * 1000 if kilobytes < 1000 else round(count, -5)


def size(count: int, language: Language) -> str:
    """Return a number of bytes as text: 612 kB, 1.3 MB; at least 1 kB."""
    shown = round_size(count)
    value, unit = (shown // 1000, "digital-kilobyte") if shown < 1_000_000 else (shown / 1_000_000, "digital-megabyte")
    # Use a no-break space, which Babel does not do in every language.
    return format_unit(value, unit, "short", locale=locale_of(language)).replace(" ", "\u00a0")


def pages(count: int, language: Language, words: Words) -> str:
    text = words.plural("%(number)s page", "%(number)s pages", count) % {"number": number(count, language)}
    return text.replace(" ", "\u00a0")


def measure(count: int, length: int, language: Language, words: Words) -> str:
    """Return the size of a PDF: `96 pages, 612 kB`. `count` is the number of pages, or 0 if unknown; `length` is in bytes."""
    return ", ".join([*([pages(count, language, words)] if count else []), size(length, language)])


def language_name(subject: Language, language: Language) -> str:
    """Return the name of a language in another: `Albanian`, `albanese`; its autonym if the CLDR has none."""
    return Locale.parse(subject.locale).get_display_name(locale_of(language)) or subject.autonym


def kind_name(kind: Kind, words: Words) -> str:
    return words.of_project(kind.name) if kind.is_own else words(kind.name)


def kind_heading(kind: Kind, words: Words) -> str:
    """Return the heading for publications of a kind."""
    return words.of_project(kind.heading) if kind.is_own else words(kind.heading)


def review_notice(review: Review, words: Words) -> str:
    """Return a notice about an unreviewed or partly reviewed translation, else an empty string."""
    return {
        Review.ORIGINAL: "",
        Review.DRAFT: words("Draft translation: no native speaker has read it yet."),
        Review.PARTLY: words("A native speaker has read parts of this translation, not all of it."),
        Review.REVIEWED: "",
    }[review]


def review_state(review: Review, words: Words) -> str:
    """Return the review state in two or three words, for lists."""
    return {
        Review.ORIGINAL: words("original"),
        Review.DRAFT: words("draft translation"),
        Review.PARTLY: words("translation partly reviewed"),
        Review.REVIEWED: words("reviewed translation"),
    }[review]


def partial_notice(share: int, original: Language, language: Language, words: Words) -> str:
    """Return the notice for an edition that is `share` per cent translated."""
    return words("%(percent)s of the words are translated; the rest is in %(language)s.") % {
        "percent": percent(share, language),
        "language": language_name(original, language),
    }


def changed_notice(count: int, original: Language, language: Language, words: Words) -> str:
    """Return the notice for an edition with `count` outdated translations, which are replaced by the originals."""
    return words.plural(
        "The original has changed since in %(number)s passage, which is in %(language)s until it is translated again.",
        "The original has changed since in %(number)s passages, which are in %(language)s until they are translated again.",
        count,
    ) % {"number": number(count, language), "language": language_name(original, language)}


def translation_state(state: EditionState, share: int, review: Review, language: Language, words: Words) -> str:
    """Return the state of an edition for a list: `original`, or `draft translation, 87% translated` for a partial one."""
    translated = words("%(percent)s translated") % {"percent": percent(share, language)}
    return review_state(review, words) + ("" if state is EditionState.COMPLETE else f", {translated}")


def contact_status(source_date: str, verified_on: date | None, locale: Locale, words: Words) -> str:
    """Return a text such as “as published in 2022; not verified” or “verified on 3 March 2026”."""
    if verified_on is not None:
        return words("verified on %s") % format_date(verified_on, "long", locale=locale)
    if not source_date:
        return words("as published by the source, which gives no date; not verified")
    day = publication_date(source_date, locale)
    if len(source_date) == len("2022-05-31"):
        return words("as published on %s; not verified") % day
    return words("as published in %s; not verified") % day


def publication_date(source_date: str, locale: Locale) -> str:
    """Return a year, month or day in ISO form as text: 2022, May 2022, 31 May 2022; may be empty."""
    if len(source_date) == len("2022-05-31"):
        return format_date(date.fromisoformat(source_date), "long", locale=locale)
    if len(source_date) == len("2022-05"):
        return format_skeleton("yMMMM", date.fromisoformat(f"{source_date}-01"), locale=locale)
    return source_date


def license_of(metadata: Metadata) -> tuple[str, str]:
    """Return the usual name of the licence, and the URL of its text, empty if unknown."""
    return _LICENSES.get(metadata.license, (metadata.license, ""))


def version_sentence(metadata: Metadata, language: Language, words: Words) -> str:
    """Return the version and date of an edition, or that it is a draft, with the hash of its texts; what is unknown is left out."""
    day = long_date(metadata.modified, language) if metadata.modified != UNKNOWN_DAY else ""
    if metadata.unreleased:
        draft = (
            words("Draft towards version %(version)s, text of %(date)s")
            if metadata.version
            else words("Draft, text of %(date)s")
        )
        hashed = f" ({metadata.text_hash})" if metadata.text_hash else ""
        return draft % {"version": metadata.version, "date": day} + hashed
    number = words("Version %s") % metadata.version if metadata.version else ""
    return ", ".join(part for part in (number, day) if part)


def citation(metadata: Metadata, day: date, words: Words) -> str:
    """Return a citation: authors, title and subtitle, version, publisher (unless it is an author), year."""
    whole = f"{metadata.title}. {metadata.subtitle}" if metadata.subtitle else metadata.title
    publisher = "" if metadata.publisher in metadata.authors else metadata.publisher
    version = words("Version %s") % metadata.version if metadata.version else ""
    if metadata.unreleased:
        version = version_sentence(metadata, metadata.language, words)
    return _sentences(
        ", ".join(metadata.authors), whole, version, f"{publisher}, {day.year}" if publisher else str(day.year)
    )


def _sentences(*parts: str) -> str:
    return " ".join(part if part.endswith((".", "?", "!")) else f"{part}." for part in parts if part)


def page_span(first: int, last: int, words: Words) -> str:
    """Return the pages of a paper in its volume: `pages 17–22`, `page 4`."""
    return words("page %s") % first if first == last else words("pages %s") % f"{first}–{last}"


def paper_citation(paper: Metadata, volume: Metadata, pages: str, words: Words) -> str:
    """Return the citation of a paper in a volume: authors, title, volume, publisher, year, `pages 17–22`."""
    whole = ". ".join(filter(None, (f"{words('In')}: {volume.title}", volume.subtitle)))
    imprint = ", ".join(part for part in (paper.publisher, str(paper.modified.year), pages) if part)
    return _sentences(", ".join(paper.authors), paper.title, whole, imprint)
