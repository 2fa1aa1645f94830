# SPDX-License-Identifier: GPL-3.0-or-later
"""Words that belong to something that is no text, a drawing or a formula, and stand behind it while messages are translated."""

from collections.abc import Iterable

from docutils import nodes
from sphinx import addnodes


class words_behind(nodes.Element, addnodes.translatable):  # noqa: N801  # docutils names nodes in small letters
    """A message of the element before it: `original`, and `translation` once there is one."""

    def preserve_original_messages(self) -> None:
        pass

    def apply_translated_message(self, original_message: str, translated_message: str) -> None:  # noqa: ARG002
        self["translation"] = translated_message

    def extract_original_messages(self) -> list[str]:
        return [self["original"]]


def put_behind(element: nodes.Element, words: Iterable[words_behind]) -> None:
    parent = element.parent
    place = parent.index(element) + 1
    parent[place:place] = list(words)


def take_out[Words: words_behind](element: nodes.Element, kind: type[Words]) -> list[Words]:
    """The words of one kind right behind an element, removed from the tree."""
    parent = element.parent
    place = end = parent.index(element) + 1
    while end < len(parent) and isinstance(parent[end], kind):
        end += 1
    found = [node for node in parent[place:end] if isinstance(node, kind)]
    del parent[place:end]
    return found
