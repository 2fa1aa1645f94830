# SPDX-License-Identifier: GPL-3.0-or-later
"""The law of the update: whatever is edited, translated and updated in whatever order, no translated sentence is lost.

`EXAMPLES=20000 pytest tests/catalogue/test_nothing_is_lost.py` looks longer.
"""

import os
from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.catalogue.entries import Entry
from pipeline.catalogue.memory import Imported, Memory
from pipeline.catalogue.reading import lines_of
from pipeline.catalogue.writing import entry_text, written
from pipeline.model.message import Message
from tests.catalogue.trade import GERMAN, ITALIAN, accepted_by_gettext, catalogue, file, template, updated

SENTENCES = [
    "Il numero verde è gratuito",
    "Il numero verde è gratuito e anonimo",
    "Il numero verde è gratuito, sempre",
    "Chi accompagna aspetta altrove",
    "Chi accompagna la persona aspetta altrove",
    "24 ore su 24\n",
    'Si dice "grazie" \\ e basta',
    "20% di sconto",
]
EDITIONS = st.lists(st.sampled_from(SENTENCES), unique=True, min_size=1, max_size=6)
CORRECTED = st.frozensets(st.sampled_from(SENTENCES), max_size=3)
OTHERS = st.dictionaries(st.sampled_from(SENTENCES), st.sampled_from(["Fremder Satz", "Anderer Satz"]), max_size=3)
STEPS = st.lists(st.tuples(EDITIONS, st.sets(st.integers(0, 5)), CORRECTED), min_size=1, max_size=5)


def ended(original: str, words: str) -> str:
    return words + "\n" * original.endswith("\n")


def translated(data: bytes, chosen: set[int], step: int) -> tuple[bytes, set[str]]:
    """The catalogue with some messages translated, as a translator's tool would do, and the new translations."""
    lines, new = lines_of(Path("manual.po"), data, GERMAN), set()
    active = [entry for entry in lines.entries if not (entry.message.is_header or entry.message.obsolete)]
    done: dict[int, Entry] = {}
    for number, entry in enumerate(active):
        message = entry.message
        if number in chosen and (message.fuzzy or not message.translation):
            words = f"Satz {step}.{number}"
            new.add(words)
            done[id(entry)] = written(
                replace(message, translation=ended(message.original, words), fuzzy=False, previous="")
            )
    entries = [done.get(id(entry), entry) for entry in lines.entries]
    return "".join(line for entry in entries for line in entry.lines).encode(), new


@settings(max_examples=int(os.environ.get("EXAMPLES", "60")), deadline=None)
@given(STEPS, OTHERS, OTHERS)
def test_no_translated_sentence_is_lost(
    steps: list[tuple[list[str], set[int], frozenset[str]]], given_us: dict[str, str], elsewhere: dict[str, str]
) -> None:
    data: bytes | None = None
    imported = [Imported("memory/agency.tmx", {text: ended(text, words) for text, words in given_us.items()})]
    known = [catalogue(file(*(entry_text(Message(text, ended(text, words))) for text, words in elsewhere.items())))]
    written_ever: set[str] = set()
    for number, (originals, chosen, corrected) in enumerate(steps):
        wanted = template(*originals)
        memory = Memory.of([*known, *([catalogue(data)] if data else [])], ITALIAN, GERMAN, imported)
        done = updated(wanted, data, memory, same_meaning=corrected)
        assert updated(wanted, done.data, memory).data == done.data
        assert [message.original for message in catalogue(done.data).messages] == originals
        data, new = translated(done.data, chosen, number)
        written_ever |= new

    assert data is not None
    last = updated(template("Tutt’altra cosa"), data).data
    kept = {message.translation.strip() for message in catalogue(last).obsolete if not message.fuzzy}
    assert written_ever <= kept
    assert accepted_by_gettext(last)
