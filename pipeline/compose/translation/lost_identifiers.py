# SPDX-License-Identifier: GPL-3.0-or-later
"""Restores identifiers that Sphinx loses: of footnote calls in translated headings, and of whole glossaries.

In translated paragraphs, Sphinx puts footnote calls into the positions of the original calls, by which they are numbered; in
headings it does not, so that a page shows `[]` there, and has a duplicate identifier.

A label above a block, or an index entry, gives the block an identifier; a glossary's identifier is lost, since Sphinx writes
nothing for the glossary itself. Its list of terms gets the identifier instead.
"""

from typing import Any, cast

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.util.typing import ExtensionMetadata


class NumberNotesOfHeadings(SphinxTransform):
    """Replaces the original footnote calls in the document's lists by the calls in translated headings."""

    default_priority = 21  # right after the translations are inserted

    def apply(self, **kwargs: Any) -> None:  # noqa: ARG002  # docutils' signature
        standing = set(self.document.findall(nodes.footnote_reference))
        for title in self.document.findall(nodes.title):
            for call in title.findall(nodes.footnote_reference):
                calls = self.document.footnote_refs.get(call.get("refname", ""), [])
                former = next((reference for reference in calls if reference not in standing), None)
                if call not in calls and former is not None:
                    self._replace(former, call)

    def _replace(self, former_call: nodes.footnote_reference, call: nodes.footnote_reference) -> None:
        call["ids"] = former_call["ids"]
        document, name = self.document, call["refname"]
        document.ids.update(dict.fromkeys(call["ids"], call))
        lists: tuple[list[Any], ...] = (  # docutils has different types for these lists
            document.footnote_refs[name],
            document.refnames[name],
            document.autofootnote_refs,
        )
        for calls in lists:
            calls[:] = [call if reference is former_call else reference for reference in calls]


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
    app.add_transform(NumberNotesOfHeadings)
    app.add_transform(NameListsOfGlossaries)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
