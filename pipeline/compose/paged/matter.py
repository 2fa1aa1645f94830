# SPDX-License-Identifier: GPL-3.0-or-later
"""The cover, title page, imprint and colophon of a book, from the facts of an edition."""

from collections.abc import Callable, Iterator, Mapping
from html import escape

from babel import Locale
from babel.lists import format_list

from pipeline.bookformat import identifiers
from pipeline.bookformat.vocabulary import COLOPHON, COVER, IMPRINT, IMPRINT_BESIDE, TITLE_PAGE
from pipeline.compose.editions.bilingual import with_twin
from pipeline.compose.front_matter import FrontMatter
from pipeline.media.scripts import can_be_written
from pipeline.model.kinds import PAPER
from pipeline.model.publication import Language
from pipeline.theme import phrases
from pipeline.theme.drawing import routes
from pipeline.theme.imprint import Imprint
from pipeline.words import Words

_COVER = (210.0, 297.0)
"""Width and height of the cover in millimetres."""
_HORIZON = 99.0
"""Top of the coloured field of the cover, in millimetres from the upper edge."""
_LAST_LINE = 14
"""Minimum characters on the last line of a title."""
_LONG_TITLE = (54, 100)
"""Titles with more characters than these are set smaller: `long` (more than two lines at full size) and `longer`."""


def cover(facts: FrontMatter, words: Words) -> str:
    """Return the cover: kind, title and subtitle above a coloured field with a drawing, language, publisher and year."""
    # A long title is set smaller, so that it does not reach the field.
    letters = len(facts.title) + (len(facts.second.title) + _LAST_LINE if facts.second is not None else 0)
    size = " longer" if letters > _LONG_TITLE[1] else " long" if letters > _LONG_TITLE[0] else ""
    words_on_it = {
        "cover-kind": escape(phrases.kind_name(facts.kind, words)),
        f"cover-title{size}": bilingual_html(
            facts, lambda matter: with_language(matter.title, matter, _with_unbroken_end)
        ),
        "cover-subtitle": bilingual_html(
            facts, lambda matter: with_language(matter.subtitle, matter, _with_unbroken_end)
        ),
    }
    foot = {
        "cover-language": bilingual_html(facts, lambda matter: escape(matter.language.autonym)),
        "cover-publisher": escape(facts.publisher),
        "cover-year": facts.year,
    }
    width, height = _COVER[0], _COVER[1] - _HORIZON
    drawing = (
        f'<svg class="cover-drawing" aria-hidden="true" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}">'
        f'<path d="{routes(facts.slug, width, height)}" fill="none" stroke="{PAPER}" stroke-opacity="0.7" stroke-width="0.55"/></svg>'
    )
    return (
        f'<section class="{COVER}">{drawing}<div class="cover-words">{paragraphs(words_on_it)}</div>'
        f'<div class="cover-foot">{paragraphs(foot)}</div></section>\n'
    )


def title_page(facts: FrontMatter, words: Words) -> str:
    """Return the title page, which says if the translation is a draft."""
    rows = paragraphs(title_rows(facts, words("Draft translation") if facts.is_draft else "", _with_unbroken_end))
    return f'<section class="{TITLE_PAGE}" id="{identifiers.TITLE_PAGE}">{rows}</section>\n'


def title_rows(facts: FrontMatter, state: str = "", shape: Callable[[str], str] = str) -> dict[str, str]:
    """Return the texts of a title page as HTML by class: authors, title, subtitle, translation state, publisher and year."""
    authors = format_list(facts.authors, locale=facts.language.locale) if facts.authors else ""
    return {
        "title-authors": escape(authors) if authors != facts.publisher else "",
        "title-title": bilingual_html(facts, lambda matter: with_language(matter.title, matter, shape)),
        "title-subtitle": bilingual_html(facts, lambda matter: with_language(matter.subtitle, matter, shape)),
        "title-draft": escape(state),
        "title-publisher": escape(facts.publisher),
        "title-year": facts.year,
    }


def bilingual_html(facts: FrontMatter, text: Callable[[FrontMatter], str]) -> str:
    """Return the HTML that `text` returns for an edition, followed in a bilingual edition by the second language's."""
    first, second = text(facts), text(facts.second) if facts.second is not None else ""
    return (
        with_twin(first, second, facts.second.language.tag) if facts.second is not None and second != first else first
    )


def label(text: Callable[[Words], str], words: Words, second_words: Words | None) -> str:
    """Return an interface text as HTML, in both languages of a bilingual edition."""
    first = escape(text(words))
    return with_twin(first, escape(text(second_words)), second_words.tag) if second_words is not None else first


def imprint(facts: FrontMatter, words: Words, second_words: Words | None = None) -> str:
    """Return the page after the title page: origin, languages, translation state, version, licence, recommended citation.

    In a bilingual edition, `second_words` are the interface texts of the second language, in which the page repeats all texts.
    """
    rows = dict(_sentences(facts, words))
    twins = (
        dict(_sentences(facts.second, second_words)) if facts.second is not None and second_words is not None else {}
    )
    twins = {name: text for name, text in twins.items() if text and text != rows.get(name)}
    second_imprint = (
        f'<div class="{IMPRINT_BESIDE}" lang="{escape(second_words.tag)}">{paragraphs(twins)}</div>'
        if second_words and twins
        else ""
    )
    return f'<section class="{IMPRINT}">{paragraphs(rows, _lang_attribute(words))}{second_imprint}</section>\n'


