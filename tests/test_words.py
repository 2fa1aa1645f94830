# SPDX-License-Identifier: GPL-3.0-or-later
"""The interface's own words: the project's come first, then this checkout's, then English."""

from pathlib import Path

import pytest

from pipeline.model.problems import Problem
from pipeline.model.publication import Language
from pipeline.words import Words

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'


def locales(root: Path, text: str, tag: str = "de") -> Path:
    path = root / tag / "LC_MESSAGES" / "readers.po"
    path.parent.mkdir(parents=True)
    path.write_text(HEADER + text, encoding="utf-8")
    return root


def test_words_are_translated_and_unknown_ones_stay_english(tmp_path: Path) -> None:
    words = Words(Language("de", "Deutsch"), locales(tmp_path, 'msgid "A word of mine"\nmsgstr "Ein Wort von mir"\n'))

    assert words("A word of mine") == "Ein Wort von mir"
    assert words("Nobody translates this") == "Nobody translates this"
    assert words("") == ""


def test_a_language_without_words_says_that_they_are_english(tmp_path: Path) -> None:
    assert Words("de", locales(tmp_path, 'msgid "A word of mine"\nmsgstr "Ein Wort von mir"\n')).language == "de"
    assert Words("fa", tmp_path).language == "en"


def test_the_name_of_a_locale_is_as_good_as_a_tag(tmp_path: Path) -> None:
    words = Words("pt_BR", locales(tmp_path, 'msgid "A word of mine"\nmsgstr "Uma palavra"\n', "pt_BR"))

    assert (words.tag, words.language) == ("pt-BR", "pt-BR")


def test_the_form_is_the_one_that_the_language_uses_with_the_number(tmp_path: Path) -> None:
    text = 'msgid "%(n)s hat"\nmsgid_plural "%(n)s hats"\nmsgstr[0] "%(n)s Hut"\nmsgstr[1] "%(n)s Hüte"\n'
    words = Words("de", locales(tmp_path, text))

    assert [words.plural("%(n)s hat", "%(n)s hats", number) for number in (1, 2)] == ["%(n)s Hut", "%(n)s Hüte"]


def test_fuzzy_words_are_not_shown(tmp_path: Path) -> None:
    words = Words("de", locales(tmp_path, '#, fuzzy\nmsgid "A doubtful word"\nmsgstr "Vielleicht"\n'))

    assert words("A doubtful word") == "A doubtful word"


def test_a_language_with_a_country_has_a_folder_with_an_underscore(tmp_path: Path) -> None:
    words = Words("pt-BR", locales(tmp_path, 'msgid "A word of mine"\nmsgstr "Uma palavra"\n', "pt_BR"))

    assert words("A word of mine") == "Uma palavra"


def test_a_catalogue_that_cannot_be_read_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(Problem) as found:
        Words("de", locales(tmp_path, "msgid unfinished\n"))

    assert found.value.code == "broken-catalogue"
    assert found.value.path == tmp_path / "de/LC_MESSAGES/readers.po"


def test_a_message_that_left_with_its_former_original_is_passed_over(tmp_path: Path) -> None:
    """As `update` leaves it where a message changed twice: gettext takes it, and Babel does not."""
    left = '#, fuzzy\n#~| msgid "Older"\n#~ msgid "Old"\n#~ msgstr "Alt"\n'
    before, after = 'msgid "Contents"\nmsgstr "Inhalt"\n\n', '\nmsgid "Index"\nmsgstr "Register"\n'
    words = Words("de", locales(tmp_path, before + left + after))

    assert [words(text) for text in ("Contents", "Index", "Old")] == ["Inhalt", "Register", "Old"]
