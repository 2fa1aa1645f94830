# SPDX-License-Identifier: GPL-3.0-or-later
"""Warns of mistakes that docutils silently accepts: wrong indentation, roles without backquotes.

Only in publications written for this pipeline: in others they may be intended.
"""

import re
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.util.typing import ExtensionMetadata

from pipeline.compose.diagnosis.candidates import names_in_domains
from pipeline.compose.docutils_tree import nearest, place
from pipeline.compose.engine.registries import added_role_names
from pipeline.compose.mistakes import _, warn
from pipeline.model.remark import Remark

_TERM_OF_FEW_WORDS = 3
_UNDERLINED = re.compile(r"\A[^\n]+\n\s*([!-/:-@\[-`{-~])\1{1,2}\Z")
"""A paragraph whose second line is two or three equal characters: docutils needs four for an underline."""
_QUOTES = "\"'“”„‟‘’‚«»‹›"
_ITEM = re.compile(r"\s*(?:[-*•]\s|(?P<number>\d+|#)[.)]\s)")
_ROLE_AT_END = re.compile(
    r"(?<![\w:])(?::(?P<spaced>[a-z][\w:.+-]*):\s|(?P<left>[a-z][\w:.+-]*):|:(?P<right>[a-z][\w:.+-]*))\Z"
)
_SLIPS = {
    "term": (
        _("this line is indented further than the line above it, which becomes a term and this line its definition"),
        _("begin it in the same column as the line above"),
    ),
    "quotation": (
        _("this block is indented further than the paragraph above it, and becomes a quotation"),
        _("begin it in the same column as that paragraph; a quotation has quotation marks, or a colon before it"),
    ),
    "underline": (
        _("the line of characters below the first one is too short to underline a heading"),
        _("make it as long as the heading, four characters at least"),
    ),
    "list": (
        _("lines with hyphens, stars or numbers run on in one paragraph"),
        _("put an empty line before the list, and before a list inside of it"),
    ),
    "bare-role": (
        _("the role :%(role)s: has no backquotes, so that readers see %(text)s as it is"),
        _("put backquotes around all that belongs to it, as in :%(role)s:`%(target)s`"),
    ),
    "bare-backquotes": (
        _("the backquotes around “%(text)s” have no role before them"),
        _(
            "write a role, such as :%(role)s:`%(text)s`, with both colons and no space; or two backquotes on each side for ``literal``"
        ),
    ),
}
"""What is wrong and the next step, by kind of mistake."""
_NOT_TEXT = (
    nodes.literal,
    nodes.literal_block,
    nodes.math,
    nodes.math_block,
    nodes.raw,
    nodes.comment,
    nodes.reference,
    nodes.problematic,
    nodes.system_message,
)


class FindIndentation(SphinxTransform):
    """Finds lines that are parsed as a term, a quotation or one paragraph by mistake. Runs before translation."""

    default_priority = 9

    def apply(self, **kwargs: Any) -> None:  # noqa: ARG002  # docutils' signature
        for item in self.document.findall(nodes.definition_list_item):
            if _is_no_term(item):
                _warn(next(iter(item.children[-1].children), item), "term")
        for quote in self.document.findall(nodes.block_quote):
            if _is_no_quote(quote):
                _warn(quote.children[0], "quotation")
        for paragraph in self.document.findall(nodes.paragraph):
            rows = [match["number"] for line in paragraph.rawsource.splitlines()[1:] if (match := _ITEM.match(line))]
            unnumbered = rows.count(None)
            if unnumbered > 1 or (unnumbered and isinstance(paragraph.parent, nodes.list_item)):
                _warn(paragraph, "list")
            elif _UNDERLINED.search(paragraph.rawsource):
                _warn(paragraph, "underline")


def _is_no_term(item: nodes.definition_list_item) -> bool:
    """Return whether the item is alone in its list, with a term of more words than terms usually have."""
    if nearest(item, addnodes.glossary) is not None or len(item.parent.children) > 1:
        return False
    if any(isinstance(child, nodes.classifier) for child in item.children):
        return False
    return len(item[0].astext().split()) > _TERM_OF_FEW_WORDS


def _is_no_quote(quote: nodes.block_quote) -> bool:
    """Return whether a block quote is an indented list, or text in a list or directive without any sign of a quotation."""
    previous_node = quote.parent.children[quote.parent.index(quote) - 1] if quote.parent.index(quote) else None
    if not quote.children or not isinstance(previous_node, nodes.paragraph):
        return False
    if all(isinstance(child, nodes.bullet_list | nodes.enumerated_list) for child in quote.children):
        return True
    if isinstance(quote.parent, nodes.section | nodes.document) or isinstance(quote[-1], nodes.attribution):
        return False
    return not previous_node.astext().rstrip().endswith(":") and quote.astext()[:1] not in _QUOTES


class FindRoles(SphinxTransform):
    """Finds roles without backquotes, and backquotes without a role. Runs after translation, to check translations as well."""

    default_priority = 25

    def apply(self, **kwargs: Any) -> None:  # noqa: ARG002  # docutils' signature
        # Roles of Sphinx and extensions, and ours; docutils' own are excluded, since many are ordinary words, such as `title`.
        roles = [*added_role_names(), *names_in_domains(self.env, "roles")]
        bare = re.compile(rf"(?<![\w:`]):(?P<role>{'|'.join(map(re.escape, roles))}):(?P<target>[\w/][\w/-]*)")
        for text in list(self.document.findall(nodes.Text)):
            if nearest(text, *_NOT_TEXT) is None:
                for match in bare.finditer(text):
                    _warn(text, "bare-role", **match.groupdict(), text=match[0])
        for node in list(self.document.findall(nodes.title_reference)):
            if node.rawsource.startswith("`"):
                # The intended role, if a part of it precedes the backquotes.
                position = node.parent.index(node)
                before = _ROLE_AT_END.search(node.parent.children[position - 1].astext()) if position else None
                role = next(filter(None, before.groups()), "ref") if before else "ref"
                _warn(node, "bare-backquotes", role=role, text=node.astext())


def _warn(node: nodes.Node, slip: str, **values: str) -> None:
    sentence, step = _SLIPS[slip]
    warn(Remark(sentence, **values), Remark(step, **values), location=place(node), category=f"slip.{slip}")


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_transform(FindIndentation)
    app.add_transform(FindRoles)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
