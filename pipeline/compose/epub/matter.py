# SPDX-License-Identifier: GPL-3.0-or-later
"""Cover, title page, imprint, index and metadata of an EPUB, from the facts of an edition, in its language."""

import uuid
from collections.abc import Sequence
from html import escape

from babel.lists import format_list
from sphinx.builders import Builder

from pipeline.compose.engine.index_order import Targets, index_of
from pipeline.compose.epub.package import COVER_PICTURE, Metadata
from pipeline.compose.front_matter import FrontMatter
from pipeline.compose.paged.matter import imprint, license_name, state
from pipeline.theme import phrases
from pipeline.words import Words


def cover(facts: FrontMatter, words: Words) -> str:
    """Return the page with the picture of the cover, whose alternative text are the words on it."""
    text = words("Cover: %s") % ". ".join(part for part in (facts.title, facts.subtitle, facts.publisher) if part)
    return f'<section class="cover" epub:type="cover"><img src="{COVER_PICTURE}" alt="{escape(text)}"/></section>\n'


def front(facts: FrontMatter, words: Words, opening: str) -> str:
    """Return the title page with what a reader must know first, the words of the root document, and the imprint."""
    authors = format_list(facts.authors, locale=facts.language.locale) if facts.authors else ""
    rows = (
        ("kind", phrases.kind_name(facts.kind, words)),
        ("authors", authors if authors != facts.publisher else ""),
        ("title", facts.title),
        ("subtitle", facts.subtitle),
        ("publisher", facts.publisher),
        ("year", str(facts.published.year) if facts.published.year > 1970 else ""),
    )
    lines = "".join(
        f"<h1>{escape(text)}</h1>\n" if name == "title" else f'<p class="{name}">{escape(text)}</p>\n'
        for name, text in rows
        if text
    )
    notices = "".join(f"<p>{escape(sentence)}</p>" for sentence in state(facts, words) if sentence)
    notice = f'<div class="notice" role="note">{notices}</div>\n' if notices else ""
    return (
        f'<section class="title-page" epub:type="titlepage">\n{lines}{notice}</section>\n'
        f'<div class="opening">\n{opening}</div>\n'
        f'<div class="imprint-page" epub:type="copyright-page">\n{imprint(facts, words)}</div>\n'
    )


def index(builder: Builder, words: Words) -> str:
    """Return the index by its letters; empty where the publication has no terms."""
    groups = index_of(builder)
    if not groups:
        return ""
    parts = []
    for letter, entries in groups:
        lines = "".join(
            f"<li>{_entry(name, targets)}{_below(inner)}</li>\n" for name, (targets, inner, _group) in entries
        )
        parts.append(f"<section>\n<h2>{escape(letter)}</h2>\n<ul>\n{lines}</ul>\n</section>\n")
    title = escape(words("Index"))
    return f'<section class="index" epub:type="index" role="doc-index">\n<h1>{title}</h1>\n{"".join(parts)}</section>\n'


def _below(inner: Sequence[tuple[str, Targets]]) -> str:
    lines = "".join(f"<li>{_entry(name, targets)}</li>" for name, targets in inner)
    return f"<ul>{lines}</ul>" if lines else ""


def _entry(name: str, targets: Targets) -> str:
    """Return a term that leads to its first place, and the numbers of the others."""
    places = [(main, href) for main, href in targets if href]
    if not places:
        return escape(name)
    links = [f'<a href="{escape(places[0][1])}"{_principal(places[0][0])}>{escape(name)}</a>']
    links += [
        f'<a href="{escape(href)}"{_principal(main)}>[{number}]</a>'
        for number, (main, href) in enumerate(places[1:], 2)
    ]
    return ", ".join(links)


def _principal(main: str | None) -> str:
    return ' class="principal"' if main else ""


def metadata(facts: FrontMatter, words: Words, project: str) -> Metadata:
    """Return the metadata of the package; `project` is the title of the project, which distinguishes its books from those of others."""
    # The same for each version, so that a newer one takes the place of the older on a reader's shelf.
    name = "\n".join((project, "epub", facts.slug, facts.language.tag))
    return Metadata(
        identifier=f"urn:isbn:{facts.isbn}" if facts.isbn else f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, name)}",
        doi=facts.doi,
        tag=facts.language.tag,
        title=facts.title,
        subtitle=facts.subtitle,
        creators=facts.authors,
        publisher=facts.publisher,
        description=facts.description,
        subjects=facts.keywords,
        rights=_rights(facts),
        version=facts.version,
        published=facts.published,
        modified=facts.modified,
        accessibility=words(
            "The text can be read at any size, by braille displays and aloud. Headings, lists, tables and notes are marked "
            "as such, pictures have descriptions, and words in another language name it."
        ),
    )


def _rights(facts: FrontMatter) -> str:
    if not facts.license:
        return ""
    name, address = license_name(facts), phrases.LICENSES.get(facts.license, ("", ""))[1]
    return f"{name}, {address}" if address else name