def _lang_attribute(words: Words) -> str:
    """Return the `lang` attribute for interface texts that are not in the edition's language; empty otherwise."""
    return f' lang="{words.language}"' if words.language != words.tag else ""


def _language_of(words: Words) -> Language:
    """Return the actual language of interface texts, which dates and language names must match."""
    return Language(words.language, "")


def paragraphs(rows: Mapping[str, str], spoken: str = "") -> str:
    """Return a paragraph with its class for each text that is not empty. All but titles get the attribute `spoken`."""
    return "".join(
        f'<p class="{name}"{"" if name.endswith("-title") else spoken}>{text}</p>'
        for name, text in rows.items()
        if text
    )


def _sentences(facts: FrontMatter, words: Words) -> Iterator[tuple[str, str]]:
    imprint, reader = Imprint(facts, facts.language, words), _language_of(words)
    yield "imprint-title", ". ".join(with_language(text, facts) for text in (facts.title, facts.subtitle) if text)
    yield "imprint-origin", with_language(facts.origin, facts)
    yield "imprint-drafting", escape(facts.drafting)
    if facts.original_title:
        tag = escape(facts.original.tag)
        title = f'<cite lang="{tag}">{escape(facts.original_title)}</cite>'
        name = f'<span lang="{tag}">{escape(_name(facts.original, reader))}</span>'
        yield "imprint-original", escape(words("Original title: %s")).replace("%s", title) + f" ({name})"
    yield "imprint-state", escape(" ".join(sentence for sentence in state(facts, words) if sentence))
    if len(facts.languages) > 1:
        names = [_name(language, reader) for language in facts.languages]
        listed = format_list(names, locale=reader.locale)
        yield "imprint-languages", escape(words("This publication exists in: %s").replace("%s", listed) + ".")
    yield "imprint-version", escape(version(facts, words))
    identifiers = imprint.rows(("isbn", "doi"))
    yield "imprint-identifiers", escape(" · ".join(f"{row.label} {row.text}" for row in identifiers))
    yield "imprint-license", license_line(facts, words)
    if facts.year:
        citation = phrases.citation(facts, facts.published, words)
        cited = (words("How to cite:"), citation, imprint.row("doi").href)
        yield "imprint-cite", escape(" ".join(filter(None, cited)))
    publisher = imprint.rows(("publisher", "contact"))
    yield "imprint-publisher", escape(" · ".join(row.text for row in publisher))


def state(facts: FrontMatter, words: Words) -> Iterator[str]:
    if facts.review:
        yield phrases.review_notice(facts.review, words)
    if facts.progress is not None and facts.progress.percent < 100:
        yield phrases.partial_notice(facts.progress.percent, facts.original, _language_of(words), words)
        if facts.progress.changed:
            yield phrases.changed_notice(facts.progress.changed, facts.original, _language_of(words), words)


def _name(language: Language, reader: Language) -> str:
    """Return the autonym of a language, or its name in the reader's language if no installed font has its characters."""
    if can_be_written(language.autonym):
        return language.autonym
    return Locale.parse(language.locale).get_display_name(reader.locale) or language.tag


def version(facts: FrontMatter, words: Words) -> str:
    return phrases.version_sentence(facts, _language_of(words), words)


def title_with_date(facts: FrontMatter, words: Words) -> str:
    """Return title, version and date of the publication as one line of HTML, for offprints."""
    return ", ".join(part for part in (with_language(facts.title, facts), escape(version(facts, words))) if part)


def license_line(facts: FrontMatter, words: Words) -> str:
    """Return the licence with a link to its text; an empty string if there is no licence."""
    name, address = phrases.license_of(facts)
    link = f'<a href="{address}">{escape(name)}</a>' if address else escape(name)
    return escape(words("Licence: %s")).replace("%s", link) if name else ""


def colophon(facts: FrontMatter, words: Words) -> str:
    """Return the last page: how the book was made."""
    credits_line = words(
        "Set in Source Serif 4 and Source Sans 3 by Frank Grießhammer and Paul D. Hunt. Made with free software: Sphinx and WeasyPrint."
    )
    lines = "".join(
        f"<p{_lang_attribute(words)}>{escape(line)}</p>" for line in (credits_line, version(facts, words)) if line
    )
    return f'<section class="{COLOPHON}"><p class="colophon-title">{with_language(facts.title, facts)}</p>{lines}</section>\n'


def with_language(text: str, facts: FrontMatter, shape: Callable[[str], str] = str) -> str:
    """Return a text of the metadata as HTML, transformed by `shape`, and with its language if it is untranslated."""
    if text in facts.untranslated:
        return f'<span lang="{escape(facts.original.tag)}">{escape(shape(text))}</span>'
    return escape(shape(text))


def _with_unbroken_end(title: str) -> str:
    """Join the last words of a title by no-break spaces, so that its last line is not a single short word."""
    *first, last = title.split(" ")
    while first and len(first[-1]) + len(last) < _LAST_LINE:
        last = f"{first.pop()}\N{NO-BREAK SPACE}{last}"
    return " ".join([*first, last])
