# SPDX-License-Identifier: GPL-3.0-or-later
"""Forms and checklists as sheets of their own: A4, with the publication's title above and an imprint at the foot."""

import html

from docutils import nodes

from pipeline.compose.front_matter import FrontMatter
from pipeline.compose.paged.assembly import Assembly
from pipeline.compose.paged.matter import dated, license_name
from pipeline.compose.paged.offprints.excerpt import excerpt
from pipeline.compose.paged.offprints.offprint import Content
from pipeline.compose.paged.rendering import Rendering


def sheet(builder: Rendering, book: Assembly, element: nodes.Element, edition: FrontMatter) -> Content:
    """The content of the sheet of a form or checklist."""
    tree = excerpt(book, element)
    draft = f'<p class="sheet-draft">{html.escape(builder.words("Draft translation"))}</p>' if edition.is_draft else ""
    source = f'<p class="sheet-source">{dated(edition, builder.words)}</p>'
    text = f'<header class="sheet-head">{source}{draft}</header>\n<main>{builder.html_of(tree)}</main>\n'
    imprint = " · ".join(part for part in (edition.publisher, license_name(edition), edition.contact) if part)
    return Content("sheet", text, (tree,), imprint=imprint)
