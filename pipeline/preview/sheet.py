# SPDX-License-Identifier: GPL-3.0-or-later
"""The review sheet of a catalogue: one page to print, with original and translation in two columns, message by message."""

from dataclasses import dataclass

from pipeline.model.message import Catalogue, Message
from pipeline.preview import phrases
from pipeline.preview.pages import FOLDER
from pipeline.preview.snapshot import ParagraphMark
from pipeline.system.templates import templates_in
from pipeline.words import Words

_PLACES = 2
"""Maximum number of source locations listed: a word of the interface has dozens."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A message in words: `forms` are its translations, one unless it has a plural; `previous` is its former original."""

    sign: str
    state: str
    originals: tuple[str, ...]
    forms: tuple[str, ...]
    comments: tuple[str, ...]
    previous: str
    places: tuple[str, ...]
    line: int


def sheet(catalogue: Catalogue, words: Words) -> str:
    """Return the sheet of a catalogue as HTML that needs no other file, in the interface's words of a language."""
    templates = templates_in([FOLDER])
    marks = phrases.marks(words)
    return templates.get_template("sheet.html").render(
        words=words,
        reader=words.tag,
        name=catalogue.path.name,
        language=catalogue.language,
        original=catalogue.source_language or "",
        day=catalogue.revision.isoformat() if catalogue.revision else "",
        style=(FOLDER / "sheet.css").read_text(encoding="utf-8"),
        rows=[_row(message, *marks[ParagraphMark(message.state)]) for message in catalogue.messages],
    )


def _row(message: Message, sign: str, state: str) -> SheetRow:
    return SheetRow(
        sign,
        state,
        (message.original, *((message.plural,) if message.plural else ())),
        message.plural_translations if message.plural else (message.translation,),
        (*message.translator_comments, *message.extracted_comments),
        message.previous,
        message.places[:_PLACES],
        message.translation_line,
    )
