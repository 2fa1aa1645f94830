# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading a catalogue and writing it back is the identity, byte for byte. To add a case, add a file to lossless/."""

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.catalogue.gate import BOM, gate
from pipeline.catalogue.reading import read
from pipeline.catalogue.syntax import scan
from pipeline.catalogue.writing import entry_text
from pipeline.model.message import Message, State
from pipeline.model.publication import Language

FIXTURES = sorted(Path(__file__).parent.joinpath("lossless").glob("*.po"))
GERMAN = Language("de", "Deutsch")
LETTERS = st.characters(exclude_categories=["Cs", "Cc"], include_characters='\n\t"\\\r\v\u2028\u0085')
TEXTS = st.text(LETTERS, max_size=200) | st.text('ab \n"\\-/.,«»“ ”`:', max_size=300)


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_reading_and_writing_changes_no_byte(path: Path) -> None:
    data = path.read_bytes()

    lines = scan(data.removeprefix(BOM).decode())

    assert gate(path, data, GERMAN) == ()
    assert str(lines).encode() == data.removeprefix(BOM)


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_each_message_says_what_the_file_says(path: Path) -> None:
    catalogue = read(path, GERMAN)

    first, days, blank = catalogue.messages
    assert (first.context, first.previous_context) == ("neu", "alt")
    assert first.previous == "Il testo di prima, lungo abbastanza."
    assert first.places == ("b.rst:3", "a.rst:1", "mit Leerzeichen.rst:7")
    assert (first.state, first.flags) == (State.CHANGED, ("no-wrap",))
    assert first.extracted_comments == ("Titel der Seite",)
    assert days.plural_translations == ("Tag", "Tage")
    assert days.translator_comments == ("ohne Leerzeile davor", "kein Leerzeichen")
    assert (blank.original, blank.translation) == ("geschützt\u00a0%", 'mit\tTabulator\tund "Zitat" \\ ')
    assert [(message.original, message.state) for message in catalogue.obsolete] == [
        ("weg", State.TRANSLATED),
        ("früher", State.CHANGED),
    ]
    assert catalogue.obsolete[0].translation == "gegangen zeile"
    assert catalogue.obsolete[1].previous == "ganz früher"
    assert catalogue.header["X-Generator"] == "Poedit 3.6.3"
    assert str(catalogue.revision) == "2026-11-25"


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_the_lines_named_are_those_of_the_file(path: Path) -> None:
    lines = path.read_text(encoding="utf-8-sig").split("\n")

    for message in read(path, GERMAN).messages:
        assert lines[message.line - 1].startswith("msgid ")
        assert lines[message.translation_line - 1].startswith("msgstr")


ENTRIES = st.builds(
    lambda original, translation, comment, blanks: f"{comment}{entry_text(Message(original, translation))}{blanks}",
    TEXTS.filter(bool),
    TEXTS,
    st.sampled_from(
        ["", "# a\n", "#\n#. b\n", "#: a.rst:1\n#, no-wrap\n", '#~ msgid "old"\n#~ msgstr "alt"\n\n', "# é\u2028f\n"]
    ),
    st.sampled_from(["", "\n", "\n\n", " \n"]),
)


@given(st.lists(ENTRIES, max_size=6))
def test_no_catalogue_loses_a_line(entries: list[str]) -> None:
    text = "".join(entries)

    lines = scan(text)

    assert not lines.faults
    assert str(lines) == text


@given(original=TEXTS.filter(bool), translation=TEXTS, fuzzy=st.booleans(), obsolete=st.booleans())
def test_what_is_written_is_read_back(original: str, translation: str, fuzzy: bool, obsolete: bool) -> None:
    message = Message(original, translation, fuzzy=fuzzy, obsolete=obsolete, previous=original if fuzzy else "")

    lines = scan(entry_text(message))

    (entry,) = lines.entries
    assert lines.faults == ()
    read_back = entry.message
    assert (read_back.original, read_back.translation) == (original, translation)
    assert (read_back.fuzzy, read_back.obsolete, read_back.previous) == (fuzzy, obsolete, message.previous)


def test_entries_are_written_as_gettext_writes_them(tmp_path: Path) -> None:
    path = tmp_path / "de.po"
    shutil.copy(Path(__file__).parent / "wrapping.po", path)
    lines = scan(path.read_text(encoding="utf-8"))

    done = subprocess.run(["msgcat", str(path)], capture_output=True, check=True)

    assert "\n".join(entry_text(entry.message) for entry in lines.entries) == done.stdout.decode()
