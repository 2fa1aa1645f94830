# SPDX-License-Identifier: GPL-3.0-or-later
"""A translator's work comes back: an untouched kit changes nothing, and no sentence is lost, theirs or ours.

`EXAMPLES=20000 pytest tests/catalogue/test_receiving.py` looks longer.
"""

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.catalogue.gate import gate
from pipeline.catalogue.header import fields
from pipeline.catalogue.kit_snapshot import FIELD, base_of, base_text, key_hash, state_hash, with_snapshot
from pipeline.catalogue.reading import lines_of
from pipeline.catalogue.receiving import MergedCatalogue, MergeOutcome, receive, returned_messages
from pipeline.catalogue.writing import entry_text
from pipeline.model.message import Key, Message
from tests.catalogue.trade import GERMAN, LATER, accepted_by_gettext, catalogue, file

PATH = Path("manual.po")
DAYS = 'msgid "%s giorno"\nmsgid_plural "%s giorni"\nmsgstr[0] "%s Tag"\nmsgstr[1] "%s Tage"'


def entry(original: str, translation: str, *, fuzzy: bool = False, obsolete: bool = False) -> str:
    return entry_text(Message(original, translation, fuzzy=fuzzy, obsolete=obsolete))


def given_away(data: bytes) -> tuple[tuple[Message, ...], Mapping[str, str]]:
    """What a translator gets of a catalogue, and its marks, as they come back in its header."""
    lines = lines_of(PATH, with_snapshot(PATH, data, GERMAN, "manual"), GERMAN)
    head = next(one.message for one in lines.entries if one.message.is_header)
    return catalogue(data).messages, base_of(fields(head.translation)[FIELD])


def back(
    present: bytes,
    theirs: list[Message],
    base: Mapping[str, str],
    wrong: Mapping[Key, str] | None = None,
    former: tuple[Message, ...] = (),
) -> MergedCatalogue:
    return receive(PATH, present, GERMAN, theirs, base, wrong or {}, LATER, former_messages=former)


def fates(done: MergedCatalogue) -> list[MergeOutcome]:
    return [one.fate for one in done.received]


def changed(messages: tuple[Message, ...], **words: str) -> list[Message]:
    return [replace(one, translation=words.get(one.original, one.translation), fuzzy=False) for one in messages]


def test_only_changed_entries_are_written_anew() -> None:
    data = file(
        entry("uno", ""), '# nota\n#: a.rst:1\nmsgid   "due"\nmsgstr "zwei"', entry("tre", "drei", fuzzy=True), DAYS
    )
    messages, base = given_away(data)

    done = back(data, changed(messages, uno="eins", tre="drei!"), base)

    assert fates(done) == [MergeOutcome.TAKEN, MergeOutcome.TAKEN]
    text = done.data.decode()
    assert 'msgid "uno"\nmsgstr "eins"' in text
    assert 'msgid "tre"\nmsgstr "drei!"' in text
    assert 'msgid   "due"' in text, "an entry she did not touch keeps its bytes"
    assert "PO-Revision-Date: 2027-01-07" in text
    assert "fuzzy" not in text
    assert FIELD not in text
    assert back(done.data, changed(messages, uno="eins", tre="drei!"), base).data == done.data


def test_blanks_around_a_translation_are_those_of_its_original() -> None:
    present = file(entry("uno", ""), entry(" due", " zwei"), entry("tre", "drei "), entry("quattro", "vier"), DAYS)
    messages, base = given_away(present)
    days = replace(messages[-1], translation="%s Tag!", plural_translations=("%s Tag! ", "%s Tage"))

    done = back(present, [*changed(messages[:-1], uno="eins \n", **{" due": "Zwei"}, quattro="vier "), days], base)

    assert fates(done) == [MergeOutcome.TAKEN] * 3
    found = {message.original: message.translation for message in catalogue(done.data).messages}
    assert found == {"uno": "eins", " due": " Zwei", "tre": "drei ", "quattro": "vier", "%s giorno": "%s Tag!"}


