# SPDX-License-Identifier: GPL-3.0-or-later
"""Cover, title page, imprint, contents and index of an EPUB, and what its package says, from the facts of an edition."""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape

from babel.lists import format_list
from docutils import nodes
from sphinx import addnodes
from sphinx.builders import Builder
from sphinx.environment import BuildEnvironment

from pipeline.compose.contents import plain
from pipeline.compose.engine.index_order import Targets, index_of
from pipeline.compose.epub.package import COVER_PICTURE, Heading
from pipeline.compose.front_matter import FrontMatter
from pipeline.compose.paged.book_parts import parts
from pipeline.compose.paged.matter import imprint, in_both, state
from pipeline.theme import phrases
from pipeline.words import Words

_DEPTH = 3
"""How many levels of headings the contents show."""


def cover(facts: FrontMatter, words: Words) -> str:
    """Return the page with the picture of the cover, whose alternative text are the words on it."""
    text = words("Cover: %s") % ". ".join(part for part in (facts.title, facts.subtitle, facts.publisher) if part)
    return f'<section class="cover" epub:type="cover"><img src="{COVER_PICTURE}" alt="{escape(text)}"/></section>\n'


def front(facts: FrontMatter, words: Words, beside: Words | None, opening: str) -> str:
    """Return the title page with what a reader must know first, the words of the root document, and the imprint."""
    authors = format_list(facts.authors, locale=facts.language.locale) if facts.authors else ""
    rows = (
        ("kind", escape(phrases.kind_name(facts.kind, words))),
        ("authors", escape(authors if authors != facts.publisher else "")),
        ("title", in_both(facts, lambda each: escape(each.title))),
        ("subtitle", in_both(facts, lambda each: escape(each.subtitle))),
        ("publisher", escape(facts.publisher)),
        ("year", facts.year),
    )
    lines = "".join(
        f"<h1>{text}</h1>\n" if name == "title" else f'<p class="{name}">{text}</p>\n' for name, text in rows if text
    )
    notices = "".join(f"<p>{escape(sentence)}</p>" for sentence in state(facts, words) if sentence)
    notice = f'<div class="notice" role="note">{notices}</div>\n' if notices else ""
    return (
        f'<section class="title-page" epub:type="titlepage">\n{lines}{notice}</section>\n'
        f'<div class="opening">\n{opening}</div>\n'
        f'<div class="imprint-page" epub:type="copyright-page">\n{imprint(facts, words, beside)}</div>\n'
    )


def headings(
    env: BuildEnvironment, names: Sequence[str], pages: Mapping[str, str], words: Words, index: str
) -> tuple[Heading, ...]:
    """Return the lines of the contents: title page, documents in their order with what stands below them, and the index if there is one.

    `names` are the documents in reading order, `pages` their files.
    """
    root, listed = names[0], {names[0]}

    def of_documents(included: Iterable[str], level: int) -> Iterator[Heading]:
        for name in included:
            if name not in listed and name in pages:
                listed.add(name)
                yield from of_list(name, env.tocs[name], level)

    def of_list(name: str, toc: nodes.Element, level: int) -> Iterator[Heading]:
        """Yield the lines of one of Sphinx’s lists."""
        for child in toc.children:
            if isinstance(child, addnodes.toctree):
                yield from of_documents(child["includefiles"], level)
            elif isinstance(child, nodes.list_item):
                link = child.next_node(nodes.reference)
                inner = [inner_list for inner_list in child.children if isinstance(inner_list, nodes.bullet_list)]
                deeper = level if link is None else level + 1
                below = tuple(line for inner_list in inner for line in of_list(name, inner_list, deeper))
                if link is None:
                    yield from below
                    continue
                anchor = str(link["anchorname"])
                number = ".".join(map(str, env.toc_secnumbers.get(name, {}).get(anchor) or ()))
                text = f"{number}{env.config.html_secnumber_suffix if number else ''}{plain(link)}"
                yield Heading(text, f"{pages[name]}{anchor}", below=below if level < _DEPTH else ())
            elif isinstance(child, nodes.Element):
                yield from of_list(name, child, level)

    lines = [Heading(words("About this publication"), pages[root])]
    in_parts = {id(toctree): number for number, toctree in parts(env.tocs[root])}
    for toctree in env.tocs[root].findall(addnodes.toctree):
        chapters = tuple(of_documents(toctree["includefiles"], 2 if id(toctree) in in_parts else 1))
        if chapters and id(toctree) in in_parts:
            title = f"{words('Part %s') % in_parts[id(toctree)]}. {toctree['caption']}"
            lines.append(Heading(title, chapters[0].href, below=chapters))
        else:
            lines += chapters
    # What no list of contents names stands at the end, and must be found.
    lines += of_documents(names, 1)
    return (*lines, *([Heading(words("Index"), index)] if index else ()))


def index(builder: Builder, words: Words, foreign: Mapping[str, str]) -> str:
    """Return the index by its letters; empty where the publication has no terms.

    `foreign` are the terms in the second language of a bilingual edition, with its tag.
    """
    groups = index_of(builder)
    if not groups:
        return ""
    sections = []
    for letter, entries in groups:
        lines = ""
        for name, (targets, inner, _group) in entries:
            below = "".join(f"<li>{_entry(text, places, foreign)}</li>" for text, places in inner)
            lines += f"<li>{_entry(name, targets, foreign)}{f'<ul>{below}</ul>' if below else ''}</li>\n"
        sections.append(f"<section>\n<h2>{escape(letter)}</h2>\n<ul>\n{lines}</ul>\n</section>\n")
    title = escape(words("Index"))
    return (
        f'<section class="index" epub:type="index" role="doc-index">\n<h1>{title}</h1>\n{"".join(sections)}</section>\n'
    )


def _entry(name: str, targets: Targets, foreign: Mapping[str, str]) -> str:
    """Return a term that leads to its first place, and the numbers of the others."""
    places = [(main, href) for main, href in targets if href]
    shown = escape(name)
    if name in foreign:
        tag = escape(foreign[name])
        shown = f'<span lang="{tag}" xml:lang="{tag}">{shown}</span>'
    if not places:
        return shown
    links = []
    for number, (main, href) in enumerate(places, 1):
        principal = ' class="principal"' if main else ""
        links.append(f'<a href="{escape(href)}"{principal}>{shown if number == 1 else f"[{number}]"}</a>')
    return ", ".join(links)


def identifier(facts: FrontMatter, project: str) -> str:
    """Return the identifier of the book; `project` is the title of the project, which distinguishes its books from those of others."""
    if facts.isbn:
        return f"urn:isbn:{facts.isbn}"
    # The same for each version, so that a newer one takes the place of the older on a reader's shelf.
    tags = [each.language.tag for each in (facts, facts.beside) if each is not None]
    name = "\n".join((project, "epub", facts.slug, "+".join(tags)))
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, name)}"


def rights(facts: FrontMatter) -> str:
    """Return the name of the licence and its address; nothing where there is none."""
    return ", ".join(filter(None, phrases.license_of(facts)))
