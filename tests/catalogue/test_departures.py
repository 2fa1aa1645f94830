# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the messages of a document went that is gone."""

import pytest

from pipeline.catalogue.changes import Changes, MovedMessage, deleted_files
from pipeline.model.message import Message

OLD, NEW, OTHER = "source/guide/old.rst", "source/guide/new.rst", "source/guide/other.rst"


def moved(number: int, *after: str, before: tuple[str, ...] = (OLD,)) -> tuple[MovedMessage, ...]:
    return tuple(MovedMessage(message(f"{number} {n} {after}"), before, after) for n in range(number))


def message(text: str) -> Message:
    return Message(text, places=(f"{OLD}:1",))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (Changes(moved=moved(2, NEW)), {OLD: NEW}),
        (Changes(moved=moved(3, NEW) + moved(2, OTHER)), {OLD: NEW}),
        (Changes(moved=moved(1, NEW), obsolete=(message("a"),)), {OLD: NEW}),
        (Changes(moved=moved(1, NEW), obsolete=(message("a"),), dropped=(message("b"),)), {OLD: ""}),
        # A message of both files is in the one that is left, which was there before.
        (Changes(moved=moved(1, OTHER, before=(OLD, OTHER))), {OLD: ""}),
        (Changes(moved=moved(1, NEW, before=(OTHER,))), {}),
        (Changes(), {}),
    ],
)
def test_a_document_went_where_at_least_half_of_its_messages_are(changes: Changes, expected: dict[str, str]) -> None:
    assert deleted_files([changes], lambda path: path in (NEW, OTHER)) == expected
