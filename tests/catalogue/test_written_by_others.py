# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that real programs wrote, each named with its version: the update touches no byte of what it need not change.

The same trial catalogue was opened and saved, with one sentence translated where the program translates. Lokalize was not
at hand.
"""

from pathlib import Path

import pytest

from pipeline.catalogue.gate import gate
from pipeline.catalogue.syntax import scan
from tests.catalogue.trade import GERMAN, template, updated

WRITTEN = sorted(Path(__file__).parent.joinpath("written").glob("*.po"))
LONG = (
    "La rete dei servizi risponde entro trenta giorni alle persone che chiedono aiuto, e le accompagna passo per passo "
    "nel percorso."
)
ORIGINALS = (
    "Il numero verde",
    LONG,
    "Chi accompagna :ref:`aspetta <wait>`",
    "20% di sconto",
    "Due righe\ndi testo\n",
)


def wanted(path: Path) -> tuple[str, ...]:
    """The originals that the file was written for; msgmerge was given another template."""
    changed = LONG.replace("La rete", "La rete locale")
    return tuple(changed if one == LONG and path.stem.startswith("msgmerge") else one for one in ORIGINALS)


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.stem)
def test_an_update_without_news_changes_no_byte(path: Path) -> None:
    data = path.read_bytes()
    assert gate(path, data, GERMAN) == ()

    done = updated(template(*wanted(path), comments=("Titolo",)), data)

    assert done.data == data
    assert not done.changes


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.stem)
def test_one_changed_original_leaves_all_other_entries_as_they_were_written(path: Path) -> None:
    data = path.read_bytes()
    others = [one for one in wanted(path) if one != "Il numero verde"]

    done = updated(template("Il numero verde è gratuito", *others, comments=("Titolo",)), data)

    before = {entry.message.original: entry.lines for entry in scan(data.decode()).entries}
    after = {entry.message.original: entry.lines for entry in scan(done.data.decode()).entries}
    assert {text: after[text] for text in others} == {text: before[text] for text in others}
    assert after["andato"] == before["andato"]


def test_each_program_is_there() -> None:
    assert {path.stem.rpartition("-")[0] for path in WRITTEN} >= {
        "msgcat",
        "msgmerge",
        "omegat",
        "poedit",
        "translate-toolkit",
    }
