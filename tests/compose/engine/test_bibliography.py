# SPDX-License-Identifier: GPL-3.0-or-later
"""LaTeX in bibliographies is decoded once for all lists, tooltips and labels that a process makes."""

from pybtex.database import Person

import pipeline.compose.engine.bibliography  # noqa: F401  # which replaces what pybtex calls


def test_a_name_is_decoded_once() -> None:
    first, again = (Person(r"Kov{\'a}cs, {\'E}va").rich_last_names[0] for _ in range(2))

    assert str(first) == "Kovács"
    assert again is first
