# SPDX-License-Identifier: GPL-3.0-or-later
"""Golden files: what a page of the small publication has to be. `python -m tests.compose.parts.golden` writes them anew."""

import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import lxml.html
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from pipeline.compose.application import SphinxBuild, sphinx
from pipeline.compose.diagnosis.collected_warning import CollectedWarning
from pipeline.model.project import Project

HERE = Path(__file__).parent
GOLDEN = HERE / "golden"
MESSAGES = GOLDEN / "messages.txt"
PAGES = sorted(GOLDEN.glob("*.html"))
"""`<language>-<document>.html`."""


@dataclass(frozen=True)
class Built:
    """What a builder wrote, what it warned of, and the messages that the gettext builder found (`place: words`)."""

    out: Path
    warnings: tuple[CollectedWarning, ...]
    messages: tuple[str, ...]

    def page(self, docname: str) -> str:
        return body((self.out / f"{docname}.html").read_text(encoding="utf-8"))


class Press:
    """A copy of the small publication that can be built and changed."""

    def __init__(self, root: Path) -> None:
        shutil.copytree(HERE / "project", root)
        self.root = root
        compile_catalogues(root / "locales/de/LC_MESSAGES/handbook.po", root / "build/catalogues/de/LC_MESSAGES")
        self._built: dict[tuple[str, str], Built] = {}

    @property
    def source(self) -> Path:
        return self.root / "source"

    def once(self, language: str, builder: str = "html") -> Built:
        if (language, builder) not in self._built:
            self._built[language, builder] = self.build(language, builder)
        return self._built[language, builder]

    def build(self, language: str, builder: str = "html", settings: Mapping[str, object] | None = None) -> Built:
        project = Project.load(self.root)
        catalogues = str(self.root / "build/catalogues")
        overrides = {"language": language, "locale_dirs": [catalogues], **(settings or {})}
        out = self.root / "build" / language
        # The gettext builder reads without catalogues; its documents must not serve the others.
        doctrees = out / ("templates" if builder == "gettext" else "doctrees")
        build = SphinxBuild(project, project.publication("handbook"), builder, doctrees, out / builder, overrides)
        with sphinx(build) as run:
            catalogs = getattr(run.app.builder, "catalogs", {})
            messages = tuple(
                f"{Path(path).name}:{line}: {message.text}"
                for docname in sorted(catalogs)
                for message in catalogs[docname]
                for path, line in message.locations
            )
            return Built(out / builder, run.warnings, messages)


def compile_catalogues(source: Path, folder: Path) -> None:
    """One .mo for each document, all with the same words."""
    folder.mkdir(parents=True)
    with source.open("rb") as file:
        catalogue = read_po(file, locale="de")
    for document in (HERE / "project/source/handbook").glob("*.rst"):
        with (folder / f"{document.stem}.mo").open("wb") as file:
            write_mo(file, catalogue)
        shutil.copy(source, folder / f"{document.stem}.po")


def body(page: str) -> str:
    """The text of a page as HTML, without what the theme puts around it."""
    (found,) = lxml.html.document_fromstring(page).xpath('//div[@class="body"]/section')
    for link in found.xpath('.//a[@class="headerlink"]'):
        del link.attrib["title"]
    return f"{lxml.html.tostring(found, encoding='unicode').strip()}\n"


def identities(page: str) -> set[str]:
    return set(lxml.html.fragment_fromstring(page).xpath(".//@id"))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        press = Press(Path(folder, "project"))
        MESSAGES.write_text("\n".join([*press.once("it", "gettext").messages, ""]), encoding="utf-8")
        for golden in PAGES:
            language, _, docname = golden.stem.partition("-")
            golden.write_text(press.once(language).page(docname), encoding="utf-8")
