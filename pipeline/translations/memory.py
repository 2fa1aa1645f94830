# SPDX-License-Identifier: GPL-3.0-or-later
"""Translation memories of a project: its catalogues as segments, and imported TMX files next to the catalogues of a language."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.catalogue.memory import ImportedMemory
from pipeline.exchange.tmx import Segment, Unit, read_tmx, tmx
from pipeline.model.message import Catalogue, Message, State
from pipeline.model.plurals import PluralRule
from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.model.publication import Language
from pipeline.model.publication_file import ascii_slug
from pipeline.system.files import write_if_changed
from pipeline.translations.catalogues import MEMORY, catalogue_path, former_path


@dataclass(frozen=True, slots=True)
class Kept:
    """A memory was imported for a language: its file, and number of segments; `written` if the file has changed."""

    path: Path
    segments: int
    written: bool


def keep(project: Project, path: Path) -> Iterator[Kept]:
    """Import a TMX file as `locales/<language>/memory/<name>.tmx`, for each of the project's languages that it translates into.

    Replaces a memory with the same name. Raises Problem `missing-file`, or `broken-memory` for an invalid file, or one without
    translations between two languages of the project.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        cause, hint = error.strerror or str(error), "correct the path"
        raise Problem("missing-file", "the memory is missing", cause=cause, hint=hint, path=path) from error
    segments: dict[Language, list[Segment]] = {language: [] for language in project.languages}
    tags: set[str] = set()
    for unit in read_tmx(path, data):
        tags |= unit.texts.keys()
        for language, rows in segments.items():
            rows.extend(_segments_into(language, [unit], project.languages))
    name = ascii_slug(path.stem) or "memory"
    for language, rows in segments.items():
        if rows:
            target = memory_folder(project, language) / f"{name}.tmx"
            yield Kept(target, len(rows), write_if_changed(target, tmx(rows)))
    if not any(segments.values()):
        message = "the memory does not translate between two languages of the project"
        cause = f"its languages are {', '.join(sorted(tags))}"
        hint = f"export it with two of: {', '.join(language.tag for language in project.languages)}"
        raise Problem("broken-memory", message, cause=cause, hint=hint, path=path)


def imported_memories(
    project: Project, language: Language
) -> tuple[Mapping[str, tuple[ImportedMemory, ...]], tuple[Problem, ...]]:
    """Return the imported memories of a language, by the tag of their original language, and Problems for unreadable ones."""
    memories: dict[str, list[ImportedMemory]] = {}
    refused = []
    for path in sorted(memory_folder(project, language).glob("*.tmx")):
        try:
            segments = list(_segments_into(language, read_tmx(path, path.read_bytes()), project.languages))
        except Problem as problem:
            refused.append(problem)
            continue
        by_original: dict[str, dict[str, str]] = {}
        for segment in segments:
            by_original.setdefault(segment.original, {}).setdefault(segment.text, segment.translation)
        for original, texts in by_original.items():
            memories.setdefault(original, []).append(ImportedMemory(f"{MEMORY}/{path.name}", texts))
    return {tag: tuple(several) for tag, several in memories.items()}, tuple(refused)


def segments_of(catalogues: Iterable[Catalogue]) -> tuple[Segment, ...]:
    """Return the unique pairs of original and translation in catalogues; pairs of obsolete messages come last.

    Skips catalogues that do not name their original language.
    """
    usable = [catalogue for catalogue in catalogues if catalogue.source_language]
    rows = [(catalogue, message) for catalogue in usable for message in catalogue.messages]
    rows += [(catalogue, message) for catalogue in usable for message in catalogue.obsolete]
    segments: dict[tuple[str, str, str], Segment] = {}
    for catalogue, message in rows:
        original = catalogue.source_language or ""
        for text, translation in _texts(message, catalogue.plural_rule):
            segment = Segment(original, catalogue.language.tag, text, translation, catalogue.path.name)
            segments.setdefault((original, text, translation), segment)
    return tuple(segments.values())


def _texts(message: Message, rule: PluralRule | None) -> list[tuple[str, str]]:
    if message.state is not State.TRANSLATED:
        return []
    if not message.plural:
        return [(message.original, message.translation)]
    forms = message.plural_translations
    singular, plural = (rule.form(1), rule.general) if rule and rule.count == len(forms) else (0, -1)
    return [(message.original, forms[singular]), (message.plural, forms[plural])]


def _segments_into(language: Language, units: Iterable[Unit], languages: tuple[Language, ...]) -> Iterator[Segment]:
    for unit in units:
        texts: dict[str, str] = {}
        for tag, text in unit.texts.items():
            if match := closest_language(tag, languages):
                texts.setdefault(match.tag, text)
        if language.tag not in texts:
            continue
        source = closest_language(unit.source, languages)
        for original, text in texts.items():
            if original != language.tag and (not unit.source or (source and source.tag == original)):
                yield Segment(original, language.tag, text, texts[language.tag])


def closest_language(tag: str, languages: tuple[Language, ...]) -> Language | None:
    """Return the language of the project that is closest to a tag: for `de-at` German, unless the project has Austrian German."""
    exact = next((language for language in languages if language.tag.lower() == tag), None)
    primary = tag.partition("-")[0]
    return exact or next((language for language in languages if language.tag.lower() == primary), None)


def memory_folder(project: Project, language: Language) -> Path:
    return former_path(catalogue_path(project.locales, language, "any")).parent
