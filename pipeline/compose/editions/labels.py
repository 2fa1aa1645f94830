# SPDX-License-Identifier: GPL-3.0-or-later
"""Loads a project's own labels, which override ours, and sets the number formats of figures, tables and numbered parts."""

import re

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util.typing import ExtensionMetadata

from pipeline.compose.context import context_of, label_words, own_context_of
from pipeline.compose.translation import labels
from pipeline.languages import profile_of
from pipeline.words import Words

_BEFORE_NUMBER = re.compile(r" (?=\d+(?:\.\d+)*$)")


def set_number_formats(app: Sphinx, config: Config) -> None:
    """Set the number formats of figures, tables, procedures and forms: `Figura 3`, `Abbildung 3`."""
    context = own_context_of(app)
    if context is None:
        return
    words = Words(config.language, context.project.locales)
    config.numfig_format = {
        "figure": words("Figure %s"),
        "table": words("Table %s"),
        "code-block": words("Listing %s"),
        "section": words("Section %s"),
        "form": words("Form %s"),
        **{kind.name: label_words(words, kind)(kind.label) for kind in context.project.parts if kind.is_numbered},
    } | config.numfig_format


def join_numbers(app: Sphinx, doctree: nodes.document, _docname: str) -> None:
    """Put a no-break space between the label and the number of a reference in books, so that no line ends with `Form`.

    Pages do without: in a narrow cell on a telephone, both would not fit beside each other.
    """
    if own_context_of(app) is not None and app.builder.name == "paged":
        for reference in doctree.findall(nodes.inline):
            if "std-numref" in reference["classes"]:
                for text in list(reference.findall(nodes.Text)):
                    text.parent.replace(text, nodes.Text(_BEFORE_NUMBER.sub("\N{NO-BREAK SPACE}", text)))


def setup(app: Sphinx) -> ExtensionMetadata:
    if (context := context_of(app)) is not None:
        profile = profile_of(app.config.language, context.project.profiles)
        # In an adopted project, Sphinx's labels come first, and ours fill gaps.
        folders = [context.project.locales.resolve()]
        labels.load_labels(app, folders, profile, after_sphinx=context.publication.adopted)
    app.setup_extension(labels.__name__)
    # Before 800, where Sphinx adds and checks its own formats.
    app.connect("config-inited", set_number_formats, priority=700)
    app.connect("doctree-resolved", join_numbers)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
