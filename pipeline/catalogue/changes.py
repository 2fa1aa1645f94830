# SPDX-License-Identifier: GPL-3.0-or-later
"""What an update changed in a catalogue, as data and as lines for the command line."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from pipeline.model.message import Message, State

_MARKS = re.compile(r"[\s.,;:!?…'’‘‚\"“”„«»()–—-]+")
"""Punctuation, quotes and whitespace; no letters, digits or markup."""


@dataclass(frozen=True, slots=True)
class MovedMessage:
    """A message that moved to other source files: the files before and after."""

    message: Message
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """The changes of an update. Each message is in one of the tuples; a moved one may also be in `moved`.

    `new` have no translation yet; `revived` were obsolete; `found` have an exact match from another catalogue; `fuzzy` have the
    translation of a similar original, which is in `previous`; the originals of `kept` were corrected without a change of meaning;
    `obsolete` were removed from the sources; `dropped` were removed untranslated, and are deleted.
    """

    new: tuple[Message, ...] = ()
    revived: tuple[Message, ...] = ()
    found: tuple[Message, ...] = ()
    fuzzy: tuple[Message, ...] = ()
    kept: tuple[Message, ...] = ()
    obsolete: tuple[Message, ...] = ()
    dropped: tuple[Message, ...] = ()
    moved: tuple[MovedMessage, ...] = ()

    @property
    def any_message(self) -> bool:
        """Whether messages or translations changed; moves do not count."""
        return any((self.new, self.revived, self.found, self.fuzzy, self.kept, self.obsolete, self.dropped))

    def __bool__(self) -> bool:
        return self.any_message or bool(self.moved)

    @property
    def punctuation_changes(self) -> tuple[Message, ...]:
        """The fuzzy messages whose originals changed in punctuation, quotes or whitespace alone."""
        changed = (message for message in self.fuzzy if message.previous)
        return tuple(
            message for message in changed if _MARKS.sub("", message.previous) == _MARKS.sub("", message.original)
        )

    @property
    def _by_state(self) -> Iterator[tuple[State, tuple[Message, ...]]]:
        """Yield the fuzzy messages by state: changed, suggested, or unfinished (all others, such as incomplete plurals)."""
        for state in (State.CHANGED, State.SUGGESTED):
            yield state, tuple(message for message in self.fuzzy if message.state is state)
        unfinished = (message for message in self.fuzzy if message.state not in (State.CHANGED, State.SUGGESTED))
        yield State.UNFINISHED, tuple(unfinished)

    @property
    def _removed(self) -> tuple[Message, ...]:
        """The removed messages, without those whose originals changed."""
        former = {(message.context, message.previous) for message in self.fuzzy if message.state is State.CHANGED}
        return tuple(message for message in (*self.obsolete, *self.dropped) if message.key not in former)

    @property
    def summary(self) -> str:
        """`12 new, 3 changed, 1 revived, …`, or `no message changed`."""
        counts = (
            (len(self.new), "new"),
            *((len(messages), state.value) for state, messages in self._by_state),
            (len(self.kept), "corrected with the same meaning"),
            (len(self.revived), "revived"),
            (len(self.found), "found in other catalogues"),
            (len(self._removed), "gone"),
            (len(self.moved), "moved"),
        )
        return ", ".join(f"{count} {word}" for count, word in counts if count) or "no message changed"

    def lines(self) -> Iterator[str]:
        """Yield one line for each message, and one for each pair of files between which messages moved."""
        for word, messages in (
            ("new", self.new),
            *((state.value, messages) for state, messages in self._by_state),
            ("valid", self.kept),
            ("revived", self.revived),
            ("found", self.found),
            ("gone", self._removed),
        ):
            for message in messages:
                yield f"{word:11}{_start(message.original)}"
        for message in self.punctuation_changes:
            place = f" {message.places[0]}" if message.places else ""
            yield f"{'same?':11}only marks differ in {_start(message.original)!r}; if so: west-pipeline update --same-meaning{place}"
        ways = Counter((", ".join(moved.before), ", ".join(moved.after)) for moved in self.moved)
        for (before, after), count in ways.items():
            yield f"{'moved':11}{count} from {before or 'nowhere'} to {after}"


def deleted_files(changes: Iterable[Changes], is_there: Callable[[str], bool]) -> dict[str, str]:
    """Return the deleted source files, each with the file that received at least half of its messages, or an empty text.

    `is_there` returns whether the file of a place still exists.
    """
    destinations: dict[str, Counter[str]] = {}
    for change in changes:
        for moved in change.moved:
            arrived = [place for place in moved.after if place not in moved.before]
            for file in moved.before:
                destinations.setdefault(file, Counter()).update(arrived or [""])
        for message in (*change.obsolete, *change.dropped):
            for file in files_of(message.places):
                destinations.setdefault(file, Counter()).update([""])
    main_destinations = {
        file: (to.most_common(1)[0], to.total()) for file, to in destinations.items() if not is_there(file)
    }
    return {
        file: successor if 2 * count >= total else "" for file, ((successor, count), total) in main_destinations.items()
    }


def files_of(places: tuple[str, ...]) -> tuple[str, ...]:
    """Return the distinct files of places (`path:line`), in order, without `.` and `..`."""
    files: dict[str, None] = {}
    for place in places:
        path, colon, line = place.rpartition(":")
        parts = (path if colon and line.isdigit() else place).split("/")
        files["/".join(part for part in parts if part not in ("..", ".", ""))] = None
    return tuple(files)


def same_files(paths: tuple[str, ...], other_paths: tuple[str, ...]) -> bool:
    """Return whether two lists mean the same files; `guide/a.rst` and `source/guide/a.rst` do."""
    return paths == other_paths or (
        len(paths) == len(other_paths)
        and all(
            any(f"/{path}".endswith(f"/{other}") or f"/{other}".endswith(f"/{path}") for other in other_paths)
            for path in paths
        )
    )


def _start(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 80 else f"{text[:79]}…"
