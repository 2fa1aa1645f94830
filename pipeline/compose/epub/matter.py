# SPDX-License-Identifier: GPL-3.0-or-later
"""Cover, title page, contents and index of an EPUB."""

from collections.abc import Iterable
from html import escape

from pipeline.bookformat.identifiers import INDEX, TITLE_PAGE
from pipeline.compose.editions.bilingual import with_twin
from pipeline.compose.epub.package import COVER_PICTURE
from pipeline.compose.front_matter import FrontMatter
from pipeline.compose.paged.lists import ListLine, Places
from pipeline.compose.paged.matter import imprint, label, state, title_rows
from pipeline.theme import phrases
from pipeline.words import Words

COVER, CONTENTS = "cover", "toc"
"""Identifiers of cover and contents."""


def cover(facts: FrontMatter, words: Words) -> str:
    """Return the page with the cover picture; its alternative text is the text on the cover."""
    text = words("Cover: %s") % ". ".join(part for part in (facts.title, facts.subtitle, facts.publisher) if part)
    return f'<section class="cover" id="{COVER}" epub:type="cover"><img src="{COVER_PICTURE}" alt="{escape(text)}"/></section>\n'


def front(facts: FrontMatter, words: Words, second_words: Words | None, opening: str) -> str:
    """Return the title page with notices, the text of the root document, and the imprint."""
    rows = {"title-kind": escape(phrases.kind_name(facts.kind, words)), **title_rows(facts)}
    tags = {"title-title": "h1"}
    lines = "".join(
        f'<{tags.get(name, "p")} class="{name}">{text}</{tags.get(name, "p")}>\n' for name, text in rows.items() if text
    )
    notices = "".join(f"<p>{escape(sentence)}</p>" for sentence in state(facts, words) if sentence)
    notice = f'<div class="notice" role="note">{notices}</div>\n' if notices else ""
    return (
        f'<section class="title-page" id="{TITLE_PAGE}" epub:type="titlepage">\n{lines}{notice}</section>\n'
        f'<div class="opening">\n{opening}</div>\n'
        f'<div class="imprint-page" epub:type="copyright-page">\n{imprint(facts, words, second_words)}</div>\n'
    )


def contents(
    lines: Iterable[ListLine], behind_number: str, landmarks: Iterable[tuple[str, str, str]], words: Words
) -> str:
    """Return the page with the contents; `landmarks` are tuples of type, identifier and text."""
    marks = "".join(
        f'<li><a epub:type="{kind}" href="#{escape(identity)}">{escape(text)}</a></li>'
        for kind, identity, text in landmarks
    )
    return (
        f'<nav epub:type="toc" role="doc-toc" id="{CONTENTS}"><h1>{escape(words("Contents"))}</h1>{_list(lines, behind_number)}\n</nav>\n'
        f'<nav epub:type="landmarks" hidden="hidden"><h2>{escape(words("Places in the book"))}</h2>\n<ol>{marks}</ol></nav>\n'
    )


def _list(lines: Iterable[ListLine], behind_number: str) -> str:
    """Return lines as nested lists."""
    written, depth = "", 0
    for line in lines:
        rank = min(line.rank, depth + 1)
        written += "\n<ol>\n" if rank > depth else f"</li>{'\n</ol></li>' * (depth - rank)}\n"
        language = f' lang="{escape(line.language)}"' if line.language else ""
        text = escape(f"{line.number}{behind_number if line.number else ''}{line.text.strip()}")
        text = with_twin(text, escape(line.second[0]), line.second[1]) if line.second[0] else text
        written += f'<li><a href="#{escape(line.identity)}"{language}>{text}</a>'
        depth = rank
    return f"{written}{'</li>\n</ol>' * depth}"


def index(letters: Iterable[tuple[str, str]], words: Words, second_words: Words | None) -> str:
    """Return the page with the index; `letters` are pairs of a letter and the HTML of its terms."""
    sections = "".join(f"<section>\n<h2>{letter}</h2>\n<ul>\n{terms}</ul>\n</section>\n" for letter, terms in letters)
    title = f'<h1 id="{INDEX}">{label(lambda words: words("Index"), words, second_words)}</h1>'
    return f'<section class="index" epub:type="index" role="doc-index">\n{title}\n{sections}</section>\n'


def with_links(term: str, places: Places) -> str:
    """Return a term that links to its first occurrence, followed by numbered links to the others."""
    shown = [term, *(f"[{number}]" for number in range(2, len(places) + 1))]
    return ", ".join(
        f'<a href="#{escape(place)}"{' class="principal"' if is_chief else ""}>{text}</a>'
        for text, (is_chief, place) in zip(shown, places, strict=True)
    )
