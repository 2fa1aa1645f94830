# SPDX-License-Identifier: GPL-3.0-or-later
"""Findings beside a paragraph are those that the check gives, however few messages have been read anew."""

from pathlib import Path

from pipeline.catalogue.reading import parse
from pipeline.commands.preview.texts import Faults
from pipeline.model.findings import Finding
from pipeline.model.message import Catalogue
from pipeline.model.project import Project
from pipeline.model.publication import Language
from pipeline.preview.pages import changes
from pipeline.proofread.checks import proofread
from pipeline.translations.vocabulary import Vocabulary

HEAD = (
    (Path(__file__).parents[1] / "sample/locales/sq/LC_MESSAGES/small.po").read_text(encoding="utf-8").split("\n\n")[0]
)
FIRST = ("Primo: la rete dei servizi.", "Së pari: diçka.")
AGAIN = ("Secondo: la rete dei servizi, 90 giorni.", "Së dyti: diçka, 30 ditë.")
ALLOWED = ("Ancora la rete dei servizi.", "Sërish diçka.")


def catalogue(*pairs: tuple[str, str], allowed: int = -1) -> Catalogue:
    entries = [
        ("# allow: lost-term because it is clear\n" if number == allowed else "") + f'msgid "{one}"\nmsgstr "{other}"'
        for number, (one, other) in enumerate(pairs)
    ]
    text = "\n\n".join([HEAD, *entries]) + "\n"
    return parse(Path("small.po"), text.encode(), Language("sq", "Shqip"))


def whole(faults: Faults, found: Catalogue) -> list[Finding]:
    while faults.proofread(found, 1):
        pass
    return [one for message in found.messages for one in faults.of(found, message)]


def test_piece_by_piece_is_the_same_as_all_at_once(preview_project: Path) -> None:
    vocabulary = Vocabulary(Project.load(preview_project))
    faults = Faults(vocabulary, smart_quotes=False)
    for state in (
        catalogue(FIRST, AGAIN),
        catalogue(AGAIN),
        catalogue(ALLOWED, FIRST, AGAIN),
        catalogue(ALLOWED, FIRST, AGAIN, allowed=0),
        catalogue(FIRST, ALLOWED, AGAIN, allowed=1),
        catalogue((FIRST[0], "Së pari: rrjeti i shërbimeve."), AGAIN),
    ):
        expected = list(proofread(state, vocabulary.context(state, smart_quotes=False)))

        assert expected
        assert whole(faults, state) == expected


def test_only_messages_that_changed_are_read(preview_project: Path) -> None:
    faults = Faults(Vocabulary(Project.load(preview_project)), smart_quotes=False)
    faults.proofread(catalogue(FIRST, AGAIN), 10)

    assert faults.proofread(catalogue(AGAIN, FIRST), 0) == 0
    assert faults.proofread(catalogue(AGAIN, FIRST, ALLOWED), 0) == 1


def test_the_terms_of_an_original_are_told_with_their_forms(preview_project: Path) -> None:
    faults = Faults(Vocabulary(Project.load(preview_project)), smart_quotes=False)

    assert faults.terms(catalogue(FIRST), FIRST[0]) == (("rete dei servizi", "rrjeti i shërbimeve"),)


def test_what_changed_in_an_original_is_told_word_by_word() -> None:
    assert changes("Dura trenta giorni, poi finisce.", "Dura novanta giorni, poi finisce: basta.") == [
        ("same", "Dura "),
        ("gone", "trenta"),
        ("new", "novanta"),
        ("same", " giorni, poi finisce"),
        ("new", ": basta"),
        ("same", "."),
    ]
