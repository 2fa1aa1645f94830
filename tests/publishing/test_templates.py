# SPDX-License-Identifier: GPL-3.0-or-later
"""A publication is extracted again when what it is made from has changed, and what comes out is as if all had been."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.publishing.templates import templates, write_pots
from pipeline.system.phases import Phase, watched
from pipeline.system.steps import steps_in


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two publications with a notice that both include; `other` includes a note of `small`, too."""
    here = Path(__file__).resolve().parents[1] / "sample"
    root = tmp_path_factory.mktemp("templates") / "project"
    shutil.copytree(here / "source", root / "source")
    shutil.copy(here.parents[1] / "source/conf.py", root / "source")
    (root / "source/common").mkdir()
    (root / "source/common/notice.rst").write_text("Un avviso per tutti.\n", encoding="utf-8")
    shutil.copytree(root / "source/small", root / "source/other")
    for name in ("small", "other"):
        append(root / f"source/{name}/second.rst", f"\nAggiunta di {name}.\n\n.. include:: ../common/notice.rst\n")
    append(root / "source/other/second.rst", "\n.. include:: ../small/note.txt\n")
    (root / "source/small/note.txt").write_text("Una nota altrui.\n", encoding="utf-8")
    templates(Project.load(root))
    return root


@pytest.fixture
def root(extracted: Path, tmp_path: Path) -> Path:
    """The same project for one test to change."""
    return shutil.copytree(extracted, tmp_path / "project")


def append(path: Path, text: str) -> None:
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def extract(root: Path, *wanted: str) -> tuple[list[str], dict[str, str]]:
    """What was extracted again, and all templates as they are kept."""
    begun: list[str] = []

    def watch(phase: Phase) -> None:
        if phase.seconds is None:
            begun.append(phase.name)

    project = Project.load(root)
    with watched(watch):
        found = templates(project, [project.publication(slug) for slug in wanted] or None)
    if not wanted:
        write_pots(project, found)
    return begun, {one.name: one.to_json() for one in found}


def pots(root: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (root / "build/templates").glob("*.pot")}


def from_nothing(root: Path) -> tuple[dict[str, str], dict[str, bytes]]:
    shutil.rmtree(root / "build")
    _, found = extract(root)
    return found, pots(root)


def test_what_changed_is_extracted_again_and_nothing_else_and_all_is_as_from_nothing(root: Path) -> None:
    assert extract(root)[0] == []
    for file, begun in (
        ("common/notice.rst", "extracting other, small"),
        ("small/note.txt", "extracting other, small"),
        ("other/first.rst", "extracting other"),
    ):
        append(root / "source" / file, f"\nUna frase nuova in {file}.\n")

        again, found = extract(root)

        assert again == [begun]
        assert f"Una frase nuova in {file}." in "".join(found.values())
    assert (found, pots(root)) == from_nothing(root)


def test_a_publication_that_goes_takes_its_places_with_it(root: Path) -> None:
    shutil.rmtree(root / "source/other")

    again, found = extract(root)

    assert again == []
    assert list(found) == ["small", "shared"]
    assert "source/other" not in found["shared"]
    assert found == from_nothing(root)[0]


def test_where_one_is_wanted_the_others_are_as_they_were(root: Path) -> None:
    (root / "source/small/second.rst").write_bytes(b"Caff\xe8\n")
    append(root / "source/other/second.rst", "\nUna frase nuova.\n")

    again, found = extract(root, "other")

    assert again == ["extracting other"]
    assert "Una frase nuova." in found["other"]
    assert "Aggiunta di small." in found["small"]
    with pytest.raises(Problem, match="the file is not UTF-8"):
        extract(root)


def test_an_extraction_in_a_process_of_its_own_gives_the_same(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, before = extract(root)
    steps_in(root / "build").forget("extract/other")
    # Of an extraction that was cut off, nobody knows what is whole: it begins from nothing.
    for doctree in (root / "build/work/extract/other/doctrees").glob("*.doctree"):
        doctree.write_bytes(b"cut off")
    monkeypatch.setattr("pipeline.publishing.templates._MAX_SEQUENTIAL", 0)

    assert extract(root) == (["extracting other"], before)
    assert steps_in(root / "build").trace("extract/other") is not None


def test_what_an_older_pipeline_has_kept_is_extracted_again(root: Path) -> None:
    steps, kept = (
        steps_in(root / "build"),
        '{"name": "other", "original": ["it", "Italiano"], "messages": [["Uno", []]]}',
    )
    trace = steps.trace("extract/other")
    assert trace is not None
    steps.keep({"extract/other": replace(trace, value={**trace.value, "templates": [kept]})})

    assert extract(root)[0] == ["extracting other"]
