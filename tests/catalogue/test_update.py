# SPDX-License-Identifier: GPL-3.0-or-later
"""What an update promises to translators."""

from pathlib import Path

import pytest

from pipeline.catalogue.memory import Memory
from pipeline.catalogue.reading import parse
from pipeline.catalogue.review import review
from pipeline.catalogue.update import update
from pipeline.model.message import State
from pipeline.model.problems import Problem
from pipeline.model.publication import Language, Review
from tests.catalogue.trade import (
    GERMAN,
    HEADER,
    ITALIAN,
    LATER,
    MOMENT,
    accepted_by_gettext,
    catalogue,
    file,
    template,
    updated,
)

ODD = """#  wrapped by hand
#: source/manual/index.rst:10
msgid ""
"Il primo "
"contatto"
msgstr "Der "
"Erstkontakt\""""


def test_a_new_file_has_a_right_header_and_nothing_translated() -> None:
    done = updated(template("Il primo contatto", "il 20% di sconto"), None, moment=MOMENT)

    made = catalogue(done.data)
    assert [message.original for message in made.messages] == ["Il primo contatto", "il 20% di sconto"]
    assert {message.state for message in made.messages} == {State.UNTRANSLATED}
    assert not any(message.flags for message in made.messages)
    assert made.header["Language"] == "de"
    assert made.header["Plural-Forms"] == "nplurals=2; plural=(n != 1);"
    assert made.header["POT-Creation-Date"] == "2026-11-25 10:30+0000"
    assert (made.source_language, review(made.header, made.messages)) == ("it", Review.DRAFT)
    assert b"fuzzy" not in done.data
    assert all(word not in done.data for word in (b"SOME DESCRIPTIVE", b"EMAIL@ADDRESS", b"LL@li.org", b"FIRST AUTHOR"))
    assert accepted_by_gettext(done.data)
    assert done.changes.summary == "2 new"


@pytest.mark.parametrize(("tag", "locale"), [("pt-BR", "pt_BR"), ("sq", "sq"), ("cak", "cak"), ("ar", "ar")])
def test_a_new_file_names_its_language_as_gettext_does(tag: str, locale: str) -> None:
    data = update(template("Uno"), Language(tag, "?"), None, Memory(), moment=MOMENT).data

    assert f'"Language: {locale}\\n"'.encode() in data
    assert accepted_by_gettext(data)


def test_a_new_file_takes_what_other_catalogues_know() -> None:
    known = catalogue(
        file(
            'msgid "Il primo contatto"\nmsgstr "Der Erstkontakt"',
            '#~ msgid "Il luogo è tranquillo e sicuro"\n#~ msgstr "Der Ort ist ruhig und sicher"',
        )
    )

    done = updated(
        template("Il primo contatto", "Il luogo è tranquillo e chiuso"), None, Memory.of([known], ITALIAN, GERMAN)
    )

    first, second = catalogue(done.data).messages
    assert (first.translation, first.state) == ("Der Erstkontakt", State.TRANSLATED)
    assert (second.translation, second.state) == ("Der Ort ist ruhig und sicher", State.SUGGESTED)
    assert second.previous == "Il luogo è tranquillo e sicuro"
    assert done.changes.summary == "1 suggested, 1 found in other catalogues"


@pytest.mark.parametrize("other", ["en", "de"])
def test_a_memory_holds_one_pair_of_languages(other: str) -> None:
    data = file('msgid "Uno"\nmsgstr "Eins"').replace(b"X-Source-Language: it", f"X-Source-Language: {other}".encode())

    assert Memory.of([catalogue(data)], ITALIAN, GERMAN).find("Uno") is None


def test_nothing_changed_means_the_same_bytes() -> None:
    data = file(ODD)

    done = updated(template("Il primo contatto"), data)

    assert done.data == data
    assert not done.changes
    assert done.changes.summary == "no message changed"


def test_only_what_changed_is_rewritten() -> None:
    data = file(ODD, '#: source/manual/index.rst:20\nmsgid "Due"\nmsgstr "Zwei"')

    done = updated(template("Prima di tutto", "Il primo contatto"), data)

    assert f"\n{ODD}\n".encode() in done.data
    kept = [line for line in HEADER.splitlines() if "POT-Creation-Date" not in line]
    assert all(line in done.data.decode() for line in kept)
    assert '"POT-Creation-Date: 2027-01-07 08:00+0000\\n"' in done.data.decode()
    assert done.data.decode().index("Prima di tutto") < done.data.decode().index("Il primo ")