def test_a_translation_that_came_meanwhile_stays_and_hers_is_kept_beside_it() -> None:
    messages, base = given_away(file(entry("uno", "eins")))
    present = file(entry("uno", "ein anderes Eins"))

    done = back(present, changed(messages, uno="ihr Eins"), base)

    assert fates(done) == [MergeOutcome.CONFLICT]
    assert done.received[0].stays == "ein anderes Eins"
    (message,) = catalogue(done.data).messages
    assert message.translation == "ein anderes Eins"
    assert not message.fuzzy
    assert message.translator_comments == ("another translation, received: ihr Eins",)
    assert back(done.data, changed(messages, uno="ihr Eins"), base).data == done.data


def test_what_she_finished_counts_before_what_is_only_to_be_looked_at() -> None:
    messages, base = given_away(file(entry("uno", "")))

    done = back(file(entry("uno", "vielleicht eins", fuzzy=True)), changed(messages, uno="eins"), base)

    assert fates(done) == [MergeOutcome.TAKEN]
    (message,) = catalogue(done.data).messages
    assert (message.translation, message.fuzzy) == ("eins", False)
    assert message.translator_comments == ("earlier translation: vielleicht eins",)


def test_a_correction_of_hers_is_taken_only_if_we_know_what_she_was_given() -> None:
    data = file(entry("uno", "eins"))
    messages, base = given_away(data)

    assert fates(back(data, changed(messages, uno="Eins"), base)) == [MergeOutcome.TAKEN]
    assert fates(back(data, changed(messages, uno="Eins"), {})) == [MergeOutcome.CONFLICT]


def test_an_original_that_changed_meanwhile_keeps_her_sentence_for_the_next_update() -> None:
    messages, base = given_away(file(entry("uno", ""), entry("due", "zwei")))
    present = file(entry("uno e mezzo", ""), entry("due", "zwei"))

    done = back(present, changed(messages, uno="eins"), base)

    assert fates(done) == [MergeOutcome.KEPT_ASIDE]
    assert [(one.original, one.translation) for one in catalogue(done.data).obsolete] == [("uno", "eins")]
    assert accepted_by_gettext(done.data)
    assert back(done.data, changed(messages, uno="eins"), base).data == done.data


def test_what_was_never_ours_is_kept_aside_and_asked_about() -> None:
    messages, base = given_away(file(entry("uno", "eins")))

    done = back(file(entry("uno", "eins")), [*messages, Message("estraneo", "fremd")], base)

    assert fates(done) == [MergeOutcome.UNKNOWN]
    assert [one.translation for one in catalogue(done.data).obsolete] == ["fremd"]


def test_a_sentence_with_an_error_waits_where_no_reader_sees_it_and_the_mended_one_replaces_it() -> None:
    data = file(entry("uno", ""))
    messages, base = given_away(data)

    done = back(data, changed(messages, uno="falsch"), base, {(None, "uno"): "lost-role: :ref:`x`"})

    assert fates(done) == [MergeOutcome.TO_FIX]
    (message,) = catalogue(done.data).messages
    assert (message.translation, message.fuzzy) == ("falsch", True)
    assert message.translator_comments == ("to mend: lost-role: :ref:`x`",)
    (mended,) = catalogue(back(done.data, changed(messages, uno="richtig"), base).data).messages
    assert (mended.translation, mended.fuzzy, mended.translator_comments) == ("richtig", False, ())


def test_an_error_never_replaces_a_good_sentence_and_is_kept_beside_it_until_it_is_mended() -> None:
    data = file(entry("uno", "eins"))
    messages, base = given_away(data)

    done = back(data, changed(messages, uno="falsch"), base, {(None, "uno"): "lost-role"})

    assert fates(done) == [MergeOutcome.TO_FIX]
    (message,) = catalogue(done.data).messages
    assert (message.translation, message.fuzzy) == ("eins", False)
    assert message.translator_comments == ("to mend, received: lost-role: falsch",)
    (mended,) = catalogue(back(done.data, changed(messages, uno="richtig"), base).data).messages
    assert (mended.translation, mended.fuzzy, mended.translator_comments) == ("richtig", False, ())


