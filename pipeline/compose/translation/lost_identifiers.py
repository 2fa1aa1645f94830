# SPDX-License-Identifier: GPL-3.0-or-later
"""Identifiers that Sphinx loses: of the notes that a translated heading calls, and of what leads to a glossary as a whole.

Sphinx gives the calls of notes in a translated paragraph the place of the original ones, by which they are numbered; in a
heading it forgets them, so that a page shows `[]` there, and two places have one name.

A label above a block, or an entry of the index, is the block's own; that of a glossary stands on no page, as Sphinx writes
nothing for the block itself. Its list of terms is what they find.
"""

from typing import Any, cast

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.util.typing import ExtensionMetadata


class NumberNotesOfHeadings(SphinxTransform):
    """Replaces each call by its translation that the document's lists lack."""

    default_priority = 21  # right after the messages have been put in

    def apply(self, **kwargs: Any) -> None:  # noqa: ARG002  # docutils' signature
        standing = set(self.document.findall(nodes.footnote_reference))
        for title in self.document.findall(nodes.title):
            for call in title.findall(nodes.footnote_reference):
                calls = self.document.footnote_refs.get(call.get("refname", ""), [])
                former = next((reference for reference in calls if reference not in standing), None)
                if call not in calls and former is not None:
                    self._replace(former, call)

    def _replace(self, former: nodes.footnote_reference, call: nodes.footnote_reference) -> None:
        call["ids"] = former["ids"]
        document, name = self.document, call["refname"]
        document.ids.update(dict.fromkeys(call["ids"], call))
        lists: tuple[list[Any], ...] = (  # docutils says of two that they hold elements, and of one that it holds calls
            document.footnote_refs[name],
            document.refnames[name],
            document.autofootnote_refs,
        )
        for calls in lists:
            calls[:] = [call if reference is former else reference for reference in calls]


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
