# SPDX-License-Identifier: GPL-3.0-or-later
"""The first text of a project's own profile of a language: what the Unicode locale data says, and what is to be written."""

import json
from collections.abc import Iterator

import icu
from babel import Locale

from pipeline.languages.profile import LanguageProfile
from pipeline.model.publication import spdx

_HEAD = """\
# {name}. What is written here is from the Unicode locale data: read it, and correct what is wrong.
# Below what is missing stands what it costs: fill it in and take the # off, that of its table too, or leave it.
# The handbook for editors explains each entry.
"""
_MISSING = {
    "words.doubled": ("words", 'doubled = ""'),
    "words.small": ("words", 'small = ""'),
    "words.per_cent": ("words", "per_cent = []"),
    "words.telephone": ("words", "telephone = []"),
    "hyphenation": ("hyphenation", 'vowels = "a e i o u"'),
    "search.stemmer": ("search", 'stemmer = ""'),
    "search.elision": ("search", "elision = false"),
    "irregular": ("irregular", 'children = "child"'),
    "kit.guide": ("kit", 'guide = "READ-ME.txt"'),
    "kit.answer": ("kit", 'answer = "ANSWER.txt"'),
}
"""By entry, the table in which it stands and how it is written."""
_OPENING, _CLOSING, _INNER_OPENING, _INNER_CLOSING = range(4)
"""ICU's numbers of the delimiters of a language."""


def draft(profile: LanguageProfile, name: str, licence: str) -> str:
    """Return the text of a profile that has what `profile` lacks, as far as the locale data knows it; `licence` is that of its project."""
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
        # An empty table would say that there is nothing to be written.
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
