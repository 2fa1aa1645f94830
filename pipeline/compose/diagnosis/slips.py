# SPDX-License-Identifier: GPL-3.0-or-later
"""Warns of mistakes that docutils silently accepts: wrong indentation, roles without backquotes, markup that it does not recognise.

Only in publications written for this pipeline: in others they may be intended.
"""

import re
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms import SphinxTransform
from sphinx.util.typing import ExtensionMetadata

from pipeline.compose.context import own_context_of
from pipeline.compose.diagnosis.candidates import names_in_domains
from pipeline.compose.docutils_tree import nearest, place
from pipeline.compose.engine.applications import app_of
from pipeline.compose.engine.registries import added_role_names, directive_names
from pipeline.compose.mistakes import _, warn
from pipeline.model.remark import Remark
from pipeline.model.similar import misspelling

_TERM_OF_FEW_WORDS = 3
_UNDERLINED = re.compile(r"\A[^\n]+\n\s*([!-/:-@\[-`{-~])\1{1,2}\Z")
"""A paragraph whose second line is two or three equal characters: docutils needs four for an underline."""
_QUOTES = "\"'“”„‟‘’‚«»‹›"
_INDEX_TYPES = ("single", "triple", "seealso")
"""Kinds of index entry whose misspellings are no words."""
_ITEM = re.compile(r"\s*(?:[-*•]\s|(?P<number>\d+|#)[.)]\s)")
_ROLE_AT_END = re.compile(
    r"(?<![\w:])(?::(?P<spaced>[a-z][\w:.+-]*):\s|(?P<left>[a-z][\w:.+-]*):|:(?P<right>[a-z][\w:.+-]*))\Z"
)
_DIRECTIVE = re.compile(r"\.\.(?P<blank>\s*)(?P<name>[A-Za-z][\w:.+-]*)::(?:\s|\Z)")
_COMMENT = re.compile(r"(?P<name>[a-z][\w:.+-]*?)\s?:(?:\s|\Z)")
"""A comment that begins like a directive with one colon."""
_UNDERLINE = re.compile(r"([!-/:-@\[-`{-~])\1{3,}\s*\Z")
_HOST = re.compile(
    r"https?//|www\.|[\w.-]+\.(?:al|at|be|ch|com|de|es|eu|fr|gov|gr|info|int|it|net|nl|org|uk)(?:/|\Z)", re.I
)
"""The beginning of an address without its scheme."""
_CLOSE_ADDRESS = re.compile(r"`[^`<]*[^\s`<]<[^<>`\s]+>`__?")
_LABEL = re.compile(r"_?[a-z0-9]+(?:-[a-z0-9]+)+:?\Z")
"""A comment that is written like a label."""
_FOREIGN = {
    "stars": re.compile(r"(?<![\w*])(\*{1,2})[ \N{NO-BREAK SPACE}]+[^*\s][^*\n]*(?<!\s)\1(?![\w*])"),
    "tag": re.compile(
        r"</?(?:a|b|big|br|center|div|em|font|h[1-6]|i|img|li|ol|p|s|small|span|strong|sub|sup|u|ul)(?:\s[^<>]*)?/?>",
        re.I,
    ),
    "markdown-link": re.compile(r"!?\[[^\[\]\n]+\]\((?:\Z|[^()\s]+\.[^()\s]+\)|#[^()\s]+\))"),
    "markdown-heading": re.compile(r"\A#{1,6} \S.*"),
    "conflict": re.compile(r"^(?:<{7}|>{7})(?: .*)?$", re.M),
    "private-use": re.compile(r"[\uE000-\uF8FF\U000F0000-\U0010FFFD]"),
}
"""What is printed as it is, in words of a text: HTML, Markdown, emphasis with a blank, characters that only one font has."""
_SLIPS = {
    "directive": (
        _("%(text)s is not recognised as a directive, and readers see it as it is"),
        _("write “.. %(name)s::” at the beginning of a line, with one space, and an empty line before it"),
    ),
    "comment": (
        _("“.. %(name)s:” with one colon is a comment, so that its text is in no edition"),
        _("write “.. %(name)s::” with two colons; or, if it is a comment, begin it with another word"),
    ),
    "heading": (
        _("the line of characters below “%(text)s” underlines no heading, and readers see it as it is"),
        _("put an empty line before the heading"),
    ),
    "stars": (
        _("readers see the stars of %(text)s: a space follows the first one"),
        _("write *emphasis* and **strong** without spaces inside of the stars"),
    ),
    "nested": (
        _("readers see the star in “%(text)s”: markup cannot contain other markup"),
        _("end the first before the second begins"),
    ),
    "tag": (
        _("readers see the HTML tag %(text)s as it is"),
        _("write *emphasis*, **strong** or a role instead; or two backquotes on each side for ``literal``"),
    ),
    "markdown-link": (
        _("readers see the Markdown link %(text)s as it is"),
        _("write `words <https://example.org>`__ for an address, and :doc: or :ref: for a place in the publication"),
    ),
    "markdown-heading": (
        _("readers see the signs of the Markdown heading %(text)s as they are"),
        _("write the heading without them, and underline it"),
    ),
    "conflict": (
        _("the line %(text)s is left over from a merge conflict"),
        _("keep one of the two sides and delete the lines of <<<<<<<, ======= and >>>>>>>"),
    ),
    "title": (
        _("the heading “%(text)s” is not the title “%(title)s” of %(file)s, which covers and lists print"),
        _("write the same in both"),
    ),
    "no-alternative": (
        _("the picture %(text)s has no alternative, so that screen readers read the name of its file"),
        _("say in :alt: what it shows; an ornament that shows nothing has an empty one"),
    ),
    "private-use": (
        _("the character %(text)s has a meaning in one font only, so that readers see an empty box"),
        _("replace it: it often comes from a word processor, for a tick, a bullet or an arrow"),
    ),
    "label": (
        _("“.. %(text)s” is a comment, so that no reference finds this place"),
        _("write a label as .. _name: with an underscore before it and a colon after it"),
    ),
    "no-scheme": (
        _("the link to %(name)s leads to no page of the edition, and readers get an error"),
        _("write the address from its beginning: https://…, or mailto:… for a mail"),
    ),
    "close-address": (
        _("the address in %(text)s is not recognised, since no space comes before it"),
        _("write `words <https://…>`__, with a space before <"),
    ),
    "no-address": (
        _("%(text)s has no address"),
        _("write `words <https://…>`__, with its address"),
    ),
    "two-titles": (
        _("“%(text)s” is a second heading of the highest level in this document"),
        _("underline it with another character, as a section of the document; or move it to a document of its own"),
    ),
    "index-type": (
        _("the index prints “%(text)s” as it is: %(name)s is no kind of entry"),
        _("did you mean %(near)s?"),
    ),
    "case": (
        _(
            "the names %(text)s differ in capital letters only, and one file overwrites the other in an EPUB or on Windows"
        ),
        _("rename one of them"),
    ),
    "term": (
        _("this line is indented further than the line above it, which becomes a term and this line its definition"),
        _("begin it in the same column as the line above"),
    ),
    "quotation": (
        _("this block is indented further than the paragraph above it, and becomes a quotation"),
        _("begin it in the same column as that paragraph; a quotation has quotation marks, or a colon before it"),
    ),
    "list-below": (
        _("this list is no list, but the explanation of the line above it, which becomes a term"),
        _("put an empty line before the list, and begin it in the column of the text above"),
    ),
    "list-between": (
        _("this list is indented, but not as far as the text of the item above it, and becomes a quotation"),
        _("begin it below the first letter of that item, to be a part of it; or in the column of the list above"),
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


class FindBlocks(SphinxTransform):
    """Finds blocks that are parsed as a term, a quotation, a comment or one paragraph by mistake. Runs before translation."""

    default_priority = 9

    def apply(self, **kwargs: Any) -> None:  # noqa: ARG002  # docutils' signature
        for item in self.document.findall(nodes.definition_list_item):
            if _is_no_term(item):
                slip = "list-below" if _has_lists_only(item.children[-1]) else "term"
                _warn(next(iter(item.children[-1].children), item), slip)
        for quote in self.document.findall(nodes.block_quote):
            if _is_list_between(quote):
                _warn(quote.children[0], "list-between")
            elif _is_no_quote(quote):
                _warn(quote.children[0], "quotation")
        self._compare_title()
        for image in self.document.findall(nodes.image):
            if "alt" not in image:
                _warn(image, "no-alternative", text=image["uri"])
        self._find_in_comments()
        for section in [child for child in self.document.children if isinstance(child, nodes.section)][1:]:
            _warn(section[0], "two-titles", text=section[0].astext())
        for paragraph in self.document.findall(nodes.paragraph):
            _find_in_lines(paragraph)
            rows = [match["number"] for line in paragraph.rawsource.splitlines()[1:] if (match := _ITEM.match(line))]
            unnumbered = rows.count(None)
            if unnumbered > 1 or (unnumbered and isinstance(paragraph.parent, nodes.list_item)):
                _warn(paragraph, "list")
            elif _UNDERLINED.search(paragraph.rawsource):
                _warn(paragraph, "underline")

    def _find_in_comments(self) -> None:
        """Find directives and labels that are comments since a character is missing."""
        known = {*directive_names(), *names_in_domains(self.env, "directives")}
        for comment in self.document.findall(nodes.comment):
            if (match := _COMMENT.match(comment.astext())) and match["name"] in known:
                _warn(comment, "comment", row=_rows_back(comment, match[0]), name=match["name"])
            elif _LABEL.match(comment.astext()) and isinstance(
                comment.next_node(descend=False, siblings=True), nodes.section
            ):
                _warn(comment, "label", row=_rows_back(comment, comment.astext()), text=comment.astext())

    def _compare_title(self) -> None:
        """Find a first heading that is not the title in publication.toml: covers and lists print one, pages the other."""
        context, title = own_context_of(app_of(self.env)), self.document.next_node(nodes.title)
        if context is not None and title is not None and self.env.docname == self.config.root_doc:
            expected = context.publication.title
            if " ".join(title.astext().split()) != " ".join(expected.split()):
                file = context.publication.described_in.relative_to(context.project.root).as_posix()
                _warn(title, "title", text=title.astext(), title=expected, file=file)


def _rows_back(comment: nodes.comment, begin: str) -> int:
    """Return how many lines before the line that docutils gives a comment begins: it is the line after it, but at the end of a file."""
    path, length = Path(str(comment.source)), len(comment.rawsource.splitlines())
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    first = (comment.line or 0) - length + 1
    return 1 - length if first > 0 and begin in "".join(lines[first - 1 : first]) else -length


def _find_in_lines(paragraph: nodes.paragraph) -> None:
    """Find directives and headings among the lines of a paragraph, of which they became a part."""
    lines = paragraph.rawsource.splitlines()
    for number, line in enumerate(lines):
        if match := _DIRECTIVE.match(line):
            _warn(paragraph, "directive", row=number, text=match[0].strip(), name=match["name"])
        if number > 1 and _UNDERLINE.match(line) and not _FOREIGN["conflict"].search(paragraph.rawsource):
            _warn(paragraph, "heading", row=number - 1, text=lines[number - 1].strip())


def _is_no_term(item: nodes.definition_list_item) -> bool:
    """Return whether the item is alone in its list, with a term of more words than terms usually have, or before a list."""
    if nearest(item, addnodes.glossary) is not None or len(item.parent.children) > 1:
        return False
    if any(isinstance(child, nodes.classifier) for child in item.children):
        return False
    term = item[0].astext()
    if _has_lists_only(item.children[-1]) and (isinstance(item.parent.parent, nodes.list_item) or term.endswith(":")):
        return True
    return len(term.split()) > _TERM_OF_FEW_WORDS


def _has_lists_only(block: nodes.Node) -> bool:
    return bool(block.children) and all(
        isinstance(child, nodes.bullet_list | nodes.enumerated_list) for child in block.children
    )


def _is_list_between(quote: nodes.block_quote) -> bool:
    """Return whether a block quote is a list after a list, in a column between those of its items and of their texts."""
    position = quote.parent.index(quote)
    previous_node = quote.parent.children[position - 1] if position else None
    return isinstance(previous_node, nodes.bullet_list | nodes.enumerated_list) and _has_lists_only(quote)


def _is_no_quote(quote: nodes.block_quote) -> bool:
    """Return whether a block quote is an indented list, or text in a list or directive without any sign of a quotation."""
    previous_node = quote.parent.children[quote.parent.index(quote) - 1] if quote.parent.index(quote) else None
    if not quote.children or not isinstance(previous_node, nodes.paragraph):
        return False
    if _has_lists_only(quote):
        return True
    if isinstance(quote.parent, nodes.section | nodes.document) or isinstance(quote[-1], nodes.attribution):
        return False
    return not previous_node.astext().rstrip().endswith(":") and quote.astext()[:1] not in _QUOTES


class FindWords(SphinxTransform):
    """Finds markup in words that readers would see as it is: roles without backquotes, backquotes without a role, other markup.

    Runs after translation, to check translations as well.
    """

    default_priority = 25

    def apply(self, **kwargs: Any) -> None:  # noqa: ARG002  # docutils' signature
        # Roles of Sphinx and extensions, and ours; docutils' own are excluded, since many are ordinary words, such as `title`.
        roles = [*added_role_names(), *names_in_domains(self.env, "roles")]
        bare = re.compile(
            rf"(?<![\w:`]):(?P<role>{'|'.join(map(re.escape, roles))}):[{_QUOTES}]?(?P<target>[\w/][\w/-]*)"
        )
        for text in list(self.document.findall(nodes.Text)):
            if nearest(text, *_NOT_TEXT) is None:
                for match in bare.finditer(text):
                    _warn(text, "bare-role", role=match["role"], target=match["target"], text=match[0])
                for slip, pattern in _FOREIGN.items():
                    if found := pattern.search(text):
                        _warn(text, slip, row=text.count("\n", 0, found.start()), text=_shown(found[0]))
                if "*" in text and nearest(text, nodes.strong, nodes.emphasis) is not None:
                    _warn(text, "nested", text=text.astext())
        self._find_in_links()
        for node in list(self.document.findall(nodes.title_reference)):
            if node.rawsource.startswith("`"):
                # The intended role, if a part of it precedes the backquotes.
                position = node.parent.index(node)
                before = _ROLE_AT_END.search(node.parent.children[position - 1].astext()) if position else None
                role = next(filter(None, before.groups()), "ref") if before else "ref"
                _warn(node, "bare-backquotes", role=role, text=node.astext())

    def _find_in_links(self) -> None:
        """Find links without an address that browsers understand, and index entries of a misspelt kind."""
        is_named = any(target.get("anonymous") for target in self.document.findall(nodes.target))
        for reference in self.document.findall(nodes.reference):
            if slip := _slip_of_link(reference, is_named=is_named):
                _warn(reference, slip, text=reference.rawsource, name=reference.get("refuri", ""))
        for index in self.document.findall(addnodes.index):
            for _kind, text, *_rest in index["entries"]:
                name, colon, _words = text.partition(":")
                if colon and (near := misspelling(name, _INDEX_TYPES, edits=1)):
                    _warn(index, "index-type", text=text, name=name, near=f"{near}:")


def _slip_of_link(reference: nodes.reference, *, is_named: bool) -> str:
    """Return the slip in the address of a link, or an empty string; `is_named`: the document has addresses in places of their own."""
    if "refuri" in reference:
        return "no-scheme" if _HOST.match(reference["refuri"]) else ""
    if _CLOSE_ADDRESS.fullmatch(reference.rawsource):
        return "close-address"
    return "no-address" if reference.get("anonymous") and not is_named else ""


def _shown(text: str) -> str:
    """Return text as a message can show it: a character that only one font has by its number."""
    return f"U+{ord(text):04X}" if _FOREIGN["private-use"].match(text) else text


def _warn(node: nodes.Node, slip: str, row: int = 0, **values: str) -> None:
    """Warn of a slip at a node, `row` lines below its first."""
    sentence, step = _SLIPS[slip]
    location = place(node)
    path, _colon, line = location.rpartition(":")
    if row and line.isdigit():  # a place in a translation has no lines of its own
        location = f"{path}:{int(line) + row}"
    warn(Remark(sentence, **values), Remark(step, **values), location=location, category=f"slip.{slip}")


def _compare_names(app: Sphinx, _env: BuildEnvironment) -> None:
    """Warn of files of the sources whose names are equal where capital letters do not count."""
    if own_context_of(app) is None:
        return
    names: dict[str, list[Path]] = {}
    for path in sorted(Path(app.srcdir).rglob("*")):
        names.setdefault(str(path).casefold(), []).append(path)
    for paths in names.values():
        if len(paths) > 1 and not any(path.is_dir() for path in paths):
            sentence, step = _SLIPS["case"]
            text = ", ".join(path.relative_to(app.srcdir).as_posix() for path in paths)
            warn(Remark(sentence, text=text), Remark(step), location=f"{paths[-1]}:1", category="slip.case")


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("env-check-consistency", _compare_names)
    app.add_transform(FindBlocks)
    app.add_transform(FindWords)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
