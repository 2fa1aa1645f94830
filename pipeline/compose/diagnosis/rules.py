# SPDX-License-Identifier: GPL-3.0-or-later
"""What docutils, Sphinx and sphinxcontrib-bibtex warn of, as sentences that say what is wrong here and what to do next.

The first rule whose pattern matches a warning counts. `_` marks a template for extraction; it becomes a Remark with the
groups of the pattern as its values.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from pipeline.compose.diagnosis.known import Known
from pipeline.compose.diagnosis.warned import Warned
from pipeline.model.remark import Remark

type Values = Mapping[str, object]


def _(template: str) -> str:
    return template


DID_YOU_MEAN = _("did you mean %(near)s?")


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of warning: `pattern` matches the whole of its text.

    `known` yields the names among which that of the group `name` is looked for: where some are near, the next step is
    `near`, else `step`. `fill` completes the values, or returns None where the rule does not hold. `of_translation`
    restricts a rule to warnings about a translation.
    """

    pattern: str
    sentence: str
    step: str
    known: Callable[[Known, Warned, Values], Iterable[str]] | None = None
    near: str = DID_YOU_MEAN
    fill: Callable[[Known, Warned, Values], Values | None] | None = None
    of_translation: bool = False

    def values(self, warned: Warned, known: Known) -> Values | None:
        """Return what the templates need, or None where the rule does not hold for the warning."""
        if self.of_translation and not warned.is_of_translation:
            return None
        matched = re.fullmatch(self.pattern, warned.message)
        if matched is None:
            return None
        values = {name: value or "" for name, value in matched.groupdict().items()}
        return self.fill(known, warned, values) if self.fill is not None else values


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


def _mark(_known: Known, _warned: Warned, values: Values) -> Values:
    mark = _MARKS.get(str(values["kind"]), "`")
    return {"mark": mark, "escaped": "".join(f"\\{character}" for character in mark)}


def _block(_known: Known, _warned: Warned, values: Values) -> Values:
    return {"block": _BLOCKS.get(str(values["block"]), values["block"])}


def _styles(_known: Known, warned: Warned, _values: Values) -> Values:
    found = re.search(r"title styles: (.*?)(?: \[\w+\])?$", warned.quoted, re.MULTILINE)
    return {"styles": found[1].strip() if found else "= - ~"}


def _choices(_known: Known, _warned: Warned, values: Values) -> Values:
    """Without docutils' quotation marks and its "or"."""
    return {**values, "choices": ", ".join(re.findall(r'"([^"]*)"', str(values["choices"])))}


def _options(known: Known, warned: Warned, values: Values) -> Values:
    return {**values, "options": ", ".join(known.options(warned, values)) or "–"}


def _footnote(known: Known, warned: Warned, values: Values) -> Values | None:
    return values if known.calls_footnote(warned, str(values["name"])) else None


_IN = r'Error in "(?P<directive>[^"]+)" directive: '
_VALUE = _IN + r"invalid option value: \(option: \"(?P<option>[^\"]+)\"; value: (?P<value>.*?)\) "

