# SPDX-License-Identifier: GPL-3.0-or-later
"""Numbers chapters continuously across all numbered toctrees of a document.

Sphinx restarts at 1 in each toctree, so that a book in parts would have several chapters 1; its LaTeX output does not. Adopted
projects keep Sphinx's numbers, unless conf.py says `continuous_numbers = True` (compose/editions/metadata.py).
"""

from types import NoneType

from docutils import nodes
from docutils.utils import new_document
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.typing import ExtensionMetadata

from pipeline.compose.engine.doctrees import GetDoctree
from pipeline.compose.engine.section_numbers import number_sections_through


def join_toctrees(env: BuildEnvironment, docname: str, read: GetDoctree) -> nodes.document:
    """Return a document with its numbered toctrees joined, or unchanged if their depths differ or the setting is off."""
    tree = read(docname)
    if getattr(env.config, "continuous_numbers", False) is False:
        return tree
    toctrees = [node for node in tree.findall(addnodes.toctree) if node.get("numbered")]
    if len({toctree["numbered"] for toctree in toctrees}) != 1:
        return tree
    whole = toctrees[0].copy()
    whole["entries"] = [entry for toctree in toctrees for entry in toctree["entries"]]
    document = new_document(docname)
    document += whole
    return document


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_config_value("continuous_numbers", None, "env", (bool, NoneType))
    number_sections_through(join_toctrees)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
