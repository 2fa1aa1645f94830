# SPDX-License-Identifier: GPL-3.0-or-later
"""Formatting of numbers by language: 1.055 in German, 1,055 in English."""

from decimal import Decimal

from babel import Locale
from babel.numbers import format_decimal


def format_number(number: Decimal, decimals: int, locale: Locale) -> str:
    """Return the number with `decimals` digits after the language's decimal mark, and its thousands separators."""
    form = "#,##0" + (f".{'0' * decimals}" if decimals else "")
    return format_decimal(number, format=form, locale=locale)