def test_an_error_is_kept_where_only_a_suggestion_stood() -> None:
    data = file(entry("uno", "vielleicht eins", fuzzy=True))
    messages, base = given_away(data)

    done = back(data, changed(messages, uno="falsch"), base, {(None, "uno"): "lost-role"})

    (message,) = catalogue(done.data).messages
    assert (message.translation, message.fuzzy) == ("falsch", True)


def test_a_draft_does_not_take_a_good_sentence_from_its_readers() -> None:
    data = file(entry("uno", "eins"))
    messages, base = given_away(data)

    done = back(data, [replace(messages[0], translation="halb", fuzzy=True)], base)

    assert fates(done) == [MergeOutcome.UNFINISHED]
    (message,) = catalogue(done.data).messages
    assert (message.translation, message.fuzzy) == ("eins", False)
    assert message.translator_comments == ("another translation, received: halb",)


def test_what_she_calls_doubtful_without_another_word_becomes_fuzzy() -> None:
    data = file(entry("uno", "eins"))
    messages, base = given_away(data)

    done = back(data, [replace(messages[0], fuzzy=True)], base)

    assert fates(done) == [MergeOutcome.TAKEN]
    assert catalogue(done.data).messages[0].fuzzy


def test_the_same_work_again_is_told_of_in_the_same_words() -> None:
    data = file(entry("uno", ""), entry("due", "zwei"))
    messages, base = given_away(data)
    once = back(data, changed(messages, uno="eins"), base)

    again = back(once.data, changed(messages, uno="eins"), base)

    assert again.data == once.data
    assert fates(again) == fates(once) == [MergeOutcome.TAKEN]


def test_an_emptied_translation_stays_and_what_is_the_same_in_both_languages_is_not_spoken_of() -> None:
    data = file(entry("uno", "eins"), entry("GRETA", "GRETA"))
    messages, base = given_away(data)

    done = back(data, [replace(one, translation="") for one in messages], base)

    assert done.data == data
    assert [(one.fate, one.message.original) for one in done.received] == [(MergeOutcome.EMPTIED, "uno")]


def test_a_comment_she_wrote_comes_along() -> None:
    data = file(entry("uno", ""))
    messages, base = given_away(data)

    done = back(data, [replace(messages[0], translator_comments=("chiedere ad Ana",))], base)

    assert b"# chiedere ad Ana\nmsgid" in done.data


def test_a_comment_that_was_taken_away_meanwhile_does_not_come_back() -> None:
    messages, base = given_away(file("# allow: lost-number because x\n" + entry("uno", "eins")))
    present = file(entry("uno", "eins"))

    assert back(present, list(messages), base).data == present
    assert b"# allow" not in back(present, changed(messages, uno="Eins"), base).data


def test_comments_of_several_lines_keep_their_bytes() -> None:
    data = b"\xef\xbb\xbf" + file("#\n# eins\n#\n# zwei\n#\n" + entry("uno", "eins"))
    messages, base = given_away(data)

    assert back(data, list(messages), base).data == data


def test_words_of_several_lines_are_whole_in_a_comment() -> None:
    messages, base = given_away(file(entry("uno\n", "")))
    theirs = "a\n\nb\r\n\na\n"

    done = back(file(entry("uno\n", "eins\n")), changed(messages, **{"uno\n": theirs}), base)

    (message,) = catalogue(done.data).messages
    assert message.translator_comments == ("another translation, received: a", "|", "| b\\r", "|", "| a", "|")
    assert back(done.data, changed(messages, **{"uno\n": theirs}), base).data == done.data


def test_a_correction_of_what_has_left_the_book_is_kept_in_its_place() -> None:
    messages, base = given_away(file(entry("uno", "eins")))
    present = file(entry("due", ""), entry("uno", "eins", obsolete=True))

    done = back(present, changed(messages, uno="Eins"), base)

    assert fates(done) == [MergeOutcome.KEPT_ASIDE]
    assert [(one.translation, one.translator_comments) for one in catalogue(done.data).obsolete] == [("Eins", ())]
    wrong: dict[Key, str] = {(None, "uno"): "lost-role"}
    (kept,) = catalogue(back(file(entry("due", "")), changed(messages, uno="falsch"), base, wrong).data).obsolete
    assert kept.fuzzy, "what has errors does not come back as if it had none"


