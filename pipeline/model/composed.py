# SPDX-License-Identifier: GPL-3.0-or-later
"""What a run of Sphinx has found out about an edition."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.model.diagnostics import Diagnostic
from pipeline.model.publication import About


@dataclass(frozen=True, slots=True)
class Composed:
    """The result of a run: the mistakes that Sphinx warned of, how many documents it read, and its root document.

    `documents` gives the source file of each document of the edition, relative to the publication's folder. `about`
    describes the edition, but for authors and keywords; `papers` its papers; `pictures` has a line
    for each picture that was encoded, `extra_files` are those of `html_extra_path`, by their paths among the pages.
    """

    warnings: tuple[Diagnostic, ...]
    read: int
    root_document: str
    documents: Mapping[str, str] = field(default_factory=dict)
    about: About = field(default_factory=About)
    papers: Mapping[str, About] = field(default_factory=dict)
    pictures: tuple[str, ...] = ()
    extra_files: tuple[str, ...] = ()

    @property
    def outputs(self) -> tuple[str, ...]:
        """The documents that have pages, and the extra files: what is gone from these is to be gone from the output."""
        return (*self.documents, *self.extra_files)
