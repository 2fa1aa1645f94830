# SPDX-License-Identifier: GPL-3.0-or-later
"""What is not translated says in which language it is."""

import re

from tests.compose.conftest import Workshop


def test_nothing_is_marked_in_the_original(workshop: Workshop) -> None:
    page = workshop.build("it").page("first")

    assert page.count('lang="') == page.count('<html class="no-js has-exit" lang="it"') + page.count('hreflang="') == 1


def test_untranslated_paragraphs_are_marked_and_translated_ones_are_not(workshop: Workshop) -> None:
    page = workshop.build("sq").page("first")

    assert re.search(r'<p [^>]*lang="it"[^>]*>Insieme alla famiglia si decide.</p>', page)
    assert re.search(r'<p id="[^"]+">Anna Rossi flet me policinë.</p>', page)
    assert '<h2 lang="it">' in page
    assert "<h1><span" in page


def test_the_label_before_a_caption_is_not_part_of_it(workshop: Workshop) -> None:
    page = workshop.build("sq").page("first")

    assert '<span class="caption-text"><span lang="it">La via dell’aiuto</span></span>' in page
    assert '<span class="caption-text"><span lang="it">Una tabella</span></span>' in page


def test_a_document_in_another_language_is_marked_whole_in_the_original_edition(workshop: Workshop) -> None:
    assert '<section id="eine-rede" lang="de">' in workshop.build("it").page("speech")


def test_it_is_not_marked_in_the_edition_of_its_own_language(workshop: Workshop) -> None:
    assert 'lang="de"' not in workshop.build("de").page("speech").partition("<article")[2].partition("</article>")[0]


def test_it_is_marked_by_its_own_language_where_it_is_translated_in_part(workshop: Workshop) -> None:
    page = workshop.build("sq").page("speech")

    assert re.search(r'<p [^>]*lang="de"[^>]*>Guten Tag, meine Damen und Herren.</p>', page)
    assert re.search(r'<p id="[^"]+">Një përgjigje ndaj fjalimit.</p>', page)
