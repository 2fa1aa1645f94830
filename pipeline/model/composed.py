# SPDX-License-Identifier: GPL-3.0-or-later
"""The result of a run of Sphinx for an edition."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.model.diagnostics import Diagnostic
from pipeline.model.publication import About


@dataclass(frozen=True, slots=True)
class EnglishLabel:
    """An untranslated label, and its place in a catalogue; line 0 if no catalogue has it."""

    text: str
    path: Path
    line: int


@dataclass(frozen=True, slots=True)
class Composed:
    """The result of a run: Sphinx's warnings, the number of documents read, and the root document.

    `documents` maps each document of the edition to its source file, relative to the publication's folder. `about` describes the
    edition, without authors and keywords; `papers` its papers. `pictures` has a line for each encoded picture, `extra_files` the
    output paths of files from `html_extra_path`, `english` the untranslated labels.
    """

    warnings: tuple[Diagnostic, ...]
    read: int
    root_document: str
    documents: Mapping[str, str] = field(default_factory=dict)
    about: About = field(default_factory=About)
    papers: Mapping[str, About] = field(default_factory=dict)
    pictures: tuple[str, ...] = ()
    extra_files: tuple[str, ...] = ()
    english: tuple[EnglishLabel, ...] = ()

    @property
    def outputs(self) -> tuple[str, ...]:
        """The documents with pages, and the extra files. Other output files are removed."""
        return (*self.documents, *self.extra_files)
