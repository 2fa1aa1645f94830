# SPDX-License-Identifier: GPL-3.0-or-later
"""Building one project of the corpus: its commit from the mirror, adopted, built by us and by stock Sphinx, its PDFs through veraPDF."""

import compileall
import json
import multiprocessing
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from importlib.metadata import distributions
from pathlib import Path
from textwrap import shorten
from typing import Any

from pipeline.model.diagnostics import Diagnostic
from pipeline.model.plain_data import from_plain_data
from pipeline.model.project import CATALOGUES, Project
from pipeline.publishing.record import read
from pipeline.system.steps import steps_in
from tests.conftest import ROOT
from tests.corpus.table import Row
from tests.epub.reading import faults
from tests.typeset import verapdf

PROJECTS = Path(__file__).with_name("projects.toml")
_LENGTH = 200
"""Length to which the cause of a failure is cut."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A project of the list; `folder` is that which is adopted, `languages` those in which it is built besides its own.

    `note` is what the page says of its row besides.
    """

    name: str
    commit: str
    folder: str = "."
    languages: tuple[str, ...] = ()
    install: tuple[str, ...] = ()
    reserve: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """What a command has printed on standard output, and at its end on standard error, its exit code and its seconds of CPU."""

    out: str
    err: str
    code: int
    cpu: float


def compile_packages() -> None:
    """Compile our code and all libraries, as pip does when it installs them: what it costs belongs to no build, ours or plain."""
    for folder in (ROOT / "pipeline", Path(sysconfig.get_path("purelib"))):
        compileall.compile_dir(folder, quiet=2)


def read_projects(path: Path = PROJECTS) -> tuple[Entry, ...]:
    """Return the projects of the list."""
    rows = tomllib.loads(path.read_text(encoding="utf-8"))["projects"]
    texts = ("languages", "install")
    return tuple(Entry(**{**row, **{name: tuple(row.get(name, ())) for name in texts}}) for row in rows)


def build(entry: Entry, mirror: str, keep: Path) -> Row:
    """Build a project from nothing, in all formats; return what came of it, or why nothing did."""
    place = keep / entry.name.replace("/", "+")
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    try:
        checkout = _checked_out(entry, mirror, place / "project")
        environment = _installed(entry, checkout, place / "packages")
    except subprocess.CalledProcessError as error:
        return Row(reason=" ".join(str(error.stderr).split()) or str(error))
    folder = checkout / entry.folder
    adopt = _pipeline(environment, "adopt", str(folder), "--languages", ",".join(entry.languages), log=place / "adopt")
    if adopt.code:
        said = re.sub(r"\S*/python\d? -m", "python -m", adopt.err.replace(f"{place}/", ""))
        return Row(reason=" ".join(said.split()))
    project = Project.load(folder)
    html = _pipeline(environment, "build", "--json", "--project", str(folder), "--format", "html", log=place / "html")
    stock = _stock(project, environment, place)
    shutil.rmtree(project.build)
    whole = _pipeline(environment, "build", "--json", "--project", str(folder), log=place / "all")
    again = _pipeline(environment, "build", "--json", "--project", str(folder), log=place / "again")
    left_out = (event for event in _events(again) if event["event"] == "LeftOut")  # of the first build it is a warning
    return _row(project, [*_events(whole), *left_out], (html.cpu, stock, whole.cpu, again.cpu))


def _row(project: Project, events: Sequence[Mapping[str, Any]], cpu: tuple[float, float | None, float, float]) -> Row:
    failures = [event for event in events if event["event"] in ("Failed", "LeftOut", "Problem")]
    pdfs, epubs = sorted(project.site.rglob("*.pdf")), sorted(project.site.rglob("*.epub"))
    warnings = {
        (diagnostic.sentence, diagnostic.place_to_fix): diagnostic.kind or diagnostic.cause
        for event in events
        if event["event"] == "Warned"
        for diagnostic in (from_plain_data(Diagnostic, each) for each in event["warnings"])
    }
    problems = [failure.get("problem", failure) for failure in failures]
    refused = Counter(
        (event["edition"]["language"], event["problem"]["message"].partition(":")[0])
        for event in events
        if event["event"] == "Refused"
    )
    found = (read(steps_in(project.build), edition) for edition in project.editions())
    records = [record for record in found if record is not None]
    made = Counter(name for record in records for name in record.made)
    return Row(
        built=f"{date.today()}",
        documents=max((len(record.documents) for record in records), default=0),
        languages=tuple(language.tag for language in project.languages),
        made={name: made[name] for name in ("html", "pdf", "epub")},
        pages=sum(record.made["pdf"].pages or 0 for record in records if "pdf" in record.made),
        warnings=dict(Counter(warnings.values()).most_common()),
        cpu_html=cpu[0],
        cpu_stock=cpu[1],
        cpu_all=cpu[2],
        cpu_again=cpu[3],
        verapdf=dict(_broken(pdfs)),
        pdfs=len(pdfs),
        memory=max((size for record in records for size in record.memory.values()), default=0),
        epubs=len(epubs),
        epub_faults=tuple(
            sorted({fault for path in epubs for fault in faults(path, project.build / "epubcheck.json")})
        ),
        failures=(
            *dict.fromkeys(
                f"{problem['code']}: {problem['message']} ({shorten(problem['cause'], _LENGTH, placeholder=' …')})"
                for problem in problems
            ),
            *(f"refused catalogues of {language}: {count} × {check}" for (language, check), count in refused.items()),
        ),
    )


