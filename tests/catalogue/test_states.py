# SPDX-License-Identifier: GPL-3.0-or-later
"""A changed original, a suggestion and an unfinished translation are all fuzzy in the file, and are told apart."""

import subprocess
from pathlib import Path

import pytest

from pipeline.catalogue.kit_snapshot import base_of, base_text
from pipeline.catalogue.memory import Memory
from pipeline.catalogue.progress import progress
from pipeline.catalogue.receiving import receive
from pipeline.model.message import Message, State
from tests.catalogue.trade import GERMAN, ITALIAN, LATER, catalogue, file, template, updated

FREE, ALWAYS = "Il numero verde è gratuito", "Il numero verde è gratuito, sempre"
TRANSLATED = file(f'msgid "{FREE}"\nmsgstr "Die Nummer ist kostenlos"')


def states(data: bytes) -> dict[str, State]:
    return {message.original: message.state for message in catalogue(data).messages}


def received(data: bytes, theirs: Message, wrong: str = "") -> bytes:
    """The catalogue after a translator sent one message back."""
    base = base_of(base_text(catalogue(data).messages))
    return receive(Path("manual.po"), data, GERMAN, [theirs], base, {theirs.key: wrong} if wrong else {}, LATER).data


def test_an_original_that_left_for_another_has_changed_and_one_beside_it_is_a_suggestion() -> None:
    changed = updated(template(ALWAYS), TRANSLATED).data
    beside = updated(template(FREE, ALWAYS), TRANSLATED).data

    assert states(changed) == {ALWAYS: State.CHANGED}
    assert states(beside) == {FREE: State.TRANSLATED, ALWAYS: State.SUGGESTED}
    assert b"# suggested by manual.po\n" in beside
    assert updated(template(FREE, ALWAYS), beside).data == beside


def test_what_other_catalogues_offer_is_a_suggestion() -> None:
    others = Memory.of([catalogue(TRANSLATED)], ITALIAN, GERMAN)

    assert states(updated(template(ALWAYS), None, others).data) == {ALWAYS: State.SUGGESTED}


def test_a_suggestion_whose_original_changes_is_still_one_and_an_error_still_an_error() -> None:
    entry = f'# suggested by a.po\n#, fuzzy\n#| msgid "{FREE}"\nmsgid "{ALWAYS}"\nmsgstr "Die Nummer ist kostenlos"'
    (message,) = catalogue(file(f'msgid "{ALWAYS}"\nmsgstr "falsch"')).messages
    wrong = received(file(f'msgid "{ALWAYS}"\nmsgstr ""'), message, "lost-role: :ref:`x`")

    assert states(updated(template(ALWAYS + "!"), file(entry)).data) == {ALWAYS + "!": State.SUGGESTED}
    assert states(wrong) == {ALWAYS: State.UNFINISHED}
    assert states(updated(template(ALWAYS + "!"), wrong).data) == {ALWAYS + "!": State.UNFINISHED}


def test_what_a_translator_makes_of_a_suggestion_is_hers() -> None:
    suggested = updated(template(FREE, ALWAYS), TRANSLATED).data
    right = Message(ALWAYS, "Die Nummer ist stets kostenlos")
    unfinished = Message(ALWAYS, "Die Nummer ist stets …", fuzzy=True)

    assert states(received(suggested, right))[ALWAYS] is State.TRANSLATED
    assert b"suggested by" not in received(suggested, right)
    assert states(received(suggested, unfinished))[ALWAYS] is State.UNFINISHED


@pytest.mark.parametrize(
    ("entry", "state"),
    [
        ('#, fuzzy\nmsgid "uno"\nmsgstr "eins"', State.UNFINISHED),
        ('#, fuzzy\n#| msgid "un"\nmsgid "uno"\nmsgstr "eins"', State.CHANGED),
        ('# suggested by a.po\n#, fuzzy\n#| msgid "un"\nmsgid "uno"\nmsgstr "eins"', State.SUGGESTED),
        ('# to mend: lost-role\n#, fuzzy\n#| msgid "un"\nmsgid "uno"\nmsgstr "eins"', State.UNFINISHED),
        ('# suggested by a.po\n#, fuzzy\nmsgid "uno"\nmsgstr ""', State.UNTRANSLATED),
        ('# suggested by a.po\nmsgid "uno"\nmsgstr "eins"', State.TRANSLATED),
    ],
)
def test_states_outlive_the_tools_of_the_trade(entry: str, state: State, tmp_path: Path) -> None:
    original, po = tmp_path / "manual.pot", tmp_path / "manual.po"
    original.write_bytes(file('msgid "uno"\nmsgstr ""'))
    po.write_bytes(file(entry))
    # Poedit saves by the same library.
    wrapped = subprocess.run(["msgcat", "--width=79", po], capture_output=True, check=True).stdout
    merged = subprocess.run(["msgmerge", "--previous", "-q", po, original], capture_output=True, check=True).stdout

    assert states(po.read_bytes()) == states(wrapped) == states(merged) == {"uno": state}


def test_a_change_that_msgmerge_found_is_a_changed_original(tmp_path: Path) -> None:
    original, po = tmp_path / "manual.pot", tmp_path / "manual.po"
    original.write_bytes(file(f'msgid "{ALWAYS}"\nmsgstr ""'))
    po.write_bytes(TRANSLATED)

    merged = subprocess.run(["msgmerge", "--previous", "-q", po, original], capture_output=True, check=True).stdout

    assert states(merged) == {ALWAYS: State.CHANGED}


def test_progress_counts_each_state_and_the_sums_agree() -> None:
    entries = [
        'msgid "uno"\nmsgstr "eins"',
        '#, fuzzy\n#| msgid "du"\nmsgid "due"\nmsgstr "zwei"',
        '# suggested by a.po\n#, fuzzy\n#| msgid "tr"\nmsgid "tre"\nmsgstr "drei"',
        '#, fuzzy\nmsgid "quattro"\nmsgstr "vier"',
        'msgid "cinque"\nmsgstr ""',
    ]

    done = progress(["uno", "due", "tre", "quattro", "cinque"], catalogue(file(*entries)))

    assert (done.translated, done.changed, done.suggested, done.unfinished, done.untranslated) == (1, 1, 1, 1, 1)
    assert (done.fuzzy, done.messages, (done + done).suggested) == (3, 5, 2)
