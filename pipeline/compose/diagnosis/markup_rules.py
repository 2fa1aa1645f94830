# SPDX-License-Identifier: GPL-3.0-or-later
"""Warnings about inline markup, headings, and the lines around a block."""

import re

from pipeline.compose.diagnosis.candidates import Candidates, Values
from pipeline.compose.diagnosis.collected_warning import CollectedWarning
from pipeline.compose.diagnosis.rule import IN, Rule
from pipeline.compose.mistakes import _
from pipeline.model.remark import Remark

_MARKS = {"emphasis": "*", "strong": "**", "literal": "``", "substitution_reference": "|", "target": "_`"}
_BLOCKS = {
    "Block quote": Remark("the indented text"),
    "Bullet list": Remark("the bullet list"),
    "Enumerated list": Remark("the numbered list"),
    "Definition list": Remark("the definition list"),
    "Field list": Remark("the field list"),
    "Option list": Remark("the option list"),
    "Line block": Remark("the line block"),
    "Literal block": Remark("the literal block"),
    "Explicit markup": Remark("the block that begins with two full stops"),
}


def _mark(_candidates: Candidates, _warning: CollectedWarning, values: Values) -> Values:
    mark = _MARKS.get(str(values["kind"]), "`")
    return {"mark": mark, "escaped": "".join(f"\\{character}" for character in mark)}


def _styles(_candidates: Candidates, warning: CollectedWarning, _values: Values) -> Values:
    match = re.search(r"title styles: (.*?)(?: \[\w+\])?$", warning.quoted, re.MULTILINE)
    return {"styles": match[1].strip() if match else "= - ~"}


