# SPDX-License-Identifier: GPL-3.0-or-later
"""What a run of Sphinx has found out about an edition."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.model.diagnostics import Diagnostic
from pipeline.model.publication import About


@dataclass(frozen=True, slots=True)
class EnglishLabel:
    """A label that an edition of another language prints in English, and where it is to be translated; line 0 where no catalogue has it."""

    text: str
    path: Path
    line: int


@dataclass(frozen=True, slots=True)
class Composed:
    """The result of a run: the mistakes that Sphinx warned of, how many documents it read, and its root document.

    `documents` gives the source file of each document of the edition, relative to the publication's folder. `about`
    describes the edition, but for authors and keywords; `papers` its papers; `pictures` has a line
    for each picture that was encoded, `extra_files` are those of `html_extra_path`, by their paths among the pages, `english` the labels that are in English.
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
        """The documents that have pages, and the extra files: what is gone from these is to be gone from the output."""
        return (*self.documents, *self.extra_files)
