# SPDX-License-Identifier: GPL-3.0-or-later
"""The manifest tells all and the truth, and a second drawing changes nothing."""

import hashlib
import json
from pathlib import Path

from pipeline.model.project import Project
from pipeline.model.publication import Edition, Format, Progress
from pipeline.portal.build import build_portal
from tests.portal.conftest import Make

LITTLE = Progress(translated=43, fuzzy=7, untranslated=50, translated_words=430, fuzzy_words=70, untranslated_words=500)


def draw(project: Project, make: Make) -> None:
    made = [make("field-guide", tag, format_) for tag in ("it", "en") for format_ in Format]
    waiting = [(Edition(project.publication("field-guide"), project.language("de")), LITTLE)]
    build_portal(project, made, waiting, project.site)


def stamps(folder: Path) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}


def test_the_manifest_lists_every_artefact_with_its_facts(project: Project, make: Make) -> None:
    draw(project, make)

    told = json.loads((project.site / "editions.json").read_text(encoding="utf-8"))

    assert [row["path"] for row in told["artefacts"]] == sorted(
        f"{tag}/field-guide/{name}"
        for tag in ("it", "en")
        for name in (f"field-guide-{tag}.pdf", f"field-guide-{tag}.epub", "index.html")
    )
    assert told["artefacts"][1] == {
        "publication": "field-guide",
        "kind": "manual",
        "language": "en",
        "original": "it",
        "title": "A short guide",
        "description": "field-guide <in> en",
        "version": "1.2",
        "date": "2026-11-26",
        "released": True,
        "text": None,
        "document": None,
        "format": "pdf",
        "path": "en/field-guide/field-guide-en.pdf",
        "bytes": 680_000,
        "pages": 96,
        "sha256": hashlib.sha256((project.site / "en/field-guide/field-guide-en.pdf").read_bytes()).hexdigest(),
        "translated": 200,
        "fuzzy": 0,
        "messages": 200,
        "percent": 100,
        "state": "complete",
        "review": "draft",
    }
    assert told["held"] == [
        {
            "publication": "field-guide",
            "kind": "manual",
            "language": "de",
            "original": "it",
            "translated": 43,
            "fuzzy": 7,
            "messages": 100,
            "percent": 43,
            "state": "held",
        }
    ]


def test_checksums_cover_every_file_of_the_site(project: Project, make: Make) -> None:
    draw(project, make)

    lines = (project.site / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    told = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}

    there = {path.relative_to(project.site).as_posix(): path for path in project.site.rglob("*") if path.is_file()}
    del there["SHA256SUMS"]
    assert list(told) == sorted(there)
    assert told == {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in there.items()}


def test_drawing_again_touches_no_file(project: Project, make: Make) -> None:
    draw(project, make)
    kept = [path for path in stamps(project.site) if path.suffix not in (".pdf",) and path.parent.name != "field-guide"]
    before = stamps(project.site)

    draw(project, make)

    after = stamps(project.site)
    assert [path for path in kept if after[path] != before[path]] == []


def test_a_cover_that_nothing_shows_any_more_is_taken_away(project: Project, make: Make) -> None:
    draw(project, make)
    assert (project.site / "_covers/field-guide-en.svg").is_file()

    build_portal(project, [make("field-guide", "it")], [], project.site)

    assert sorted(path.name for path in (project.site / "_covers").iterdir()) == [
        "field-guide-it.svg",
        "field-guide.svg",
    ]
