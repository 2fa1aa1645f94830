# SPDX-License-Identifier: GPL-3.0-or-later
"""The messages that a book must print (`pipeline.bookformat`), and where each can be corrected."""

from collections.abc import Mapping
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import NamedTuple

from pipeline.bookformat.book import PrintedMessage
from pipeline.typeset.engine.pages import squeezed


@dataclass(frozen=True, slots=True)
class ExpectedMessage(PrintedMessage):
    """A message that must be printed, as the proof looks for it."""

    @classmethod
    def read(cls, message: PrintedMessage) -> "ExpectedMessage":
        return cls(*astuple(message))

    @property
    def characters(self) -> list[str]:
        """The characters of each part that has any."""
        return [characters for part in self.parts if (characters := squeezed(part))]

    def place(self, lines: Mapping[str, str]) -> "Place":
        """Return where it can be corrected: in the catalogue if it is a translation (`lines`: original -> `file.po:line`)."""
        if self.translated and self.original in lines:
            path, _, line = lines[self.original].rpartition(":")
            return Place(Path(path), int(line))
        return Place(Path(self.path) if self.path else None, self.line or None)


class Place(NamedTuple):
    """A line of a file, as far as both are known."""

    path: Path | None = None
    line: int | None = None


def where(place: Place) -> str:
    """Return a place as the beginning of a sentence: `file:line: `, `file: `, or nothing."""
    path, line = place
    return f"{path}:{line}: " if path and line else f"{path}: " if path else ""
