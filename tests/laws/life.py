# SPDX-License-Identifier: GPL-3.0-or-later
"""A small project in which people write, translate, send kits and release, and the laws of what must never be lost.

Each deed is a method with plain arguments, so that a life is a list of them that can be written down and lived again. A number
chooses among what there is, whatever its size.
"""

import re
import subprocess
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import patch

from pipeline.catalogue.conflict import Choice, Side, words_of
from pipeline.catalogue.entries import Entry
from pipeline.catalogue.reading import lines_of, read
from pipeline.catalogue.receiving import TO_FIX_RECEIVED
from pipeline.catalogue.writing import new_entry, rewritten
from pipeline.commands.kits import making, receiving
from pipeline.commands.kits.answer import RefusedFile, Returned
from pipeline.commands.kits.archive import pack
from pipeline.commands.release import Released, release
from pipeline.commands.update import Unreadable, update
from pipeline.commands.withdraw import restore, withdraw
from pipeline.model.message import TO_FIX, Message, State
from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.model.releases_file import releases_of
from pipeline.publishing.events import Failed
from pipeline.publishing.run import build
from pipeline.translations.settling import Conflict, ConflictSnapshot, conflicts, settle, settle_shown
from tests.catalogue.trade import accepted_by_gettext
from tests.laws.book import Book
from tests.laws.page import GERMAN, PO, Page

SITE = "build/site"
_SENTENCE = re.compile(r"Satz\d+")
_START = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
# What a translator writes: well, with markup that is broken, in two lines, or without having ended it.
_MANNERS = ("{} ist gesagt.", "{} bleibt.", "Was {} sagt, gilt.", "{} ``ist offen", '{} sagt "ja" \\\\ 100 %', "*{}")


@dataclass
class Kit:
    """Work that a translator has: the files by their names, and the sentences that she wrote instead of others."""

    files: dict[str, bytes]
    replaced: set[str] = field(default_factory=set)
    written: set[str] = field(default_factory=set)


class Broken(AssertionError):
    """A law does not hold."""


