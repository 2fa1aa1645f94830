# SPDX-License-Identifier: GPL-3.0-or-later
"""Adds tooltips to pages: a glossary term shows its definition, a footnote call its footnote.

The text is in the page after the link, hidden until the link is hovered over or has the focus. The style sheet shows it, so it
works without scripts. The link still leads to the glossary or footnote.
"""

from collections.abc import Iterable, Mapping
from weakref import WeakKeyDictionary

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata
from sphinx.writers.html5 import HTML5Translator

from pipeline.compose.context import makes_own_pages
from pipeline.compose.docutils_tree import nearest
from pipeline.compose.glossary import Place, definitions
from pipeline.compose.nodes import titled_parts
from pipeline.compose.nodes.rendering import add_node, open_tag

_INLINE = (nodes.emphasis, nodes.strong, nodes.literal, nodes.superscript, nodes.subscript)
_DROPPED = (nodes.footnote_reference, nodes.citation_reference, nodes.label, nodes.image, nodes.Invisible)


class explained(nodes.Inline, nodes.TextElement):  # noqa: N801  # docutils names nodes in small letters
    """A link and, as its second child, its `explanation`."""


class explanation(nodes.Inline, nodes.TextElement):  # noqa: N801
    """The text of a tooltip; `role` is its ARIA role."""


_definitions: WeakKeyDictionary[Sphinx, dict[Place, nodes.definition]] = WeakKeyDictionary()


def explain(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Put explanations after the terms and notes of a page."""
    if not makes_own_pages(app):
        return
    if app not in _definitions:
        _definitions[app] = definitions(app.env)
    by_address = {
        f"{app.builder.get_relative_uri(docname, name)}#{anchor}": node
        for (name, anchor), node in _definitions[app].items()
        if name != docname
    }
    notes = {identity: note for note in doctree.findall(nodes.footnote) for identity in note["ids"]}
    explanations = [*_terms(doctree, by_address), *_calls(doctree, notes)]
    # Numbered in the order of the page, the same in every language.
    order = {id(link): place for place, link in enumerate(doctree.findall(nodes.Element))}
    for number, (link, words, role) in enumerate(sorted(explanations, key=lambda entry: order[id(entry[0])]), 1):
        text = explanation("", "", *words, role=role, ids=[f"explained-{number}"])
        holder = link.parent
        assert holder is not None
        holder[holder.index(link)] = explained("", "", link, text)


type _Explained = tuple[nodes.Element, list[nodes.Node], str]
"""A link, its explanation, and the ARIA role of the explanation."""


def _terms(doctree: nodes.document, meanings: Mapping[str, nodes.definition]) -> Iterable[_Explained]:
    """Yield links to terms of a glossary on another page, with their definitions."""
    for link in doctree.findall(nodes.reference):
        meaning = meanings.get(str(link.get("refuri", "")))
        is_term = any("std-term" in node["classes"] for node in link.findall(nodes.inline))
        if is_term and meaning is not None and nearest(link, nodes.title) is None:
            references = meaning.findall(addnodes.pending_xref)
            # Skip definitions with unresolved references: to a title, a number, a source.
            if all(node.get("reftype") == "term" or node.get("refexplicit") for node in references):
                yield link, _words(meaning, keep_links=False), "tooltip"


def _calls(doctree: nodes.document, notes: Mapping[str, nodes.footnote]) -> Iterable[_Explained]:
    for call in doctree.findall(nodes.footnote_reference):
        note = notes.get(str(call.get("refid", "")))
        # Skip calls in footnotes and headings.
        if note is not None and nearest(call, nodes.footnote, nodes.title) is None:
            yield call, _words(note, keep_links=True), "note"


def _words(holder: nodes.Element, *, keep_links: bool) -> list[nodes.Node]:
    """Return the paragraphs of an element on one line, each with its language, without anchors."""
    lines: list[nodes.Node] = []
    for block in holder.findall(nodes.TextElement):
        if isinstance(block, nodes.paragraph | nodes.line):
            languages = [name for name in block["classes"] if name.startswith("language-")]
            line = nodes.inline("", "", *_flat(block, keep_links=keep_links), classes=languages)
            lines += [*([nodes.Text(" ")] if lines else []), line]
    return lines


def _flat(element: nodes.Element, *, keep_links: bool) -> list[nodes.Node]:
    flat: list[nodes.Node] = []
    for child in element.children:
        if isinstance(child, nodes.Text):
            flat.append(nodes.Text(child.astext()))
        elif isinstance(child, nodes.Element) and not isinstance(child, _DROPPED):
            inner = _flat(child, keep_links=keep_links)
            if isinstance(child, nodes.reference) and keep_links:
                names = ("refuri", "refid", "internal")
                flat.append(nodes.reference("", "", *inner, **{name: child[name] for name in names if name in child}))
            elif isinstance(child, _INLINE):
                flat.append(type(child)("", "", *inner))
            elif isinstance(child, nodes.inline):
                flat.append(nodes.inline("", "", *inner, classes=child["classes"]))
            else:
                flat += inner
    return flat


def _open_explained(translator: HTML5Translator, node: nodes.Element) -> None:
    open_tag(translator, node, "span", class_name="explained")
    node["link"] = len(translator.body)


def _open_explanation(translator: HTML5Translator, node: nodes.Element) -> None:
    # docutils cannot write this attribute: add it to the tag of the link, which has just been written.
    assert isinstance(node.parent, explained)
    at = node.parent["link"]
    translator.body[at] = translator.body[at].replace("<a ", f'<a aria-describedby="{node["ids"][0]}" ', 1)
    # `hidden` hides it even without style sheets, and from screen readers.
    open_tag(translator, node, "span", class_name="explanation", role=node["role"], hidden="hidden")


def _close(translator: HTML5Translator, _node: nodes.Element) -> None:
    translator.body.append("</span>")


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension(titled_parts.__name__)
    add_node(app, explained, (_open_explained, _close))
    add_node(app, explanation, (_open_explanation, _close))
    # After all handlers that make links.
    app.connect("doctree-resolved", explain, priority=900)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
