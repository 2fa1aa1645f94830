# SPDX-License-Identifier: GPL-3.0-or-later
import pytest

from pipeline.model.problems import Problem
from pipeline.proofread.handbook import check_names, entry
from pipeline.words import ToolWords
from tests.english import english_in

ENGLISH = ToolWords("en")


def test_an_entry_has_the_original_and_both_translations_in_the_order_of_the_languages() -> None:
    said, *blocks = entry("lost-role", ENGLISH).split("\n\n")

    assert said.startswith("Find roles of the original that the translation dropped")
    assert [block.splitlines()[0] for block in blocks] == ["Italian", "English", "German", "Albanian"]
    assert blocks[2].splitlines()[1:] == [
        "  Original (Italian): Vedi :ref:`Invio ai servizi <referral>`.",
        "  Bad:                Siehe Weiterverweisung.",
        "  Good:               Siehe :ref:`Weiterverweisung <referral>`.",
    ]


def test_an_entry_shows_what_nobody_sees() -> None:
    assert "Bad:                Kontakte␣\n" in entry("outer-blank", ENGLISH)
    assert "Bad:                il primo␣␣contatto\n" in entry("doubled-space", ENGLISH)
    assert "Good:               20⍽% der Anrufe\n" in entry("missing-no-break-space", ENGLISH)
    assert entry("missing-no-break-space", ENGLISH).endswith("\n\nHere ⍽ is a no-break space (U+00A0).")
    assert "Bad:                il primo\\x0bcontatto\n" in entry("stray-character", ENGLISH)


def test_there_is_no_entry_of_an_unknown_check() -> None:
    with pytest.raises(Problem, match="lost-nothing"):
        entry("lost-nothing", ENGLISH)


@pytest.mark.parametrize("name", check_names())
def test_an_entry_is_in_the_language_that_is_asked_for(name: str) -> None:
    said = entry(name, ToolWords("sq"))

    assert said.startswith("Gjen ")
    assert english_in(said, "sq") == []
    assert "Italian" not in said
