# SPDX-License-Identifier: GPL-3.0-or-later
"""The team's page of the site: how far each translation is, chapter by chapter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from pipeline.files import write_if_changed
from pipeline.findings import Severity
from pipeline.project import Project
from pipeline.publication import Edition, Progress, Review

FOLDER = "progress"

_WEB = Path(__file__).resolve().parents[1] / "theme" / "web" / "portal"


@dataclass(frozen=True, slots=True)
class Chapter:
    """A document of an edition: its name, its title in the original, and how far it is."""

    document: str
    title: str
    done: Progress


@dataclass(frozen=True, slots=True)
class Standing:
    """How an edition stands: messages and words, review, chapters in their order, findings by severity."""

    edition: Edition
    done: Progress
    review: Review
    chapters: tuple[Chapter, ...]
    findings: Mapping[Severity, int]


@dataclass(frozen=True, slots=True)
class Bar:
    """Lengths in thousandths of the whole, in the order in which they are drawn; a part that is there is seen."""

    translated: int
    fuzzy: int

    @classmethod
    def of(cls, done: Progress) -> "Bar":
        whole = max(1, done.words)
        fuzzy = 1000 * done.fuzzy_words // whole
        translated = 1000 * done.translated_words // whole
        return cls(1000 if done.percent == 100 else min(translated, 990), min(fuzzy or bool(done.fuzzy) * 10, 1000))


def write_progress(project: Project, standings: Sequence[Standing], site: Path) -> Path:
    """Write the page into the site, with the style it needs, and return its place. Its words are English, as commands are."""
    environment = Environment(
        loader=FileSystemLoader(_WEB),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    publications = dict.fromkeys(one.edition.publication for one in standings)
    rows = [(each, [one for one in standings if one.edition.publication == each]) for each in publications]
    page = environment.get_template("progress.html").render(project=project, rows=rows, bar=Bar.of, severities=Severity)
    folder = site / FOLDER
    write_if_changed(folder / "progress.css", (_WEB / "static/progress.css").read_bytes())
    write_if_changed(folder / "tokens.css", (_WEB.parent / "edition/static/tokens.css").read_bytes())
    write_if_changed(folder / "index.html", page.encode())
    return folder / "index.html"
