# SPDX-License-Identifier: GPL-3.0-or-later
"""Helpers for drawings and formulas: image files that are generated next to the doctrees while documents are read; and nodes for
the messages of such an element, which follow it until they are translated.
"""

import os
from collections.abc import Iterable
from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx

from pipeline.system.files import sha256, write_if_changed


class attached_message(nodes.Element, addnodes.translatable):  # noqa: N801  # docutils names nodes in small letters
    """A message of the element before it: its `original`, and its `translation` after translation."""

    def preserve_original_messages(self) -> None:
        pass

    def apply_translated_message(self, original_message: str, translated_message: str) -> None:  # noqa: ARG002
        self["translation"] = translated_message

    def extract_original_messages(self) -> list[str]:
        return [self["original"]]


def attach(element: nodes.Element, messages: Iterable[attached_message]) -> None:
    """Put messages right after an element."""
    parent = element.parent
    place = parent.index(element) + 1
    parent[place:place] = list(messages)


def detach[Message: attached_message](element: nodes.Element, kind: type[Message]) -> list[Message]:
    """Remove the messages of one kind that follow an element, and return them."""
    parent = element.parent
    place = end = parent.index(element) + 1
    while end < len(parent) and isinstance(parent[end], kind):
        end += 1
    messages = [node for node in parent[place:end] if isinstance(node, kind)]
    del parent[place:end]
    return messages


def write_generated(app: Sphinx, folder: str, name: str, data: bytes) -> str:
    """Write a file into a folder next to the doctrees; return its path relative to the sources, as Sphinx expects.

    The path holds the digest: identical images share a file, and a changed image gets a new file.
    """
    path = Path(app.doctreedir, folder, sha256(data)[:12], name)
    write_if_changed(path, data)
    return f"/{Path(os.path.relpath(path, app.srcdir)).as_posix()}"
