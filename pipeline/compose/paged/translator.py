# SPDX-License-Identifier: GPL-3.0-or-later
"""Renders the assembled tree as HTML for paged media, where it differs from Sphinx's HTML."""

import html
import re

from docutils import nodes
from docutils.nodes import Element
from sphinx.writers.html5 import HTML5Translator

from pipeline.bookformat.page_numbers import page_of
from pipeline.bookformat.vocabulary import (
    BOOKMARK,
    CHAPTER_HEAD,
    CONTINUED,
    HEAD,
    NOTE_AT_FOOT,
    NUMBER,
    PAGE_REFERENCE,
    PDF_TAG,
    RUNNING,
    TURNED,
)
from pipeline.compose.docutils_tree import language_around
from pipeline.compose.editions.bilingual import without_second_language
from pipeline.compose.nodes.rendering import numbers_unread
from pipeline.compose.paged import raw_html
from pipeline.compose.paged.book_parts import book_part, is_in_part
from pipeline.compose.paged.chapters import CHAPTER
from pipeline.compose.paged.footnotes import note_at_foot
from pipeline.theme.heads import LIMIT, SEPARATOR, running_head
from pipeline.words import Words

_SHORT = 9
"""Maximum rows, including the head, of a table that is kept on one page …"""
_MAX_UNBROKEN = 1200
"""… unless its text has more characters than this, a quarter of a page: moving it to the next page would leave too much blank."""
_TALL = 250
"""Minimum length (characters) of a row that may be alone on a page."""
_TURNED = 9
"""Minimum number of columns for a landscape page; tables with fewer need a class."""
_UNREPEATED_HEAD = "head-once"
"""The class of a header row that is not repeated."""
_NAMES_ITS_PAGE = frozenset({"std-ref", "std-numref", "std-doc"})


def plain(node: nodes.Node) -> str:
    """Return the text of a heading or caption on one line, without footnotes; of one that is only a picture, its alternative text."""
    words = _words(node)
    if not words.strip():
        words = " ".join(image.get("alt", "") for image in node.findall(nodes.image))
    return re.sub(r"\s+", " ", words)


def _words(node: nodes.Node) -> str:
    if isinstance(node, nodes.Text):
        return node.astext()
    return "".join(_words(child) for child in node.children if not isinstance(child, note_at_foot))


_ENDING = re.compile(r"\b[A-Z]{2,}-[a-zà-ž]{1,4}\b")
"""An acronym with an inflectional ending, as in Albanian: WEST-it."""


def _repeats(head: nodes.thead) -> bool:
    """Return whether a table's head is repeated on each page: it must be only text, and short enough to leave room for rows.

    Notes, tables and pictures can be printed only once, and WeasyPrint omits a head that fits on no page.
    """
    parts = (part for entry in head.findall(nodes.entry) for part in entry.children)
    return (
        all(isinstance(part, nodes.paragraph | nodes.Invisible) for part in parts)
        and len(_words(head)) <= _MAX_UNBROKEN
    )


def page_reference(reference: Element, words: Words, second_words: Words | None = None) -> str:
    """Return the page number of a reference as HTML, in the edition's language, marked if the surrounding text is in another.

    `second_words` are the interface texts of the second language, for references in it.
    """
    own_language = language_around(reference)
    if second_words is not None and own_language == second_words.tag:
        words, own_language = second_words, ""
    # No line break between the abbreviation and the number.
    before, _, after = html.escape(words("(p. %s)").replace(" ", "\u00a0")).partition("%s")
    language = f' lang="{html.escape(words.language)}"' if words.language != (own_language or words.tag) else ""
    return f'<span class="{PAGE_REFERENCE}"{language}> {before}{page_of(reference["refid"])}{after}</span>'


def prints_page_number(reference: Element) -> bool:
    """Tell whether a reference prints the page number of its target."""
    return any(_NAMES_ITS_PAGE & set(child["classes"]) for child in reference.findall(nodes.inline))


def mark_without_page(reference: Element) -> None:
    """Mark a reference that prints no page number."""
    for child in reference.findall(nodes.inline):
        child["classes"] = [name for name in child["classes"] if name not in _NAMES_ITS_PAGE]


