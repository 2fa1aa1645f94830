# SPDX-License-Identifier: GPL-3.0-or-later
"""`make test` tries the same examples each time, so that it does not fail by chance; campaigns look for new ones."""

from hypothesis import given
from hypothesis import strategies as st


def tried() -> list[tuple[int, str]]:
    examples = []

    @given(st.integers(), st.text())
    def try_one(number: int, text: str) -> None:
        examples.append((number, text))

    try_one()
    return examples


def test_the_same_examples_are_tried_each_time() -> None:
    first = tried()

    assert len(first) >= 50
    assert tried() == first
