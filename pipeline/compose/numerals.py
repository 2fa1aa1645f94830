# SPDX-License-Identifier: GPL-3.0-or-later
"""Numbers and units as a language writes them: 1.055 in German, 25,65% in Italian, 25,65 % in German."""

import re
from decimal import Decimal

from babel import Locale
from babel.numbers import format_decimal

_NUMBER = re.compile(r"[#0,.]+")


def printed(number: Decimal, decimals: int, locale: Locale) -> str:
    """Return the number with so many decimals, and the language's decimal and thousands marks."""
    form = "#,##0" + (f".{'0' * decimals}" if decimals else "")
    return format_decimal(number, format=form, locale=locale)


def with_unit(number: str, unit: str, locale: Locale) -> str:
    """Return a printed number with its unit where the language puts it; no line ends between the two.

    Signs stand as in the language's own forms: %, ‰ as in per cent, €, $ as in money. A word follows after a space.
    """
    if unit in ("%", "‰"):
        return _in_form(locale.percent_formats[None].pattern, "%", number, unit)
    if len(unit) == 1 and not unit.isalpha():
        return _in_form(locale.currency_formats["standard"].pattern, "¤", number, unit)
    return f"{number}\N{NO-BREAK SPACE}{unit}" if unit else number


def _in_form(pattern: str, sign: str, number: str, unit: str) -> str:
    """Return a pattern of the Unicode locale data, such as `#,##0 %`; what stands after a semicolon is for negative numbers."""
    return _NUMBER.sub(lambda _: number, pattern.partition(";")[0]).replace(sign, unit)
