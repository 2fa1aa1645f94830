# SPDX-License-Identifier: GPL-3.0-or-later
"""A large catalogue and its next template for the bench; as a program, brings the one up to date with the other."""

import sys
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from pipeline.catalogue.creation import pot
from pipeline.catalogue.memory import Memory
from pipeline.catalogue.reading import read
from pipeline.catalogue.update import update
from pipeline.model.publication import Language
from pipeline.model.template import SourcePlace, Template, TemplateMessage

ITALIAN, GERMAN = Language("it", "Italiano"), Language("de", "Deutsch")
MOMENT = datetime(2026, 11, 25, tzinfo=UTC)
WORDS = [
    "la",
    "persona",
    "trova",
    "ascolto",
    "presso",
    "un",
    "servizio",
    "che",
    "conosce",
    "i",
    "suoi",
    "diritti",
    "e",
    "risponde",
    "entro",
    "pochi",
    "giorni",
]


def template(messages: int, changed: int) -> Template:
    """Paragraphs of twelve words that differ from each other by their numbers; `changed` of them have another word."""
    rows = []
    for n in range(messages):
        words = [WORDS[(n * 7 + k * (1 + n % 5)) % len(WORDS)] for k in range(11)]
        if n < changed:
            words[5] = "sempre"
        text = f"{' '.join(words)} {n}."
        rows.append(TemplateMessage(text, (SourcePlace(PurePosixPath("book.rst"), n + 1),), ("book/book",)))
    return Template("book", ITALIAN, tuple(rows))


def write(folder: Path, *, messages: int, changed: int) -> tuple[Path, Path]:
    """The paths of a translated catalogue and of the template that it must be brought up to date with."""
    data = update(template(messages, 0), GERMAN, None, Memory(), moment=MOMENT).data.decode()
    head, *entries = data.split("\n\n")
    translated = [entry.replace('msgstr ""', f'msgstr "Übersetzung {n}."') for n, entry in enumerate(entries)]
    old, new = folder / "old.po", folder / "new.pot"
    old.write_text("\n\n".join([head, *translated]), encoding="utf-8")
    new.write_bytes(pot(template(messages, changed), moment=MOMENT))
    return old, new


if __name__ == "__main__":
    path = Path(sys.argv[1])
    known = read(path, GERMAN)
    done = update(template(2500, 60), GERMAN, path.read_bytes(), Memory.of([known], ITALIAN, GERMAN), moment=MOMENT)
    assert len(done.changes.fuzzy) == 60, done.changes.summary
