# SPDX-License-Identifier: GPL-3.0-or-later
"""What an update changed in a catalogue, as data, and in words for the command line to print."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from pipeline.catalogue.message import Message


@dataclass(frozen=True, slots=True)
class Moved:
    """A message that now stands in other sources: the files it stood in, and those it stands in."""

    message: Message
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """What came and went. Each message is in one of the tuples, a moved one aside, which may be in two.

    `new` have no translation yet; `revived` were obsolete; `found` have the translation of another catalogue; `fuzzy`
    have that of an original much like theirs (in `previous`); `obsolete` left and are kept; `dropped` left untranslated.
    """

    new: tuple[Message, ...] = ()
    revived: tuple[Message, ...] = ()
    found: tuple[Message, ...] = ()
    fuzzy: tuple[Message, ...] = ()
    obsolete: tuple[Message, ...] = ()
    dropped: tuple[Message, ...] = ()
    moved: tuple[Moved, ...] = ()

    @property
    def any_message(self) -> bool:
        """Whether the set of messages or of translations is another one; a move alone is none."""
        return bool(self.new or self.revived or self.found or self.fuzzy or self.obsolete or self.dropped)

    def __bool__(self) -> bool:
        return self.any_message or bool(self.moved)

    @property
    def summary(self) -> str:
        """`12 new, 3 fuzzy, 1 revived, …`, or `nothing changed`."""
        counts = (
            (len(self.new), "new"),
            (len(self.fuzzy), "fuzzy"),
            (len(self.revived), "revived"),
            (len(self.found), "found in other catalogues"),
            (len(self.obsolete) + len(self.dropped), "gone"),
            (len(self.moved), "moved"),
        )
        return ", ".join(f"{count} {word}" for count, word in counts if count) or "nothing changed"

    def lines(self) -> Iterator[str]:
        """One line for each message, and one for each pair of files between which messages moved."""
        for word, messages in (
            ("new", self.new),
            ("fuzzy", self.fuzzy),
            ("revived", self.revived),
            ("found", self.found),
            ("gone", (*self.obsolete, *self.dropped)),
        ):
            for message in messages:
                yield f"{word:8}{_start(message.original)}"
        ways = Counter((", ".join(moved.before), ", ".join(moved.after)) for moved in self.moved)
        for (before, after), count in ways.items():
            yield f"{'moved':8}{count} from {before or 'nowhere'} to {after}"


def files_of(places: tuple[str, ...]) -> tuple[str, ...]:
    """The files that places (`path:line`) name, each once, in their order, without the steps up before them."""
    files: dict[str, None] = {}
    for place in places:
        path, colon, line = place.rpartition(":")
        parts = PurePosixPath(path if colon and line.isdigit() else place).parts
        files["/".join(part for part in parts if part not in ("..", "."))] = None
    return tuple(files)


def same_files(before: tuple[str, ...], after: tuple[str, ...]) -> bool:
    """Whether two lists of files mean the same ones; `guide/a.rst` and `source/guide/a.rst` do."""
    return len(before) == len(after) and all(any(_same(one, other) for other in after) for one in before)


def _same(one: str, other: str) -> bool:
    return one == other or one.endswith(f"/{other}") or other.endswith(f"/{one}")


def _start(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 80 else f"{text[:79]}…"
