# SPDX-License-Identifier: GPL-3.0-or-later
"""Describes a book for typesetting, and checks and writes its HTML."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

from docutils import nodes

from pipeline.bookformat.book import PagedBook, PrintedMessage
from pipeline.bookformat.vocabulary import FOR, MAIN
from pipeline.compose.docutils_tree import outwards
from pipeline.compose.front_matter import FrontMatter
from pipeline.compose.messages import messages_of
from pipeline.compose.paged.assembly import headings
from pipeline.compose.paged.book_parts import book_part
from pipeline.compose.paged.footnotes import note_at_foot
from pipeline.compose.paged.reporting import Report, raise_problem
from pipeline.compose.translation.direction import with_directions
from pipeline.model.problems import Problem
from pipeline.system.files import write_if_changed

_BEGINNING = 60
"""Minimum length (characters) of messages that the proof looks for within other texts."""


def describe(facts: FrontMatter, trees: tuple[nodes.document, ...], expected: tuple[PrintedMessage, ...]) -> PagedBook:
    """Return the metadata of a book, the messages that it must print, the identifiers of footnotes, headings and figures."""
    elements = [element for tree in trees for element in tree.findall(nodes.Element) if element["ids"]]
    return PagedBook(
        **facts.values(),
        identifier=facts.identifier,
        typography=facts.language.tag,
        running=facts.title,
        notes=tuple(element["ids"][0] for element in elements if isinstance(element, note_at_foot)),
        headings=(
            *(title["ids"][0] for tree in trees for _, _, title in headings(tree, 6) if title["ids"]),
            *(element["ids"][0] for element in elements if isinstance(element, book_part)),
        ),
        figures=tuple(element["ids"][0] for element in elements if element.get("figtype")),
        expected=expected,
        repeated_texts=tuple(sorted({*_repeated_texts(trees)})),
    )


def _repeated_texts(trees: tuple[nodes.document, ...]) -> Iterator[str]:
    """Yield the texts that occur both in messages and in other elements, and the whole texts of those elements."""
    messages = {id(node): node.astext() for tree in trees for node, _ in messages_of(tree, foreign=True)}
    texts = set(messages.values())
    by_beginning: dict[str, list[str]] = defaultdict(list)
    for text in texts:
        if len(text) >= _BEGINNING:
            by_beginning[text[:_BEGINNING]].append(text)
    for node in (node for tree in trees for node in tree.findall(nodes.TextElement) if id(node) not in messages):
        if any(id(outward) in messages for outward in outwards(node.parent)):
            continue
        text = node.astext()
        contained = {
            whole
            for at in range(len(text) - _BEGINNING + 1)
            for whole in by_beginning.get(text[at : at + _BEGINNING], ())
            if text.startswith(whole, at)
        }
        if contained or text in texts:
            yield from (text, *contained)


class _Anchors(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.ids: Counter[str] = Counter()
        self.targets: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - HTMLParser's signature
        for name, value in attrs:
            if name == "id":
                self.ids[value or ""] += 1
            elif name == "href" and value and value.startswith("#"):
                self.targets.add(value[1:])
            elif name in (FOR, MAIN):
                self.targets.update((value or "").split())


def check_anchors(texts: Sequence[str], report: Report = raise_problem) -> list[str]:
    """Return the HTML of the parts of a book without duplicate identifiers.

    Reports `duplicate-anchor` if a reference has several targets, and `dead-reference` if it has none.
    """
    anchors = _Anchors()
    for text in texts:
        anchors.feed(text)
    duplicates = {name for name, count in anchors.ids.items() if count > 1}
    ambiguous = sorted(duplicates & anchors.targets)
    if ambiguous:
        report(
            Problem(
                "duplicate-anchor",
                f"{len(ambiguous)} identifiers stand twice in the book",
                cause=", ".join(ambiguous[:5]),
                hint="an extension writes the same identifier for two places: report it with the document that shows it",
            )
        )
    dead = sorted(anchors.targets - set(anchors.ids))
    if dead:
        report(
            Problem(
                "dead-reference",
                f"{len(dead)} references lead to no place in the book",
                cause=", ".join(dead[:5]),
                hint="the place may be hidden from print; correct the reference, or show it",
            )
        )
    seen: set[str] = set()
    return [_without_duplicate_ids(text, duplicates, seen) if duplicates else text for text in texts]


def _without_duplicate_ids(text: str, duplicates: Set[str], seen_ids: set[str]) -> str:

    def without_duplicate(match: re.Match[str]) -> str:
        name = unescape(match[2])
        if name not in duplicates or name not in seen_ids:
            seen_ids.add(name)
            return match[0]
        return match[1]

    return re.sub(r"""(<[a-zA-Z](?:[^<>"']|"[^"]*"|'[^']*')*?)\sid="([^"]*)\"""", without_duplicate, text)


def for_paper(text: str, tag: str) -> str:
    """Remove scripts from the HTML of a book in the language `tag`, and mark passages of the other writing direction."""
    return with_directions(re.sub(r"<script\b.*?</script>", "", text, flags=re.DOTALL | re.IGNORECASE), tag)


def write_book(path: Path, book: PagedBook, texts: Mapping[str, str]) -> None:
    """Write the files of a book, and its description to `path`. Unchanged files are not touched."""
    for name, text in texts.items():
        write_if_changed(path.with_name(name), text.encode())
    write_if_changed(path, book.to_json().encode())
