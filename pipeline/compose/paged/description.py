# SPDX-License-Identifier: GPL-3.0-or-later
"""book.json: what typesetting must know of a book besides its HTML, and must find again on its pages."""

import json
import re
from collections import Counter
from collections.abc import Mapping
from html.parser import HTMLParser

from docutils import nodes

from pipeline.compose.paged.assembly import Assembly, headings
from pipeline.compose.paged.book_parts import book_part
from pipeline.compose.paged.facts import Facts
from pipeline.compose.paged.footnotes import note_at_foot
from pipeline.compose.paged.objections import Objection, stop
from pipeline.model.problems import Problem
from pipeline.model.publication import Design


def describe(book: Assembly, facts: Facts) -> str:
    """The JSON text: metadata, the messages that must be printed, the identifiers of notes, headings and figures."""
    design = "" if facts.design is Design.BOOK else str(facts.design)
    told = {"design": design, "expected": book.expected}
    return written(metadata(facts) | places(book.opening, book.body) | told)


def written(data: Mapping[str, object]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def metadata(facts: Facts) -> dict[str, object]:
    """What the PDF says of itself."""
    return {
        "slug": facts.slug,
        "colour": facts.kind.colour,
        "language": facts.language.tag,
        "title": facts.title,
        "subtitle": facts.subtitle,
        "authors": list(facts.authors),
        "publisher": facts.publisher,
        "description": facts.description,
        "keywords": list(facts.keywords),
        "created": facts.published.isoformat() if facts.published.year > 1970 else "",
        "modified": facts.modified.isoformat() if facts.modified.year > 1970 else "",
        "rights": facts.license,
        "identifier": facts.identifier,
    }


def places(*trees: nodes.document) -> dict[str, list[str]]:
    """The identifiers of notes, headings and figures."""
    return {
        "notes": [found["ids"][0] for tree in trees for found in tree.findall(note_at_foot)],
        "headings": [
            *(title["ids"][0] for tree in trees for _, _, title in headings(tree, 6) if title["ids"]),
            *(title["ids"][0] for tree in trees for title in tree.findall(book_part)),
        ],
        "figures": [
            found["ids"][0]
            for tree in trees
            for found in tree.findall(nodes.Element)
            if found.get("figtype") and found["ids"]
        ],
    }


class _Anchors(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.ids: Counter[str] = Counter()
        self.wanted: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - HTMLParser's signature
        for name, value in attrs:
            if name == "id":
                self.ids[value or ""] += 1
            elif name == "href" and value and value.startswith("#"):
                self.wanted.add(value[1:])
            elif name in ("data-for", "data-main"):
                self.wanted.update((value or "").split())


def check_anchors(text: str, object_to: Objection = stop) -> None:
    """Object with `duplicate-anchor` or `dead-reference` unless every identifier is unique and every reference leads to one."""
    anchors = _Anchors()
    anchors.feed(text)
    twice = sorted(name for name, count in anchors.ids.items() if count > 1)
    if twice:
        object_to(
            Problem(
                "duplicate-anchor",
                f"{len(twice)} identifiers stand twice in the book",
                cause=", ".join(twice[:5]),
                hint="an extension writes the same identifier for two places: report it with the document that shows it",
            )
        )
    dead = sorted(anchors.wanted - set(anchors.ids))
    if dead:
        object_to(
            Problem(
                "dead-reference",
                f"{len(dead)} references lead to no place in the book",
                cause=", ".join(dead[:5]),
                hint="the place may be hidden from print; correct the reference, or show it",
            )
        )


def without_scripts(text: str) -> str:
    """Paper runs no scripts."""
    return re.sub(r"<script\b.*?</script>", "", text, flags=re.DOTALL | re.IGNORECASE)
