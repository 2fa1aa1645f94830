# SPDX-License-Identifier: GPL-3.0-or-later
"""The command `settle`: of two translations of a message take hers out of its comment, or keep ours and drop the comment."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated

from pipeline.catalogue.keeping import words_of
from pipeline.catalogue.reading import lines_of, read
from pipeline.catalogue.settling import Choice, Side, others
from pipeline.catalogue.settling import settle as settle_messages
from pipeline.commands.arguments import Command, Option
from pipeline.model.message import Key, Message
from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.model.publication import Language
from pipeline.model.remark import Remark
from pipeline.report.said import Said, in_one_line, say_any
from pipeline.report.session import Session
from pipeline.system.files import write_if_changed
from pipeline.system.lock import held

__all__ = ["Choice", "Conflict", "Done", "Shown", "Side", "conflicts", "settle", "settle_shown"]

_PLACE = re.compile(r"(?P<path>.+?)(?::(?P<line>\d+))?\Z")


@dataclass(frozen=True)
class SettleCommand(Command):
    """Settle messages that were translated on both sides, or list what waits for a decision."""

    side: Annotated[
        str,
        Option(choices=("hers", "ours", "list"), help="which translation is taken; list: what waits for a decision"),
    ]
    places: Annotated[list[str], Option(nargs="*", metavar="FILE.po[:LINE]", help="one message, or all of a file")]
    all: Annotated[bool, Option("--all", action="store_true", help="all, or all of --language")]
    language: Annotated[str | None, Option("--language", metavar="TAG", help="this language alone")]

    def run(self, session: Session) -> int:
        project = session.project
        languages = [project.language(self.language)] if self.language else project.languages
        if self.side == "list":
            return session.present(conflicts(project, languages), say)
        if bool(self.places) == self.all:
            hint = "name FILE.po:LINE or FILE.po, or say --all, with --language for one language"
            raise Problem("no-conflict", "what is to be settled is not named", hint=hint)
        events = settle(project, Side(self.side), self.places, languages, datetime.now().astimezone())
        return session.present(events, say)


@dataclass(frozen=True, slots=True)
class Conflict:
    """A message that has another translation beside it: `line` is that of its msgstr, `hers` the latest of `others`."""

    path: Path
    line: int
    message: Message
    others: tuple[str, ...]

    @property
    def hers(self) -> str:
        return self.others[-1]

    @property
    def ours(self) -> str:
        return words_of(self.message)


@dataclass(frozen=True, slots=True)
class Done:
    """A conflict was settled; the line is that in the file as it is now."""

    conflict: Conflict
    side: Side
    line: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A conflict as somebody saw it who decides: the key of the message, its translation, those beside it."""

    path: Path
    key: Key
    ours: str
    others: tuple[str, ...]


def conflicts(project: Project, languages: Iterable[Language]) -> Iterator[Conflict]:
    """Yield what waits for a decision in the catalogues of these languages. Raises Problem `broken-catalogue`."""
    for language in languages:
        for path in sorted(_folder(project, language).glob("*.po")):
            yield from _of_file(path, language)


def settle(
    project: Project, side: Side, places: Sequence[str], languages: Iterable[Language], moment: datetime
) -> Iterator[Done]:
    """Settle the messages at these places (`FILE.po:LINE`, `FILE.po`), or without places all of these languages.

    Each file is written whole, after all that is asked of it was understood. `moment` dates those with new words. Raises
    Problem `no-conflict` for a place where nothing waits, `unknown-catalogue`, `broken-catalogue`, `locked`.
    """
    with held(project.build):
        wanted = list(_named(project, places)) if places else list(conflicts(project, languages))
        for path in dict.fromkeys(one.path for one in wanted):
            mine = [one for one in wanted if one.path == path]
            yield from _written(project, path, mine, {one.message.key: Choice(side) for one in mine}, side, moment)


