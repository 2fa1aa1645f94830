# SPDX-License-Identifier: GPL-3.0-or-later
"""Numbers are written as the language of the edition writes them."""

from decimal import Decimal

import pytest
from babel import Locale

from pipeline.compose import numerals


@pytest.mark.parametrize(
    ("language", "number", "decimals", "printed"),
    [
        ("it", "25.65", 2, "25,65"),
        ("en", "1055", 0, "1,055"),
        ("de", "1055", 0, "1.055"),
        ("sq", "1055.5", 2, "1\u00a0055,50"),
        ("en", "3", 1, "3.0"),
    ],
)
def test_numbers_are_written_as_the_language_writes_them(
    language: str, number: str, decimals: int, printed: str
) -> None:
    assert numerals.format_number(Decimal(number), decimals, Locale.parse(language)) == printed
