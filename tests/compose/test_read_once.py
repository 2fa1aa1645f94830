# SPDX-License-Identifier: GPL-3.0-or-later
"""Documents that are parsed once for all languages become the same bytes as those that each language parses."""

import shutil
import sys
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pytest

from pipeline.__main__ import main
from pipeline.bookformat.facts import EditionFacts
from pipeline.build.edition_inputs import load_inputs
from pipeline.build.templates import templates
from pipeline.catalogue.domains import write_domains
from pipeline.compose.application import EditionBuild, compose, parse
from pipeline.compose.reading.parsed import ParsedDocuments
from pipeline.model.project import Project
from pipeline.model.publication import Edition
from pipeline.system.forks import Cores, forked
from pipeline.system.pool import Pool
from tests.conftest import PUBLICATIONS, copy_project

TESTS = Path(__file__).parents[1]
PROJECT = TESTS / "compose/reading"
FOREIGN = sorted(
    conf.parent.relative_to(TESTS).as_posix()
    for conf in TESTS.rglob("conf.py")
    if TESTS / "layouts" not in conf.parents  # which need this and that to be adopted, and have no text
    and "pipeline.compose" not in conf.read_text(encoding="utf-8")
    and not any((folder / "project.toml").exists() for folder in (conf.parent, conf.parent.parent))
)
"""The folders of projects that have not been adopted."""
TAGS = ("en", "de", "sq")
BUILDERS = ("paged", "epub3", "html")
SHARED = {"plain", "marked", "conditions"}
"""The documents that are the same in all languages until they are translated."""
PER_LANGUAGE = {"index", "labels", "handled"}
PATH_OF_MODULES = "import sys\nsys.path.insert(0, __file__.rpartition('/')[0])\n"
COLLECTING = """
from docutils import nodes
from docutils.parsers.rst import Directive

collected = []

class Collect(Directive):
    required_arguments = 1

    def run(self):
        collected.append(self.arguments[0])
        return []

def setup(app):
    app.add_directive("collect", Collect)
    app.connect("builder-inited", lambda app: collected.clear())
    app.connect("doctree-resolved", show)

def show(app, document, docname):
    document.append(nodes.paragraph("", "Collected: " + " ".join(collected)))
"""
"""An extension that does not declare whether it is safe for parallel reading, and is not."""

type Files = dict[str, bytes]


class Result(NamedTuple):
    """What a language was written to, what Sphinx warned of, and the documents that it has not parsed by itself."""

    files: Files
    warnings: tuple[str, ...]
    taken_over: frozenset[str]


def compose_language(
    root: Path, out: Path, builders: tuple[str, ...], parsed: ParsedDocuments | None, tag: str
) -> Result:
    project = Project.load(root)
    edition = Edition(project.publications[0], project.language(tag))
    warnings: list[str] = []
    offered = frozenset(parsed.by_name if parsed else ())
    for builder in builders:
        places = {"catalogues": root / "catalogues", "doctrees": out / "doctrees" / tag, "out": out / tag / builder}
        composed = compose(
            EditionBuild(project=project, edition=edition, builder=builder, facts=EditionFacts(), **places),
            parsed=parsed,
        )
        warnings += map(str, composed.warnings)
    paths = (path for path in (out / tag).rglob("*") if path.is_file() and not path.name.startswith("."))
    files = {path.relative_to(out / tag).as_posix(): path.read_bytes() for path in paths}
    return Result(files, tuple(dict.fromkeys(warnings)), offered.difference(parsed.by_name if parsed else ()))


def compose_all(root: Path, out: Path, builders: tuple[str, ...], *, once: bool) -> dict[str, Result]:
    """Compose all languages in processes that are forked from this one, where it has parsed for all of them or not."""
    project = Project.load(root)
    tags = tuple(language.tag for language in project.languages)
    edition = Edition(project.publications[0], project.language(tags[0]))
    places = {"catalogues": root / "catalogues", "doctrees": out / "doctrees" / tags[0], "out": out / "parsed"}
    parsed = (
        parse(EditionBuild(project=project, edition=edition, builder="html", facts=EditionFacts(), **places))
        if once
        else None
    )
    results = forked(partial(compose_language, root, out, builders, parsed), tags, Cores(out / "cores"))
    return {tag: future.result() for tag, future in results}


def translate(root: Path, **entries: str) -> None:
    for tag in TAGS[1:]:
        words = {
            "Plain words": f"Wörter ({tag})",
            'Some "quoted" *words*, and {ref}`plain`.': f'"{tag}" {{ref}}`plain`.',
        }
        words |= {"More words.": f'"Mehr" -- {tag}.', 'Words from another file, in "quotes".': f'"{tag}".'}
        domain = words | entries
        names = ("index", "plain", "labels", "handled", "marked", "conditions")
        write_domains(root / "catalogues", Project.load(root).language(tag), dict.fromkeys(names, domain))


def mark_translated(root: Path, tag: str) -> None:
    """Translate every message of an adopted project to itself and the tag."""
    project = Project.load(root)
    domains = {
        template.name: {message.original: f"{message.original} ({tag})" for message in template.messages}
        for template in templates(project)
    }
    write_domains(root / "catalogues", project.language(tag), domains)


def both(
    root: Path, tmp_path: Path, builders: tuple[str, ...] = BUILDERS
) -> tuple[dict[str, Result], dict[str, Result]]:
    # In processes of their own: this one has threads, and so must not fork.
    with Pool(1) as pool:
        return (
            pool.submit(compose_all, root, tmp_path / "once", builders, once=True).result(),
            pool.submit(compose_all, root, tmp_path / "apart", builders, once=False).result(),
        )


