# SPDX-License-Identifier: GPL-3.0-or-later
"""Templates: the messages of the sources, in the order of the contents, as extraction found them."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from itertools import chain
from pathlib import Path, PurePosixPath

from pipeline.model.plain_data import value_of
from pipeline.model.publication import Language
from pipeline.model.targets import Target

DESCRIPTION = "publication.toml"
"""The document (and gettext domain) of a publication's own texts: title, subtitle, keywords."""

SHARED = "shared"
"""The template (and gettext domain) of the texts that belong to the project, not to one publication."""

OF_THE_SITE = "releases.toml"
"""The document (and its owner) of the texts that the download site has about a publication, and no edition prints."""

PLURAL = "\0"
"""Between the two forms of an original that depends on a number: `one page\\0%s pages`, as gettext's binary files have it."""


WITHOUT_ROW_HEADERS = "matrix-without-row-headers"
"""What `within` has besides at the first text of a table of the class `matrix` whose first column is not marked as row headers."""


def is_shared(name: str) -> bool:
    """Return whether a template of this name holds shared texts: `shared`, `shared+en`."""
    return name.partition("+")[0] == SHARED


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message stands in the sources; `path` is relative to the project's root, `line` counts from 1.

    A line of 0 names the file alone.
    """

    path: PurePosixPath
    line: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}" if self.line else str(self.path)


@dataclass(frozen=True, slots=True)
class TemplateMessage:
    """One message of the sources: its words, its places, and the documents (`slug/docname`) that hold it.

    `comments` are extracted comments for translators (`#.`). `within` are the elements around it at any of
    its places, from the inside, by their names in docutils: `paragraph`, `entry`, `row`, …, `table`.
    `cited`: at each of its places it, or the table, figure or note around it, names a source.
    """

    original: str
    places: tuple[Place, ...]
    documents: tuple[str, ...]
    comments: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    cited: bool = False

    def joined(self, other: "TemplateMessage") -> "TemplateMessage":
        """Return this message with what another part of the sources says of it."""
        return replace(
            self,
            places=_once(self.places, other.places),
            documents=_once(self.documents, other.documents),
            comments=_once(self.comments, other.comments),
            within=_once(self.within, other.within),
            cited=self.cited and other.cited,
        )


@dataclass(frozen=True, slots=True)
class Template:
    """All messages that go to one catalogue.

    Its name is `<publication>`, or `<publication>+<original>` for documents in a language of their own; `shared`, or
    `shared+<original>` for a list of shared texts in a language of its own; or `portal`.
    That of a publication also has what others can refer to in it, `targets`, and what it refers to in them, `references`,
    as its sources write it.
    """

    name: str
    original: Language
    messages: tuple[TemplateMessage, ...]
    targets: tuple[Target, ...] = ()
    references: tuple[str, ...] = ()

    def of_documents(self, slug: str) -> dict[str, tuple[str, ...]]:
        """Return the originals of each document of a publication, by docname, in their order."""
        by_document: dict[str, list[str]] = {}
        for message in self.messages:
            for document in message.documents:
                owner, _, docname = document.partition("/")
                if owner == slug:
                    by_document.setdefault(docname, []).append(message.original)
        return {docname: tuple(originals) for docname, originals in by_document.items()}

    def of_abstracts(self, slug: str) -> tuple[str, ...]:
        """Return the originals of a publication's abstracts and their keywords."""
        return tuple(
            message.original
            for message in self.messages
            if "abstract" in message.within and any(document.startswith(f"{slug}/") for document in message.documents)
        )

    def to_json(self) -> str:
        """Return a text that `from_json` reads back; what the build keeps between two runs."""
        return json.dumps(asdict(self), ensure_ascii=False, default=str)

    @classmethod
    def from_json(cls, text: str) -> "Template":
        """Parse what `to_json` has written. Raises ValueError, KeyError, TypeError or AttributeError for anything else."""
        return value_of(cls, json.loads(text))


@dataclass(frozen=True, slots=True)
class Extracted:
    """The templates of one publication, and the files that its documents are made from: their sources, and what these include or show."""

    templates: tuple[Template, ...]
    files: tuple[Path, ...]


def merged(parts: Iterable[Template]) -> tuple[Template, ...]:
    """Join the templates of one name, in the order of the parts; shared ones come last. Each message is once in each."""
    by_name: dict[str, list[Template]] = {}
    for part in parts:
        by_name.setdefault(part.name, []).append(part)
    return tuple(_joined(by_name[name]) for name in sorted(by_name, key=is_shared))


def _joined(parts: list[Template]) -> Template:
    first, *others = parts
    if not others:
        return first
    messages: dict[str, TemplateMessage] = {}
    for message in chain.from_iterable(part.messages for part in parts):
        former = messages.get(message.original)
        messages[message.original] = former.joined(message) if former is not None else message
    return replace(first, messages=tuple(messages.values()))


def _once[T](*parts: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(chain.from_iterable(parts)))