def number_text(numbers: tuple[int, ...]) -> str:
    return ".".join(map(str, numbers))


class BookTranslator(HTML5Translator):
    """Prints the numbers that are stored in nodes, and fits raw HTML into the book."""

    words: Words
    """The interface words of the edition; the builder sets them."""
    second_words: Words | None
    """The interface words of the second language of a bilingual edition."""

    def get_secnumber(self, node: Element) -> tuple[int, ...] | None:
        numbers: tuple[int, ...] | None = node.get("secnumber") or (
            node.parent.get("secnumber") if isinstance(node.parent, nodes.section) else None
        )
        return numbers

    def add_fignumber(self, node: Element) -> None:
        if label := node.get("fignumber"):
            # In three pieces, as Sphinx does: extensions (sphinx-proof) look for the second one.
            self.body += ['<span class="caption-number">', f"{html.escape(label)} ", "</span>"]

    def visit_literal_block(self, node: nodes.literal_block) -> None:
        try:
            super().visit_literal_block(node)
        finally:  # Sphinx raises SkipNode when it has written the block
            self.body[-1] = numbers_unread(self.body[-1])

    def visit_raw(self, node: nodes.raw) -> None:
        following = node.parent.children[node.parent.index(node) + 1 :]
        rest = (sibling.astext() for sibling in following if isinstance(sibling, nodes.raw))
        text = raw_html.without_hiding(node.astext(), rest)
        node.children = [nodes.Text(raw_html.with_levels(text, self.section_level + self.initial_header_level))]
        super().visit_raw(node)


