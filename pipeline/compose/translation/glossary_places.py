# SPDX-License-Identifier: GPL-3.0-or-later
"""What leads to a glossary as a whole: a label above it, an entry of the index. Its list of terms is what they find.

A label above a block is the block's own; that of a glossary stands on no page, as Sphinx writes nothing for the block itself.
"""

from typing import Any, cast

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.util.typing import ExtensionMetadata


class NameListsOfGlossaries(SphinxTransform):
    default_priority = 270  # right after docutils has given labels to the blocks below them

    def apply(self, **kwargs: Any) -> None:  # noqa: ARG002  # docutils' signature
        for glossary in self.document.findall(addnodes.glossary):
            if glossary.children and glossary["ids"]:
                terms = cast(nodes.definition_list, glossary[0])
                terms["ids"] += glossary["ids"]
                self.document.ids.update(dict.fromkeys(glossary["ids"], terms))
                glossary["ids"] = []


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_transform(NameListsOfGlossaries)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
