# SPDX-License-Identifier: GPL-3.0-or-later
"""Documents that are parsed once for all languages become the same bytes as those that each language parses."""

import shutil
import sys
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pytest

from pipeline.bookformat.facts import EditionFacts
from pipeline.catalogue.domains import write_domains
from pipeline.compose.application import EditionBuild, compose, parse
from pipeline.compose.reading.parsed import ParsedDocuments
from pipeline.model.project import Project
from pipeline.model.publication import Edition
from pipeline.system.forks import Cores, forked
from pipeline.system.processes import pool_of

PROJECT = Path(__file__).parent / "reading"
TAGS = ("en", "de", "sq")
BUILDERS = ("paged", "epub3", "html")
SHARED = {"plain", "marked", "conditions"}
"""The documents that are the same in all languages until they are translated."""

type Files = dict[str, bytes]


class Result(NamedTuple):
    """What a language was written to, what Sphinx warned of, and the documents that it has parsed although they were parsed."""

    files: Files
    warnings: tuple[str, ...]
    parsed_again: frozenset[str]


def compose_language(root: Path, out: Path, parsed: ParsedDocuments | None, tag: str) -> Result:
    project = Project.load(root)
    edition = Edition(project.publications[0], project.language(tag))
    warnings: list[str] = []
    for builder in BUILDERS:
        places = {"catalogues": root / "catalogues", "doctrees": out / "doctrees" / tag, "out": out / tag / builder}
        composed = compose(
            EditionBuild(project=project, edition=edition, builder=builder, facts=EditionFacts(), **places),
            parsed=parsed,
        )
        warnings += map(str, composed.warnings)
    paths = (path for path in (out / tag).rglob("*") if path.is_file() and not path.name.startswith("."))
    files = {path.relative_to(out / tag).as_posix(): path.read_bytes() for path in paths}
    return Result(files, tuple(dict.fromkeys(warnings)), frozenset(parsed.by_name if parsed else ()))


def compose_all(root: Path, out: Path, *, once: bool) -> dict[str, Result]:
    """Compose all languages in processes that are forked from this one, where it has parsed for all of them or not."""
    project = Project.load(root)
    edition = Edition(project.publications[0], project.language(TAGS[0]))
    places = {"catalogues": root / "catalogues", "doctrees": out / "doctrees" / TAGS[0], "out": out / "parsed"}
    parsed = (
        parse(EditionBuild(project=project, edition=edition, builder="html", facts=EditionFacts(), **places))
        if once
        else None
    )
    results = forked(partial(compose_language, root, out, parsed), TAGS, Cores(out / "cores"))
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


def both(root: Path, tmp_path: Path) -> tuple[dict[str, Result], dict[str, Result]]:
    # In processes of their own: this one has threads, and so must not fork.
    with pool_of(1) as pool:
        return (
            pool.submit(compose_all, root, tmp_path / "once", once=True).result(),
            pool.submit(compose_all, root, tmp_path / "apart", once=False).result(),
        )


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    shutil.copytree(PROJECT, folder)
    translate(folder)
    return folder


def test_what_is_parsed_once_is_the_same_from_nothing_and_after_each_change(root: Path, tmp_path: Path) -> None:
    once, apart = both(root, tmp_path)

    assert {tag: set(result.parsed_again) & SHARED for tag, result in once.items()} == {tag: set() for tag in TAGS}
    assert {"labels", "handled", "index"} <= once["de"].parsed_again
    assert once["en"].parsed_again == frozenset()
    for tag in TAGS:
        assert once[tag].warnings == apart[tag].warnings
        assert once[tag].files.keys() == apart[tag].files.keys()
        assert [name for name, data in once[tag].files.items() if data != apart[tag].files[name]] == []
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

    for tag in TAGS:
        assert once[tag].warnings == apart[tag].warnings
        assert [name for name, data in once[tag].files.items() if data != apart[tag].files[name]] == []
    assert b"New words." in once["de"].files["html/plain.html"]
    assert b"Anders." in once["sq"].files["html/index.html"]


@pytest.mark.parametrize(
    ("conf", "obstacle"),
    [
        (
            "extensions.append('unsafe')\nimport sys\nsys.path.insert(0, __file__.rpartition('/')[0])\n",
            "the extension unsafe declares that it is not safe for parallel reading",
        ),
        (
            "def setup(app):\n    app.connect('config-inited', lambda _app, config: print(config.language, end=''))\n",
            "conf.py asks for the language before documents are read",
        ),
    ],
)
def test_what_makes_it_impossible_is_named(
    root: Path, monkeypatch: pytest.MonkeyPatch, conf: str, obstacle: str
) -> None:
    monkeypatch.setattr(sys, "path", sys.path[:])
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