def test_what_leaves_is_kept_as_obsolete_and_revived() -> None:
    entry = '# forse\n#: a.rst:1\n#, fuzzy\n#| msgid "Uno prima"\nmsgid "Uno"\nmsgstr "Eins"'
    gone = updated(template("Altro testo"), file(entry))

    (left,) = catalogue(gone.data).obsolete
    assert (left.original, left.translation, left.fuzzy, left.previous) == ("Uno", "Eins", True, "Uno prima")
    assert left.translator_comments == ("forse",)
    assert [message.original for message in gone.changes.obsolete] == ["Uno"]

    back = updated(template("Uno"), gone.data)

    (message,) = catalogue(back.data).messages
    assert (message.translation, message.fuzzy, message.translator_comments) == ("Eins", True, ("forse",))
    assert [message.original for message in back.changes.revived] == ["Uno"]
    assert accepted_by_gettext(back.data)


def test_what_left_is_kept_apart_and_comes_back_from_there() -> None:
    data = file('msgid "Uno"\nmsgstr "Eins"', '#~ msgid "Due"\n#~ msgstr "Zwei"')

    gone = update(template("Altro testo"), GERMAN, data, Memory(), moment=LATER)

    assert gone.former is not None
    assert b"#~" not in gone.data
    assert [message.original for message in catalogue(gone.former).obsolete] == ["Due", "Uno"]
    assert accepted_by_gettext(gone.former)

    back = update(template("Uno"), GERMAN, gone.data, Memory(), moment=LATER, former=gone.former)

    (message,) = catalogue(back.data).messages
    assert (message.translation, message.fuzzy) == ("Eins", False)
    assert [message.original for message in catalogue(back.former or b"").obsolete] == ["Due"]
    # Until the catalogue is written, what comes back to it stays where it was.
    assert [message.original for message in catalogue(back.interim or b"").obsolete] == ["Due", "Uno"]


@pytest.mark.parametrize(
    ("present", "is_kept"),
    [
        ('msgid "Il numero verde è gratis"\nmsgstr "Die Nummer ist frei"', False),
        ('# forse\nmsgid "Il numero verde è gratis"\nmsgstr "Die Nummer ist frei"', False),
        ('#, fuzzy\nmsgid "Il numero verde è gratis"\nmsgstr "Die Nummer ist frei"', True),
        ('msgid "Il numero verde è gratis"\nmsgstr "Die Nummer kostet nichts"', True),
    ],
)
@pytest.mark.parametrize("comment", ["", "# forse\n"])
def test_what_left_goes_once_a_valid_message_has_its_words_and_comments(
    present: str, comment: str, is_kept: bool
) -> None:
    data = file(present, f'{comment}#~ msgid "Il numero verde è gratuito"\n#~ msgstr "Die Nummer ist frei"')

    left = catalogue(updated(template("Il numero verde è gratis"), data).data).obsolete

    assert bool(left) == (is_kept or (bool(comment) and not present.startswith("# forse")))


def test_untranslated_messages_leave_no_trace() -> None:
    done = updated(template("Altro testo"), file('msgid "Uno"\nmsgstr ""'))

    assert catalogue(done.data).obsolete == ()
    assert [message.original for message in done.changes.dropped] == ["Uno"]


def test_a_changed_original_turns_fuzzy_and_shows_the_previous_one() -> None:
    data = file('msgid "Il numero verde è gratuito"\nmsgstr "Die Nummer ist kostenlos"')

    done = updated(template("Il numero verde è gratuito e anonimo"), data)

    (message,) = catalogue(done.data).messages
    assert (message.state, message.previous) == (State.CHANGED, "Il numero verde è gratuito")
    assert [message.original for message in catalogue(done.data).obsolete] == ["Il numero verde è gratuito"]
    assert done.changes.summary == "1 changed"
    assert [*done.changes.lines()] == ["changed    Il numero verde è gratuito e anonimo"]


