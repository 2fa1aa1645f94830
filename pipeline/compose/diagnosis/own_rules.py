# SPDX-License-Identifier: GPL-3.0-or-later
"""The messages of our own directives, `sentence; step` in English, as remarks; and those that name what is not in a list."""

import re

from pipeline.compose.diagnosis.rule import DID_YOU_MEAN, Rule, _

_MESSAGES = (
    (_("a step stands outside a procedure"), _("indent it as far as the procedure's text")),
    (_("a field stands outside a form"), _("indent it as far as the form's text")),
    (
        _("a field without a list offers nothing to choose"),
        _("write the choices as a bullet list, each behind a hyphen"),
    ),
    (_("a panel stands outside a leaflet or card"), _("indent it as far as their text")),
    (_("a panel calls a footnote, for which it has no room"), _("say it in the text")),
    (_("a %(kind)s holds text outside its panels"), _("indent it as far as the text of a panel")),
    (_("a checklist holds no list"), _("write its items as a bullet list, each behind a hyphen")),
    (_("an abstract has no keywords"), _("write :keywords: with semicolons between them")),
    (_("an abstract is one or more paragraphs"), _("it holds no list, table or note")),
    (_("the caption is missing"), _("write it below the options, after an empty line")),
    (_(":series: is missing"), _("it names the columns of :values:, with a semicolon between them")),
    (_("no contact of %(file)s is a helpline"), _("name those you want in :contacts:")),
    (_("%(name)s is a line of the police, for which a neutral list has no place"), _("name others in :contacts:")),
    (_("%(file)s has no neutral_service for %(name)s"), _("write there a name by which nobody learns what it is for")),
    (_("%(name)s lies outside of the publication's folder"), _("a publication keeps data of its own")),
)
"""What extensions say: the English of both, with "; " between them."""

SLIPS = {
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
            "write a role, such as :%(role)s:`%(text)s`, with both colons and no blank; or two backquotes on each side for ``literal``"
        ),
    ),
}
"""What `slips` says, in the same form."""


def _of_message(sentence: str, step: str) -> Rule:
    pieces = re.split(r"%\((\w+)\)s", f"{sentence}; {step}")
    for turn in range(1, len(pieces), 2):
        name = pieces[turn]
        pieces[turn] = f"(?P={name})" if f"(?P<{name}>.+?)" in pieces[:turn] else f"(?P<{name}>.+?)"
    pieces[::2] = map(re.escape, pieces[::2])
    return Rule("".join(pieces), sentence, step)


OWN_RULES: dict[str, Rule] = {
    "unknown-contact": Rule(
        r"(?P<file>\S+) holds no contact with the id '(?P<name>.*)'",
        _("no contact has the id %(name)s"),
        _("the ids are in %(file)s, one for each contact"),
        "contacts",
    ),
    "unknown-publication": Rule(
        r"there is no publication '(?P<name>.*?)'",
        _("there is no publication %(name)s"),
        _("name the folder of another publication in source/, behind it #label, /document or :term:term"),
    ),
    "misspelt-publication": Rule(
        r"there is no publication '(?P<name>.*?)'; did you mean (?P<near>.*)\?",
        _("there is no publication %(name)s"),
        DID_YOU_MEAN,
    ),
    "unknown-body": Rule(
        r"(?P<file>\S+) has no body with the id '(?P<name>.*?)'; it has: .*",
        _("no body has the id %(name)s"),
        _("the ids are in %(file)s, one for each body"),
        "bodies",
    ),
    "country-without-contacts": Rule(
        r"(?P<file>\S+) holds no contact of the country '(?P<name>.*)'",
        _("no contact is one of the country %(name)s"),
        _("add a contact with this country to %(file)s, or take the country out"),
    ),
    "unknown-column": Rule(
        r"(?P<file>\S+) has no column '(?P<name>.*?)'; it has: (?P<choices>.*)",
        _("%(file)s has no column %(name)s"),
        _("write one of: %(choices)s"),
        "choices",
    ),
    "unknown-name-of-term": Rule(
        r"(?P<file>\S+) has no term '(?P<name>.*?)'(?:; is it one of: (?P<choices>.*)\?|; .*)",
        _("%(file)s has no term %(name)s"),
        _("name it in English, or by its key, which are in %(file)s"),
        "choices",
    ),
    "panels": Rule(
        r"a (?P<kind>\w+) has exactly (?P<panels>\d+) panels, this one has (?P<count>\d+)",
        _("a %(kind)s has exactly %(panels)s panels, this one has %(count)s"),
        _("bring the text into as many panels"),
    ),
    "missing-option": Rule(
        r":(?P<option>[\w-]+): is missing",
        _(":%(option)s: is missing"),
        _("write it on a line directly below the directive, indented by three spaces"),
    ),
    "count-of-texts": Rule(
        r":(?P<option>[\w-]+): has (?P<count>\d+) texts, and (?:it needs |\S+ has )(?P<needed>\d+)(?: columns)?",
        _(":%(option)s: has %(count)s texts, and needs %(needed)s"),
        _("write as many, with semicolons between them"),
    ),
    "broken-formula": Rule(
        r"the formula cannot be shown: (?P<reason>.*)",
        _("the formula cannot be shown: %(reason)s"),
        _("correct its TeX; see the section Formulas of docs/editing.md for what is known"),
    ),
    "broken-drawing": Rule(
        r"the drawing cannot be read: (?P<reason>.*)",
        _("the drawing cannot be read: %(reason)s"),
        _("open it in the program that made it, and save it as SVG again"),
    ),
    "picture-of-others": Rule(
        r"a picture may not be fetched from elsewhere; put it into the publication's folder: (?P<name>.*)",
        _("a picture would be fetched from elsewhere: %(name)s"),
        _("put it into the publication's folder"),
    ),
    "unsafe-link": Rule(
        r"a link may not lead to (?P<name>.*)",
        _("a link leads to no page, mail or telephone, and could run code in a browser: %(name)s"),
        _("take it out, or write it between two backquotes on each side if readers are to see it"),
    ),
    "inline-size": Rule(
        r"a size that needs an inline style: (?P<name>.*); use per cent or px",
        _("a page may not have the size %(name)s"),
        _("write it in per cent or px"),
    ),
    **{f"ours-{position}": _of_message(*message) for position, message in enumerate([*_MESSAGES, *SLIPS.values()])},
}
