# SPDX-License-Identifier: GPL-3.0-or-later
"""The messages that a book must print (pipeline/compose/paged/expected.py writes them), and where each can be corrected."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.typeset.engine.pages import squeezed


@dataclass(frozen=True, slots=True)
class ExpectedMessage:
    """A message that must be printed: its words in `parts`, in their order, and where they come from."""

    original: str
    path: str
    line: int
    parts: tuple[str, ...]
    note: str
    language: str
    translated: bool

    @classmethod
    def read(cls, entry: Mapping[str, Any]) -> "ExpectedMessage":
        return cls(
            str(entry["original"]),
            str(entry["path"]),
            int(entry["line"]),
            tuple(entry["parts"]),
            str(entry["note"]),
            str(entry["language"]),
            bool(entry["translated"]),
        )

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
