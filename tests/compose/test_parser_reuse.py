# SPDX-License-Identifier: GPL-3.0-or-later
"""Reusing the parser changes how long a build takes, and nothing else."""

import re
import shutil
from pathlib import Path

import pytest
from docutils import nodes
from docutils.parsers.rst import Directive
from docutils.parsers.rst.directives import register_directive

from pipeline.catalogue.domains import write_domains
from pipeline.compose.application import SphinxBuild, sphinx
from pipeline.model.project import Project
from pipeline.model.publication import Publication
from pipeline.publishing.templates import templates
from tests.compose.conftest import ROOT, Workshop


def test_a_translated_edition_is_the_same_byte_for_byte(workshop: Workshop) -> None:
    with_it, without = (workshop.build("de", parser_reuse=on).pages() for on in (True, False))

    assert with_it == without


def test_so_it_is_without_our_other_change(workshop: Workshop) -> None:
    with_it, without = (workshop.build("de", parser_reuse=on, whole_paragraphs=False).pages() for on in (True, False))

    assert with_it == without


def test_an_epilog_is_parsed_with_each_document_and_not_with_each_message(workshop: Workshop, tmp_path: Path) -> None:
    project = Project.load(shutil.copytree(workshop.project.root, tmp_path / "project", symlinks=True))
    page = project.root / "source/handbook/first.rst"
    page.write_text(f"{page.read_text(encoding='utf-8')}\nUn |tool| di :loud:`vetro`, maker_.\n", encoding="utf-8")
    german = {"Un |tool| di :loud:`vetro`, maker_.": "Eine |tool| aus :loud:`Glas`, maker_."}
    write_domains(project.root / "words", project.language("de"), {"first": german})
    own = Workshop(project, project.root / "words")
    parsed: list[str] = []

    class Counted(Directive):
        def run(self) -> list[nodes.Node]:
            parsed.append(self.state.document.settings.env.docname)
            return []

    register_directive("counted", Counted)
    epilog = (
        ".. counted::\n\n.. |tool| replace:: Lanterna\n\n.. role:: loud(strong)\n\n.. _maker: https://maker.example/\n"
    )

    with_it = own.build("de", rst_epilog=epilog, parser_reuse=True).pages()

    assert len(parsed) == len(set(parsed))
    assert "Eine Lanterna aus <strong>Glas</strong>" in re.sub(r' class="[^"]*"', "", with_it["first.html"])
    assert with_it == own.build("de", rst_epilog=epilog, parser_reuse=False).pages()


@pytest.mark.slow
def test_our_own_publications_are_the_same_byte_for_byte(tmp_path: Path) -> None:
    for name in ("source", "locales"):
        shutil.copytree(ROOT / name, tmp_path / name)
    project = Project.load(tmp_path)
    for publication in project.publications:
        write_domains(tmp_path / "catalogues", project.language("de"), translated(project, publication))

        assert pages(project, publication, parser_reuse=True) == pages(project, publication, parser_reuse=False)


def translated(project: Project, publication: Publication) -> dict[str, dict[str, str]]:
    """Each message of each document, in words that leave all its markup as it is."""
    domains: dict[str, dict[str, str]] = {}
    for template in templates(project, (publication,)):
        for document, originals in template.of_documents(publication.slug).items():
            domains.setdefault(document, {}).update({text: f"Übersetzt: {text}" for text in originals})
    return domains


def pages(project: Project, publication: Publication, *, parser_reuse: bool) -> dict[str, bytes]:
    folder = project.build / f"reuse-{parser_reuse}"
    settings = {
        "language": "de",
        "locale_dirs": [str(project.root / "catalogues")],
        "parser_reuse": parser_reuse,
    }
    with sphinx(SphinxBuild(project, publication, "html", folder / "doctrees", folder / "out", settings)):
        return {path.name: path.read_bytes() for path in (folder / "out").glob("*.html")}
