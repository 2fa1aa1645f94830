# SPDX-License-Identifier: GPL-3.0-or-later
"""Cover, title page, imprint and colophon, as HTML, from the facts of an edition."""

import html
import unicodedata
from collections.abc import Callable, Iterator

from babel import Locale
from babel.lists import format_list

from pipeline.bookformat import identifiers
from pipeline.bookformat.vocabulary import COLOPHON, COVER, IMPRINT, TITLE_PAGE
from pipeline.compose.paged.facts import Facts
from pipeline.model.publication import Language
from pipeline.theme import phrases
from pipeline.theme.drawing import PAPER, routes
from pipeline.words import Words

_SCRIPTS = ("LATIN", "GREEK", "CYRILLIC")
"""The scripts of our fonts, as Unicode's names of characters begin."""
_COVER = (210.0, 297.0)
"""Width and height of the cover in millimetres."""
_HORIZON = 99.0
"""Where the coloured field of the cover begins, in millimetres from the upper edge."""
_LAST_LINE = 14
"""Fewer letters are not left alone on the last line of a title."""
_LONG = (54, 100)
"""Titles of more letters than these are long (two lines at the full size hold no more), or longer still."""


def cover(facts: Facts, words: Words) -> str:
    """The cover: kind, title and subtitle on paper, above a field of fine routes with language, publisher and year."""
    lines = [
        f'<p class="cover-kind">{_text(phrases.kind_name(facts.kind, words))}</p>',
        f'<p class="cover-title{_size(facts.title)}">{said(facts.title, facts, _together)}</p>',
        f'<p class="cover-subtitle">{said(facts.subtitle, facts, _together)}</p>' if facts.subtitle else "",
    ]
    foot = [
        f'<p class="cover-language">{_text(facts.language.autonym)}</p>' if facts.language.autonym else "",
        f'<p class="cover-publisher">{_text(facts.publisher)}</p>' if facts.publisher else "",
        f'<p class="cover-year">{_year(facts)}</p>' if _year(facts) else "",
    ]
    return (
        f'<section class="{COVER}">{_drawing(facts.slug)}<div class="cover-words">{"".join(lines)}</div>'
        f'<div class="cover-foot">{"".join(foot)}</div></section>\n'
    )


def _size(title: str) -> str:
    """The class by which a long title is set smaller, so that it keeps clear of the field; none for most titles."""
    return " longer" if len(title) > _LONG[1] else " long" if len(title) > _LONG[0] else ""


def _drawing(slug: str) -> str:
    width, height = _COVER[0], _COVER[1] - _HORIZON
    return (
        f'<svg class="cover-drawing" aria-hidden="true" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}">'
        f'<path d="{routes(slug, width, height)}" fill="none" stroke="{PAPER}" stroke-opacity="0.7" stroke-width="0.55"/></svg>'
    )


def title_page(facts: Facts, words: Words) -> str:
    """Authors, title, subtitle, what state the translation is in, publisher and year."""
    authors = format_list(facts.authors, locale=facts.language.locale) if facts.authors else ""
    lines = [
        f'<p class="title-authors">{_text(authors)}</p>' if authors and authors != facts.publisher else "",
        f'<p class="title-title">{said(facts.title, facts, _together)}</p>',
        f'<p class="title-subtitle">{said(facts.subtitle, facts, _together)}</p>' if facts.subtitle else "",
        f'<p class="title-draft">{_text(words("Draft translation"))}</p>' if facts.is_draft else "",
        f'<p class="title-publisher">{_text(facts.publisher)}</p>' if facts.publisher else "",
        f'<p class="title-year">{_year(facts)}</p>' if _year(facts) else "",
    ]
    return f'<section class="{TITLE_PAGE}" id="{identifiers.TITLE_PAGE}">{"".join(lines)}</section>\n'


def imprint(facts: Facts, words: Words) -> str:
    """The page after the title page: origin, languages, translation state, version, licence, how to cite."""
    rows = "".join(f'<p class="{name}">{content}</p>' for name, content in _imprint(facts, words) if content)
    return f'<section class="{IMPRINT}">{rows}</section>\n'


def _imprint(facts: Facts, words: Words) -> Iterator[tuple[str, str]]:
    yield "imprint-title", ". ".join(said(one, facts) for one in (facts.title, facts.subtitle) if one)
    yield "imprint-origin", said(facts.origin, facts)
    yield "imprint-original", _original(facts, words)
    yield "imprint-state", _text(" ".join(sentence for sentence in state(facts, words) if sentence))
    yield "imprint-languages", _text(_languages(facts, words))
    yield "imprint-version", _text(version(facts, words))
    yield (
        "imprint-identifiers",
        _text(
            " · ".join(
                part for part in (f"ISBN {facts.isbn}" * bool(facts.isbn), f"DOI {facts.doi}" * bool(facts.doi)) if part
            )
        ),
    )
    yield "imprint-license", license_line(facts, words)
    yield "imprint-cite", _cite(facts, words)
    yield "imprint-publisher", _text(" · ".join(part for part in (facts.publisher, facts.contact) if part))


