# SPDX-License-Identifier: GPL-3.0-or-later
"""The same words in two catalogues."""

from pathlib import Path

from pipeline.catalogue.reading import parse
from pipeline.model.publication import Language
from pipeline.proofread.checks import two_translations

HEAD = """msgid ""
msgstr ""
"Language: de\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"X-Source-Language: it\\n"
"""
GERMAN = Language("de", "Deutsch")


def test_the_same_original_in_two_ways_is_told_at_the_later_place() -> None:
    one = HEAD + '\nmsgid "numero verde antitratta"\nmsgstr "Hotline"\n\nmsgid "Chi"\nmsgstr "Wer"\n'
    other = HEAD + '\nmsgid "Chi"\nmsgstr "Personen"\n\nmsgid "numero verde antitratta"\nmsgstr "Hilfetelefon."\n'
    same = HEAD + '\nmsgid "numero verde antitratta"\nmsgstr "Hotline."\n'
    named = {"one.po": one, "other.po": other, "same.po": same}

    found = list(two_translations(parse(Path(name), text.encode(), GERMAN) for name, text in named.items()))

    assert [str(one) for one in found] == [
        "other.po:12: two-translations: one.po:9 has 'Hotline' for the same original"
    ]