def _checked_out(entry: Entry, mirror: str, folder: Path) -> Path:
    """Return a work tree of the commit, with the history, which a conf.py may ask for."""
    owner, name = entry.name.split("/")
    pattern = mirror if "{" in mirror else f"{mirror}/{{owner}}/{{name}}.git"
    _git("clone", "--quiet", "--shared", "--no-checkout", pattern.format(owner=owner, name=name), str(folder))
    _git("-C", str(folder), "checkout", "--quiet", entry.commit)
    return folder


def _git(*words: str) -> None:
    subprocess.run(["git", *words], check=True, capture_output=True, text=True)


def _installed(entry: Entry, project: Path, folder: Path) -> dict[str, str]:
    """Return an environment with what a project needs, and what that asks for; packages that we have stay as they are."""
    folder.mkdir()
    if entry.install:
        ours = folder.with_suffix(".txt")
        pinned = (
            f"{package.name}=={package.version}\n" for package in distributions() if package.name != "west-pipeline"
        )
        ours.write_text("".join(pinned), encoding="utf-8")
        options = ["--quiet", "--compile-bytecode", "--target", str(folder)]  # as pip does
        command = [sys.executable, "-m", "uv", "pip", "install", *options, "--overrides"]
        subprocess.run([*command, str(ours), *entry.install], cwd=project, check=True, capture_output=True, text=True)
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(folder)]), "PYTHONDONTWRITEBYTECODE": "1"}


def _pipeline(environment: Mapping[str, str], *words: str, log: Path) -> Run:
    return _run([sys.executable, "-m", "pipeline", *words], environment, log)


def _run(command: Sequence[str], environment: Mapping[str, str], log: Path) -> Run:
    """Run a command to its end; its CPU is that of all processes below it that have ended."""
    out, err = log.with_suffix(".out"), log.with_suffix(".err")
    with out.open("wb") as stdout, err.open("wb") as stderr:
        process = subprocess.Popen(command, env=environment, stdout=stdout, stderr=stderr)
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    texts = [path.read_text(encoding="utf-8", errors="replace") for path in (out, err)]
    return Run(texts[0], texts[1], process.returncode, usage.ru_utime + usage.ru_stime)


def _stock(project: Project, environment: Mapping[str, str], place: Path) -> float | None:
    """Return the CPU of plain sphinx-build for the HTML of the same languages; None where it fails, or cannot read the catalogues."""
    if project.catalogues != CATALOGUES:
        return None
    (publication,) = project.publications
    cpu = 0.0
    for language in project.languages:
        out = place / "stock" / language.tag
        settings = {
            "language": language.locale,
            "locale_dirs": str(project.locales),
            "gettext_compact": project.gettext_compact,
        }
        options = [word for name, value in settings.items() if value for word in ("-D", f"{name}={value}")]
        command = [sys.executable, "-m", "sphinx", "-q", "-b", "html", "-c", str(project.configuration), *options]
        run = _run([*command, str(publication.folder), str(out)], environment, place / f"stock-{language.tag}")
        if run.code:
            return None
        cpu += run.cpu
    return cpu


def _events(run: Run) -> Iterator[dict[str, Any]]:
    # What a conf.py or an extension prints is there too.
    yield from (json.loads(line) for line in run.out.splitlines() if line.startswith('{"event"'))


def _broken(pdfs: Sequence[Path]) -> Iterator[tuple[str, int]]:
    """Yield the rules that PDFs break, with the number of files that break each."""
    if not pdfs:
        return
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        found = Counter(rule for rules in pool.map(_rules, pdfs) for rule in rules)
    yield from sorted(found.items())


def _rules(path: Path) -> list[str]:
    return [
        f"{name} {broken.partition(' ')[0]}"
        for profile, name in verapdf.PROFILES.items()
        for broken in verapdf.broken_rules(path, profile)
    ]
