# SPDX-License-Identifier: GPL-3.0-or-later
"""Resolves conflicts between two translations of a message: takes theirs, which is in a comment, or keeps ours."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from pipeline.catalogue.conflict import Choice, Side, alternatives, resolve, words_of
from pipeline.catalogue.kit_snapshot import base_of, base_text
from pipeline.catalogue.reading import lines_of, parse, read
from pipeline.catalogue.receiving import receive, returned_messages, without_words
from pipeline.model.message import Key, Message
from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.model.publication import Language
from pipeline.model.remark import Remark
from pipeline.system.files import revise
from pipeline.system.lock import project_lock
from pipeline.translations.catalogues import catalogues

_PLACE = re.compile(r"(?P<path>.+?)(?::(?P<line>\d+))?\Z")


@dataclass(frozen=True, slots=True)
class Conflict:
    """A message with conflicting translations, `others`, the latest last; `line` is that of its msgstr."""

    path: Path
    line: int
    message: Message
    others: tuple[str, ...]

    @property
    def current(self) -> str:
        return words_of(self.message)


@dataclass(frozen=True, slots=True)
class Done:
    """A conflict was settled; `line` is the message's new line in the file."""

    conflict: Conflict
    side: Side
    line: int


@dataclass(frozen=True, slots=True)
class ConflictSnapshot:
    """A conflict as shown on a page: the key of the message, its translation, and the conflicting translations."""

    path: Path
    key: Key
    current: str
    alternatives: tuple[str, ...]


def conflicts(project: Project, languages: Iterable[Language]) -> Iterator[Conflict]:
    """Yield the conflicts in the catalogues of these languages. Raises Problem `broken-catalogue`."""
    for language in languages:
        for path in _paths(project, language):
            yield from _conflicts_in(path, language)


def merge(
    project: Project, base: Path, current: Path, incoming: Path, path: Path, moment: datetime
) -> Iterator[Conflict]:
    """Merge the incoming version of the catalogue at `path` into the current file, as git's merge driver; yield the conflicts.

    A message that is only in the incoming version becomes obsolete, so that the next update can use it. Raises Problem
    `unknown-catalogue`, `broken-catalogue`.
    """
    language = _language(project, path)

    def merge_into(data: bytes) -> tuple[bytes, None]:
        ours = parse(path, data, language)
        base_messages, incoming_messages = (
            returned_messages(lines_of(path, version.read_bytes(), language), ours) for version in (base, incoming)
        )
        current_keys = {message.key for message in ours.messages}
        removed = [without_words(message) for message in incoming_messages if message.key not in current_keys]
        return receive(
            path,
            data,
            language,
            incoming_messages,
            base_of(base_text(base_messages)),
            {},
            moment,
            former_messages=removed,
        ).data, None

    revise(current, merge_into)
    for conflict in _conflicts_in(current, language):
        yield replace(conflict, path=path)


def settle(
    project: Project, side: Side, places: Sequence[str], languages: Iterable[Language], moment: datetime
) -> Iterator[Done]:
    """Settle the conflicts at these places (`FILE.po:LINE`, `FILE.po`), or without places all conflicts in these languages.

    Files are written atomically, after all places have been found. `moment` is the revision date of changed catalogues. Raises Problem
    `no-conflict` for a place without a conflict, `unknown-catalogue`, `broken-catalogue`, `locked`.
    """
    with project_lock(project.build):
        chosen = list(_at_places(project, places)) if places else list(conflicts(project, languages))
        for path in dict.fromkeys(conflict.path for conflict in chosen):
            in_file = [conflict for conflict in chosen if conflict.path == path]
            choices = {conflict.message.key: Choice(side) for conflict in in_file}
            yield from _write(project, path, in_file, choices, side, moment)


def settle_shown(project: Project, snapshot: ConflictSnapshot, choice: Choice, moment: datetime) -> None:
    """Settle a conflict that a page showed. Raises Problem `changed-meanwhile` if it has changed since, and those of `settle`."""
    language = _language(project, snapshot.path)
    with project_lock(project.build):
        matches = [
            conflict for conflict in _conflicts_in(snapshot.path, language) if conflict.message.key == snapshot.key
        ]
        if [(conflict.current, conflict.others) for conflict in matches] != [(snapshot.current, snapshot.alternatives)]:
            message = Remark("this message has changed in the meantime; nothing was written")
            hint = Remark("look at its current state")
            raise Problem("changed-meanwhile", message, hint=hint, path=snapshot.path)
        list(_write(project, snapshot.path, matches, {snapshot.key: choice}, choice.side, moment))


def _write(
    project: Project, path: Path, conflicts: list[Conflict], choices: Mapping[Key, Choice], side: Side, moment: datetime
) -> Iterator[Done]:
    language = _language(project, path)

    def settled_in(data: bytes) -> tuple[bytes, bytes]:
        after = resolve(path, data, language, choices, moment)
        return after, after

    data, _ = revise(path, settled_in)
    messages = {entry.message.key: entry.message for entry in lines_of(path, data, language).entries}
    for conflict in conflicts:
        yield Done(conflict, side, messages[conflict.message.key].translation_line)


def _at_places(project: Project, places: Iterable[str]) -> Iterator[Conflict]:
    for place in dict.fromkeys(places):
        match = _PLACE.match(place)
        assert match is not None
        local_path = Path(match["path"]).resolve()  # relative to the working directory, or to the project
        path = local_path if local_path.is_file() else (project.root / match["path"]).resolve()
        language = _language(project, path)
        matches = list(_conflicts_in(path, language))
        if match["line"]:
            key = _key_at(path, language, int(match["line"]))
            matches = [conflict for conflict in matches if conflict.message.key == key]
        if not matches:
            message = Remark("this message has no other translation in its comments")
            hint = Remark("`west-pipeline settle` lists the messages with two translations")
            line = int(match["line"]) if match["line"] else None
            raise Problem("no-conflict", message, hint=hint, path=path, line=line)
        yield from matches


def _conflicts_in(path: Path, language: Language) -> Iterator[Conflict]:
    for message in read(path, language).messages:
        if received := alternatives(message):
            yield Conflict(path, message.translation_line, message, received)


def _key_at(path: Path, language: Language, line: int) -> Key | None:
    """Return the key of the message whose entry contains a line, including its comments and the blank line before it."""
    line_count = 0
    for entry in lines_of(path, path.read_bytes(), language).entries:
        line_count += "".join(entry.lines).count("\n")
        if line <= line_count + (not entry.lines[-1].endswith("\n")):
            return entry.message.key
    return None


def _language(project: Project, path: Path) -> Language:
    for language in project.languages:
        if path.resolve() in map(Path.resolve, _paths(project, language)):
            return language
    hint = Remark("name it as listed: locales/sq/LC_MESSAGES/NAME.po, with :LINE for one message")
    raise Problem("unknown-catalogue", Remark("this is not a catalogue of the project"), hint=hint, path=path)


def _paths(project: Project, language: Language) -> list[Path]:
    return sorted(catalogues(project.locales, language, project.catalogues).values())
