# SPDX-License-Identifier: GPL-3.0-or-later
"""Progress counts what readers read."""

import pytest

from pipeline.catalogue.creation import pot
from pipeline.catalogue.domains import plain
from pipeline.catalogue.progress import progress, words
from pipeline.catalogue.review import review as review_of
from pipeline.catalogue.syntax import scan
from pipeline.model.publication import Progress, Review
from tests.catalogue.trade import ITALIAN, MOMENT, accepted_by_gettext, catalogue, file, template


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("Chiamare il numero verde", 4),
        ("L’unità di strada", 3),
        ("entro 1.234,50 euro nel 2026", 5),
        (":term:`unità di strada`", 3),
        (":term:`le unità <unità di strada>` e :ref:`contacts`", 4),
        ("come scrive :cite:p:`{p. 23}rossi2024` [#nota]_ [1]_ |anno|", 2),
        ("`il sito <https://example.org/a>`_ e https://example.org", 3),
        ("*Oltre la Strada* – ``--help``", 4),
        ("— … «»", 0),
    ],
)
def test_words_are_those_that_readers_read(text: str, count: int) -> None:
    assert words(text) == count


def test_each_message_is_counted_in_one_state() -> None:
    known = catalogue(
        file('msgid "uno due"\nmsgstr "eins"', '#, fuzzy\nmsgid "tre"\nmsgstr "drei"', 'msgid "|x|"\nmsgstr ""')
    )

    assert progress(["uno due", "tre", "|x|", "non ancora estratto"], known) == Progress(1, 1, 2, 2, 1, 3)
    assert progress(["uno due"], None) == Progress(0, 0, 1, 0, 0, 2)
    assert progress([], known).percent == 100


def test_fuzzy_and_half_translated_messages_reach_no_reader() -> None:
    known = catalogue(file('#, fuzzy\nmsgid "tre"\nmsgstr "drei"', 'msgid "due"\nmsgstr ""'))

    assert known.translations == {}
    assert plain(known) == {}


@pytest.mark.parametrize(
    ("said", "review"),
    [
        ("reviewed", Review.REVIEWED),
        ("Partly  reviewed", Review.PARTLY),
        ("perhaps", Review.DRAFT),
        ("original", Review.DRAFT),
    ],
)
def test_review_is_what_the_header_says(said: str, review: Review) -> None:
    data = file().replace(b"X-Ours: as it was", f"X-Review: {said}".encode())

    known = catalogue(data)
    assert review_of(known.header, known.messages) is review


def test_a_template_is_a_file_for_other_tools() -> None:
    data = pot(template("Uno", "Due\ntre", "pagina\0pagine", comments=["Titolo\ndi pagina"]), moment=MOMENT)

    assert accepted_by_gettext(data)
    assert pot(template("Uno", "Due\ntre", "pagina\0pagine", comments=["Titolo\ndi pagina"]), moment=MOMENT) == data
    head, one, _, pages = (entry.message for entry in scan(data.decode()).entries)
    assert f"X-Source-Language: {ITALIAN.locale}\n" in head.translation
    assert (pages.plural, pages.plural_translations) == ("pagine", ("", ""))
    assert one.places == ("source/manual/index.rst:10",)
    assert one.extracted_comments == ("Titolo", "di pagina")
