# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a translation has about as many pages as its original: one that has not may lack a part, or have it twice. Pure."""

SHORTEST, LONGEST = 0.75, 1.4
"""A translation has no fewer and no more pages than these parts of the original's, …"""
_SLACK = 3
"""… give or take so many: chapters begin on new pages."""


def is_plausible(pages: int, original: int) -> bool:
    """Whether a translation may have so many pages; `original` is the number of its original's."""
    return original * SHORTEST - _SLACK <= pages <= original * LONGEST + _SLACK


def remark(name: str, pages: int, original: int) -> str:
    """What is said of an edition (`slug [tag]`) whose number of pages is not plausible."""
    return (
        f"PDF: {name} has {pages} pages, and its original {original}: "
        "look in its contents for chapters that are missing or stand twice"
    )
