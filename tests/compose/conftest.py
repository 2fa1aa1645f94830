# SPDX-License-Identifier: GPL-3.0-or-later
"""The fixture publication, built by real Sphinx: each way of building it once for all tests."""

import re
import shutil
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from pipeline.catalogue.domains import write_domains
from pipeline.compose.application import SphinxBuild, sphinx
from pipeline.model.project import Project

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
DOCUMENTS = ("index", "first", "second", "speech", "cases", "publication.toml", "shared")
CASES = sorted((HERE / "paragraphs").glob("*.po"))
"""Translations that docutils takes for something else than a paragraph."""


@dataclass
class Built:
    """The HTML edition that a build made, and the warnings that came with it."""

    out: Path
    warnings: tuple[str, ...]

    def page(self, name: str) -> str:
        return (self.out / f"{name}.html").read_text(encoding="utf-8")

    def pages(self) -> dict[str, str]:
        return {path.name: path.read_text(encoding="utf-8") for path in sorted(self.out.glob("*.html"))}

    def texts(self, name: str) -> list[str]:
        """The paragraphs of a page, without mark-up."""
        found = re.findall(r"<p\b[^>]*>(.*?)</p>", self.page(name), re.DOTALL)
        return [" ".join(unescape(re.sub("<[^>]*>", "", text)).split()) for text in found]


@dataclass
class Workshop:
    """Builds the publication in a language with some settings; what has been built once is not built again."""

    project: Project
    catalogues: Path
    _built: dict[str, Built] = field(default_factory=dict)

    def build(self, tag: str, builder: str = "html", **settings: object) -> Built:
        key = "-".join([tag, builder, *(f"{name}-{value}" for name, value in sorted(settings.items()))])
        if key not in self._built:
            self._built[key] = self._build(tag, builder, key, settings)
        return self._built[key]

    def _build(self, tag: str, builder: str, key: str, settings: dict[str, object]) -> Built:
        folder = self.project.build / key
        overrides = {"language": tag, "locale_dirs": [str(self.catalogues)], **settings}
        (publication,) = self.project.publications
        with sphinx(
            SphinxBuild(self.project, publication, builder, folder / "doctrees", folder / "out", overrides)
        ) as run:
            return Built(folder / "out", tuple(warned.text for warned in run.warnings))


def translations(path: Path) -> dict[str, str]:
    with path.open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file) if message.id}


@pytest.fixture(scope="session")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    root = tmp_path_factory.mktemp("compose") / "project"
    shutil.copytree(HERE / "project", root)
    shutil.copy(ROOT / "source" / "conf.py", root / "source")
    shutil.copy(ROOT / "source" / "terminology.tsv", root / "source")
    shutil.copy(ROOT / "source" / "contacts.toml", root / "source")
    cases = {original: text for path in CASES for original, text in translations(path).items()}
    paragraphs = "\n\n".join(cases)
    (root / "source/handbook/cases.rst").write_text(f":orphan:\n\nCasi\n====\n\n{paragraphs}\n", encoding="utf-8")
    project = Project.load(root)
    catalogues = root / "build" / "catalogues"
    for tag in ("de", "sq"):
        texts = translations(HERE / f"{tag}.po") | (cases if tag == "de" else {})
        write_domains(catalogues, project.language(tag), dict.fromkeys(DOCUMENTS, texts))
    return Workshop(project, catalogues)
