# SPDX-License-Identifier: GPL-3.0-or-later
"""Papers of a volume as offprints: a separate title page, then the same page numbers as in the volume."""

import html
from collections.abc import Iterator

from docutils import nodes

from pipeline.bookformat.book import Offprint
from pipeline.bookformat.identifiers import BODY, INDEX, LAST_PAGE
from pipeline.bookformat.page_numbers import page_of
from pipeline.bookformat.vocabulary import TITLE_PAGE
from pipeline.compose.docutils_tree import language_of
from pipeline.compose.front_matter import FrontMatter
from pipeline.compose.paged.assembly import Assembly
from pipeline.compose.paged.book_parts import book_part
from pipeline.compose.paged.matter import license_line, paragraphs, state, version, with_language
from pipeline.compose.paged.offprints.excerpt import OffprintContent, Rendering, excerpt
from pipeline.compose.paged.translator import plain
from pipeline.compose.parts.abstracts import abstract_authors
from pipeline.words import Words


def papers(book: Assembly) -> Iterator[nodes.section]:
    """Yield the chapters with an abstract that names the authors of the chapter."""
    for chapter in book.body.children:
        if isinstance(chapter, nodes.section) and next(iter(chapter.findall(abstract_authors)), None) is not None:
            yield chapter


def title_of(chapter: nodes.section) -> nodes.title:
    title = chapter.next_node(nodes.title)
    assert title is not None
    return title


def authors_of(chapter: nodes.section) -> abstract_authors:
    return next(iter(chapter.findall(abstract_authors)))


def paper(builder: Rendering, book: Assembly, chapter: nodes.section, edition: FrontMatter) -> OffprintContent:
    """Return the offprint of a paper; `edition` is that of the volume."""
    tree = excerpt(book, chapter, builder.words)
    first = title_of(chapter)["ids"][0]
    tag = language_of(chapter) or edition.language.tag
    title_page = _title_page(chapter, edition, first, builder.words_in(tag))
    # What is in the language of the volume breaks its lines as there.
    text = f'{title_page}<main id="{BODY}" lang="{edition.language.tag}">\n{builder.html_of(tree)}</main>'
    later = book.body.children[book.body.children.index(chapter) + 1 :]
    headings = (title_of(node) if isinstance(node, nodes.section) else node for node in later)
    index = INDEX if book.anchors.get("genindex", "") else ""
    following = next((str(title["ids"][0]) for title in headings if isinstance(title, nodes.title | book_part)), index)
    document, _ = book.anchors.origin_of(first)
    offprint = Offprint(sheet="paper", document=document, first=first, following=following)
    return OffprintContent("paper", text, (tree,), offprint)


def _title_page(chapter: nodes.section, edition: FrontMatter, first: str, words: Words) -> str:
    """Return the title page in the language of the paper, with the title of the volume in its own."""
    title, authors = _with_language(title_of(chapter)), _with_language(authors_of(chapter))
    whole = ". ".join(with_language(text, edition) for text in (edition.title, edition.subtitle) if text)
    cited_volume = f'<cite lang="{edition.language.tag}">{whole}</cite>'
    pages = html.escape(words("Pages %(first)s–%(last)s of the volume"))
    pages = pages.replace("%(first)s", page_of(first)).replace("%(last)s", page_of(LAST_PAGE))
    year = str(edition.published.year)
    publisher = ", ".join(part for part in (html.escape(edition.publisher), year) if part)
    cited = f'<span class="paper-span">{page_of(first)}–{page_of(LAST_PAGE)}</span>'
    cite = f"{authors}. {title}. {html.escape(words('In'))}: {cited_volume}. {publisher}, {html.escape(words('pages'))} {cited}."
    rows = {
        "title-authors": authors,
        "title-title": title,
        "title-draft": html.escape(words("Draft translation")) if edition.is_draft else "",
        "paper-volume": cited_volume,
        "paper-pages": pages,
        "paper-publisher": publisher,
    }
    imprint = {
        "paper-state": html.escape(" ".join(sentence for sentence in state(edition, words) if sentence)),
        "paper-version": html.escape(version(edition, words)),
        "paper-license": license_line(edition, words),
        "paper-cite": f"{html.escape(words('How to cite:'))} {cite}",
    }
    foot = f'<div class="paper-imprint">{paragraphs(imprint)}</div>'
    return f'<section class="{TITLE_PAGE} paper-title-page">{paragraphs(rows)}{foot}</section>\n'


def _with_language(element: nodes.Element) -> str:
    """Return the text of an element, marked with its language if it differs from the surrounding text."""
    tag = language_of(element)
    return f'<span lang="{tag}">{html.escape(plain(element))}</span>' if tag else html.escape(plain(element))
