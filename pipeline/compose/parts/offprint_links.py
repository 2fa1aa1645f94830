# SPDX-License-Identifier: GPL-3.0-or-later
"""Links on pages to the offprint of a form, checklist, leaflet, card or paper, with its pages and size."""

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.util.osutil import relative_uri
from sphinx.util.typing import ExtensionMetadata

from pipeline.bookformat.facts import EditionFacts, OffprintFile
from pipeline.compose.context import context_of, language_of, words_of
from pipeline.compose.nodes.titled_parts import part
from pipeline.model.publication import Language
from pipeline.theme import phrases


def add_links(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Insert links to the document's offprints after the titles of their parts, on pages only."""
    facts: EditionFacts = app.config.edition_facts
    context = context_of(app)
    if context is None or not isinstance(app.builder, StandaloneHTMLBuilder):
        return
    for fact in (offprint for offprint in facts.offprints if offprint.document == docname):
        # The title of the part with this anchor, or of the document.
        parts = [element for element in doctree.findall(part) if fact.anchor in element["ids"]]
        titles = [element[0] for element in parts] if fact.anchor else [*doctree.findall(nodes.title)][:1]
        for title in titles:
            language = language_of(context.project, app.config)
            title.parent.insert(title.parent.index(title) + 1, _link(app, docname, fact, language))


def _link(app: Sphinx, docname: str, fact: OffprintFile, language: Language) -> nodes.paragraph:
    words = words_of(app.env)
    texts = {
        "form": words("Print this form (PDF, %s)"),
        "checklist": words("Print this checklist (PDF, %s)"),
        "leaflet": words("Print this leaflet (PDF, %s)"),
        "card": words("Print this card (PDF, %s)"),
        "paper": words("Only this paper (PDF, %s)"),
    }
    hints = {
        "form": words(
            "It can also be filled in on a screen. What you type stays in the file on your device and is sent to nobody;"
            " where others use the device too, they can read it."
        ),
        "checklist": words("It can also be ticked on a screen."),
        "leaflet": words("Print it at actual size, on both sides, turned over the short edge."),
    }
    text = texts[fact.sheet] % phrases.measure(fact.pages, fact.bytes, language, words)
    address = relative_uri(app.builder.get_target_uri(docname), fact.href)
    link = nodes.reference("", text, refuri=address, internal=True)
    after = [nodes.Text(f" {hints[fact.sheet]}")] if fact.sheet in hints else []
    return nodes.paragraph("", "", link, *after, classes=["offprint"], translatable=False)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("doctree-resolved", add_links)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
