# SPDX-License-Identifier: GPL-3.0-or-later
"""Sheets as they are printed alone.

Leaflets and cards have two faces, with each panel in its place, in reading order; forms and checklists are A4, with the
publication's title above and an imprint at the foot. One with a neutral helpline says only of which day it is.
"""

import html
from collections.abc import Mapping

from docutils import nodes

from pipeline.bookformat.book import Offprint, SourceMessage
from pipeline.bookformat.vocabulary import FOLD, PDF_LAST, SIDE, SIDE_IMPRINT
from pipeline.compose.docutils_tree import language_of_words
from pipeline.compose.front_matter import FrontMatter
from pipeline.compose.nodes.titled_parts import part_title
from pipeline.compose.paged.assembly import Assembly
from pipeline.compose.paged.matter import title_with_date, version
from pipeline.compose.paged.offprints.excerpt import OffprintContent, Rendering, excerpt, messages
from pipeline.compose.paged.offprints.qr_code import qr_code
from pipeline.compose.parts.contacts import is_neutral
from pipeline.compose.parts.leaflets import leaflet, panel, picture
from pipeline.theme import phrases
from pipeline.theme.pictures import ON_FIELD, SCENES

LEAFLET = (("front", "inner flap", "back"), ("inside left", "inside middle", "inside right"))
"""The panels of each face. The back is on the first face but read last, which the tags say."""
CARD = (("front",), ("back",))
_READING_ORDER = ("front", "inner flap", "inside left", "inside middle", "inside right", "back")
_FOLDS = "".join(
    f'<div class="{FOLD} {name}" aria-hidden="true"></div>' for name in ("first", "second", "first-foot", "second-foot")
)


def folded(builder: Rendering, book: Assembly, element: nodes.Element, edition: FrontMatter) -> OffprintContent:
    """Return the two pages of a leaflet or card."""
    faces = LEAFLET if isinstance(element, leaflet) else CARD
    names = _READING_ORDER if isinstance(element, leaflet) else ("front", "back")
    trees, by_identifier, sides = [], dict[str, SourceMessage](), {}
    for name, side in zip(names, element.findall(panel), strict=True):
        tree = excerpt(book, side)
        # The first thing that is read of the sheet is its title.
        next(iter(tree.findall(panel)))["level"] = 1 if name == "front" else 2
        for drawn in tree.findall(picture):
            if drawn["name"] in SCENES:  # it stands on a field of its colour
                drawn["colour"] = ON_FIELD
        trees.append(tree)
        place = name.replace(" ", "-")
        by_identifier |= messages(tree, place)
        last, imprint = (f' {PDF_LAST}=""', _imprint(builder, element, edition)) if name == "back" else ("", "")
        sides[name] = f'<div class="side {place}" {SIDE}="{name}"{last}>{builder.html_of(tree)}{imprint}</div>\n'
    folds = _FOLDS if isinstance(element, leaflet) else ""
    pages = (
        f'<div class="face {place}">{"".join(sides[name] for name in face)}{folds}</div>\n'
        for place, face in zip(("outside", "inside"), faces, strict=True)
    )
    design = "leaflet" if isinstance(element, leaflet) else "card"
    offprint = _offprint(book, element, messages=by_identifier)
    return OffprintContent(f"{design}-{element['paper']}", f"<main>{''.join(pages)}</main>", tuple(trees), offprint)


def _imprint(builder: Rendering, element: nodes.Element, edition: FrontMatter) -> str:
    """Return the imprint at the foot of the back; that of a neutral sheet is only its date."""
    draft = builder.words("Draft translation: no native speaker has read it yet.") if edition.is_draft else ""
    if is_neutral(element):
        lines = _lines(version(edition, builder.words), draft)
        return f'<div class="{SIDE_IMPRINT}">{lines}</div>'
    tag = language_of_words(next(iter(element.findall(part_title)), element))
    language = f' lang="{html.escape(tag)}"' if tag else ""
    title = f"<p{language}>{html.escape(str(element['title']))}</p><p>{title_with_date(edition, builder.words)}</p>"
    # The address is for those without a telephone that reads the code.
    lines = _lines(draft, _responsible(edition), edition.address.removeprefix("https://").rstrip("/"))
    code = qr_code(edition.address, builder.words) if edition.address else ""
    return f'<div class="{SIDE_IMPRINT}">{_own_imprint(builder, element)}{code}{title}{lines}</div>'


def _own_imprint(builder: Rendering, element: nodes.Element) -> str:
    """Return space for the organisation that distributes the sheet: a box for its logo, and lines for the names and places that press laws require."""
    if not element["own_imprint"]:
        return ""
    blanks = (builder.words("Publisher (name, place):"), builder.words("Printer (name, place):"))
    logo = f'<div class="logo">{html.escape(builder.words("Logo"))}</div>'
    return f'<div class="own-imprint">{logo}{_lines(*blanks)}</div>'


def _lines(*texts: str) -> str:
    return "".join(f"<p>{html.escape(text)}</p>" for text in texts if text)


def sheet(builder: Rendering, book: Assembly, element: nodes.Element, edition: FrontMatter) -> OffprintContent:
    """Return the sheet of a form or checklist."""
    tree = excerpt(book, element)
    draft = f'<p class="sheet-draft">{html.escape(builder.words("Draft translation"))}</p>' if edition.is_draft else ""
    neutral = is_neutral(element)
    version_line = html.escape(version(edition, builder.words)) if neutral else title_with_date(edition, builder.words)
    source = f'<p class="sheet-source">{version_line}</p>'
    text = f'<header class="sheet-head">{source}{draft}</header>\n<main>{builder.html_of(tree)}</main>'
    offprint = _offprint(book, element, imprint="" if neutral else _responsible(edition))
    return OffprintContent("sheet", text, (tree,), offprint)


def _offprint(
    book: Assembly, element: nodes.Element, *, imprint: str = "", messages: Mapping[str, SourceMessage] | None = None
) -> Offprint:
    document, anchor = book.anchors.origin_of(element["ids"][0])
    return Offprint(sheet=element.tagname, document=document, anchor=anchor, imprint=imprint, messages=messages or {})


def _responsible(edition: FrontMatter) -> str:
    return " · ".join(part for part in (edition.publisher, phrases.license_of(edition)[0], edition.contact) if part)
