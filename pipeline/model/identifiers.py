# SPDX-License-Identifier: GPL-3.0-or-later
"""Recognises ISBNs and DOIs."""

import re

DOI = re.compile(r"10\.\d{4,9}(\.\d+)*/[^\s\"<>]+\Z")
"""A DOI, without a URL prefix."""
_ISBN = re.compile(r"97[89]\d{10}\Z|\d{9}[\dX]\Z")


def looks_like_isbn(text: str) -> bool:
    """Return whether a text has the form of an ISBN: 13 digits, or 10 (until 2006); hyphens and spaces are ignored."""
    return bool(_ISBN.match(text.replace("-", "").replace(" ", "")))


def is_isbn(text: str) -> bool:
    """Return whether a text is an ISBN with a correct check digit."""
    if not looks_like_isbn(text):
        return False
    values = [10 if digit == "X" else int(digit) for digit in text if digit not in "- "]
    if len(values) == 13:
        return sum(value * (3 if place % 2 else 1) for place, value in enumerate(values)) % 10 == 0
    return sum(value * (10 - place) for place, value in enumerate(values)) % 11 == 0
