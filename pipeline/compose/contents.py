# SPDX-License-Identifier: GPL-3.0-or-later
"""The description of a publication and its papers for lists: contents and abstracts. Needs a Sphinx run that has read the documents."""

import re
from collections.abc import Iterator, Mapping

from docutils import nodes
from sphinx.application import Sphinx

from pipeline.compose.context import interface_words, makes_pages
from pipeline.compose.document_order import documents_in_contents
from pipeline.compose.docutils_tree import is_citation, language_of
from pipeline.compose.engine.skeletons import skeleton
from pipeline.compose.paged.book_parts import parts
from pipeline.compose.parts.abstracts import abstract, abstract_authors, abstract_keywords, abstract_version
from pipeline.compose.translation.language_marks import FIELD
from pipeline.model.publication import About, Chapter

type Papers = Mapping[str, About]
"""The descriptions of the papers of a volume, by document."""


def contents(app: Sphinx) -> tuple[About, Papers]:
    """Return the descriptions of the edition, without authors and keywords (which are in publication.toml), and of its papers."""
    edition = About(chapters=tuple(_chapters(app)))
    papers: dict[str, About] = {}
    for name in documents_in_contents(app.env):
        document = skeleton(app.env, name)
        abstract_node = next(iter(document.findall(abstract)), None)
        if abstract_node is None:
            continue
        if next(iter(abstract_node.findall(abstract_authors)), None) is not None:
            version = next(iter(abstract_node.findall(abstract_version)))
            keywords = "".join(plain(node) for node in version.findall(abstract_keywords))
            papers[name] = About(
                authors=tuple(plain(authors) for authors in abstract_node.findall(abstract_authors)),
                keywords=tuple(keyword for part in keywords.split(";") if (keyword := part.strip())),
                abstract=_paragraphs(abstract_node),
                language=language_of(next(iter(document.findall(nodes.section)))),
                original=str(app.env.metadata[name].get(FIELD, "")).strip(),
            )
        elif not edition.abstract:
            edition = About(chapters=edition.chapters, abstract=_paragraphs(abstract_node))
    return edition, papers


def _chapters(app: Sphinx) -> Iterator[Chapter]:
    """Yield the documents that the first page lists, in its order."""
    env, root = app.env, str(app.config.root_doc)
    words = interface_words(app)
    form = words("Part %s")
    of_parts = {
        str(name): f"{form % number}. {toctree['caption']}"
        for number, toctree in parts(env.tocs[root])
        for name in toctree["includefiles"]
    }
    for name in dict.fromkeys(env.toctree_includes.get(root, ())):
        if name in env.titles:
            number = ".".join(map(str, env.toc_secnumbers.get(name, {}).get("", ())))
            # In a book, documents have no pages: use Sphinx's default names.
            href = app.builder.get_target_uri(name) if makes_pages(app) else f"{name}.html"
            yield Chapter(plain(env.titles[name]), href, number, of_parts.get(name, ""))


def _paragraphs(node: abstract) -> tuple[str, ...]:
    """Return the paragraphs of the abstract in the edition's language, which is its first version."""
    version = next(iter(node.findall(abstract_version)))
    return tuple(plain(child) for child in version.children if isinstance(child, nodes.paragraph))


def plain(node: nodes.Node) -> str:
    """Return the text on one line, without footnotes and citations and the spaces that they leave before punctuation."""
    return re.sub(r" +(?=[.,;)]|$)", "", re.sub(r"[ \n]+", " ", "".join(_words(node)))).strip()


def _words(node: nodes.Node) -> Iterator[str]:
    if isinstance(node, nodes.Text):
        yield node.astext()
    elif not is_citation(node) and not isinstance(node, nodes.footnote_reference | nodes.image):
        for child in node.children:
            yield from _words(child)
