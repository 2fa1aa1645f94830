# SPDX-License-Identifier: GPL-3.0-or-later
"""The rows of the bench: each names work, a rival, and what both took in this run, in turn."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path

from tests.bench import catalogue
from tests.bench.books import MORE, ORIGINAL, SLUG, TRANSLATED, Size, change, write_project, write_stock
from tests.bench.corpus import write_sources
from tests.bench.measure import Command, Cost, measured, together, turns
from tests.conftest import ROOT, copy_project
from tests.publishing.clusters import cluster_of

BEFORE = "538ad24b1a"
"""The commit that a change of the whole is compared with: the last before all that is made became steps of one store.

Both pipelines build the manual as it was then; the present one says which contacts are helplines, and brings its catalogues up to date, first.
"""
MANUAL = "usual-procedures"
FOUR = (ORIGINAL, *TRANSLATED)
MANY = (*FOUR, *MORE[:20])

_SPHINX = (sys.executable, "-m", "sphinx", "-q")
_SPHINX_INTL = str(Path(sys.executable).with_name("sphinx-intl"))
_WEASYPRINT = """
import sys
from pathlib import Path
from weasyprint import HTML
from pipeline.typeset.book import Book
from pipeline.typeset.styles import sheets
book = Book.read(Path(sys.argv[1]))
HTML(string=book.text, base_url=f"{book.folder.as_uri()}/").write_pdf(sys.argv[2], stylesheets=list(map(str, sheets(book.design))), pdf_variant="pdf/ua-1")
"""
_TYPESET = """
import sys
from pathlib import Path
from pipeline.typeset import typeset
typeset(Path(sys.argv[1]), Path(sys.argv[2]), {})
"""


@dataclass(frozen=True, slots=True)
class Row:
    """Work of ours against a rival; `target` says what is aimed at, as a condition of the columns that it names."""

    work: str
    rival: str
    target: str
    ours: Cost
    theirs: Cost

    @property
    def missed(self) -> list[str]:
        """The conditions of the target that do not hold."""
        found = {
            "wall": self.theirs.wall / self.ours.wall,
            "cpu": self.theirs.cpu / self.ours.cpu,
            "s": self.ours.wall,
            "MB": self.ours.memory,
        }
        return [
            f"{sign} {bound} {column}"
            for sign, bound, column in re.findall(r"([≥≤]) ([\d.]+) (\w+)", self.target)
            if (found[column] < float(bound) if sign == "≥" else found[column] > float(bound))
        ]


class Bench:
    """The folder in which projects are written and built, and the rows; each row leaves the projects as it found them, built."""

    def __init__(self, folder: Path, runs: int) -> None:
        self.folder, self.runs = folder, runs
        self._cache = folder / "cache"
        self._environment = {"XDG_CACHE_HOME": str(self._cache), "PYTHONHASHSEED": "0"}

    # The projects

    @cached_property
    def before(self) -> Path:
        """The pipeline as it was at BEFORE."""
        folder = self.folder / "before"
        command = ["git", "worktree", "add", "--force", "--detach", str(folder), BEFORE]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
        return folder

    def close(self) -> None:
        if "before" in vars(self):
            subprocess.run(["git", "worktree", "remove", "--force", str(self.before)], cwd=ROOT, check=True)

    @cached_property
    def large(self) -> Path:
        return write_project(self.folder / "large", Size())

    @cached_property
    def stock(self) -> Path:
        return self._stock(self.large, "stock", FOUR)

    @cached_property
    def book(self) -> Path:
        """A book of 120 pages."""
        return write_project(self.folder / "book", Size(words=39_000, documents=12, languages=(ORIGINAL, "de")))

    @cached_property
    def stock_by_document(self) -> Path:
        """The same with one catalogue for each document, as Sphinx has it where nothing else is said."""
        return self._by_document(self.stock, "stock-by-document", FOUR)

    def _by_document(self, stock: Path, name: str, tags: tuple[str, ...]) -> Path:
        source = self.folder / name / "source"
        shutil.copytree(stock, source, ignore=shutil.ignore_patterns(f"{SLUG}.*"))
        settings = source / "conf.py"
        settings.write_text(re.sub(r"gettext_compact.*\n", "", settings.read_text(encoding="utf-8")), encoding="utf-8")
        subprocess.run([*_SPHINX, "-b", "gettext", str(source), str(source.parent / "pots")], check=True)
        for tag in set(tags) - {ORIGINAL}:
            folder = f"locales/{tag}/LC_MESSAGES"
            for pot in (source.parent / "pots").glob("*.pot"):
                path = source / folder / f"{pot.stem}.po"
                whole = f"--compendium={stock / folder / SLUG}.po"
                merge = ["msgmerge", "--quiet", "--no-fuzzy-matching", whole, "-o", str(path), "/dev/null", str(pot)]
                subprocess.run(merge, check=True)
                subprocess.run(["msgfmt", "-o", str(path.with_suffix(".mo")), str(path)], check=True)
        return source

    def _stock(self, project: Path, name: str, tags: tuple[str, ...]) -> Path:
        source = write_stock(project, self.folder / name)
        for path in (source / "locales").rglob("*.po"):
            subprocess.run(["msgfmt", "-o", str(path.with_suffix(".mo")), str(path)], check=True)
        assert {path.name for path in (source / "locales").iterdir()} == set(tags) - {ORIGINAL}
        return source

    # The rows

    def rows(self, selected: str) -> Iterator[tuple[str, Row]]:
        """Yield the rows whose names have a pattern, with their names."""
        for name, rows in ROWS.items():
            if re.search(selected, name):
                yield from ((name, row) for row in rows(self))

    def html_from_nothing(self) -> Iterator[Row]:
        yield from self._html_from_nothing(self.large, self.stock, FOUR, self.runs)

    def html_in_many_languages(self) -> Iterator[Row]:
        project = write_project(self.folder / "many", Size(words=20_000, documents=20, languages=MANY))
        stock = self._stock(project, "many-stock", MANY)
        yield from self._html_from_nothing(project, stock, MANY, runs=1)

    def _html_from_nothing(self, project: Path, stock: Path, tags: tuple[str, ...], runs: int) -> Iterator[Row]:
        """Compare with the HTML alone, two languages at a time, and with all that gives the same: templates, catalogues, HTML."""
        out, pots = stock.parent / "out", stock.parent / "pots"

        def forget() -> None:
            for folder in (project / "build", self._cache):
                shutil.rmtree(folder, ignore_errors=True)

        ours = self._build(project, "--format", "html", before=forget)
        html = ("xargs", "-P", "2", "-I", "{}", *_SPHINX, "-D", "language={}", str(stock), f"{out}/{{}}")
        builds = Command(("sh", "-c", f"printf '%s\\n' {' '.join(tags)} | {shlex.join(html)}"), before=_remover(out))
        languages = [word for tag in tags if tag != ORIGINAL for word in ("-l", tag)]
        places = ("-d", str(stock / "locales"))
        catalogues = (
            Command((*_SPHINX, "-b", "gettext", str(stock), str(pots)), before=_remover(pots)),
            Command((_SPHINX_INTL, "update", "-p", str(pots), *places, *languages)),
            Command((_SPHINX_INTL, "build", *places)),
        )
        measured(ours)  # which compiles our Python, as installing has that of the rivals
        mine, pages, rest = turns((ours,), (builds,), catalogues, runs=runs)
        words = sum(len(path.read_text(encoding="utf-8").split()) for path in stock.glob("*.rst"))
        work = f"HTML of a book of {words:,} words in {len(tags)} languages, from nothing"
        yield Row(work, f"{len(tags)} runs of `sphinx-build`, two at a time", "≥ 1.5 cpu, ≥ 1.5 wall", mine, pages)
        yield Row(
            work, "the same, and templates and catalogues by `sphinx-intl`", "≥ 2 cpu", mine, together(pages, rest)
        )

    def one_message_html(self) -> Iterator[Row]:
        measured(self._build(self.large, "--format", "html"))
        number = iter(range(1000))
        ours = self._build(
            self.large, "--format", "html", before=lambda: change(_catalogue(self.large, SLUG), next(number))
        )

        def edit(path: Path) -> None:
            change(path, next(number))
            subprocess.run(["msgfmt", "-o", str(path.with_suffix(".mo")), str(path)], check=True)

        rivals = self._by_catalogue(self.stock, self.stock_by_document, edit, "chapter-010")
        mine, *theirs = turns((ours,), *((rival,) for rival in rivals.values()), runs=self.runs)
        for name, cost in zip(rivals, theirs, strict=True):
            yield Row("one changed message → HTML of the large book", name, "≤ 0.8 s", mine, cost)

    def _by_catalogue(
        self, stock: Path, by_document: Path, edit: Callable[[Path], object], document: str
    ) -> dict[str, Command]:
        """Return both ways in which Sphinx builds German pages again after an edit of a catalogue, by what they are called."""
        rivals = {}
        for of, source, name in (("the book", stock, SLUG), ("each document, its default", by_document, document)):
            out, path = source.parent / "out", source / f"locales/de/LC_MESSAGES/{name}.po"
            measured(self._sphinx(source, out, "de"))
            rivals[f"`sphinx-build`, one catalogue for {of}"] = self._sphinx(source, out, "de", partial(edit, path))
        return rivals

    def one_message_pdf(self) -> Iterator[Row]:
        measured(self._build(self.book, "--format", "pdf"))
        number = iter(range(1000))
        arguments = ("--format", "pdf", "--language", "de")
        ours = self._build(self.book, *arguments, before=lambda: change(_catalogue(self.book, SLUG), next(number)))
        costs = turns((ours,), (self._weasyprint(self.book, SLUG),), runs=self.runs)
        pages = _pages(self.book / f"build/site/de/{SLUG}/{SLUG}-de.pdf")
        yield Row(
            f"one changed message → PDF of {pages} pages", "WeasyPrint on the whole book, tagged", "≤ 2 s", *costs
        )

    def one_word_all_formats(self) -> Iterator[Row]:
        commands = []
        for name, environment in (("now", {}), ("before", {"PYTHONPATH": str(self.before)})):
            project = copy_project(self.before, self.folder / f"manual-{name}")
            if name == "now":
                _say_helplines(project / "source/contacts.toml")
                program = (sys.executable, "-m", "pipeline", "update", "--project", str(project))
                measured(Command(program, environment=self._environment))
            measured(self._build(project, "--publication", MANUAL, environment=environment))
            number = iter(range(1000))
            edit = partial(_edit, project, number)
            commands.append((self._build(project, "--publication", MANUAL, before=edit, environment=environment),))
        yield Row(
            f"one changed word in {MANUAL}, all formats",
            f"this pipeline at {BEFORE}",
            "≤ 2 s",
            *turns(*commands, runs=self.runs),
        )

    def pdf_from_nothing(self) -> Iterator[Row]:
        measured(self._build(self.book, "--format", "pdf"))
        paged = self.book / f"build/work/de/{SLUG}/paged"
        program = (sys.executable, "-c", _TYPESET, str(paged), str(self.folder / "ours.pdf"))
        ours = Command(program, environment=self._environment, before=_remover(paged.parent / "chapters"))
        costs = turns((ours,), (self._weasyprint(self.book, SLUG),), runs=self.runs)
        pages = _pages(self.folder / "ours.pdf")
        yield Row(
            f"PDF of {pages} pages from nothing, tagged and proven",
            "WeasyPrint's own tagged PDF",
            "≥ 1 cpu, ≥ 1.7 wall",
            *costs,
        )

    def volume(self) -> Iterator[Row]:
        project = write_project(self.folder / "volume", Size(words=387_000, documents=87, languages=(ORIGINAL, "de")))
        arguments = ("--format", "pdf", "--language", "de")
        measured(self._build(project, *arguments))
        paged = project / f"build/work/de/{SLUG}/paged"
        program = (sys.executable, "-c", _TYPESET, str(paged), str(self.folder / "volume.pdf"))
        ours = Command(program, environment=self._environment, before=_remover(paged.parent / "chapters"))
        costs = turns((ours,), (self._weasyprint(project, SLUG),), runs=1)
        pages = _pages(self.folder / "volume.pdf")
        yield Row(f"PDF of {pages:,} pages", "WeasyPrint", "≤ 600 MB", *costs)

    def nothing_due(self) -> Iterator[Row]:
        out = self.stock.parent / "out"
        for tag in FOUR:
            measured(self._sphinx(self.stock, out, tag))
        measured(self._build(self.large, "--format", "html"))
        theirs = tuple(self._sphinx(self.stock, out, tag) for tag in FOUR)
        costs = turns((self._build(self.large, "--format", "html"),), theirs, runs=self.runs)
        yield Row("nothing due", "four runs of `sphinx-build` with nothing to do", "≤ 0.15 s", *costs)

    def update(self) -> Iterator[Row]:
        """Bring 2,500 messages up to date, 60 of them changed."""
        folder = self.folder / "update"
        folder.mkdir(exist_ok=True)
        old, new = catalogue.write(folder, messages=2500, changed=60)
        ours = Command((sys.executable, "-m", "tests.bench.catalogue", str(old), str(new)))
        merged = str(folder / "merged.po")
        msgmerge = Command(("msgmerge", "--quiet", "--previous", "--output-file", merged, str(old), str(new)))
        pots, locales = folder / "pots", folder / "locales"
        pots.mkdir(exist_ok=True)
        shutil.copy(new, pots / "book.pot")

        def restore() -> None:
            (locales / "de/LC_MESSAGES").mkdir(parents=True, exist_ok=True)
            shutil.copy(old, locales / "de/LC_MESSAGES/book.po")

        intl = Command((_SPHINX_INTL, "update", "-p", str(pots), "-d", str(locales), "-l", "de"), before=restore)
        mine, theirs = turns((ours,), (msgmerge,), runs=self.runs)
        work = "2,500 messages with 60 changed brought up to date"
        yield Row(work, "GNU msgmerge", "≥ 0.5 wall", mine, theirs)
        (slow,) = turns((intl,), runs=1)
        yield Row(work, "`sphinx-intl update`", "≥ 50 wall", mine, slow)

    def preview(self) -> Iterator[Row]:
        """Show an edited message in the warm preview, as a page and as a page of the PDF."""
        project = write_project(self.folder / "preview", Size(words=60_000, documents=30, languages=(ORIGINAL, "de")))
        program = (sys.executable, "-m", "tests.bench.preview", str(project))
        environment = {**os.environ, **self._environment}
        shown = subprocess.run(program, cwd=ROOT, check=True, capture_output=True, text=True, env=environment).stdout
        cpu, wall = map(float, shown.split()[-2:])
        stock = self._stock(project, "preview-stock", (ORIGINAL, "de"))
        by_document = self._by_document(stock, "preview-stock-by-document", (ORIGINAL, "de"))
        rivals = self._by_catalogue(stock, by_document, lambda path: path.with_suffix(".mo").touch(), "chapter-010")
        costs = turns(*((rival,) for rival in rivals.values()), runs=self.runs)
        for name, theirs in zip(rivals, costs, strict=True):
            yield Row(
                "a saved translation in the preview of 60,000 words", name, "≤ 0.25 s", Cost(wall, cpu, 0), theirs
            )

    def cluster(self) -> Iterator[Row]:
        """Small editions on Dask workers; on as many workers as cores the speed-up is what the rest costs."""
        sources = self.folder / "cluster/sources"
        seed = copy_project(ROOT / "tests/sample", self.folder / "cluster/seed")
        editions = len(write_sources(seed, sources, 30, 4).all_editions())
        costs = {number: self._on_cluster(sources, number) for number in (1, 2, 4)}
        for number in (2, 4):
            work = f"{editions} small editions on {number} Dask workers ({len(os.sched_getaffinity(0))} cores)"
            yield Row(work, "one worker", "≥ 1.6 wall, ≥ 0.8 cpu", costs[number], costs[1])

    def _on_cluster(self, sources: Path, number: int) -> Cost:
        """Build a project from nothing on so many workers; their start counts as CPU time, since it cannot be told apart."""
        folder = self.folder / f"cluster/{number}"
        project = folder / "project"
        shutil.copytree(sources, project)
        before = os.times()
        with cluster_of(folder / "workers", {f"w{each}": {} for each in range(number)}) as (address, _):
            words = ("--format", "html", "--scheduler", address, "--store", str(folder / "store"))
            cost = measured(self._build(project, *words))
        after = os.times()
        cpu = after.children_user - before.children_user + after.children_system - before.children_system
        return replace(cost, cpu=cpu, memory=0)

    # The commands

    def _build(
        self,
        project: Path,
        *arguments: str,
        before: Callable[[], object] = lambda: None,
        environment: dict[str, str] | None = None,
    ) -> Command:
        program = (sys.executable, "-m", "pipeline", "build", "--project", str(project), *arguments)
        around = {**self._environment, **(environment or {})}
        return Command(program, Path(around.get("PYTHONPATH", ROOT)), around, before)

    def _sphinx(self, source: Path, out: Path, tag: str, before: Callable[[], object] = lambda: None) -> Command:
        program = (*_SPHINX, "-D", f"language={tag}", str(source), str(out / tag))
        return Command(program, before=before)

    def _weasyprint(self, project: Path, slug: str) -> Command:
        paged = project / f"build/work/de/{slug}/paged"
        return Command((sys.executable, "-c", _WEASYPRINT, str(paged), str(self.folder / "theirs.pdf")))


def _remover(folder: Path) -> Callable[[], object]:
    return partial(shutil.rmtree, folder, ignore_errors=True)


def _catalogue(project: Path, slug: str) -> Path:
    return project / f"locales/de/LC_MESSAGES/{slug}.po"


def _say_helplines(path: Path) -> None:
    """Write what the end of a contact's id said at BEFORE, as `doctor` asks for it."""
    text = path.read_text(encoding="utf-8")
    path.write_text(
        re.sub(r'^(id = ".*(?:help|hot)line")$', r"\1\nhelpline = true", text, flags=re.M), encoding="utf-8"
    )


