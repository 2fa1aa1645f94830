# SPDX-License-Identifier: GPL-3.0-or-later
"""Templates: the messages of the sources, in the order of the contents, as extraction found them."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from pipeline.publication import Language

DESCRIPTION = "publication.toml"
"""The document (and gettext domain) that stands for a publication's own texts: title, subtitle, keywords."""

PLURAL = "\0"
"""Between the two forms of an original that depends on a number: `one page\\0%s pages`, as gettext's binary files have it."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message stands in the sources; `path` is relative to the project's root, `line` counts from 1."""

    path: PurePosixPath
    line: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


@dataclass(frozen=True, slots=True)
class TemplateMessage:
    """One message of the sources: its words, its places, and the documents (`slug/docname`) that hold it.

    `comments` are extracted comments for translators (`#.`).
    """

    original: str
    places: tuple[Place, ...]
    documents: tuple[str, ...]
    comments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Template:
    """All messages that go to one catalogue: `<publication>`, `<publication>+<original>`, `shared` or `portal`."""

    name: str
    original: Language
    messages: tuple[TemplateMessage, ...]

    def of_documents(self, slug: str) -> dict[str, tuple[str, ...]]:
        """The originals of each document of a publication, by docname, in their order."""
        found: dict[str, list[str]] = {}
        for message in self.messages:
            for document in message.documents:
                owner, _, docname = document.partition("/")
                if owner == slug:
                    found.setdefault(docname, []).append(message.original)
        return {docname: tuple(originals) for docname, originals in found.items()}

    def to_json(self) -> str:
        """A text that `from_json` reads back; what the build keeps between two runs."""
        return json.dumps(
            {
                "name": self.name,
                "original": [self.original.tag, self.original.autonym],
                "messages": [
                    [m.original, [[str(p.path), p.line] for p in m.places], m.documents, m.comments]
                    for m in self.messages
                ],
            },
            ensure_ascii=False,
            indent=0,
        )

    @classmethod
    def from_json(cls, text: str) -> "Template":
        data: Mapping[str, list[str]] = json.loads(text)
        rows: Iterable[tuple[str, list[tuple[str, int]], list[str], list[str]]] = json.loads(text)["messages"]
        return cls(
            str(data["name"]),
            Language(data["original"][0], data["original"][1]),
            tuple(
                TemplateMessage(
                    original,
                    tuple(Place(PurePosixPath(path), line) for path, line in places),
                    tuple(documents),
                    tuple(comments),
                )
                for original, places, documents, comments in rows
            ),
        )
