# SPDX-License-Identifier: GPL-3.0-or-later
"""What is saved on a page is in the catalogue as a kit would bring it: nothing else changes, nobody's words are lost."""

import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread

import pytest

from pipeline.catalogue.reading import read
from pipeline.catalogue.receiving import MergeOutcome
from pipeline.catalogue.review import review, signed_hashes
from pipeline.catalogue.syntax import scan
from pipeline.commands.kits.answer import Returned
from pipeline.commands.kits.making import make
from pipeline.commands.kits.receiving import receive_kit
from pipeline.commands.preview.texts import Faults, Suggestions
from pipeline.commands.preview.writing import EditContext, Writer
from pipeline.model.message import Message
from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.model.publication import Review
from pipeline.preview.orders import Edit, OrderAnswer, OrderOutcome, Signing, Undo, Wording
from pipeline.preview.snapshot import Paragraph
from pipeline.translations.vocabulary import Vocabulary
from pipeline.words import ToolWords
from tests.conftest import ROOT, copy_project

NOTE = "Nota a piè di pagina."
TERM = "La rete dei servizi risponde entro trenta giorni."
LINK = "Il colloquio si tiene in una stanza chiusa, vedi :ref:`second`."
MOMENT = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)
NOW = datetime(2026, 12, 2, 10, 0, tzinfo=UTC)


@dataclass
class Translator:
    """Somebody at a page of the Albanian edition, with what her page shows."""

    project: Project
    context: EditContext
    writer: Writer = field(default_factory=Writer)

    @property
    def path(self) -> Path:
        return self.project.locales / "sq/LC_MESSAGES/small.po"

    def message(self, original: str) -> Message:
        message = read(self.path, self.context.language).find(original)
        assert message is not None
        return message

    def paragraph(self, original: str) -> Paragraph:
        message = self.message(original)
        place = f"locales/sq/LC_MESSAGES/small.po:{message.translation_line}"
        return Paragraph(original[:6], original, "it", message.state, message.translation, place=place)

    def seen(self, original: str) -> Wording:
        message = self.message(original)
        return Wording(message.translation, message.fuzzy)

    def save(self, original: str, text: str, *, fuzzy: bool = False, base: Wording | None = None) -> OrderAnswer:
        edit = Edit(self.paragraph(original), base or self.seen(original), Wording(text, fuzzy))
        return self.writer.carry_out(self.context, edit, MOMENT)

    def undo(self, original: str) -> OrderAnswer:
        return self.writer.carry_out(self.context, Undo(self.paragraph(original)), NOW)

    def sign(self, original: str, text: str, name: str = "A. B.") -> OrderAnswer:
        return self.writer.carry_out(self.context, Signing(self.paragraph(original), text, name), MOMENT)

    def alter(self, before: str, after: str) -> None:
        """Save the file as an editor does."""
        text = self.path.read_text(encoding="utf-8")
        assert before in text
        self.path.write_text(text.replace(before, after), encoding="utf-8")


def entries(data: bytes) -> dict[str, str]:
    return {entry.message.original: "".join(entry.lines) for entry in scan(data.decode()).entries}


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_project(ROOT / "tests/sample", tmp_path_factory.mktemp("editing") / "sample")


@pytest.fixture
def begin(begun: Path, tmp_path: Path) -> Callable[[], Translator]:
    root = copy_project(begun, tmp_path / "sample")
    project = Project.load(root)

    def at_a_page() -> Translator:
        faults = Faults(Vocabulary(project, spelling=False), smart_quotes=False)
        language = project.language("sq")
        return Translator(project, EditContext(project, language, faults, ToolWords(language, project.locales)))

    return at_a_page


@pytest.fixture
def her(begin: Callable[[], Translator]) -> Translator:
    return begin()


def test_a_saved_translation_is_in_the_file_and_all_other_bytes_stay(her: Translator) -> None:
    her.alter('msgid "Nota', '# e imja\n#. from somewhere\n#: a.rst:1\n\n\n#, no-wrap\nmsgid "Nota')
    before = her.path.read_bytes()

    assert her.save(NOTE, 'Një shënim.\nNë dy rreshta «\\\\» "dhe" 😀.').outcome is OrderOutcome.WRITTEN

    after = her.path.read_bytes()
    old, new = entries(before), entries(after)
    assert {original for original in old if old[original] != new[original]} == {"", NOTE}
    assert her.message(NOTE).translation == 'Një shënim.\nNë dy rreshta «\\\\» "dhe" 😀.'
    assert set(old[""].splitlines()) ^ set(new[""].splitlines()) == {
        '"PO-Revision-Date: 2026-11-25 10:00+0000\\n"',
        '"PO-Revision-Date: 2026-12-01 09:30+0000\\n"',
    }
    assert (her.message(NOTE).translator_comments, her.message(NOTE).flags) == (("e imja",), ("no-wrap",))


