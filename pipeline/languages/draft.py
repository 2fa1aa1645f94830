# SPDX-License-Identifier: GPL-3.0-or-later
"""Drafts a project's language profile: entries from the Unicode locale data, and a list of missing entries."""

import json
from collections.abc import Iterator

import icu
from babel import Locale

from pipeline.languages.profile import LanguageProfile
from pipeline.model.publication import spdx

_HEAD = """\
# {name}. These values are from the Unicode locale data: read them, and correct what is wrong.
# Missing entries are comments that say what they cost: fill them in and remove the #, also before their table, or leave them.
# The handbook for editors explains each entry.
"""
_MISSING = {
    "words.doubled": ("words", 'doubled = ""'),
    "words.small": ("words", 'small = ""'),
    "words.per_cent": ("words", "per_cent = []"),
    "words.negation": ("words", "negation = []"),
    "words.negative": ("words", "negative = []"),
    "words.telephone": ("words", "telephone = []"),
    "hyphenation": ("hyphenation", 'vowels = "a e i o u"'),
    "search.stemmer": ("search", 'stemmer = ""'),
    "search.elision": ("search", "elision = false"),
    "irregular": ("irregular", 'children = "child"'),
    "kit.guide": ("kit", 'guide = "READ-ME.txt"'),
    "kit.answer": ("kit", 'answer = "ANSWER.txt"'),
}
"""Entry -> its table, and an example line."""
_OPENING, _CLOSING, _INNER_OPENING, _INNER_CLOSING = range(4)
"""ICU's numbers of the quotation marks of a language."""


def draft(profile: LanguageProfile, name: str, licence: str) -> str:
    """Return the text of a profile with the entries that `profile` lacks, as far as the locale data has them.

    `licence` is the project's licence, as an SPDX identifier.
    """
    missing = dict(profile.missing)
    tables: dict[str, list[str]] = {}
    if "quotes" in missing:
        tables["quotes"] = list(_quotes(profile.tag))
    if "spaces" in missing:
        tables["spaces"] = list(_spaces(profile.tag))
    tables["spelling"] = [f"dictionaries = {json.dumps(profile.dictionaries)}"]
    tables["spelling"] += [f"packages.{system} = {json.dumps(names)}" for system, names in profile.packages.items()]
    for entry, (table, line) in _MISSING.items():
        if entry in missing:
            tables.setdefault(table, []).extend([f"# {missing[entry]}.", f"# {line}"])
    parts = [spdx(licence) + _HEAD.format(name=name).rstrip()]
    for table, lines in tables.items():
        # An empty table would mean that its entries are deliberately empty.
        header = f"# [{table}]" if all(line.startswith("#") for line in lines) else f"[{table}]"
        parts.append("\n".join([header, *lines]))
    return "\n\n".join(parts) + "\n"


def _quotes(tag: str) -> Iterator[str]:
    data = icu.LocaleData(tag.replace("-", "_"))
    for key, opening, closing in (("outer", _OPENING, _CLOSING), ("inner", _INNER_OPENING, _INNER_CLOSING)):
        yield f'{key} = "{data.getDelimiter(opening)}…{data.getDelimiter(closing)}"'


def _spaces(tag: str) -> Iterator[str]:
    locale = Locale.parse(tag, sep="-")
    has_space = not str(locale.percent_formats[None].pattern).endswith(("0%", "#%"))
    yield f'per_cent = "{"no-break" if has_space else "none"}"'
    groups = locale.number_symbols[locale.default_numbering_system]["group"]
    yield f"thousands = {'true' if str(groups).isspace() else 'false'}"