def assert_same(once: dict[str, Result], apart: dict[str, Result]) -> None:
    assert once.keys() == apart.keys()
    for tag, result in once.items():
        assert result.warnings == apart[tag].warnings
        assert result.files.keys() == apart[tag].files.keys()
        assert [name for name, data in result.files.items() if data != apart[tag].files[name]] == []


@pytest.fixture(autouse=True)
def path_of_modules(monkeypatch: pytest.MonkeyPatch) -> None:
    """A conf.py may put its folder on the path."""
    monkeypatch.setattr(sys, "path", sys.path[:])


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    shutil.copytree(PROJECT, folder)
    translate(folder)
    return folder


def test_what_is_parsed_once_is_the_same_from_nothing_and_after_each_change(root: Path, tmp_path: Path) -> None:
    once, apart = both(root, tmp_path)

    assert once["en"].taken_over == SHARED | PER_LANGUAGE
    assert [once[tag].taken_over for tag in TAGS[1:]] == [SHARED, SHARED]
    assert_same(once, apart)
    assert any("nothing-of-the-kind" in warning for warning in once["sq"].warnings)
    assert b"Only where it is German" in once["de"].files["html/conditions.html"]
    assert b"This is read in de." in once["de"].files["html/handled.html"]

    # A document and a catalogue change.
    document = root / "docs/plain.rst"
    document.write_text(
        document.read_text(encoding="utf-8") + "\n.. versionchanged:: 3.0\n\nNew words.\n", encoding="utf-8"
    )
    translate(root, **{"More words.": "Anders."})
    once, apart = both(root, tmp_path)

    assert_same(once, apart)
    assert b"New words." in once["de"].files["html/plain.html"]
    assert b"Anders." in once["sq"].files["html/index.html"]


@pytest.mark.parametrize(
    "folder", [pytest.param(folder, marks=() if folder == "adopted/docs" else pytest.mark.slow) for folder in FOREIGN]
)
def test_a_project_of_others_is_the_same(folder: str, tmp_path: Path) -> None:
    root = tmp_path / "project"
    shutil.copytree(TESTS / folder, root, ignore=shutil.ignore_patterns("__pycache__"))
    assert main(["adopt", str(root), "--languages", "de"]) == 0
    mark_translated(root, "de")

    once, apart = both(root, tmp_path)

    assert once["en"].taken_over
    assert once["de"].taken_over
    assert_same(once, apart)
    assert any(b"(de)" in data for name, data in once["de"].files.items() if name.startswith("html/"))


@pytest.mark.slow
@pytest.mark.parametrize("slug", [*PUBLICATIONS, "bologna-2004"])  # whose documents have three original languages
def test_a_publication_of_ours_is_the_same(slug: str, tmp_path: Path) -> None:
    root = copy_project(TESTS.parent, tmp_path / "project")
    for described in (root / "source").glob("*/publication.toml"):
        if described.parent.name != slug:
            described.unlink()
            continue
        # References to the others lead nowhere then, which Sphinx says in each language.
        described.write_text(f'warnings = "reported"\n{described.read_text(encoding="utf-8")}', encoding="utf-8")
    project = Project.load(root)
    found = templates(project)
    for edition in project.editions():
        write_domains(root / "catalogues", edition.language, load_inputs(project, edition, found).domains)

    once, apart = both(root, tmp_path)

    assert all(result.taken_over for result in once.values())
    assert_same(once, apart)


def test_what_an_extension_collects_in_its_module_is_there_in_each_language(root: Path, tmp_path: Path) -> None:
    (root / "docs/collecting.py").write_text(COLLECTING, encoding="utf-8")
    with (root / "docs/conf.py").open("a", encoding="utf-8") as conf:
        conf.write(PATH_OF_MODULES + "extensions.append('collecting')\n")
    with (root / "docs/plain.rst").open("a", encoding="utf-8") as document:
        document.write("\n.. collect:: pebbles\n")

    once, apart = both(root, tmp_path, ("html",))

    assert [result.taken_over for result in once.values()] == [frozenset()] * len(TAGS)
    assert_same(once, apart)
    assert b"Collected: pebbles" in once["de"].files["html/plain.html"]


@pytest.mark.parametrize(
    ("conf", "obstacle"),
    [
        (
            PATH_OF_MODULES + "extensions.append('unsafe')\n",
            "the extension unsafe does not declare that it is safe for parallel reading",
        ),
        (
            "def setup(app):\n    app.connect('config-inited', lambda _app, config: print(config.language, end=''))\n",
            "conf.py asks for the language before documents are read",
        ),
    ],
)
def test_what_makes_it_impossible_is_named(root: Path, conf: str, obstacle: str) -> None:
    (root / "docs/unsafe.py").write_text(
        "def setup(app):\n    return {'parallel_read_safe': False}\n", encoding="utf-8"
    )
    with (root / "docs/conf.py").open("a", encoding="utf-8") as file:
        file.write(conf)
    project = Project.load(root)
    edition = Edition(project.publications[0], project.language("en"))
    places = {"catalogues": root / "catalogues", "doctrees": root / "doctrees", "out": root / "out"}

    parsed = parse(EditionBuild(project=project, edition=edition, builder="html", facts=EditionFacts(), **places))

    assert parsed is not None
    assert (parsed.obstacle, parsed.by_name) == (obstacle, {})
