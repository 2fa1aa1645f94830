# SPDX-License-Identifier: GPL-3.0-or-later
"""Leaflets and cards as they are printed: two faces of a sheet, each panel in its place, in reading order."""

import html

from docutils import nodes

from pipeline.bookformat.book import SourceMessage
from pipeline.bookformat.vocabulary import FOLD, PDF_LAST, SIDE, SIDE_IMPRINT
from pipeline.compose.docutils_tree import language_of_words
from pipeline.compose.front_matter import FrontMatter
from pipeline.compose.nodes.titled_parts import part_title
from pipeline.compose.paged.assembly import Assembly
from pipeline.compose.paged.matter import dated, license_name
from pipeline.compose.paged.offprints.excerpt import excerpt, messages
from pipeline.compose.paged.offprints.offprint import Content
from pipeline.compose.paged.rendering import Rendering
from pipeline.compose.parts.leaflets import leaflet, panel

LEAFLET = (("front", "inner flap", "back"), ("inside left", "inside middle", "inside right"))
"""The panels of each face. The back is the last that is read, though it stands on the first face: the tags say so."""
CARD = (("front",), ("back",))
_READING_ORDER = ("front", "inner flap", "inside left", "inside middle", "inside right", "back")
_FOLDS = "".join(
    f'<div class="{FOLD} {name}" aria-hidden="true"></div>' for name in ("first", "second", "first-foot", "second-foot")
)


def folded(builder: Rendering, book: Assembly, element: nodes.Element, edition: FrontMatter) -> Content:
    """The content of the two pages of a leaflet or card."""
    faces = LEAFLET if isinstance(element, leaflet) else CARD
    names = _READING_ORDER if isinstance(element, leaflet) else ("front", "back")
    trees = {name: _panel(book, side, name) for name, side in zip(names, element.findall(panel), strict=True)}
    by_identifier: dict[str, SourceMessage] = {}
    for name, tree in trees.items():
        by_identifier |= messages(tree, name.replace(" ", "-"))
    last = _imprint(builder, element, edition)
    sides = {name: _side(builder, name, tree, last if name == "back" else "") for name, tree in trees.items()}
    folds = _FOLDS if isinstance(element, leaflet) else ""
    pages = (
        f'<div class="face {place}">{"".join(sides[name] for name in face)}{folds}</div>\n'
        for place, face in zip(("outside", "inside"), faces, strict=True)
    )
    design = "leaflet-folded" if isinstance(element, leaflet) else "card"
    return Content(design, f"<main>{''.join(pages)}</main>\n", tuple(trees.values()), messages=by_identifier)


def _panel(book: Assembly, element: nodes.Element, name: str) -> nodes.document:
    tree = excerpt(book, element)
    copy = next(iter(tree.findall(panel)))
    # The first thing that is read of the sheet is its title.
    copy["level"] = 1 if name == "front" else 2
    return tree


def _side(builder: Rendering, name: str, tree: nodes.document, imprint: str) -> str:
    last = f' {PDF_LAST}=""' if name == "back" else ""
    return f'<div class="side {name.replace(" ", "-")}" {SIDE}="{name}"{last}>{builder.html_of(tree)}{imprint}</div>\n'


def _imprint(builder: Rendering, element: nodes.Element, edition: FrontMatter) -> str:
    """What this is and who answers for it, at the foot of the back."""
    parts = [
        builder.words("Draft translation: no native speaker has read it yet.") if edition.is_draft else "",
        " · ".join(part for part in (edition.publisher, license_name(edition), edition.contact) if part),
    ]
    title = f"<p{_language(element)}>{html.escape(str(element['title']))}</p><p>{dated(edition, builder.words)}</p>"
    lines = "".join(f"<p>{html.escape(part)}</p>" for part in parts if part)
    return f'<div class="{SIDE_IMPRINT}">{title}{lines}</div>'


def _language(element: nodes.Element) -> str:
    """Return the attribute that says in which language the title is, where that is not the edition's."""
    tag = language_of_words(next(iter(element.findall(part_title)), element))
    return f' lang="{html.escape(tag)}"' if tag else ""