@pytest.mark.parametrize("updated_before", [False, True])
def test_a_correction_with_the_same_meaning_keeps_the_translation_valid(updated_before: bool) -> None:
    before, after = "Il numero verde e gratuito", "Il numero verde è gratuito."
    data = file(f'# by hand\nmsgid "{before}"\nmsgstr "Die Nummer ist kostenlos."')
    if updated_before:
        data = updated(template(after), data).data

    done = updated(template(after), data, same_meaning=frozenset({after}))

    (message,) = catalogue(done.data).messages
    assert (message.state, message.translation, message.previous) == (State.TRANSLATED, "Die Nummer ist kostenlos.", "")
    assert message.translator_comments[-1] == before
    assert "with the same meaning" in message.translator_comments[-2]
    assert [one.original for one in done.changes.kept] == [after]
    assert updated(template(after), done.data, same_meaning=frozenset({after})).data == done.data


@pytest.mark.parametrize("updated_before", [False, True])
def test_a_correction_with_the_same_meaning_keeps_what_its_translator_said(updated_before: bool) -> None:
    before, after = "Il numero verde e 116 016", "Il numero verde è 116 016"
    allowed = "allow: lost-number because readers in Germany have another one"
    data = file(f'# {allowed}\nmsgid "{before}"\nmsgstr "Rufen Sie uns an"')
    if updated_before:
        data = updated(template(after), data).data

    (message,) = catalogue(updated(template(after), data, same_meaning=frozenset({after})).data).messages

    assert allowed in message.translator_comments


def test_a_correction_of_marks_alone_is_proposed_as_one_of_the_same_meaning() -> None:
    data = file('msgid "La legge del 2003, articolo 13"\nmsgstr "Gesetz"\n\nmsgid "Tre casi su dieci"\nmsgstr "Drei"')

    done = updated(template("La legge del 2003 – articolo 13", "Tre casi su venti"), data)

    assert [one.original for one in done.changes.punctuation_changes] == ["La legge del 2003 – articolo 13"]
    assert len(done.changes.fuzzy) == 2
    assert "--same-meaning" in "\n".join(done.changes.lines())


def test_an_untranslated_message_is_filled_from_another_catalogue() -> None:
    known = catalogue(file('msgid "Uno"\nmsgstr "Eins"'))

    done = updated(template("Uno"), file('# nota\nmsgid "Uno"\nmsgstr ""'), Memory.of([known], ITALIAN, GERMAN))

    (message,) = catalogue(done.data).messages
    assert (message.translation, message.translator_comments) == ("Eins", ("nota",))


def test_places_are_renewed_when_the_document_changes_and_not_for_lines() -> None:
    data = file("#: source/manual/index.rst:777\nmsgid 'x'".replace("'x'", '"Uno"') + '\nmsgstr "Eins"')

    same = updated(template("Uno"), data)
    moved = updated(template("Uno", file="source/manual/contact.rst"), data)

    assert same.data == data
    assert moved.data == data.replace(b"index.rst:777", b"contact.rst:10")
    assert moved.changes.summary == "1 moved"
    assert list(moved.changes.lines()) == ["moved      1 from source/manual/index.rst to source/manual/contact.rst"]


def test_a_place_named_from_another_folder_is_the_same_place() -> None:
    data = file('#: ../../manual/index.rst:3\nmsgid "Uno"\nmsgstr "Eins"')

    assert updated(template("Uno"), data).data == data


def test_comments_for_translators_are_renewed_alone() -> None:
    data = file('# nota\n#. Vecchio\n#: source/manual/index.rst:10\n#, no-wrap\nmsgid "Uno"\nmsgstr "Eins"')

    done = updated(template("Uno", comments=["Titolo", "di pagina"]), data)

    assert done.data == data.replace(b"#. Vecchio\n", b"#. Titolo\n#. di pagina\n")


def test_twins_that_sphinx_intl_left_are_put_together() -> None:
    data = file(
        '#: a.rst:1\nmsgid "Uno"\nmsgstr ""',
        'msgid "Due"\nmsgstr "Zwei"',
        '#~ msgid "Uno"\n#~ msgstr "Eins"',
        '#~ msgid "Due"\n#~ msgstr "Zwo"',
        '#~ msgid "Tre"\n#~ msgstr "Drei"',
        '#~ msgid "Tre"\n#~ msgstr "Dreie"',
    )

    done = updated(template("Uno", "Due"), data)

    one, two = catalogue(done.data).messages
    (three,) = catalogue(done.data).obsolete
    assert one.translation == "Eins"
    assert (two.translation, two.translator_comments) == ("Zwei", ("earlier translation: Zwo",))
    assert (three.translation, three.translator_comments) == ("Dreie", ("earlier translation: Drei",))
    assert accepted_by_gettext(done.data)


