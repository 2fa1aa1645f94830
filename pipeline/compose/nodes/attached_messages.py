# SPDX-License-Identifier: GPL-3.0-or-later
"""Messages of what is no text, a drawing or a formula: nodes that stand behind it while messages are translated."""

from collections.abc import Iterable

from docutils import nodes
from sphinx import addnodes


class attached_message(nodes.Element, addnodes.translatable):  # noqa: N801  # docutils names nodes in small letters
    """A message of the element before it: `original`, and `translation` once there is one."""

    def preserve_original_messages(self) -> None:
        pass

    def apply_translated_message(self, original_message: str, translated_message: str) -> None:  # noqa: ARG002
        self["translation"] = translated_message

    def extract_original_messages(self) -> list[str]:
        return [self["original"]]


def attach(element: nodes.Element, messages: Iterable[attached_message]) -> None:
    """Put messages right behind an element."""
    parent = element.parent
    place = parent.index(element) + 1
    parent[place:place] = list(messages)


def detach[Message: attached_message](element: nodes.Element, kind: type[Message]) -> list[Message]:
    """Remove the messages of one kind right behind an element from the tree, and return them."""
    parent = element.parent
    place = end = parent.index(element) + 1
    while end < len(parent) and isinstance(parent[end], kind):
        end += 1
    messages = [node for node in parent[place:end] if isinstance(node, kind)]
    del parent[place:end]
    return messages