def test_a_file_of_unknown_origin_is_kept_where_its_original_has_left_the_book() -> None:
    left = Message("uno", "eins", obsolete=True, translator_comments=("forse",))
    messages = [Message("uno", "Eins")]

    done = back(file(entry("due", "")), messages, {}, former=(left,))

    assert fates(done) == [MergeOutcome.KEPT_ASIDE]
    (kept,) = catalogue(done.data).obsolete
    assert (kept.translation, kept.translator_comments[0]) == ("eins", "forse")
    assert "another translation, received: Eins" in kept.translator_comments
    unknown = back(file(entry("due", "")), messages, {})
    assert fates(unknown) == [MergeOutcome.UNKNOWN]
    assert [one.translation for one in catalogue(unknown.data).obsolete] == ["Eins"]


def sent_back(present: bytes, *entries: str) -> list[Message]:
    return list(returned_messages(lines_of(PATH, file(*entries), GERMAN), catalogue(present)))


def test_what_a_program_made_obsolete_is_taken_like_all_else() -> None:
    present = file(entry("uno", ""), entry("due", "zwei"), entry("tre", "drei"))
    _, base = given_away(present)

    done = back(
        present,
        sent_back(
            present, entry("uno", "eins", obsolete=True), entry("tre", "drei"), entry("tre", "dry", obsolete=True)
        ),
        base,
    )

    assert fates(done) == [MergeOutcome.TAKEN]
    one, _, three = catalogue(done.data).messages
    assert one.translation == "eins"
    assert (three.translation, three.translator_comments) == ("drei", ("earlier translation: dry",))


def test_obsolete_messages_of_an_untouched_kit_change_nothing() -> None:
    present = file(entry("uno", "eins"), entry("due", "zwei", obsolete=True), entry("tre", "drei", obsolete=True))
    _, base = given_away(present)

    done = back(present, sent_back(present, *present.decode().split("\n\n")[1:]), base)

    assert (done.data, done.received) == (present, ())


def test_an_original_in_which_a_program_changed_blanks_is_found() -> None:
    present = file(entry("uno  due\n", ""), entry("tre", ""), DAYS)
    _, base = given_away(present)
    days = DAYS.replace("giorno", " giorno").replace("giorni", "giorni ").replace("%s Tag", "%s tag")

    done = back(present, sent_back(present, entry("uno due ", "eins zwei"), entry(" tre", "drei"), days), base)

    assert fates(done) == [MergeOutcome.TAKEN] * 3
    one, three, many = catalogue(done.data).messages
    assert (one.translation, three.translation) == ("eins zwei\n", "drei")
    assert many.plural_translations == ("%s tag", "%s tage")


def test_plural_forms_come_back_or_are_refused_together() -> None:
    data = file(DAYS)
    messages, base = given_away(data)
    new = replace(messages[0], translation="%s Tag!", plural_translations=("%s Tag!", "%s Tage!"))

    assert b"%s Tage!" in back(data, [new], base).data
    (there,) = catalogue(back(data, [replace(new, plural_translations=("%s Tag!",))], base).data).messages
    assert there.plural_translations == messages[0].plural_translations
    assert there.translator_comments == ("another translation, received: %s Tag!",)


def test_marks_tell_originals_and_translations_apart() -> None:
    one, other = Message("uno", "eins"), Message("uno", "zwei")

    assert key_hash(one) == key_hash(other)
    assert state_hash(one) != state_hash(other) != state_hash(replace(other, fuzzy=True))
    assert state_hash(replace(one, translation="")) == state_hash(replace(one, translation="", fuzzy=True))
    assert base_of(base_text([one])[:-1]) == {}


ORIGINALS = ["uno", "due", "tre", "quattro\n", 'dice "sì" \\']
WORDS = st.sampled_from(["", "a", "b", "c"])
STATES = st.dictionaries(st.sampled_from(ORIGINALS), st.tuples(WORDS, st.booleans()), max_size=5)


