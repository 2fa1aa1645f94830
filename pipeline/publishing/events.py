# SPDX-License-Identifier: GPL-3.0-or-later
"""The events of a build. Their names and fields are those of `--json`."""

from dataclasses import dataclass

from pipeline.bookformat.typeset_book import PageFill
from pipeline.model.diagnostics import Diagnostic
from pipeline.model.problems import Problem
from pipeline.model.publication import Artefact, Edition, Format, Progress
from pipeline.model.releases import Withdrawal


@dataclass(frozen=True, slots=True)
class Due:
    """An edition that must be made, in these formats, for these reasons.

    `files` are those known to have changed since the last time; `seconds` is the expected duration, from the last time, None
    if unknown.
    """

    edition: Edition
    formats: tuple[Format, ...]
    reasons: tuple[str, ...]
    files: tuple[str, ...] = ()
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Planned:
    """What is due and why, and how many editions are up to date.

    `seconds` is the expected duration, from that of these editions the last time; None if unknown. `site` names the pieces of
    the site that are also due, only in a plan. `behind` are editions on the site that were not requested, and were made from
    earlier versions of the changed files.
    """

    due: tuple[Due, ...]
    fresh: int
    seconds: float | None = None
    site: tuple[str, ...] = ()
    behind: tuple[Edition, ...] = ()


@dataclass(frozen=True, slots=True)
class Working:
    """A process is at a step of an edition: the name of a format."""

    edition: Edition
    step: str


@dataclass(frozen=True, slots=True)
class Published:
    """An edition is on the site, in all its formats; `formats` were made now; `seconds` is the duration.

    `removed` are files that are no longer on the site, `pictures` has a line for each encoded picture. `is_fetched`: the formats
    were made by another build, and come from the store. `holes` are the pages of the PDF with much blank space.
    """

    edition: Edition
    artefacts: tuple[Artefact, ...]
    seconds: float
    formats: tuple[Format, ...] = ()
    removed: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()
    is_fetched: bool = False
    holes: tuple[PageFill, ...] = ()


@dataclass(frozen=True, slots=True)
class Warned:
    """The warnings about an edition that hold, whether this build or an earlier one made it."""

    edition: Edition
    warnings: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class RecordsLost:
    """The records of earlier builds were damaged and put aside, so that everything is made again."""

    reason: str


@dataclass(frozen=True, slots=True)
class NotShared:
    """The store cannot be read or written; the build continues without it."""

    problem: Problem


@dataclass(frozen=True, slots=True)
class WorkerLeftOut:
    """A worker of the cluster is not used, because its results would differ."""

    worker: str
    reason: str


@dataclass(frozen=True, slots=True)
class Failed:
    """An edition could not be made; `kept`: an earlier one is still on the site.

    `is_known`: it failed the last time, too, and was not retried, because nothing that it depends on has changed.
    """

    edition: Edition
    problem: Problem
    kept: bool
    is_known: bool = False


@dataclass(frozen=True, slots=True)
class LeftOut:
    """The PDF or EPUB of an edition could not be made the last time, and was not retried, because nothing has changed.

    The other formats are published without it, or with its earlier version.
    """

    edition: Edition
    format: Format
    problem: Problem


@dataclass(frozen=True, slots=True)
class Held:
    """An edition is held back, because its translation is below the threshold; an earlier one may still be on the site.

    `first` is the place of the first untranslated message, relative to the project's folder. `unreviewed` is the reason if it waits
    for a review or a call instead.
    """

    edition: Edition
    progress: Progress
    kept: bool
    missing: tuple[str, ...] = ()
    first: str = ""
    unreviewed: str = ""


@dataclass(frozen=True, slots=True)
class TakenOff:
    """An edition is withdrawn, and not on the site until its publication has a newer version."""

    edition: Edition
    withdrawal: Withdrawal


@dataclass(frozen=True, slots=True)
class Remaining:
    """An edition that cannot be made is on the site with documents that the sources no longer have."""

    edition: Edition
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DeadLinks:
    """An earlier edition stays on the site, and its pages link to pages of other editions that have gone; relative to the site."""

    edition: Edition
    pages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cleared:
    """Folders of former publications and languages of the project were removed from the site; relative to it.

    `released` are the folders of their released versions, which stay on the site.
    """

    folders: tuple[str, ...]
    released: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NotKept:
    """A released version is not offered or not updated, because one of its files in the archive is missing or differs."""

    problem: Problem

    @property
    def is_damage(self) -> bool:
        """Return whether the archive lacks a part; a build without the archive at hand does no harm."""
        return self.problem.code != "no-archive"


@dataclass(frozen=True, slots=True)
class Refused:
    """An entry of an adopted project's catalogue, or all of it, is broken; its edition is built without it."""

    edition: Edition
    problem: Problem


@dataclass(frozen=True, slots=True)
class Drawn:
    """The download site is complete again: all files for readers, and the pieces of the site that were rebuilt."""

    artefacts: tuple[Artefact, ...]
    pieces: tuple[str, ...] = ()


type Obstacle = Failed | Held | TakenOff
"""Why an edition cannot be made."""

type Sharing = NotShared | WorkerLeftOut
"""An event about the store or the cluster."""

type Event = (
    Planned
    | Working
    | Published
    | Warned
    | RecordsLost
    | Obstacle
    | LeftOut
    | Remaining
    | DeadLinks
    | Cleared
    | NotKept
    | Refused
    | Drawn
    | Sharing
)
