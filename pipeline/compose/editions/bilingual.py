# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds bilingual editions: each document in the first language, with its translation into the second.

A separate run reads the second language first, and leaves its doctrees and environment in the folder `second_doctrees`. Both
trees come from the same source, so they are walked in parallel: a paragraph and its twin become a pair; a heading, caption or
label gets its twin appended. Both nodes of a pair belong to one message, so they cannot diverge; a block that only one tree has
stays unpaired.
"""

import pickle
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from html import escape
from itertools import chain, zip_longest
from pathlib import Path
from typing import Any, cast
from weakref import WeakKeyDictionary

from docutils import nodes
from sphinx import addnodes
from sphinx.application import ENV_PICKLE_FILENAME, Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.locale import admonitionlabels
from sphinx.util.index_entries import split_index_msg
from sphinx.util.nodes import clean_astext
from sphinx.util.typing import ExtensionMetadata
from sphinx.writers.html5 import HTML5Translator

from pipeline.bookformat.vocabulary import BESIDE, BESIDE_SEPARATOR, PAIR
from pipeline.compose.docutils_tree import LANGUAGE, language_of, nearest
from pipeline.compose.engine import registries
from pipeline.theme.heads import SEPARATOR

SECOND_READER = "dummy"
"""The builder that reads the second language."""
_LABELS = ("label", "kind", "caption")
"""Attributes of nodes that contain interface text."""
_BOX_TITLE = "box_title"
"""Attribute of an admonition: its title in the second language, “Note”."""
_FOLLOWING = (nodes.FixedTextElement, nodes.image)
"""Blocks printed one after the other, not side by side."""
_INVISIBLE = (nodes.Invisible, nodes.system_message, nodes.target, addnodes.index)
_OF_ONE_LANGUAGE = frozenset({"leaflet", "card"})
"""Parts whose panels have no room for a second language, by node name."""
_UNPAIRED = (nodes.Invisible, nodes.raw, nodes.label, nodes.math_block, nodes.citation)

_second_environments: WeakKeyDictionary[Sphinx, BuildEnvironment] = WeakKeyDictionary()


def folder_of(app: Sphinx) -> Path | None:
    """Return the folder with the doctrees of the second language, or None if the edition has one language."""
    # The setting is missing if a project loads other extensions of ours without this one.
    return Path(app.config.second_doctrees) if "second_doctrees" in app.config and app.config.second_doctrees else None


def _environment(app: Sphinx, folder: Path) -> BuildEnvironment:
    if app not in _second_environments:
        _second_environments[app] = pickle.loads((folder / ENV_PICKLE_FILENAME).read_bytes())  # noqa: S301  # our own
    return _second_environments[app]


def pair_document(app: Sphinx, doctree: nodes.document) -> None:
    """Pair the blocks of a document that has been read with those of the second language."""
    if (folder := folder_of(app)) is None:
        return
    docname = app.env.current_document.docname
    second = folder / f"{docname}.doctree"
    app.env.note_dependency(second)
    twin: nodes.document = pickle.loads(second.read_bytes())  # noqa: S301  # our own
    pairing = _Pairing(_environment(app, folder))
    pairing.pair(doctree, twin)
    pairing.add_index_entries(app.env, docname, doctree)


def name_boxes(app: Sphinx, doctree: nodes.document) -> None:
    """Record the titles of admonitions while the second language is read: writers print them in the language of their own run."""
    if app.builder.name == SECOND_READER:
        for box in doctree.findall(nodes.Element):
            if box.tagname in admonitionlabels:
                box[_BOX_TITLE] = str(admonitionlabels[box.tagname])


def write_boxes(app: Sphinx) -> None:
    """Print the titles of admonitions in both languages."""
    if folder_of(app) is not None and app.builder.format == "html":
        kinds = (vars(nodes).get(name) or vars(addnodes)[name] for name in admonitionlabels)
        for kind in kinds:
            app.registry.add_translation_handlers(kind, html=(_open_box, _close_box))


def _open_box(translator: HTML5Translator, node: nodes.Element) -> None:
    translator.visit_admonition(node, node.tagname)
    if twin := node.get(f"{_BOX_TITLE}_{BESIDE}"):
        title, (words, tag) = cast(nodes.title, node[0]), twin
        title += twin_nodes([nodes.Text(words)], tag, "")


def _close_box(translator: HTML5Translator, node: nodes.Element) -> None:
    translator.depart_admonition(node)


class _Pairing:
    """Pairs the nodes of a document with those of its twin, which `env` has read in the second language.

    `env` comes from a file, so it has the data of domains, but no domain objects.
    """

    def __init__(self, env: BuildEnvironment) -> None:
        self.env = env
        self.tag = str(env.config.language).replace("_", "-")

    def pair(self, first: nodes.Element, second: nodes.Element) -> None:
        """Pair two elements of the same kind, and their children."""
        for name in _LABELS:
            if isinstance(first.get(name), str) and first[name] != second.get(name, first[name]):
                first[f"{name}_{BESIDE}"] = second[name], self.tag
        if (title := second.get(_BOX_TITLE)) and title != str(admonitionlabels[first.tagname]):
            first[f"{_BOX_TITLE}_{BESIDE}"] = title, self.tag
        if isinstance(first, _UNPAIRED) or first.tagname in _OF_ONE_LANGUAGE:
            return
        if isinstance(first, nodes.TextElement | nodes.image):
            self._pair_words(first, second)
            return
        last: nodes.Node | None = None
        for first_child, second_child in list(_aligned(first, second)):
            if first_child is None:
                place = first.index(last) + 1 if last is not None else 0
                last = self._prepared(cast(nodes.Element, second_child))
                first.insert(place, last)
            else:
                last = first_child
                if isinstance(first_child, nodes.Element) and isinstance(second_child, nodes.Element):
                    self.pair(first_child, second_child)
                    last = first_child if first_child.parent is first else first_child.parent

    def _pair_words(self, first: nodes.Element, second: nodes.Element) -> None:
        if isinstance(first, nodes.image):
            is_same = first.get("uri") == second.get("uri")
        else:
            is_same = not second.astext().strip() or (
                first.astext() == second.astext() and not (_is_translated(first, second) and _names_targets(first))
            )
        if is_same:
            return
        if isinstance(first, _FOLLOWING):
            self._follow(first, second)
        elif type(first) is nodes.paragraph and nearest(first, nodes.footnote) is None:
            parent = first.parent
            place = parent.index(first)
            parent[place] = nodes.container("", first, self._prepared(second), classes=[PAIR])
        elif type(first) is nodes.paragraph:
            self._follow(first, second)
        else:
            twin = self._prepared(second)
            first += twin_nodes(list(twin.children), language_of(twin), second.rawsource)

    def _follow(self, first: nodes.Element, second: nodes.Element) -> None:
        """Insert the block of the second language after that of the first."""
        first.parent.insert(first.parent.index(first) + 1, self._prepared(second))

    def _prepared(self, second: nodes.Element) -> nodes.Element:
        """Prepare a block of the second language for insertion: with its language and reference texts, without identifiers."""
        for node in [second, *second.findall(nodes.Element)]:
            node["ids"], node["names"], node["backrefs"] = [], [], []
        for node in [*second.findall(addnodes.index), *second.findall(nodes.target)]:
            node.parent.remove(node)
        for reference in second.findall(addnodes.pending_xref):
            self._name_target(reference)
        if isinstance(second, nodes.image):
            second["uri"] = f"/{second['uri'].removeprefix('/')}"
        elif not language_of(second):
            second["classes"].append(f"{LANGUAGE}{self.tag}")
        return second

    def _name_target(self, reference: addnodes.pending_xref) -> None:
        """Give a reference without explicit text the text that it has in the second language."""
        if reference.get("refexplicit") or reference.get("refdomain") != "std":
            return
        standard, target = self.env.domaindata["std"], str(reference["reftarget"])
        match reference.get("reftype"):
            case "ref" if target in standard["labels"]:
                words = standard["labels"][target][2]
            case "doc":
                document = target.removeprefix("/")
                words = clean_astext(self.env.titles[document]) if document in self.env.titles else ""
            case "numref" if target in standard["anonlabels"]:
                words = self._form_of_number(*standard["anonlabels"][target])
            case _:
                words = ""
        if words:
            classes = reference[0]["classes"] if isinstance(reference[0], nodes.Element) else []
            reference.children = []
            reference += nodes.inline("", words, classes=classes)
            reference["refexplicit"] = True

    def _form_of_number(self, docname: str, identity: str) -> str:
        """Return the number format of a target in the second language: `Abbildung %s`."""
        for kind, numbers in self.env.toc_fignumbers.get(docname, {}).items():
            if identity in numbers:
                return str(self.env.config.numfig_format.get(kind, ""))
        return ""

    def add_index_entries(self, env: BuildEnvironment, docname: str, doctree: nodes.document) -> None:
        """Add the index entries of the second language, with the same targets."""
        entries = env.domains.index_domain.entries.setdefault(docname, [])
        places = {identity for node in doctree.findall(nodes.Element) for identity in node["ids"]}
        known = {entry[:2] for entry in entries}
        for entry in self.env.domaindata["index"]["entries"].get(docname, []):
            if entry[2] in places and entry[:2] not in known:
                entries.append(entry)


def _is_translated(*texts: nodes.Element) -> bool:
    return any(text.get("translated") for text in texts)


def _names_targets(text: nodes.Element) -> bool:
    """Return whether a text has a reference whose text will later come from its target."""
    references = text.findall(addnodes.pending_xref)
    return any(reference.get("refdomain") == "std" and not reference.get("refexplicit") for reference in references)


def _aligned(first: nodes.Element, second: nodes.Element) -> Iterator[tuple[nodes.Node | None, nodes.Node | None]]:
    """Yield the children of two elements in pairs; None stands for a missing counterpart."""
    first_children = [child for child in first.children if not isinstance(child, _INVISIBLE)]
    second_children = [child for child in second.children if not isinstance(child, _INVISIBLE)]
    if isinstance(first.parent, addnodes.glossary):
        # Each language sorts its terms by its own alphabet.
        by_term = {tuple(cast(Any, entry)[0]["ids"]): entry for entry in second_children}
        second_children = [
            entry for child in first_children if (entry := by_term.get(tuple(cast(Any, child)[0]["ids"])))
        ]
    kinds, second_kinds = ([type(child) for child in children] for children in (first_children, second_children))
    for _, i, j, m, n in SequenceMatcher(None, kinds, second_kinds, autojunk=False).get_opcodes():
        yield from (
            zip_longest(first_children[i:j], second_children[m:n])
            if kinds[i:j] == second_kinds[m:n]
            else (
                *((child, None) for child in first_children[i:j]),
                *((None, other) for other in second_children[m:n]),
            )
        )


def twin_nodes(words: list[nodes.Node], tag: str, original: str) -> list[nodes.Node]:
    """Return the nodes to append to a heading or label: a separator, and the text in the second language, a translation of `original`."""
    twin = nodes.inline("", "", *words, classes=[BESIDE, f"{LANGUAGE}{tag}"], message=original)
    return [nodes.inline("", SEPARATOR, classes=[BESIDE_SEPARATOR]), twin]


def label_html(translator: HTML5Translator, node: nodes.Element, name: str) -> str:
    """Return the HTML of a label, the attribute `name` of a node, in both languages of a bilingual edition."""
    text = translator.encode(node[name])
    if twin := node.get(f"{name}_{BESIDE}"):
        words, tag = twin
        return with_twin(text, translator.encode(words), tag)
    return text


def with_twin(first: str, second: str, tag: str) -> str:
    """Return HTML in two languages, the second marked with its tag."""
    return (
        f'{first}<span class="{BESIDE_SEPARATOR}">{SEPARATOR}</span>'
        f'<span class="{BESIDE}" lang="{escape(tag)}">{second}</span>'
    )


def without_second_language(node: nodes.Element) -> nodes.Element:
    """Return a heading or caption in the first language only: a copy if it has both."""
    if not any(BESIDE in child["classes"] for child in node.findall(nodes.inline)):
        return node
    copy = node.deepcopy()
    for child in list(copy.findall(nodes.inline)):
        if {BESIDE, BESIDE_SEPARATOR} & {*child["classes"]}:
            child.parent.remove(child)
    return copy


def second_text(node: nodes.Element) -> nodes.inline | None:
    """Return the part of a heading or caption in the second language, or None."""
    return next((child for child in node.findall(nodes.inline) if BESIDE in child["classes"]), None)


def second_index_terms(app: Sphinx) -> Mapping[str, str]:
    """Return the index terms that only the second language has, each with its language tag."""
    if (folder := folder_of(app)) is None:
        return {}
    env = _environment(app, folder)
    second_terms = set(chain.from_iterable(env.domaindata["index"]["entries"].values()))
    first_terms = set(chain.from_iterable(app.env.domains.index_domain.entries.values())) - second_terms
    second_words, first_words = (
        {word for kind, text, *_ in rows for word in split_index_msg(kind, text)}
        for rows in (second_terms, first_terms)
    )
    return dict.fromkeys(second_words - first_words, str(env.config.language).replace("_", "-"))


def name_index_languages(app: Sphinx, page: str, _template: str, context: dict[str, Any], _tree: object) -> None:
    """Tell the index template which terms are in the second language."""
    if page == "genindex":
        context["index_languages"] = second_index_terms(app)


def name_documents(app: Sphinx, _doctree: nodes.document) -> None:
    """Reduce document titles to the first language, for references and window titles."""
    for titles in (app.env.titles, app.env.longtitles):
        docname = app.env.current_document.docname
        if folder_of(app) is not None and docname in titles:
            titles[docname] = cast(nodes.title, without_second_language(titles[docname]))


def add_terms(app: Sphinx, env: BuildEnvironment) -> None:
    """Register the terms of the second language for `:term:`, with their targets in the first."""
    if (folder := folder_of(app)) is not None:
        own = registries.terms(env)
        for term, place in _environment(app, folder).domaindata["std"]["terms"].items():
            own.setdefault(term, place)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_config_value("second_doctrees", "", "env", str)
    # Before Sphinx collects headings and images (500).
    app.connect("doctree-read", pair_document, priority=460)
    app.connect("doctree-read", name_boxes)
    app.connect("doctree-read", name_documents, priority=900)
    app.connect("builder-inited", write_boxes)
    app.connect("html-page-context", name_index_languages)
    app.connect("env-updated", add_terms)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
