# SPDX-License-Identifier: GPL-3.0-or-later
"""Warnings about bibliographies and the references of translations."""

from pipeline.compose.diagnosis.rule import Rule
from pipeline.compose.mistakes import _

RULES: dict[str, Rule] = {
    "missing-bibliography": Rule(
        r"could not open bibtex file (?P<name>.*)\.",
        _("the bibliography file %(name)s is missing"),
        _("add the file, or correct bibtex_bibfiles in conf.py"),
    ),
    "work-twice": Rule(
        r"(?:bibliography data error in .*: repeated bibliography entry: |duplicate citation (?:id|for key) )(?P<name>.*)",
        _("the key %(name)s is in the bibliography twice"),
        _("give one of the entries another key, or remove one of the bibliographies"),
    ),
    "incomplete-work": Rule(
        r"missing (?P<field>\w+) in (?P<name>.*)",
        _("the entry %(name)s of the bibliography has no %(field)s"),
        _("add the field to its entry in the .bib file"),
    ),
    "changed-references": Rule(
        r"inconsistent (?P<kind>[\w ]*?) ?references in translated message\. original: \[(?P<original>.*)\], "
        r"translated: \[(?P<translated>.*)\]",
        _("the translation refers to [%(translated)s], but the original to [%(original)s]"),
        _("copy the references of the original into the translation"),
    ),
}
