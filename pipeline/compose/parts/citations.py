# SPDX-License-Identifier: GPL-3.0-or-later
"""Citations by author and year: fixed words in the edition's language, anchors the same in every language."""

from collections import Counter
from typing import Any, cast

import pybtex.plugin
import sphinxcontrib.bibtex.plugin
from docutils import nodes
from pybtex_docutils import Backend
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.typing import ExtensionMetadata
from sphinxcontrib.bibtex.citation_target import parse_citation_targets
from sphinxcontrib.bibtex.domain import BibtexDomain
from sphinxcontrib.bibtex.roles import CitationRef

from pipeline.compose.context import interface_words
from pipeline.compose.engine.bibliography import print_bibliographies_with
from pipeline.compose.parts.citation_style import CitationLocale, list_style, reference_style, tooltip_style
from pipeline.compose.translation.index_collation import sort_key


class _Backend(Backend):
    """Marks a work's title in another language with a class that docutils writes as `lang`."""

    def format_tag(self, tag_name: str, text: list[nodes.Node]) -> list[nodes.Node]:
        if tag_name.startswith("language-"):
            return [nodes.inline("", "", *text, classes=[tag_name])]
        formatted: list[nodes.Node] = super().format_tag(tag_name, text)
        return formatted


def choose_styles(app: Sphinx, config: Config) -> None:
    """Register the styles of the edition's language and name them in the configuration."""
    locale = CitationLocale(config.language, interface_words(app), sort_key(config.language))
    name = f"author-year-{config.language}"
    short = f"{name}-without-addresses"
    pybtex.plugin.register_plugin("pybtex.style.formatting", name, list_style(locale), force=True)
    pybtex.plugin.register_plugin("pybtex.style.formatting", short, tooltip_style(locale), force=True)
    references = "sphinxcontrib.bibtex.style.referencing"
    sphinxcontrib.bibtex.plugin.register_plugin(references, name, reference_style(locale), force=True)
    config.bibtex_default_style = config.bibtex_reference_style = name
    config.bibtex_tooltips_style = short
    config.bibtex_cite_id = "work-{key}"
    config.bibtex_bibliography_id = "bibliography-{bibliography_count}"


class NameCitations(SphinxTransform):
    """Give each citation an anchor made from the keys of its works, and register it for the bibliography's back links.

    sphinxcontrib-bibtex counts citations while it parses. It parses a translated message
    separately from its document, and more than once: its counts clash, and back links lead to missing citations.
    """

    default_priority = 22  # after translations are inserted

    def apply(self, **kwargs: Any) -> None:  # noqa: ARG002  # docutils' signature
        domain = cast(BibtexDomain, self.env.get_domain("cite"))
        docname = self.env.current_document.docname
        other_references = [ref for ref in domain.citation_refs if ref.docname != docname]
        uses: Counter[str] = Counter()
        citations = []
        for node in self.document.findall(addnodes.pending_xref):
            if node.get("refdomain") == "cite":
                targets = list(parse_citation_targets(node["reftarget"]))
                keys = nodes.make_id("-".join(target.key for target in targets))
                uses[keys] += 1
                node["ids"] = [f"cited-{keys}-{uses[keys]}"]
                citations.append(CitationRef(node["ids"][0], docname, node.line or 0, targets))
        domain.citation_refs[:] = [*other_references, *citations]


class LeaveOutLabels(SphinxPostTransform):
    """Remove the labels of bibliography entries: they would repeat the author."""

    default_priority = 6  # right after sphinxcontrib-bibtex has made the entries

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002  # docutils' signature
        for citation in self.document.findall(nodes.citation):
            if "docname" in citation:
                for label in [child for child in citation if isinstance(child, nodes.label)]:
                    citation.remove(label)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("sphinxcontrib.bibtex")
    print_bibliographies_with(_Backend())
    app.connect("config-inited", choose_styles, priority=700)
    app.add_transform(NameCitations)
    app.add_post_transform(LeaveOutLabels)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