def test_boilerplate_of_other_tools_is_mended() -> None:
    data = file('#, python-format\nmsgid "il 20% di sconto"\nmsgstr "20 % Rabatt"', header="#, fuzzy\n" + HEADER)

    done = updated(template("il 20% di sconto"), data)

    assert b"python-format" not in done.data
    assert b"fuzzy" not in done.data
    assert accepted_by_gettext(done.data)


def test_the_source_language_is_set_where_it_is_not_said() -> None:
    data = file('msgid "Uno"\nmsgstr "Eins"', header=HEADER.replace('"X-Source-Language: it\\n"\n', ""))

    done = updated(template("Uno"), data)

    assert catalogue(done.data).source_language == "it"
    assert b"2026-01-01" in done.data


def test_the_plural_formula_is_set_where_it_is_not_said() -> None:
    formula = '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n'
    data = file('msgid "Uno"\nmsgstr "Eins"', header=HEADER.replace(formula, ""))
    assert formula in HEADER

    done = updated(template("Uno"), data)

    assert formula in done.data.decode()


def test_line_ends_of_windows_stay_and_a_mark_before_the_first_byte_goes() -> None:
    data = b"\xef\xbb\xbf" + file('msgid "Uno"\nmsgstr "Eins"').replace(b"\n", b"\r\n")

    done = updated(template("Uno", "Due"), data)

    assert done.data.count(b"\n") == done.data.count(b"\r\n")
    assert accepted_by_gettext(done.data)


def test_a_file_without_a_last_line_end_is_continued_on_a_new_line() -> None:
    data = file('msgid "Uno"\nmsgstr "Eins"').rstrip(b"\n")

    done = updated(template("Uno", "Due"), data)

    assert [message.original for message in catalogue(done.data).messages] == ["Uno", "Due"]


def test_a_broken_catalogue_is_not_touched() -> None:
    with pytest.raises(Problem) as caught:
        updated(template("Uno"), file('msgid "Uno"\nmsgstr "Eins'))

    assert caught.value.code == "broken-catalogue"
    assert caught.value.path == Path("manual.po")


def test_plurals_and_contexts_stay() -> None:
    data = file(
        'msgid "giorno"\nmsgid_plural "giorni"\nmsgstr[0] "Tag"\nmsgstr[1] "Tage"',
        'msgctxt "menu"\nmsgid "Uno"\nmsgstr "Eins"',
    )

    done = updated(template("giorno"), data)

    (days,) = catalogue(done.data).messages
    (left,) = catalogue(done.data).obsolete
    assert days.plural_translations == ("Tag", "Tage")
    assert (left.context, left.translation) == ("menu", "Eins")
    assert accepted_by_gettext(done.data)


def test_a_plural_comes_with_a_form_for_each_number() -> None:
    wanted = template("%(n)s pagina\0%(n)s pagine", "Uno")

    new = updated(wanted, None)
    grown = updated(wanted, file('msgid "%(n)s pagina"\nmsgstr "%(n)s Seite"'))

    (pages, _) = catalogue(new.data).messages
    assert (pages.plural, pages.plural_translations) == ("%(n)s pagine", ("", ""))
    (pages, _) = catalogue(grown.data).messages
    assert (pages.plural_translations, pages.fuzzy, pages.state) == (("%(n)s Seite", ""), True, State.UNTRANSLATED)
    assert accepted_by_gettext(new.data)
    assert accepted_by_gettext(grown.data)
    assert updated(wanted, grown.data).data == grown.data


def test_a_large_catalogue_with_few_changes_is_quick() -> None:
    import time

    originals = [
        f"Frase {n} del manuale, con {n * 7} parole di senso compiuto e di lunghezza media." for n in range(2500)
    ]
    entries = [f'msgid "{text}"\nmsgstr "Satz {n} des Handbuchs"' for n, text in enumerate(originals)]
    data = updated(template(*originals), file(*entries)).data
    changed = [f"{text} E poi." if n % 42 == 0 else text for n, text in enumerate(originals)]

    begin = time.process_time()
    done = updated(template(*changed), data)

    assert len(done.changes.fuzzy) == 60
    assert time.process_time() - begin < 2.5
    assert parse(Path("manual.po"), done.data, GERMAN).header["POT-Creation-Date"] == LATER.strftime("%Y-%m-%d %H:%M%z")