RULES: dict[str, Rule] = {
    # References to what is somewhere else.
    "unknown-label": Rule(
        r"undefined label: '(?P<name>.*)'",
        _("no label has the name %(name)s"),
        _("write .. _%(name)s: above the heading, figure or table that is meant, or correct the name"),
        Known.labels,
    ),
    "label-without-title": Rule(
        r"Failed to create a cross reference\. A title or caption not found: '(?P<name>.*)'",
        _("nothing that has a heading or a caption follows the label %(name)s"),
        _("write the words of the link yourself: :ref:`words <%(name)s>`"),
    ),
    "without-number": Rule(
        r"Failed to create a cross reference\. Any number is not assigned: (?P<name>.*)",
        _("what follows the label %(name)s has no number"),
        _("give the figure or table a caption, or refer to it with :ref:"),
    ),
    "link-without-caption": Rule(
        r"the link has no caption: (?P<name>.*)",
        _("the words %(name)s print no number and no title"),
        _("put %%s into them where the number belongs"),
    ),
    "term-of-translation": Rule(
        r"term not in glossary: '(?P<name>.*)'",
        _("the glossary of the translation has no term %(name)s"),
        _("write :term:`your words <term>`, with the term as the glossary of your language has it"),
        Known.terms,
        near=_("write :term:`%(name)s <%(near)s>`, with the term as the glossary of your language has it"),
        of_translation=True,
    ),
    "unknown-term": Rule(
        r"term not in glossary: '(?P<name>.*)'",
        _("no glossary has the term %(name)s"),
        _("explain it in the glossary, or write its words without :term:"),
        Known.terms,
    ),
    "unknown-work": Rule(
        r'could not find bibtex key "(?P<name>.*)"',
        _("no entry of the bibliography has the key %(name)s"),
        _("write its entry into the .bib file, where all keys are, or correct the key"),
        Known.works,
    ),
    "unknown-document": Rule(
        r"unknown document: '(?P<name>.*)'",
        _("there is no document %(name)s"),
        _("write the name of its file without .rst, beginning at this document, or with / at the publication's folder"),
        Known.documents,
    ),
    "unknown-equation": Rule(
        r"equation not found: (?P<name>.*)",
        _("no formula has the label %(name)s"),
        _("write :label: %(name)s below the .. math:: that is meant, or correct the name"),
        Known.equations,
    ),
    "unknown-citation": Rule(
        r"citation not found: (?P<name>.*)",
        _("no citation has the name %(name)s"),
        _("write it: .. [%(name)s] and its text; or take the mark out"),
        Known.citations,
    ),
    "unknown-object": Rule(
        r"(?P<role>[\w:]+) reference target not found: (?P<name>.*)|'any' reference target not found: (?P<any>.*)",
        _("nothing with the name %(name)s is described"),
        _("correct the name, or write it as ``%(name)s`` without a role"),
        Known.objects,
        fill=lambda _known, _warned, values: {"name": values["name"] or values["any"]},
    ),
    # Documents and files.
    "unknown-entry": Rule(
        r"toctree contains (?:reference|ref) to (?:nonexisting document|non-existing document|nonexisting file)"
        r" '(?P<name>[^']*)'.*",
        _("the toctree names a document that is not there: %(name)s"),
        _("write the name of its file without .rst, or take the entry out"),
        Known.documents,
    ),
    "entry-without-heading": Rule(
        r"toctree contains reference to document '(?P<name>.*)' that doesn't have a title: no link will be generated",
        _("the document %(name)s has no heading, so that no toctree can show it"),
        _("write a heading at its beginning, or take the entry out"),
    ),
    "unmatched-pattern": Rule(
        r"toctree glob pattern '(?P<name>.*)' didn't match any documents",
        _("no document matches %(name)s in the toctree"),
        _("correct the pattern, or take it out"),
    ),
    "excluded-entry": Rule(
        r"toctree contains reference to (?:excluded|non-included) document '(?P<name>.*)'",
        _("the toctree names a document that is left out of the publication: %(name)s"),
        _("take the entry out, or rename the file: what begins with _ is left out"),
    ),
    "in-no-toctree": Rule(
        r"document isn't included in any toctree.*",
        _("no toctree names this document, so that no reader finds it"),
        _("write its name into a toctree, or :orphan: into its first line"),
    ),
    "entry-twice": Rule(
        r"duplicated entry found in toctree: (?P<name>.*)",
        _("the toctree names the document %(name)s twice"),
        _("take one of the entries out"),
    ),
    "entry-of-two": Rule(
        r"document is referenced in multiple toctrees: \[(?P<names>.*)\], selecting: .*",
        _("several documents have this one in their toctree: %(names)s"),
        _("take it out of all but one"),
    ),
    "circular-toctree": Rule(
        r"circular toctree references detected, ignoring: (?P<names>.*)|self referenced toctree found\. Ignored\.",
        _("the toctree leads back to the document that holds it"),
        _("take out the entry that names a document above it"),
    ),
    "missing-file": Rule(
        r"(?:image|download) file(?: [^ ]+)? not readable: (?P<name>.*)"
        r"|.*\[Errno 2\] No such file or directory: '(?P<path>.*?)'\.?"
        r"|Include file '(?P<include>.*?)' not found or reading it failed.*"
        r"|(?P<data>[^ ]+) is not there; a path begins at the document, or with / at the publication",
        _("the file %(name)s is not there"),
        _(
            "put the file there, or correct its name; a path begins at the document, or with / at the publication's folder"
        ),
        Known.files,
        fill=lambda _known, _warned, values: {"name": next(filter(None, values.values()), "")},
    ),
    # Directives, their options and values; roles.
    "unknown-directive": Rule(
        r'Unknown directive type "(?P<name>.*)"\.',
        _("there is no directive %(name)s"),
        _("see docs/editing.md for the directives; one of a Sphinx extension needs that extension in conf.py"),
        Known.directives,
    ),
    "unknown-role": Rule(
        r'Unknown interpreted text role "(?P<name>.*)"\.|Interpreted text role "(?P<other>.*)" not implemented\.',
        _("there is no role %(name)s"),
        _("see docs/editing.md for the roles; one of a Sphinx extension needs that extension in conf.py"),
        Known.roles,
        fill=lambda _known, _warned, values: {"name": values["name"] or values["other"]},
    ),
    "unknown-option": Rule(
        _IN + r'unknown option: "(?P<name>.*)"\.',
        _("the directive %(directive)s has no option %(name)s"),
        _("take it out, or write one of: %(options)s"),
        Known.options,
        fill=_options,
    ),
    "value-not-in-list": Rule(
        _VALUE + r'"(?P<name>.*)" unknown; choose from (?P<choices>.*)\.',
        _(":%(option)s: cannot be %(name)s"),
        _("write one of: %(choices)s"),
        Known.choices,
        fill=_choices,
    ),
    "value-not-a-number": Rule(
        _VALUE + r"(?:invalid literal for int|could not convert string to float|negative (?:or zero )?value).*",
        _(":%(option)s: needs a number, and has %(value)s"),
        _("write it in digits, such as 2"),
    ),
    "value-not-a-length": Rule(
        _VALUE + r"not a positive (?:number or )?measure of one of the following units: (?P<choices>.*)\.",
        _(":%(option)s: needs a length, and has %(value)s"),
        _("write a number with its unit, such as 80mm or 12em"),
    ),
    "value-missing": Rule(
        _IN
        + r"invalid option value: \(option: \"(?P<option>[^\"]+)\"; value: .*?\) argument required but none supplied\.",
        _(":%(option)s: has no value"),
        _("write the value behind it, on the same line"),
    ),
    "value-of-a-flag": Rule(
        _VALUE + r"no argument is allowed.*",
        _(":%(option)s: takes no value"),
        _("write :%(option)s: alone"),
    ),
    "bad-value": Rule(
        _VALUE + r"(?P<reason>.*)\.",
        _(":%(option)s: cannot be %(value)s: %(reason)s"),
        _("correct the value, or take the option out"),
    ),
    "argument-missing": Rule(
        _IN + r"\d+ argument\(s\) required, \d+ supplied\.",
        _("the directive %(directive)s lacks what belongs behind its two colons"),
        _("write it on the same line: .. %(directive)s:: …"),
    ),
    "arguments-too-many": Rule(
        _IN + r"maximum (?P<count>\d+) argument\(s\) allowed, \d+ supplied\.",
        _("too much is behind the two colons of the directive %(directive)s"),
        _("write its text below it, after an empty line, indented by three spaces"),
    ),
    "no-content-permitted": Rule(
        _IN + r"no content permitted\.",
        _("the directive %(directive)s takes no text"),
        _("begin the text below it in the column of the two full stops"),
    ),
    "content-missing": Rule(
        r'Content block expected for the "(?P<directive>.*)" directive; none found\.'
        r'|The "(?P<second>.*)" directive requires content; none supplied\.',
        _("the directive %(directive)s is empty"),
        _("write its text below it, after an empty line, indented by three spaces"),
        fill=lambda _known, _warned, values: {"directive": values["directive"] or values["second"]},
    ),
    "bad-options": Rule(
        _IN + r"(?:invalid option (?:block|data)|duplicate option).*",
        _("the options of the directive %(directive)s cannot be read"),
        _("write each once, as :name: value, on lines directly below the directive, and an empty line after the last"),
    ),
    # Marks in the text.
    "open-markup": Rule(
        r"Inline (?P<kind>.+?) start-string without end-string\.",
        _("%(mark)s opens here and is not closed in the same paragraph"),
        _(
            "close it with %(mark)s directly behind the last character, or write %(escaped)s for the characters themselves"
        ),
        fill=_mark,
    ),
    "role-and-link": Rule(
        r"Mismatch: both interpreted text role (?:prefix|suffix) and reference suffix\.|Multiple roles in interpreted text.*",
        _("backquotes have a role and a link mark at once"),
        _("take out the role, or the underscore behind the backquotes"),
    ),
    "unknown-footnote": Rule(
        r'Unknown target name: "(?P<name>.*)"\.',
        _("no footnote has the name #%(name)s"),
        _("write the footnote: .. [#%(name)s] and its text; or correct the name"),
        Known.footnotes,
        near=_("did you mean [#%(near)s]_?"),
        fill=_footnote,
    ),
    "unknown-target": Rule(
        r'Unknown target name: "(?P<name>.*)"\.',
        _("the underscore makes a link, and nothing has the name %(name)s"),
        _("write `words <https://…>`_ for an address, :ref:`label` for a place, \\_ for the character itself"),
        Known.targets,
    ),
    "anonymous-links": Rule(
        r"Anonymous hyperlink mismatch: (?P<calls>\d+) references but (?P<targets>\d+) targets?\..*",
        _("%(calls)s links end in two underscores, and %(targets)s addresses are given for them"),
        _("write each as `words <https://…>`__, with its address"),
    ),
    "label-twice": Rule(
        r'Duplicate explicit target name: "(?P<name>.*)"\.',
        _("the label %(name)s is given twice in this document"),
        _("give one of the two another name, and correct the references to it"),
    ),
    "label-elsewhere": Rule(
        r"duplicate (?:label|equation label|label of equation) (?P<name>.*?), other instance in (?P<file>.*)",
        _("the label %(name)s is given in %(file)s too"),
        _("give one of the two another name, and correct the references to it"),
    ),
    "description-twice": Rule(
        r"duplicate (?P<kind>[\w:]+) description of (?P<name>.*?), other instance in (?P<file>[^,]*).*",
        _("%(name)s is explained in %(file)s too"),
        _("take one of the two out"),
    ),
    "unknown-substitution": Rule(
        r'Undefined substitution referenced: "(?P<name>.*)"\.',
        _("nothing is defined for |%(name)s|"),
        _("write .. |%(name)s| replace:: and its words; or \\| for the character itself"),
        Known.substitutions,
    ),
    "footnotes-too-few": Rule(
        r"Too many (?:autonumbered|symbol) footnote references: only (?P<count>\d+) corresponding .*",
        _("the text calls more footnotes than are written (%(count)s)"),
        _("write the missing footnote, .. [#] and its text, or take its mark out"),
    ),
    "uncalled-footnote": Rule(
        r"(?:Footnote|Citation) \[(?P<name>.*)\] is not referenced\.",
        _("nothing in the text calls the footnote [%(name)s]"),
        _("put its mark behind the word that it explains, such as [#name]_ for .. [#name]; or take the footnote out"),
    ),
    # Headings.
    "underline-too-short": Rule(
        r"Title (?:underline|overline) too short\.|Title overline & underline mismatch\.",
        _("the line of a heading is shorter than its words, or its two lines differ"),
        _("make each line as long as the heading, of the same character"),
    ),
    "incomplete-heading": Rule(
        r"(?:Incomplete section title|Missing matching underline for section title overline"
        r"|Invalid section title or transition marker)\.",
        _("a line of characters announces a heading that does not follow"),
        _("write the same line below the heading; or put empty lines around it, if it is no heading"),
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
        _("begin it in the same column, or put an empty line between them, if it is a block of its own"),
    ),
    "missing-blank-line": Rule(
        r"(?P<block>[\w ]+?) ends without a blank line; unexpected unindent\.",
        _("no empty line follows %(block)s"),
        _("put an empty line before this line; or indent it, if it belongs to the block above"),
        fill=_block,
    ),
    "literal-block-missing": Rule(
        r"Literal block expected; none found\.|Inconsistent literal block quoting\.",
        _("the double colon announces a literal block that does not follow"),
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
        _("write each cell behind a hyphen; an empty cell is a hyphen alone"),
    ),
    "no-rows": Rule(
        r'Error parsing content block for the "list-table" directive: .*',
        _("this is no list of rows with a list of cells in each"),
        _("write “* - ” before the first cell of a row, “  - ” before each other one"),
    ),
    "unequal-widths": Rule(
        r'"(?P<directive>[\w-]+)" widths do not match the number of columns in table \((?P<count>\d+)\)\.',
        _(":widths: has not as many numbers as the table has columns"),
        _("write %(count)s numbers"),
    ),
    "rows-too-few": Rule(
        r"\d+ (?:header row|stub column)\(s\) specified but only (?P<count>\d+) .*|Insufficient data supplied .*",
        _("the table has no rows or columns beside its header"),
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
        _IN + r"(?P<reason>.*)\.",
        _("the directive %(directive)s cannot be read: %(reason)s"),
        _("compare it with its example in docs/editing.md or in the documentation of Sphinx"),
    ),
    "bad-condition": Rule(
        r"exception while evaluating only directive expression: .*",
        _("the condition of .. only:: cannot be read"),
        _("write tags with and, or, not between them, such as: html or epub"),
    ),
    "unknown-highlighting": Rule(
        r"Pygments lexer name '(?P<name>.*)' is not known",
        _("no programming language has the name %(name)s"),
        _("write text for what is no programming language"),
        Known.lexers,
    ),
    "not-that-language": Rule(
        r"Lexing literal_block .* as \"(?P<name>.*?)\" resulted in an error at token: .*",
        _("the code is no valid %(name)s"),
        _("correct the code, or write .. code-block:: text"),
    ),
    "bad-index-entry": Rule(
        r"(?:invalid|unknown) (?P<kind>\w+) index entry (?:type )?'(?P<name>.*)'",
        _("the index entry %(name)s lacks a part"),
        _("write both parts with a semicolon between them"),
    ),
    # Bibliographies and translations.
    "missing-bibliography": Rule(
        r"could not open bibtex file (?P<name>.*)\.",
        _("the file %(name)s of the bibliography is not there"),
        _("put the file there, or correct bibtex_bibfiles in conf.py"),
    ),
    "work-twice": Rule(
        r"(?:bibliography data error in .*: repeated bibliography entry: |duplicate citation (?:id|for key) )(?P<name>.*)",
        _("the key %(name)s is in the bibliography twice"),
        _("give one of the entries another key, or take one of the bibliographies out"),
    ),
    "incomplete-work": Rule(
        r"missing (?P<field>\w+) in (?P<name>.*)",
        _("the entry %(name)s of the bibliography has no %(field)s"),
        _("add the field to its entry in the .bib file"),
    ),
    "changed-references": Rule(
        r"inconsistent (?P<kind>[\w ]*?) ?references in translated message\. original: \[(?P<original>.*)\], "
        r"translated: \[(?P<translated>.*)\]",
        _("the translation refers to [%(translated)s], and the original to [%(original)s]"),
        _("copy the references of the original into the translation"),
    ),
}
