# SPDX-License-Identifier: GPL-3.0-or-later
"""Concepts of a project that must not be confused, and words to avoid, from `lints.toml`."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from pathlib import Path

from pipeline.model.remark import Remark
from pipeline.model.toml_tables import Table

LINTS_FILE = "lints.toml"


class _Name(Remark):
    """The name of a concept in the reader's language, or else in English."""

    __slots__ = ()

    def translated(self, translate: Callable[[str], str]) -> str:
        return str(self.values.get(getattr(translate, "tag", "en").partition("-")[0], str(self)))


@dataclass(frozen=True, slots=True)
class Concept:
    """A concept with its name and a pattern of its words, by primary tag. Only concepts of the same group can be confused."""

    names: Mapping[str, str]
    words: Mapping[str, re.Pattern[str]]
    group: str = ""


@dataclass(frozen=True, slots=True)
class AvoidedWords:
    """Words to avoid in a language (a primary tag), and their replacement. `misleads`: they do not mean what the writer thinks."""

    language: str
    words: re.Pattern[str]
    replacement: str
    misleads: bool = False


@dataclass(frozen=True, slots=True)
class Confusables:
    """The concepts, a pattern for each language of words that mix up two of them, and the words to avoid."""

    concepts: tuple[Concept, ...] = ()
    mixed: Mapping[str, re.Pattern[str]] = field(default_factory=dict)
    avoided: tuple[AvoidedWords, ...] = ()

    @classmethod
    def read(cls, path: Path) -> "Confusables":
        """Read `lints.toml`; return an empty object if it does not exist. Raises Problem with the line of a mistake."""
        return confusables_in(Table.read(path)) if path.is_file() else cls()

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups of concepts, in file order. `mixed` concerns the concepts of the group ""."""
        return tuple(dict.fromkeys(concept.group for concept in self.concepts))

    def concepts_in(self, text: str, language: str, group: str = "") -> list[Concept]:
        """Return the concepts of a group that a text in a language (a primary tag) mentions."""
        return [
            concept
            for concept in self.concepts
            if concept.group == group and language in concept.words and concept.words[language].search(text)
        ]

    @property
    def description(self) -> Remark:
        """The names of the concepts that can be mixed up: `trafficking and smuggling`."""
        concepts = (concept for concept in self.concepts if not concept.group)
        names: list[Remark] = [_Name(concept.names["en"], **concept.names) for concept in concepts]
        return reduce(lambda before, last: Remark("%(before)s and %(last)s", before=before, last=last), names)


def confusables_in(table: Table) -> Confusables:
    """Return the concepts and words of a `lints.toml`."""
    concepts = tuple(_concept(row) for row in table.tables("concepts", "concepts"))
    mixed = table.table("mixed")
    avoided = tuple(_avoided(row) for row in table.tables("avoided", "avoided"))
    table.reject_unknown_keys()
    return Confusables(concepts, _patterns(mixed) if mixed is not None else {}, avoided)


def _concept(table: Table) -> Concept:
    names, words, group = table.table("names"), table.table("words"), table.text("group", "")
    table.reject_unknown_keys()
    hint = 'write names = { en = "…" }, in English and in each language in which [concepts.words] has a pattern'
    if names is None or words is None or "en" not in names.values:
        raise table.problem("missing-key", "a concept needs names and words", "names", hint=hint)
    for tag in words.values:
        if tag not in names.values:
            raise words.problem("missing-key", f"a concept has words in {tag!r} but no name", tag, hint=hint)
    return Concept({tag: names.text(names.language(tag, tag)) for tag in names.values}, _patterns(words), group)


def _avoided(table: Table) -> AvoidedWords:
    language = table.language("language", table.text("language"))
    words, replacement, misleads = _pattern(table, "words", language), table.text("instead"), table.flag("misleads")
    table.reject_unknown_keys()
    return AvoidedWords(language, words, replacement, misleads)


def _patterns(table: Table) -> dict[str, re.Pattern[str]]:
    return {tag: _pattern(table, tag, table.language(tag, tag)) for tag in table.values}


def _pattern(table: Table, key: str, tag: str) -> re.Pattern[str]:
    try:
        return re.compile(table.text(key), re.IGNORECASE | re.VERBOSE)
    except re.error as error:
        raise table.problem(
            "bad-value",
            f"the words in {tag!r} are not a regular expression",
            key,
            cause=str(error),
            hint="escape special characters of regular expressions, or remove them; write spaces as [ ]",
        ) from None
