# SPDX-License-Identifier: GPL-3.0-or-later
"""Templates: the extracted messages of the sources, in the order of the contents."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from itertools import chain
from pathlib import Path, PurePosixPath

from pipeline.model.diagnostics import Diagnostic
from pipeline.model.plain_data import from_plain_data
from pipeline.model.publication import Language
from pipeline.model.targets import Target

DESCRIPTION = "publication.toml"
"""The document (and gettext domain) of the texts about a publication: title, subtitle, keywords."""

SHARED = "shared"
"""The template (and gettext domain) of the project's texts."""

SITE_TEXTS = "releases.toml"
"""The document of texts about a publication that only the site shows, not the editions."""

PLURAL = "\0"
"""Separates the singular and plural of an original, as in gettext's binary files: `one page\\0%s pages`."""


WITHOUT_ROW_HEADERS = "matrix-without-row-headers"
"""Added to `ancestors` of the first text of a table with class `matrix` whose first column is not marked as row headers."""


def is_shared(name: str) -> bool:
    """Return whether a template with this name has shared texts: `shared`, `shared+en`."""
    return name.partition("+")[0] == SHARED


@dataclass(frozen=True, slots=True)
class SourcePlace:
    """The position of a message in the sources; `path` is relative to the project's root, `line` is from 1, or 0 for the whole file."""

    path: PurePosixPath
    line: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}" if self.line else str(self.path)


@dataclass(frozen=True, slots=True)
class TemplateMessage:
    """A message of the sources: its text, its places in the sources, and the documents (`slug/docname`) that contain it.

    `comments` are extracted comments for translators (`#.`). `ancestors` has the docutils names of the elements that contain it in any
    of its places, from the inside out: `paragraph`, `entry`, `row`, …, `table`. `cited`: in each of its places, it or the table, figure
    or footnote that contains it cites a source.
    """

    original: str
    places: tuple[SourcePlace, ...]
    documents: tuple[str, ...]
    comments: tuple[str, ...] = ()
    ancestors: tuple[str, ...] = ()
    cited: bool = False

    def merged_with(self, other: "TemplateMessage") -> "TemplateMessage":
        """Return this message merged with an occurrence in another part of the sources."""
        return replace(
            self,
            places=_unique(self.places, other.places),
            documents=_unique(self.documents, other.documents),
            comments=_unique(self.comments, other.comments),
            ancestors=_unique(self.ancestors, other.ancestors),
            cited=self.cited and other.cited,
        )


@dataclass(frozen=True, slots=True)
class Template:
    """All messages of a catalogue.

    Its name is `<publication>`, or `<publication>+<original>` for documents in another original language; `shared`, or
    `shared+<original>` for shared texts in another original language; or `portal`. The template of a publication also has its
    `targets` for references from other publications, and its own `references` to them, as written in the sources.
    """

    name: str
    original: Language
    messages: tuple[TemplateMessage, ...]
    targets: tuple[Target, ...] = ()
    references: tuple[str, ...] = ()

    def of_documents(self, slug: str) -> dict[str, tuple[str, ...]]:
        """Return the originals of each document of a publication, by docname, in order."""
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
            if "abstract" in message.ancestors
            and any(document.startswith(f"{slug}/") for document in message.documents)
        )

    def to_json(self) -> str:
        """Return the template as JSON, to store between builds."""
        return json.dumps(asdict(self), ensure_ascii=False, default=str)

    @classmethod
    def from_json(cls, text: str) -> "Template":
        """Parse the output of `to_json`. Raises ValueError, KeyError, TypeError or AttributeError for anything else."""
        return from_plain_data(cls, json.loads(text))


@dataclass(frozen=True, slots=True)
class ExtractedTemplates:
    """The templates of a publication, the files that its documents depend on (sources, included files, pictures), and their mistakes."""

    templates: tuple[Template, ...]
    files: tuple[Path, ...]
    mistakes: tuple[Diagnostic, ...]


def merge_templates(parts: Iterable[Template]) -> tuple[Template, ...]:
    """Merge templates of the same name, and equal messages in them. Shared templates come last."""
    by_name: dict[str, list[Template]] = {}
    for part in parts:
        by_name.setdefault(part.name, []).append(part)
    return tuple(_merge(by_name[name]) for name in sorted(by_name, key=is_shared))


def _merge(parts: list[Template]) -> Template:
    first = parts[0]
    if len(parts) == 1:
        return first
    messages: dict[str, TemplateMessage] = {}
    for message in chain.from_iterable(part.messages for part in parts):
        known = messages.get(message.original)
        messages[message.original] = known.merged_with(message) if known is not None else message
    return replace(first, messages=tuple(messages.values()))


def _unique[T](*parts: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(chain.from_iterable(parts)))