RULES: dict[str, Rule] = {
    # Inline markup.
    "open-markup": Rule(
        r"Inline (?P<kind>.+?) start-string without end-string\.",
        _("%(mark)s opens here and is not closed in the same paragraph"),
        _(
            "close it with %(mark)s directly after the last character, or write %(escaped)s for the characters themselves"
        ),
        fill=_mark,
    ),
    "role-and-link": Rule(
        r"Mismatch: both interpreted text role (?:prefix|suffix) and reference suffix\.|Multiple roles in interpreted text.*",
        _("the backquotes have both a role and an underscore"),
        _("remove the role, or the underscore after the backquotes"),
    ),
    "unknown-footnote": Rule(
        r'Unknown target name: "(?P<name>.*)"\.',
        _("no footnote has the name #%(name)s"),
        _("write the footnote: .. [#%(name)s] and its text; or correct the name"),
        "footnotes",
        near=_("did you mean [#%(near)s]_?"),
        fill=lambda candidates, warning, values: (
            values if candidates.calls_footnote(warning, str(values["name"])) else None
        ),
    ),
    "unknown-target": Rule(
        r'Unknown target name: "(?P<name>.*)"\.',
        _("the underscore makes a link, but nothing has the name %(name)s"),
        _("write `words <https://…>`_ for an address, :ref:`label` for a place, \\_ for the character itself"),
        "targets",
    ),
    "anonymous-links": Rule(
        r"Anonymous hyperlink mismatch: (?P<calls>\d+) references but (?P<targets>\d+) targets?\..*",
        _("%(calls)s links end in two underscores, but %(targets)s addresses are given for them"),
        _("write each as `words <https://…>`__, with its address"),
    ),
    "label-twice": Rule(
        r'Duplicate explicit target name: "(?P<name>.*)"\.',
        _("the label %(name)s is defined twice in this document"),
        _("give one of the two another name, and correct the references to it"),
    ),
    "label-elsewhere": Rule(
        r"duplicate (?:label|equation label|label of equation) (?P<name>.*?), other instance in (?P<file>.*)",
        _("the label %(name)s is also defined in %(file)s"),
        _("give one of the two another name, and correct the references to it"),
    ),
    "description-twice": Rule(
        r"duplicate (?P<kind>[\w:]+) description of (?P<name>.*?), other instance in (?P<file>[^,]*).*",
        _("%(name)s is also explained in %(file)s"),
        _("remove one of the two"),
    ),
    "unknown-substitution": Rule(
        r'Undefined substitution referenced: "(?P<name>.*)"\.',
        _("nothing is defined for |%(name)s|"),
        _("write .. |%(name)s| replace:: and its words; or \\| for the character itself"),
        "substitutions",
    ),
    "footnotes-too-few": Rule(
        r"Too many (?:autonumbered|symbol) footnote references: only (?P<count>\d+) corresponding .*",
        _("the text has more footnote marks than footnotes (%(count)s)"),
        _("write the missing footnote, .. [#] and its text, or remove its mark"),
    ),
    "uncalled-footnote": Rule(
        r"(?:Footnote|Citation) \[(?P<name>.*)\] is not referenced\.",
        _("nothing in the text refers to the footnote [%(name)s]"),
        _("put its mark after the word that it explains, such as [#name]_ for .. [#name]; or remove the footnote"),
    ),
    # Headings.
    "underline-too-short": Rule(
        r"Title (?:underline|overline) too short\.|Title overline & underline mismatch\.",
        _("the line of a heading is shorter than the heading, or its two lines differ"),
        _("make each line as long as the heading, of the same character"),
    ),
    "incomplete-heading": Rule(
        r"(?:Incomplete section title|Missing matching underline for section title overline"
        r"|Invalid section title or transition marker)\.",
        _("a line of characters marks a heading, but the heading is incomplete"),
        _("write the same line below the heading; or put empty lines around it, if it is not a heading"),
    ),
    "heading-inside": Rule(
        r"Unexpected section title(?: or transition)?\.",
        _("a heading is inside a note, list, table or quotation"),
        _("begin it in the first column, after an empty line; inside a directive write .. rubric:: words"),
    ),
    "heading-level": Rule(
        r"(?:Title level inconsistent|Inconsistent title style): .*",
        _("the heading skips a level"),
        _("underline it with the next character; those of this document are, from the top: %(styles)s"),
        fill=_styles,
    ),
    # Blocks.
    "unexpected-indentation": Rule(
        r"Unexpected indentation\.",
        _("this line is indented further than the line above it"),
        _("begin it in the same column, or put an empty line between them, if it is a separate block"),
    ),
    "missing-blank-line": Rule(
        r"(?P<block>[\w ]+?) ends without a blank line; unexpected unindent\.",
        _("an empty line is missing after %(block)s"),
        _("put an empty line before this line; or indent it, if it belongs to the block above"),
        fill=lambda _candidates, _warning, values: {"block": _BLOCKS.get(str(values["block"]), values["block"])},
    ),
    "literal-block-missing": Rule(
        r"Literal block expected; none found\.|Inconsistent literal block quoting\.",
        _("the double colon has no literal block after it"),
        _("indent the block after an empty line, or end the paragraph with one colon"),
    ),
    "malformed-table": Rule(
        r"Malformed table\..*|Blank line required after table\.",
        _("the lines of this table do not meet"),
        _("draw each row exactly as wide as the border, with text inside its columns; a list-table needs no drawing"),
    ),
    "unequal-rows": Rule(
        r".*(?:uniform )?two-level bullet list expected, but row (?P<row>\d+) does not contain the same number of items as"
        r" row 1 \((?P<cells>\d+) vs (?P<first>\d+)\)\.",
        _("row %(row)s of the table does not have as many cells as the first row: %(cells)s, not %(first)s"),
        _("write each cell after a hyphen; an empty cell is only a hyphen"),
    ),
    "no-rows": Rule(
        r'Error parsing content block for the "list-table" directive: .*',
        _("this is not a list of rows with a list of cells in each"),
        _("write “* - ” before the first cell of a row, “  - ” before every other cell"),
    ),
    "unequal-widths": Rule(
        r'"(?P<directive>[\w-]+)" widths do not match the number of columns in table \((?P<count>\d+)\)\.',
        _("the number of :widths: differs from the number of columns"),
        _("write %(count)s numbers"),
    ),
    "rows-too-few": Rule(
        r"\d+ (?:header row|stub column)\(s\) specified but only (?P<count>\d+) .*|Insufficient data supplied .*",
        _("the table has only header rows or columns"),
        _("make :header-rows: or :stub-columns: smaller, or add the rows"),
    ),
    "bad-csv": Rule(
        r'Error with CSV data in "(?P<directive>.*)" directive: .*',
        _("the cells of this table cannot be told apart"),
        _("close each quotation mark that opens a cell; one inside a cell is written twice"),
    ),
    "broken-glossary": Rule(
        r"glossary (?:terms must|seems to be|term must).*",
        _("the glossary cannot be read here"),
        _("write each term in its first column, the explanation indented below it, then an empty line"),
    ),
    "bad-directive": Rule(
        IN + r"(?P<reason>.*)\.",
        _("the directive %(directive)s cannot be read: %(reason)s"),
        _("compare it with its example in the handbook for editors or in the documentation of Sphinx"),
    ),
    "bad-condition": Rule(
        r"exception while evaluating only directive expression: .*",
        _("the condition of .. only:: cannot be read"),
        _("write tags with and, or, not between them, such as: html or epub"),
    ),
    "unknown-highlighting": Rule(
        r"Pygments lexer name '(?P<name>.*)' is not known",
        _("no programming language has the name %(name)s"),
        _("write text if it is not a programming language"),
        "lexers",
    ),
    "not-that-language": Rule(
        r"Lexing literal_block .* as \"(?P<name>.*?)\" resulted in an error at token: .*",
        _("the code is not valid %(name)s"),
        _("correct the code, or write .. code-block:: text"),
    ),
    "bad-index-entry": Rule(
        r"(?:invalid|unknown) (?P<kind>\w+) index entry (?:type )?'(?P<name>.*)'",
        _("the index entry %(name)s lacks a part"),
        _("write both parts with a semicolon between them"),
    ),
}