def _edit(project: Path, number: Iterator[int]) -> None:
    """Change one word of the manual's German edition, each time into another."""
    path = _catalogue(project, MANUAL)
    text = path.read_text(encoding="utf-8")
    words = re.compile(r"Schritt\d*(?= )")
    assert words.search(text), "the word that the bench changes is gone from the catalogue"
    path.write_text(words.sub(f"Schritt{next(number) % 10}", text, count=1), encoding="utf-8")


def _pages(pdf: Path) -> int:
    text = subprocess.run(["pdfinfo", str(pdf)], check=True, capture_output=True, text=True).stdout
    return int(re.search(r"Pages:\s+(\d+)", text)[1])  # type: ignore[index]  # every PDF has pages


ROWS: dict[str, Callable[[Bench], Iterator[Row]]] = {
    "html-from-nothing": Bench.html_from_nothing,
    "html-24-languages": Bench.html_in_many_languages,
    "one-message-html": Bench.one_message_html,
    "one-message-pdf": Bench.one_message_pdf,
    "one-word-all-formats": Bench.one_word_all_formats,
    "pdf-from-nothing": Bench.pdf_from_nothing,
    "1500-pages": Bench.volume,
    "nothing-due": Bench.nothing_due,
    "update": Bench.update,
    "preview": Bench.preview,
    "cluster": Bench.cluster,
}
