# SPDX-License-Identifier: GPL-3.0-or-later
"""The numbers that are printed on the pages of a book."""

from roman_numerals import RomanNumeral

BODY = "body"
"""The identifier of the element where roman numbers end and arabic ones begin."""


def label(page: int, body: int) -> str:
    """The number printed on a page; both count all pages from 1."""
    return str(page - body + 1) if page >= body else RomanNumeral(page).to_lowercase()
