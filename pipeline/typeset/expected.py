# SPDX-License-Identifier: GPL-3.0-or-later
"""The messages that a book must print: their characters, and where each can be corrected."""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from pipeline.bookformat.book import PrintedMessage
from pipeline.typeset.engine.pages import squeezed


class Place(NamedTuple):
    """A line of a file, as far as both are known."""

    path: Path | None = None
    line: int | None = None


def characters_of(message: PrintedMessage) -> list[str]:
    """Return the characters of each part of a message that has any."""
    return [characters for part in message.parts if (characters := squeezed(part))]


def place_of(message: PrintedMessage, lines: Mapping[str, str]) -> Place:
    """Return where a message can be corrected: in the catalogue if it is a translation (`lines`: original -> `file.po:line`)."""
    if message.translated and message.original in lines:
        path, _, line = lines[message.original].rpartition(":")
        return Place(Path(path), int(line))
    return Place(Path(message.path) if message.path else None, message.line or None)


def where(place: Place) -> str:
    """Return a place as the beginning of a sentence: `file:line: `, `file: `, or nothing."""
    path, line = place
    return f"{path}:{line}: " if path and line else f"{path}: " if path else ""
