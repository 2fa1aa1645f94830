# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages lead to the offprint of a form, checklist, leaflet, card or paper where it stands: a link, with pages and size."""

from collections.abc import Iterator

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.util.osutil import relative_uri
from sphinx.util.typing import ExtensionMetadata

from pipeline.bookformat.facts import EditionFacts, OffprintFile
from pipeline.compose.context import context_of, language_of, words_of
from pipeline.compose.nodes.titled_parts import part
from pipeline.theme import phrases
from pipeline.words import Words


def add_links(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Put the links of a document into it; without facts about offprints, as in the book itself, there are none."""
    facts: EditionFacts = app.config.edition_facts
    context = context_of(app)
    if context is None or not isinstance(app.builder, StandaloneHTMLBuilder):
        return
    for fact in (offprint for offprint in facts.offprints if offprint.document == docname):
        for title in _titles(doctree, fact.anchor):
            holder = title.parent
            assert holder is not None
            holder.insert(holder.index(title) + 1, _link(app, docname, fact))


def _titles(doctree: nodes.document, anchor: str) -> Iterator[nodes.Element]:
    """Yield the title of the part with this anchor, or that of the document."""
    if not anchor:
        whole = doctree.next_node(nodes.title)
        yield from [whole] if whole is not None else []
        return
    for element in doctree.findall(part):
        if anchor in element["ids"]:
            title = element[0]
            assert isinstance(title, nodes.Element)
            yield title


def _link(app: Sphinx, docname: str, fact: OffprintFile) -> nodes.paragraph:
    context = context_of(app)
    assert context is not None
    words = words_of(app.env)
    measure = phrases.measure(fact.pages, fact.bytes, language_of(context.project, app.config), words)
    address = relative_uri(app.builder.get_target_uri(docname), fact.href)
    link = nodes.reference("", _link_text(fact.sheet, words) % measure, refuri=address, internal=True)
    hint = _hint(fact.sheet, words)
    after = [nodes.Text(f" {hint}")] if hint else []
    return nodes.paragraph("", "", link, *after, classes=["offprint"], translatable=False)


def _link_text(sheet: str, words: Words) -> str:
    match sheet:
        case "form":
            return words("Print this form (PDF, %s)")
        case "checklist":
            return words("Print this checklist (PDF, %s)")
        case "leaflet":
            return words("Print this leaflet (PDF, %s)")
        case "card":
            return words("Print this card (PDF, %s)")
        case _:
            return words("This paper alone (PDF, %s)")


def _hint(sheet: str, words: Words) -> str:
    match sheet:
        case "form":
            return words(
                "It can also be filled in on a screen. What you type stays in the file on your device and is sent to nobody;"
                " where others use the device too, they can read it."
            )
        case "checklist":
            return words("It can also be ticked on a screen.")
        case "leaflet":
            return words("Print it at actual size, on both sides, turned over the short edge.")
        case _:
            return ""


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("doctree-resolved", add_links)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