def made(state: Mapping[str, tuple[str, bool]], who: str) -> bytes:
    rows = []
    for original, (words, fuzzy) in state.items():
        end = "\n" if original.endswith("\n") and words else ""
        rows.append(entry(original, f"{who} {words}{end}" if words else "", fuzzy=fuzzy and bool(words)))
    return file(*rows)


@settings(max_examples=int(os.environ.get("EXAMPLES", "100")), deadline=None)
@given(STATES, STATES, STATES, st.booleans(), st.sets(st.sampled_from(ORIGINALS), max_size=2))
def test_no_sentence_is_lost_on_either_side(
    first: dict[str, tuple[str, bool]],
    ours: dict[str, tuple[str, bool]],
    theirs: dict[str, tuple[str, bool]],
    knows: bool,
    faulty: set[str],
) -> None:
    given_messages, base = given_away(made(first, "before"))
    asked = {one.original: one for one in given_messages}
    present = made({**first, **ours}, "ours") if ours else made(first, "before")
    sent = [one for one in catalogue(made(theirs, "theirs")).messages if one.original in asked]
    wrong: dict[Key, str] = {(None, original): "wrong" for original in faulty}

    done = back(present, sent, base if knows else {}, wrong)

    assert gate(PATH, done.data, GERMAN) == ()
    assert accepted_by_gettext(done.data)
    assert back(done.data, sent, base if knows else {}, wrong).data == done.data
    text = done.data.decode()
    before = {one.original: one for one in catalogue(present).messages}
    after = {one.original: one for one in catalogue(done.data).messages}
    assert list(after) == list(before)
    for original, one in after.items():
        valid_before = bool(before[original].translation) and not before[original].fuzzy
        assert not (valid_before and not one.translation), "a sentence that readers had is still there"
    for one in sent:
        if one.translation:
            assert one.translation.strip() in text
    for original, (words, _) in ours.items():
        as_given = original in asked and state_hash(before[original]) == state_hash(asked[original])
        if words and not as_given:
            assert f"ours {words}" in text, "what came meanwhile is kept"


@given(STATES)
def test_an_untouched_kit_changes_nothing(state: dict[str, tuple[str, bool]]) -> None:
    data = made(state, "some")
    messages, base = given_away(data)

    for known in (base, {}):
        done = back(data, list(messages), known)
        assert done.data == data
        assert done.received == ()


BACK = st.tuples(
    st.sampled_from([*ORIGINALS, "altro", "UNO"]),
    st.sampled_from(["", " ", "  ", "\n"]),
    WORDS,
    st.booleans(),
    st.booleans(),
    st.sampled_from(["", "chiedere", "forse"]),
)


@settings(max_examples=int(os.environ.get("EXAMPLES", "100")), deadline=None)
@given(STATES, STATES, st.lists(BACK, max_size=8), st.booleans(), st.booleans())
def test_no_sentence_of_a_file_is_lost_in_whatever_state_it_comes_back(
    first: dict[str, tuple[str, bool]],
    ours: dict[str, tuple[str, bool]],
    rows: list[tuple[str, str, str, bool, bool, str]],
    knows: bool,
    stays: bool,
) -> None:
    """Originals with other blanks, unknown ones, obsolete twins, comments; with a snapshot or without."""
    _, base = given_away(made(first, "before"))
    present = made({**(first if stays else {}), **ours}, "ours")
    messages = {
        (original + blank, obsolete): Message(
            original + blank,
            words and f"theirs {words}" + ("\n" if (original + blank).endswith("\n") else ""),
            fuzzy=fuzzy and bool(words),
            obsolete=obsolete,
            translator_comments=(comment,) if comment else (),
        )
        for original, blank, words, fuzzy, obsolete, comment in rows
    }
    sent = sent_back(present, *map(entry_text, messages.values()))

    done = back(present, sent, base if knows else {})

    assert accepted_by_gettext(done.data)
    assert back(done.data, sent, base if knows else {}).data == done.data
    text = done.data.decode()
    for message in messages.values():
        assert message.translation.strip() in text
        if message.translation:
            assert all(f"# {comment}\n" in text for comment in message.translator_comments)
