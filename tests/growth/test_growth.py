# SPDX-License-Identifier: GPL-3.0-or-later
"""A text above the length that is parsed is a finding; growth is fitted rightly; `python -m tests.growth` itself is a slow test."""

import math
from pathlib import Path

import pytest

from pipeline.catalogue.reading import parse
from pipeline.model.publication import Language
from pipeline.proofread.checks import CHECKS, SAFETY_CHECKS, proofread
from pipeline.proofread.honesty import LINTS
from pipeline.proofread.text import MAX_LENGTH, parse_text
from tests.growth.__main__ import main
from tests.growth.measure import LENGTHS, Growth, Text, seconds, texts
from tests.growth.subjects import subjects

HEAD = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""


@pytest.mark.parametrize(("name", "text"), list(texts()))
def test_a_text_that_is_too_long_is_a_finding_and_not_parsed(name: str, text: Text) -> None:
    words = text.of(MAX_LENGTH + 1)

    parsed = parse_text(words)

    assert not parsed.is_parsed or parsed.directives
    assert parsed.plain == words
    assert parsed.roles == parsed.urls == parsed.errors == ()


def test_a_catalogue_with_a_message_of_a_million_characters_is_read_and_the_message_named() -> None:
    long = "*a `b :ref:`c " * 70_000
    data = f'{HEAD}msgid "Uno"\nmsgstr "Eins"\n\nmsgid "Due"\nmsgstr "{long}"\n'.encode()

    found = list(proofread(parse(Path("de.po"), data, Language("de", "Deutsch")), checks=CHECKS))

    assert [(finding.line, finding.check) for finding in found] == [(10, "unparsed-text")]


def test_no_stranger_may_allow_what_leaves_out_other_checks() -> None:
    assert {name for name, check in CHECKS.items() if not check.of_content} < SAFETY_CHECKS


def test_each_check_and_lint_is_measured() -> None:
    assert {*CHECKS, *LINTS} <= subjects().keys()


def test_a_square_is_told_from_a_line() -> None:
    line = Growth({length: length * math.log(length) * 1e-6 for length in LENGTHS})
    square = Growth({length: length**2 * 1e-9 for length in LENGTHS})

    assert (line.is_bounded, square.is_bounded) == (True, False)
    assert not Growth({LENGTHS[-1]: math.inf}).is_bounded


def test_what_takes_too_long_is_given_up() -> None:
    def never(_words: str) -> None:
        while True:
            pass

    assert seconds(never, "", most=0.05) == math.inf


def test_a_catalogue_from_outside_is_read_in_bounded_time() -> None:
    assert main(["--row", "gate"]) == 0


@pytest.mark.slow
def test_whatever_reads_texts_is_linear_or_bounded() -> None:
    assert main([]) == 0