def test_what_is_the_same_writes_no_byte(her: Translator) -> None:
    before = her.path.read_bytes()

    assert her.save(NOTE, her.seen(NOTE).text).outcome is OrderOutcome.UNCHANGED
    assert her.path.read_bytes() == before


def test_what_the_check_refuses_is_refused_with_its_finding_and_may_be_saved_as_unfinished(her: Translator) -> None:
    before = her.path.read_bytes()

    answer = her.save(LINK, "Biseda zhvillohet në një dhomë të mbyllur.")

    assert answer.outcome is OrderOutcome.REFUSED
    assert [finding.check for finding in answer.findings] == ["lost-role"]
    assert her.path.read_bytes() == before
    assert her.save(LINK, "Biseda zhvillohet në një dhomë të mbyllur.", fuzzy=True).outcome is OrderOutcome.BESIDE
    assert her.message(LINK).translation.endswith(":ref:`second`."), "readers keep the finished one"


def test_a_comment_in_the_file_allows_what_it_allows_the_check(her: Translator) -> None:
    her.alter(f'msgid "{LINK}"', f'# allow: lost-role because it is said above\nmsgid "{LINK}"')

    assert her.save(LINK, "Biseda zhvillohet në një dhomë të mbyllur.").outcome is OrderOutcome.WRITTEN


def test_an_empty_field_takes_no_translation_away(her: Translator) -> None:
    before = her.path.read_bytes()

    assert her.save(NOTE, "").outcome is OrderOutcome.REFUSED
    assert her.path.read_bytes() == before


def test_a_suggestion_is_taken_by_saving_it(her: Translator) -> None:
    entry = '# suggested by small.po\n#, fuzzy\n#| msgid "Nota."\nmsgid "Nota'
    her.alter('msgid "Nota', entry)

    assert her.save(NOTE, her.seen(NOTE).text).outcome is OrderOutcome.WRITTEN
    assert not her.message(NOTE).fuzzy
    assert not her.message(NOTE).translator_comments
    assert her.undo(NOTE).outcome is OrderOutcome.WRITTEN
    assert entry in her.path.read_text(encoding="utf-8")


def test_words_that_another_program_saved_meanwhile_stay_and_hers_are_beside_them(her: Translator) -> None:
    seen = her.seen(NOTE)
    her.alter("Një poshtëshënim.", "Shënim nga Poedit.")

    answer = her.save(NOTE, "Shënim i saj.", base=seen)

    assert answer.outcome is OrderOutcome.BESIDE
    assert her.message(NOTE).translation == "Shënim nga Poedit."
    assert her.message(NOTE).translator_comments == ("another translation, received: Shënim i saj.",)