def _original(facts: Facts, words: Words) -> str:
    if not facts.original_title or facts.original_language is None:
        return ""
    tag = html.escape(facts.original_language.tag)
    title = f'<cite lang="{tag}">{_text(facts.original_title)}</cite>'
    name = f'<span lang="{tag}">{_text(_name(facts.original_language, facts.language))}</span>'
    return _text(words("Original title: %s")).replace("%s", title) + f" ({name})"


def state(facts: Facts, words: Words) -> Iterator[str]:
    if facts.review:
        yield phrases.review_notice(facts.review, words)
    if facts.percent is not None and facts.percent < 100 and facts.original_language is not None:
        yield phrases.partial_notice(facts.percent, facts.original_language, facts.language, words)
        if facts.changed:
            yield phrases.changed_notice(facts.changed, facts.original_language, facts.language, words)


def _languages(facts: Facts, words: Words) -> str:
    if len(facts.languages) < 2:
        return ""
    names = format_list([_name(language, facts.language) for language in facts.languages], locale=facts.language.locale)
    return words("This publication exists in: %s").replace("%s", names) + "."


def _name(language: Language, reader: Language) -> str:
    """A language's name in itself, or in the reader's language where the scripts of our fonts cannot write it."""
    letters = (unicodedata.name(letter, "") for letter in language.autonym if letter.isalpha())
    if all(name.startswith(_SCRIPTS) for name in letters):
        return language.autonym
    return Locale.parse(language.locale).get_display_name(reader.locale) or language.tag


def version(facts: Facts, words: Words) -> str:
    number = words("Version %s").replace("%s", facts.version) if facts.version else ""
    day = phrases.long_date(facts.modified, facts.language) if _year(facts) else ""
    return ", ".join(part for part in (number, day) if part)


def dated(facts: Facts, words: Words) -> str:
    """Title, version and date on one line of HTML, for what is part of a publication."""
    return ", ".join(part for part in (said(facts.title, facts), _text(version(facts, words))) if part)


def license_name(facts: Facts) -> str:
    return phrases.LICENSES.get(facts.license, (facts.license, ""))[0]


def license_line(facts: Facts, words: Words) -> str:
    if not facts.license:
        return ""
    name, address = phrases.LICENSES.get(facts.license, (facts.license, ""))
    link = f'<a href="{address}">{_text(name)}</a>' if address else _text(name)
    return _text(words("Licence: %s")).replace("%s", link)


def _cite(facts: Facts, words: Words) -> str:
    if not _year(facts):
        return ""
    citation = phrases.citation(
        authors=facts.authors,
        title=facts.title,
        subtitle=facts.subtitle,
        publisher=facts.publisher,
        version=facts.version,
        day=facts.published,
        words=words,
    )
    return _text(f"{words('How to cite:')} {citation}" + (f" https://doi.org/{facts.doi}" if facts.doi else ""))


def colophon(facts: Facts, words: Words) -> str:
    """The last page: how the book was made."""
    made = words(
        "Set in Source Serif 4 and Source Sans 3 by Frank Grießhammer and Paul D. Hunt. Made with free software: Sphinx and WeasyPrint."
    )
    lines = [f'<p class="colophon-title">{said(facts.title, facts)}</p>', f"<p>{_text(made)}</p>"]
    if told := version(facts, words):
        lines.append(f"<p>{_text(told)}</p>")
    return f'<section class="{COLOPHON}">{"".join(lines)}</section>\n'


def _year(facts: Facts) -> str:
    return str(facts.published.year) if facts.published.year > 1970 else ""


def said(text: str, facts: Facts, shape: Callable[[str], str] = str) -> str:
    """A text about the publication, in a shape; one that is not translated says in which language it is."""
    if text in facts.untranslated and facts.original_language is not None:
        return f'<span lang="{html.escape(facts.original_language.tag)}">{_text(shape(text))}</span>'
    return _text(shape(text))


def _together(title: str) -> str:
    """A title whose last words stay on one line: one of them alone below the others looks lost."""
    *first, last = title.split(" ")
    while first and len(first[-1]) + len(last) < _LAST_LINE:
        last = f"{first.pop()}\N{NO-BREAK SPACE}{last}"
    return " ".join([*first, last])


def _text(text: str) -> str:
    return html.escape(text)
