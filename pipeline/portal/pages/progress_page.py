# SPDX-License-Identifier: GPL-3.0-or-later
"""The progress page, for the team: the progress of each translation, chapter by chapter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipeline.model.findings import Severity
from pipeline.model.project import Project
from pipeline.model.publication import Edition, InterfaceProgress, Progress, Review
from pipeline.portal.site import templates
from pipeline.system.files import write_if_changed
from pipeline.theme.policy import POLICY, QuickExit
from pipeline.words import Words

FOLDER = "progress"

_WEB = Path(__file__).resolve().parents[2] / "theme" / "web" / "portal"


@dataclass(frozen=True, slots=True)
class ChapterProgress:
    """A document of an edition: its name, its original title, and its progress."""

    document: str
    title: str
    progress: Progress


@dataclass(frozen=True, slots=True)
class ChangesSinceRelease:
    """The changes of an edition since its last release, `version` on `day`.

    `translated` is the increase of translated messages, `messages` that of all messages (both negative for a decrease);
    `reviewed` is whether the review has changed.
    """

    version: str
    day: date
    translated: int
    messages: int
    reviewed: bool

    @property
    def summary(self) -> str:
        """The changes in English: `1.0, 2026-11-25: +12 translated, +3 messages`."""
        parts = [f"{self.translated:+d} translated"] if self.translated else []
        parts += [f"{self.messages:+d} messages"] if self.messages else []
        parts += ["review has changed"] if self.reviewed else []
        return f"{self.version}, {self.day}: {', '.join(parts) or 'the same numbers'}"


@dataclass(frozen=True, slots=True)
class EditionProgress:
    """The state of an edition: messages and words, review, chapters in their order, findings by severity.

    `since` is None if it was never released.
    """

    edition: Edition
    progress: Progress
    review: Review
    chapters: tuple[ChapterProgress, ...]
    findings: Mapping[Severity, int]
    since: ChangesSinceRelease | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    """The segments of a progress bar in thousandths, in drawing order; a nonzero segment is always wide enough to see."""

    translated: int
    fuzzy: int

    @classmethod
    def of(cls, progress: Progress) -> "Bar":
        whole = max(1, progress.words)
        fuzzy = 1000 * progress.fuzzy_words // whole
        translated = 1000 * progress.translated_words // whole
        return cls(
            1000 if progress.percent == 100 else min(translated, 990), min(fuzzy or bool(progress.fuzzy) * 10, 1000)
        )


def write_progress(
    project: Project, states: Sequence[EditionProgress], interfaces: Sequence[InterfaceProgress], site: Path
) -> Path:
    """Write the page and its styles into the site, and return its path. It is in English, like the commands."""
    publications = dict.fromkeys(state.edition.publication for state in states)
    rows = [
        (publication, [state for state in states if state.edition.publication == publication])
        for publication in publications
    ]
    # The quick exit is explained in English, or in the project's original language if it has no English.
    tag = "en" if any(language.tag == "en" for language in project.languages) else project.original.tag
    template, quick_exit = (
        templates().get_template("progress.html"),
        QuickExit(project.exit_url, "exit.js", f"../{tag}/"),
    )
    page = template.render(
        project=project,
        rows=rows,
        interfaces=interfaces,
        bar=Bar.of,
        severities=Severity,
        words=Words("en", project.locales),
        policy=POLICY,
        quick_exit=quick_exit,
    )
    folder = site / FOLDER
    styles = ("edition/css/tokens.css", "portal/static/progress.css", "edition/css/exit.css")
    write_if_changed(folder / "progress.css", b"".join((_WEB.parent / name).read_bytes() for name in styles))
    for name in ("exit.js", "icon.svg"):
        write_if_changed(folder / name, (_WEB.parent / "edition/static" / name).read_bytes())
    write_if_changed(folder / "index.html", page.encode())
    return folder / "index.html"