def test_of_two_translators_at_one_file_neither_loses_anything(begin: Callable[[], Translator]) -> None:
    """Each saves her own paragraph and both save a third, again and again, at the same time."""
    both = [begin(), begin()]
    seen = both[0].seen(NOTE)
    answers: list[OrderAnswer] = []

    def work(number: int) -> None:
        for turn in range(8):
            answers.append(both[number].save((TERM, "Primo")[number], f"Fjalë {turn} e {'AB'[number]}."))
        answers.append(both[number].save(NOTE, f"Shënim i {'AB'[number]}.", base=seen))

    threads = [Thread(target=work, args=(number,)) for number in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [both[0].message(original).translation for original in (TERM, "Primo")] == ["Fjalë 7 e A.", "Fjalë 7 e B."]
    outcomes = [answer.outcome for answer in answers]
    assert (outcomes.count(OrderOutcome.WRITTEN), outcomes.count(OrderOutcome.BESIDE)) == (17, 1)
    assert {"Shënim i A.", "Shënim i B."} == {
        both[0].message(NOTE).translation,
        both[0].message(NOTE).translator_comments[0].removeprefix("another translation, received: "),
    }


def test_what_is_undone_leaves_the_file_as_it_was_to_the_byte(her: Translator) -> None:
    before = her.path.read_bytes()
    her.save(NOTE, "Një.")
    her.save(NOTE, "Dy.")
    assert her.writer.undoable == {NOTE[:6]}

    her.undo(NOTE)
    assert her.message(NOTE).translation == "Një."
    her.undo(NOTE)

    assert her.path.read_bytes() == before
    assert not her.writer.undoable
    assert her.undo(NOTE).outcome is OrderOutcome.UNCHANGED


def test_undoing_takes_back_nothing_that_others_wrote(her: Translator) -> None:
    her.save(NOTE, "Një.")
    her.alter("Rrjeti i shërbimeve përgjigjet", "Rrjeti përgjigjet")
    her.undo(NOTE)
    assert her.message(TERM).translation.startswith("Rrjeti përgjigjet")

    her.save(NOTE, "Një.")
    her.alter('"Një."', '"Një tjetër."')
    with pytest.raises(Problem) as caught:
        her.undo(NOTE)
    assert caught.value.code == "changed-meanwhile"
    assert her.message(NOTE).translation == "Një tjetër."


def test_a_signed_paragraph_counts_as_read_until_somebody_edits_it(her: Translator) -> None:
    def state() -> Review:
        catalogue = read(her.path, her.context.language)
        return review(catalogue.header, [her.message(NOTE)])

    assert state() is Review.DRAFT
    assert her.sign(NOTE, her.seen(NOTE).text).outcome is OrderOutcome.WRITTEN
    assert state() is Review.REVIEWED
    assert len(signed_hashes(read(her.path, her.context.language).header) or ()) == 1
    her.save(NOTE, "Ndryshe.")
    assert state() is Review.DRAFT


@pytest.mark.parametrize(
    ("text", "name"), [("Tjetër.", "A. B."), ("Një poshtëshënim.", 'A "B"'), ("Një poshtëshënim.", "")]
)
def test_what_was_not_read_or_has_no_name_is_not_signed(her: Translator, text: str, name: str) -> None:
    before = her.path.read_bytes()

    with pytest.raises(Problem):
        her.sign(NOTE, text, name)
    assert her.path.read_bytes() == before


def test_a_file_that_cannot_be_read_is_not_written(her: Translator) -> None:
    paragraph, seen = her.paragraph(NOTE), her.seen(NOTE)
    her.alter('"Një poshtëshënim."', '"Një poshtëshënim.')
    before = her.path.read_bytes()

    with pytest.raises(Problem) as caught:
        her.writer.carry_out(her.context, Edit(paragraph, seen, Wording("Një.", fuzzy=False)), MOMENT)
    assert caught.value.code == "broken-catalogue"
    assert her.path.read_bytes() == before


def test_the_memory_suggests_what_is_alike_with_its_catalogue(her: Translator) -> None:
    her.alter('msgid "Secondo"', 'msgid "Nota a fondo di pagina."\nmsgstr "Shënim në fund."\n\nmsgid "Secondo"')

    (found,) = Suggestions(her.project, her.context.language).of(her.paragraph(NOTE))

    assert (found.translation, found.origin) == ("Shënim në fund.", "small.po")
    assert 60 <= found.similarity < 100


def test_a_kit_brings_a_project_for_her_preview_and_her_edits_back(her: Translator, tmp_path: Path) -> None:
    list(make(her.project, her.context.language, "small", MOMENT.date(), preview=True))
    (kit,) = (her.project.build / "kits").glob("*.zip")
    with zipfile.ZipFile(kit) as archive:
        archive.extractall(tmp_path / "theirs")
    folder = tmp_path / "theirs/kit-sq"
    project = Project.load(folder / "preview")
    faults = Faults(Vocabulary(project, spelling=False), smart_quotes=False)
    there = Translator(project, EditContext(project, project.language("sq"), faults, str))

    assert there.save(NOTE, "Shënim nga larg.").outcome is OrderOutcome.WRITTEN
    events = receive_kit(her.project, [folder], NOW)
    returned = next(event for event in events if isinstance(event, Returned) and event.received)
    events.close()

    assert [received.fate for received in returned.received] == [MergeOutcome.TAKEN]
    assert her.message(NOTE).translation == "Shënim nga larg."