class PagedTranslator(BookTranslator):
    """Places footnotes at their calls, adds page numbers to references, drops links to themselves, and keeps acronyms on one line."""

    def visit_Text(self, node: nodes.Text) -> None:  # noqa: N802 - docutils' name
        super().visit_Text(node)
        if "-" in node:
            self.body[-1] = _ENDING.sub(r'<span class="unbroken">\g<0></span>', self.body[-1])

    def add_secnumber(self, node: Element) -> None:
        if numbers := self.get_secnumber(node):
            self.body.append(f'<span class="section-number">{number_text(numbers)}</span> ')

    def section_title_tags(self, node: Element) -> tuple[str, str]:
        opening, closing = super().section_title_tags(node)
        if is_in_part(node):
            level = min(6, int(opening[2]) + 1)
            opening = opening.replace(">", f' {PDF_TAG}="H{level}">', 1)
        number, whole = number_text(self.get_secnumber(node) or ()), plain(node)
        words = plain(without_second_language(node))
        full, in_both = (html.escape(f"{number} {text}".strip()) for text in (words, whole))
        short = self._short_head(node)
        bookmark = f' {BOOKMARK}="{in_both}"' if whole != words else ""
        chapter = node.parent.get(CHAPTER)
        of_chapter = f' {CHAPTER_HEAD}="{self._short_head(chapter)}"' if chapter is not None else ""
        return opening.replace(">", f' {RUNNING}="{full}" {HEAD}="{short}"{bookmark}{of_chapter}>', 1), closing

    def _short_head(self, title: Element) -> str:
        """Return the running head: the heading with its number, truncated to fit next to the title of the book."""
        whole, number = plain(title), number_text(self.get_secnumber(title) or ())
        head = whole if len(whole) <= LIMIT else running_head(plain(without_second_language(title)))
        return html.escape(f"{number} {head}".strip())

    def visit_book_part(self, node: book_part) -> None:
        number = self.words("Part %s") % node["number"]
        running = html.escape(f"{number} {plain(without_second_language(node))}")
        self.body.append(f'<section class="book-part"><p class="book-part-number">{html.escape(number)}</p>\n')
        self.body.append(self.starttag(node, "h1", "").replace(">", f' {RUNNING}="{running}">', 1))

    def depart_book_part(self, node: book_part) -> None:  # noqa: ARG002 - docutils' signature
        self.body.append("</h1></section>\n")

    def visit_admonition(self, node: Element, name: str = "") -> None:
        if name and node.children and isinstance(node[0], nodes.title):
            node.pop(0)  # Sphinx inserts one at each rendering, and offprints are rendered separately
        super().visit_admonition(node, name)

    def visit_enumerated_list(self, node: nodes.enumerated_list) -> None:
        super().visit_enumerated_list(node)
        if "start" in node:  # WeasyPrint supports CSS counters, but not this attribute
            counter = f' style="counter-reset: list-item {node["start"] - 1}"'
            self.body[-1] = self.body[-1].replace(" start=", f"{counter} start=", 1)

    def visit_table(self, node: nodes.table) -> None:
        if sum(1 for _ in node.findall(nodes.row)) <= _SHORT and len(node.astext()) <= _MAX_UNBROKEN:
            node["classes"] = [*node["classes"], "short"]
        if sum(1 for _ in node.findall(nodes.colspec)) >= _TURNED and TURNED not in node["classes"]:
            node["classes"] = [*node["classes"], TURNED]
        super().visit_table(node)

    def visit_row(self, node: Element) -> None:
        if len(node.astext()) >= _TALL:
            node["classes"] = [*dict.fromkeys([*node["classes"], "tall"])]
        super().visit_row(node)

    def visit_thead(self, node: nodes.thead) -> None:
        if _repeats(node):
            super().visit_thead(node)
            if "short" not in node.parent.parent["classes"]:
                self.body.append(self._continuation(node.parent))
            return
        # Write its rows as the first rows of the body: WeasyPrint fails between two row groups if only the first fits on a page.
        for row in node.children:
            if isinstance(row, nodes.row):
                row["classes"] = [*dict.fromkeys([*row["classes"], _UNREPEATED_HEAD])]
        self.body.append(self.starttag(node, "tbody"))

    def _continuation(self, group: Element) -> str:
        """Return the row “continued” for the head, which typesetting omits on the table's first page."""
        all_words = [self.words, *([self.second_words] if self.second_words is not None else [])]
        notice = SEPARATOR.join(dict.fromkeys(words("(continued from the previous page)") for words in all_words))
        label = html.escape(group.parent.get("fignumber", ""))
        columns = sum(1 for _ in group.findall(nodes.colspec))
        text = f"<b>{label}</b> {html.escape(notice)}" if label else html.escape(notice)
        return f'<tr class="{CONTINUED}" aria-hidden="true"><td colspan="{columns}">{text}</td></tr>\n'

    def depart_thead(self, node: nodes.thead) -> None:
        if _repeats(node):
            super().depart_thead(node)

    def visit_tbody(self, node: nodes.tbody) -> None:
        # The head of a table may be the first rows of its body.
        if all(_repeats(part) for part in node.parent.children if isinstance(part, nodes.thead)):
            super().visit_tbody(node)

    def visit_entry(self, node: nodes.entry) -> None:
        super().visit_entry(node)
        if _UNREPEATED_HEAD in node.parent["classes"]:
            self.body[-1] = self.body[-1].replace("<th", '<th scope="col"', 1)

    def visit_note_at_foot(self, node: note_at_foot) -> None:
        self.body.append(self.starttag(node, "span", "", CLASS=NOTE_AT_FOOT, **{NUMBER: node["number"]}))

    def depart_note_at_foot(self, node: note_at_foot) -> None:  # noqa: ARG002 - docutils' signature
        self.body.append("</span>")

    def visit_reference(self, node: Element) -> None:
        if node.astext() == node.get("refuri", "").removeprefix("mailto:"):
            # No hyphenation: a hyphen at a line end would look like a part of the address.
            node["classes"] = list(dict.fromkeys([*node["classes"], "address"]))
        # Do not cloak addresses: a line with a cloaked one cannot break properly and is too long, and spam robots do not read PDFs.
        self.settings.cloak_email_addresses = False
        super().visit_reference(node)

    def depart_reference(self, node: nodes.reference) -> None:
        if "refid" in node and prints_page_number(node):
            self.body.append(page_reference(node, self.words, self.second_words))
        super().depart_reference(node)

    depart_number_reference = depart_reference
    visit_later_call, depart_later_call = visit_reference, HTML5Translator.depart_reference

    def visit_download_reference(self, node: Element) -> None:
        self.body.append(self.starttag(node, "span", "", CLASS="download"))
        self.context.append("</span>")