class Life:
    """A project in a folder, and what is known of it besides: it holds what its files must hold."""

    def __init__(self, root: Path, publishes: bool) -> None:
        self.root, self.publishes = root, publishes
        self.now, self.count = _START, 0
        self.sentences: set[str] = set()
        self.kits: list[Kit] = []
        self.shown: ConflictSnapshot | None = None
        self.archive: dict[str, bytes] = {}
        self.releases: set[tuple[str, str, str]] = set()
        self.outcomes = Counter[str]()
        self.book, self.page = Book(), Page(self)
        self.book.begin(root)
        self.update(-1)

    # What people do.

    def do(self, deed: str, *arguments: int | str) -> None:
        """Do something and hold it against the laws. Raises Broken."""
        act: Callable[..., None] = getattr(self, deed)
        act(*arguments)
        self.hold()

    def write(self, document: int, text: str) -> None:
        self.book.texts(document).append(text)
        self.book.write(self.root)

    def edit(self, document: int, paragraph: int, word: str) -> None:
        texts = self.book.texts(document)
        place = paragraph % len(texts)
        texts[place] = f"{texts[place].rstrip('.')} {word}."
        self.book.write(self.root)

    def take_out(self, document: int, paragraph: int) -> None:
        texts = self.book.texts(document)
        if len(texts) > 1:
            texts.pop(paragraph % len(texts))
            self.book.write(self.root)

    def move(self, document: int) -> None:
        texts = self.book.texts(document)
        if len(texts) > 1:
            self.book.texts(document + 1).append(texts.pop())
            self.book.write(self.root)

    def rename(self, document: int, name: str) -> None:
        old = sorted(self.book.documents)[document % len(self.book.documents)]
        if name not in self.book.documents:
            (self.root / f"source/book/{old}.rst").unlink()
            self.book.documents[name] = self.book.documents.pop(old)
            self.book.write(self.root)

    def update(self, same_meaning: int) -> None:
        """Bring the catalogue up to date, one paragraph corrected with the same meaning unless the number is negative."""
        before = self._valid()
        places = [
            f"source/book/{name}.rst:{4 + 2 * n}"
            for name, texts in self.book.documents.items()
            for n in range(len(texts))
        ]
        corrected = [places[same_meaning % len(places)]] if same_meaning >= 0 else []
        self._update(corrected)
        data = (self.root / PO).read_bytes()
        self._update([])
        _law((self.root / PO).read_bytes() == data, "a second update changes nothing")
        after = self._valid()
        still = {message.original for message in self._messages()}
        gone = {original for original in before.keys() & still if after.get(original) != before[original]}
        _law(not gone, f"a translation whose original stays is as it was: {gone}")

    def translate(self, number: int, manner: int) -> None:
        """Translate a message in the catalogue, also one that has a translation."""
        path = self.root / PO
        chosen = self._entry(path.read_bytes(), number, lambda _: True)
        if chosen is None:
            return
        if chosen.message.state in (State.TRANSLATED, State.UNFINISHED):
            # It goes because a person said so. What was offered for it is kept where it comes from.
            self.sentences -= set(_SENTENCE.findall(chosen.message.translation))
        sentence, words = self._sentence(manner)
        self.sentences.add(sentence)
        new = replace(chosen.message, translation=words, fuzzy=False, previous="")
        path.write_bytes(self._with(path.read_bytes(), chosen, new))

    def doubt(self, number: int) -> None:
        """Mark a translation fuzzy in the catalogue."""
        path = self.root / PO
        chosen = self._entry(path.read_bytes(), number, lambda message: message.state is State.TRANSLATED)
        if chosen:
            path.write_bytes(self._with(path.read_bytes(), chosen, replace(chosen.message, fuzzy=True)))

    def make_kit(self) -> None:
        try:
            events = list(making.make(self._project(), GERMAN, None, self.now.date()))
        except Problem as problem:
            _law(problem.code == "nothing-to-translate", f"a kit can be made: {problem}")
            return
        (made,) = (event for event in events if isinstance(event, making.Made))
        with zipfile.ZipFile(made.path) as archive:
            files = {name: archive.read(name) for name in archive.namelist() if name.endswith(("kit.json", "book.po"))}
        self.kits.append(Kit(files))

    def work_on_kit(self, kit: int, number: int, manner: int, unsure: bool) -> None:
        """Translate a message of a kit, any that there is, translated or not."""
        if not self.kits:
            self.make_kit()
        at = self.kits[kit % len(self.kits)]
        (name,) = (name for name in at.files if name.endswith(".po"))
        chosen = self._entry(at.files[name], number, lambda _: True)
        if chosen:
            sentence, words = self._sentence(manner)
            at.replaced |= set(_SENTENCE.findall(chosen.message.translation))
            at.written.add(sentence)
            new = replace(chosen.message, translation=words, fuzzy=unsure, previous="")
            at.files[name] = self._with(at.files[name], chosen, new)

    def receive(self, kit: int) -> None:
        """Take a kit back, once more too, also after a newer one."""
        if not self.kits:
            return
        at = self.kits[kit % len(self.kits)]
        path = self.root / "back.zip"
        path.write_bytes(pack(at.files))
        before, to_mend = self._valid(), self.to_mend()
        with patch.object(receiving, "build", build if self.publishes else lambda *_: iter(())):
            events = list(receiving.receive_kit(self._project(), [path], self.now))
        refused = [str(event.problem) for event in events if isinstance(event, RefusedFile)]
        returned = (event for event in events if isinstance(event, Returned))
        self.outcomes.update(f"kit: {one.fate}" for event in returned for one in event.received)
        _law(not refused, f"a kit of ours is understood: {refused}")
        # Her sentence may have taken the place of the one that she was given; her own, as she sent them, are here.
        (po,) = (data for name, data in at.files.items() if name.endswith(".po"))
        self.sentences -= at.replaced
        # What has an error is kept until a finished translation of the same message comes.
        self.sentences -= to_mend - self.kept()
        self.sentences |= at.written & set(_SENTENCE.findall(po.decode()))
        lost = before.keys() - self._valid().keys()
        _law(not lost, f"what readers have stays translated: {lost}")

    def look(self, number: int) -> None:
        """See two translations of a message side by side, as the preview shows them."""
        if waiting := self._conflicts():
            seen = waiting[number % len(waiting)]
            self.shown = ConflictSnapshot(seen.path, seen.message.key, seen.current, seen.others)

    def decide(self, theirs: bool) -> None:
        """Decide what was seen, perhaps long ago."""
        if self.shown is None:
            return
        present = next((one for one in self._conflicts() if one.message.key == self.shown.key), None)
        is_same = present is not None and (present.current, present.others) == (
            self.shown.current,
            self.shown.alternatives,
        )
        before = (self.root / PO).read_bytes()
        try:
            settle_shown(self._project(), self.shown, Choice(Side.THEIRS if theirs else Side.OURS), self.now)
        except Problem as problem:
            _law(not is_same or problem.code == "broken-catalogue", f"what is as it was seen can be decided: {problem}")
            _law((self.root / PO).read_bytes() == before, "what is refused writes nothing")
            self.outcomes["decision refused"] += 1
            return
        _law(is_same, "what has changed since it was seen is not decided")
        self._decided(self.shown.alternatives, theirs=theirs)

    def begin_edit(self, number: int) -> None:
        """Open a paragraph on a page of the preview."""
        self.page.begin(number)

    def save_edit(self, manner: int, unsure: bool) -> None:
        """Save another translation of what was opened, perhaps long ago."""
        broken = self.page.save(*self._sentence(manner), unsure=unsure)
        _law(not broken, broken)

    def undo_edit(self) -> None:
        broken = self.page.undo()
        _law(not broken, broken)

    def settle_all(self, theirs: bool) -> None:
        waiting = self._conflicts()
        try:
            list(settle(self._project(), Side.THEIRS if theirs else Side.OURS, [], [GERMAN], self.now))
        except Problem as problem:
            _law(problem.code == "broken-catalogue", f"what waits can be settled: {problem}")
            return
        for conflict in waiting:
            self._decided(conflict.others, theirs=theirs)

    def publish(self) -> None:
        if self.publishes:
            project = self._project()
            failed = [event.problem for event in build(project, project.editions("book")) if isinstance(event, Failed)]
            # Some manners of translating have markup that does not end, which a build refuses.
            others = [problem for problem in failed if not problem.message.startswith("broken-markup: ")]
            _law(not others, f"what is written can be built: {others}")

    def release(self) -> None:
        if not self.publishes:
            return
        project = self._project()
        try:
            events = list(release(project, project.editions("book"), self.now))
            self.outcomes["released"] += sum(isinstance(event, Released) for event in events)
        except Problem as problem:
            _law(problem.code in ("nothing-to-release", "already-released"), f"it can be released: {problem}")

    def raise_version(self) -> None:
        self.book.version += 1
        self.book.write(self.root)

    def withdraw(self, language: int) -> None:
        if not self.publishes:
            return
        project = self._project()
        edition = project.editions("book")[language % 2]
        try:
            list(withdraw(project, edition, ["Un numero è sbagliato."], self.now))
            self.outcomes["withdrawn"] += 1
        except Problem as problem:
            _law(problem.code == "nothing-to-withdraw", f"it can be withdrawn: {problem}")

    def restore(self, language: int) -> None:
        if not self.publishes:
            return
        project = self._project()
        try:
            list(restore(project, project.editions("book")[language % 2]))
            self.outcomes["taken back"] += 1
        except Problem as problem:
            _law(problem.code == "nothing-to-withdraw", f"it can be taken back: {problem}")

    # What holds after each of these.

    def hold(self) -> None:
        """Hold the project against the laws. Raises Broken."""
        self.now += timedelta(hours=7)
        lost = self.sentences - self.kept()
        _law(not lost, f"no sentence disappears: {sorted(lost)}")
        for path, expected in self.book.pages().items():
            _law((self.root / path).read_text(encoding="utf-8") == expected, f"{path} is as its author left it")
        if self.publishes:
            self._hold_archive()
            if (self.root / SITE).is_dir():
                command = ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"]
                done = subprocess.run(command, cwd=self.root / SITE, capture_output=True, text=True, check=False)
                _law(done.returncode == 0, f"the site is what its checksums say: {done.stdout}")

    def end(self) -> None:
        accepted_by_gettext((self.root / PO).read_bytes())

    def _hold_archive(self) -> None:
        files = {
            path.relative_to(self.root).as_posix(): path.read_bytes()
            for path in (self.root / "archive").rglob("*")
            if path.is_file() and path.name not in ("SHA256SUMS", "releases.toml")
        }
        changed = sorted(name for name, data in self.archive.items() if files.get(name) != data)
        _law(not changed, f"what is in the archive stays as it is: {changed[:3]}")
        self.archive = files
        known = {(one.version, one.tag, one.identifier) for one in releases_of(self._project().publication("book")).all}
        _law(self.releases <= known, f"no release is forgotten: {self.releases - known}")
        self.releases = known

    def _project(self) -> Project:
        return Project.load(self.root)

    def _update(self, corrected: list[str]) -> None:
        project = self._project()
        events = list(update(project, project.editions(), self.now, corrected))
        _law(not any(isinstance(event, Unreadable) for event in events), "what we have written can be read")

    def _messages(self) -> tuple[Message, ...]:
        return read(self.root / PO, GERMAN).messages if (self.root / PO).is_file() else ()

    def _valid(self) -> dict[str, str]:
        return {one.original: words_of(one) for one in self._messages() if one.state is State.TRANSLATED}

    def kept(self) -> set[str]:
        """The sentences that are somewhere in the catalogues."""
        paths = self.root.glob("locales/de/*/*.po")
        return {found for path in paths for found in _SENTENCE.findall(path.read_text(encoding="utf-8"))}

    def to_mend(self) -> set[str]:
        """The sentences that came back with an error and wait for a finished translation."""
        found: set[str] = set()
        catalogue = read(self.root / PO, GERMAN)
        for message in (*catalogue.messages, *catalogue.obsolete):
            comments = [
                comment for comment in message.translator_comments if comment.startswith((TO_FIX, TO_FIX_RECEIVED))
            ]
            is_kept_itself = any(comment.startswith(TO_FIX) for comment in comments)
            found |= set(_SENTENCE.findall("\n".join([*comments, message.translation * is_kept_itself])))
        return found

    def _conflicts(self) -> list[Conflict]:
        return list(conflicts(self._project(), [GERMAN]))

    def _decided(self, others: tuple[str, ...], *, theirs: bool) -> None:
        self.outcomes["settled"] += 1
        # Where ours stays, the others go because a person said so.
        if not theirs:
            self.sentences -= set(_SENTENCE.findall(" ".join(others)))

    def _sentence(self, manner: int) -> tuple[str, str]:
        self.count += 1
        sentence = f"Satz{self.count}"
        return sentence, _MANNERS[manner % len(_MANNERS)].format(sentence)

    def _entry(self, data: bytes, number: int, is_open: Callable[[Message], bool]) -> Entry | None:
        entries = lines_of(Path(PO), data, GERMAN).entries
        open_ones = [
            one for one in entries if not (one.message.is_header or one.message.obsolete) and is_open(one.message)
        ]
        return open_ones[number % len(open_ones)] if open_ones else None

    def _with(self, data: bytes, chosen: Entry, new: Message) -> bytes:
        lines = lines_of(Path(PO), data, GERMAN)
        return rewritten(
            lines,
            [
                new_entry(new) if one.message.key == chosen.message.key and not one.message.obsolete else one
                for one in lines.entries
            ],
        )


def _law(holds: bool, words: str) -> None:
    if not holds:
        raise Broken(words)
