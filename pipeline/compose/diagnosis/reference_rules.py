# SPDX-License-Identifier: GPL-3.0-or-later
"""Warnings about references, documents and files."""

from pipeline.compose.diagnosis.rule import Rule
from pipeline.compose.mistakes import MISSING_FILE, OUTSIDE_FILE, OUTSIDE_STEP, WHERE_FILES_ARE, _

RULES: dict[str, Rule] = {
    # References to other places.
    "unknown-label": Rule(
        r"undefined label: '(?P<name>.*)'",
        _("no label has the name %(name)s"),
        _("write .. _%(name)s: above the heading, figure or table that is meant, or correct the name"),
        "labels",
    ),
    "label-without-title": Rule(
        r"Failed to create a cross reference\. A title or caption not found: '(?P<name>.*)'",
        _("the label %(name)s is not followed by a heading or a caption"),
        _("write the words of the link yourself: :ref:`words <%(name)s>`"),
    ),
    "without-number": Rule(
        r"Failed to create a cross reference\. Any number is not assigned: (?P<name>.*)",
        _("the element after the label %(name)s has no number"),
        _("give the figure or table a caption, or refer to it with :ref:"),
    ),
    "link-without-caption": Rule(
        r"the link has no caption: (?P<name>.*)",
        _("the words %(name)s have no place for a number or title"),
        _("put %%s where the number belongs"),
    ),
    "term-of-translation": Rule(
        r"term not in glossary: '(?P<name>.*)'",
        _("the glossary of the translation has no term %(name)s"),
        _("write :term:`your words <term>`, with the term as the glossary of your language has it"),
        "terms",
        near=_("write :term:`%(name)s <%(near)s>`, with the term as the glossary of your language has it"),
        of_translation=True,
    ),
    "unknown-term": Rule(
        r"term not in glossary: '(?P<name>.*)'",
        _("no glossary has the term %(name)s"),
        _("explain it in the glossary, or write its words without :term:"),
        "terms",
    ),
    "work-without-bibliography": Rule(
        r'could not find bibtex key "(?P<name>.*)"',
        _("no bibliography of the publication can show the work %(name)s"),
        _("write .. bibliography:: where its works are to be listed, usually in the last chapter"),
        fill=lambda candidates, _warning, values: values if values["name"] in candidates.works() else None,
    ),
    "unknown-work": Rule(
        r'could not find bibtex key "(?P<name>.*)"',
        _("no entry of the bibliography has the key %(name)s"),
        _("add its entry to the .bib file, which has all keys, or correct the key"),
        "works",
    ),
    "unknown-document": Rule(
        r"unknown document: '(?P<name>.*)'",
        _("there is no document %(name)s"),
        _(
            "write the name of its file without .rst, relative to this document, or with / relative to the publication's folder"
        ),
        "documents",
    ),
    "unknown-equation": Rule(
        r"equation not found: (?P<name>.*)",
        _("no formula has the label %(name)s"),
        _("write :label: %(name)s below the .. math:: that is meant, or correct the name"),
        "equations",
    ),
    "unknown-citation": Rule(
        r"citation not found: (?P<name>.*)",
        _("no citation has the name %(name)s"),
        _("write it: .. [%(name)s] and its text; or remove the mark"),
        "citations",
    ),
    "unknown-object": Rule(
        r"(?P<role>[\w:]+) reference target not found: (?P<name>.*)|'any' reference target not found: (?P<any>.*)",
        _("nothing with the name %(name)s is described"),
        _("correct the name, or write it as ``%(name)s`` without a role"),
        "objects",
        fill=lambda _candidates, _warning, values: {"name": values["name"] or values["any"]},
    ),
    # Documents and files.
    "markdown-entry": Rule(
        r"toctree contains (?:reference|ref) to (?:nonexisting document|non-existing document|nonexisting file)"
        r" '(?P<name>[^']*)'.*",
        _("the toctree names %(name)s.md, which is Markdown"),
        _("write it in reStructuredText as %(name)s.rst; or install myst-parser, and add it to extensions in conf.py"),
        fill=lambda candidates, _warning, values: (
            {"name": str(values["name"]).removesuffix(".md")}
            if f"{str(values['name']).removesuffix('.md')}.md" in candidates.files
            else None
        ),
    ),
    "unknown-entry": Rule(
        r"toctree contains (?:reference|ref) to (?:nonexisting document|non-existing document|nonexisting file)"
        r" '(?P<name>[^']*)'.*",
        _("the toctree names a document that does not exist: %(name)s"),
        _("write the name of its file without .rst, or take the entry out"),
        "documents",
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
        _("take the entry out, or rename the file: names that begin with _ are left out"),
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
    "numbered-twice": Rule(
        r"(?P<name>.*) is already assigned section numbers \(nested numbered toctree\?\)",
        _("two entries of numbered toctrees name the document %(name)s"),
        _("take one of the entries out"),
    ),
    "circular-toctree": Rule(
        r"circular toctree references detected, ignoring: (?P<names>.*)|self referenced toctree found\. Ignored\.",
        _("the toctree leads back to the document that holds it"),
        _("take out the entry that names a document above it"),
    ),
    "missing-file": Rule(
        r"(?:image|download) file(?: [^ ]+)? not readable: (?P<name>.*)"
        r"|.*\[Errno 2\] No such file or directory: '(?P<path>.*?)'\.?"
        r"|Include file '(?P<include>.*?)' not found or reading it failed.*",
        MISSING_FILE,
        WHERE_FILES_ARE,
        "files",
        fill=lambda _candidates, _warning, values: {"name": next(filter(None, values.values()), "")},
    ),
    "outside-file": Rule(r"file outside of the project: (?P<name>.*)", OUTSIDE_FILE, OUTSIDE_STEP),
    "fetched-file": Rule(
        r"nothing is fetched during a build: (?P<name>.*)",
        _("%(name)s is on another host, and nothing is fetched during a build"),
        _("save the file in the project, and name it with :file:"),
    ),
}