def settle_shown(project: Project, shown: Shown, choice: Choice, moment: datetime) -> None:
    """Settle one message as somebody saw it. Raises Problem `changed-meanwhile` where it is not so any more, and as `settle`."""
    language = _language(project, shown.path)
    with held(project.build):
        found = [one for one in _of_file(shown.path, language) if one.message.key == shown.key]
        if [(one.ours, one.others) for one in found] != [(shown.ours, shown.others)]:
            raise Problem(
                "changed-meanwhile",
                Remark("this message has changed meanwhile; nothing was written"),
                hint=Remark("look at it again, as it is now"),
                path=shown.path,
            )
        list(_written(project, shown.path, found, {shown.key: choice}, choice.side, moment))


def _written(
    project: Project, path: Path, wanted: list[Conflict], choices: Mapping[Key, Choice], side: Side, moment: datetime
) -> Iterator[Done]:
    language = _language(project, path)
    done = settle_messages(path, path.read_bytes(), language, choices, moment)
    write_if_changed(path, done.data)
    now = {entry.message.key: entry.message for entry in lines_of(path, done.data, language).entries}
    for one in wanted:
        yield Done(one, side, now[one.message.key].translation_line)


def _named(project: Project, places: Iterable[str]) -> Iterator[Conflict]:
    for place in dict.fromkeys(places):
        match = _PLACE.match(place)
        assert match is not None
        path = _path(project, match["path"])
        language = _language(project, path)
        found = list(_of_file(path, language))
        if match["line"]:
            key = _key_at(path, language, int(match["line"]))
            found = [one for one in found if one.message.key == key]
        if not found:
            raise Problem(
                "no-conflict",
                Remark("no other translation is kept beside this message"),
                hint=Remark("`pipeline settle list` names all that wait for a decision"),
                path=path,
                line=int(match["line"]) if match["line"] else None,
            )
        yield from found


def _of_file(path: Path, language: Language) -> Iterator[Conflict]:
    for message in read(path, language).messages:
        if beside := others(message):
            yield Conflict(path, message.translation_line, message, beside)


def _key_at(path: Path, language: Language, line: int) -> Key | None:
    """The key of the message in whose entry a line is, comments and the blank line before included."""
    last = 0
    for entry in lines_of(path, path.read_bytes(), language).entries:
        last += len(entry.lines)
        if line <= last:
            return entry.message.key
    return None


def _path(project: Project, name: str) -> Path:
    """The file, seen from where the command runs, or from the project."""
    here = Path(name).resolve()
    return here if here.is_file() else (project.root / name).resolve()


def _language(project: Project, path: Path) -> Language:
    for language in project.languages:
        if path.resolve().parent == _folder(project, language).resolve() and path.suffix == ".po" and path.is_file():
            return language
    raise Problem(
        "unknown-catalogue",
        Remark("this is no catalogue of the project"),
        hint=Remark("name it as it is listed: locales/sq/LC_MESSAGES/NAME.po, with :LINE for one message"),
        path=path,
    )


def _folder(project: Project, language: Language) -> Path:
    return project.locales / language.locale / "LC_MESSAGES"


def say(event: object) -> Iterator[Said]:
    """Say what two translations of a message there are, or which of them was taken."""
    match event:
        case Conflict():
            yield Said(f"{event.path}:{event.line}: {in_one_line(event.message.original)}")
            yield Said(f"  ours: {in_one_line(event.ours) or '–'}")
            yield from (Said(f"  hers: {in_one_line(words)}") for words in event.others)
        case Done(conflict, "hers"):
            kept = "; ours is kept as a comment" if conflict.ours else ""
            yield Said(f"{conflict.path}:{event.line}: hers is taken: {in_one_line(conflict.hers)}{kept}")
        case Done(conflict):
            gone, ours = ", ".join(map(in_one_line, conflict.others)), in_one_line(conflict.ours)
            yield Said(f"{conflict.path}:{event.line}: ours stays: {ours}; this comment is gone: {gone}")
        case _:
            yield from say_any(event)
