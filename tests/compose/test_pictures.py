# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages and EPUBs have pictures in sizes of their medium, and no original; what cannot be read is told where it is shown."""

import io
import random
import re
import shutil
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from lxml import html
from PIL import Image, ImageDraw
from playwright.sync_api import BrowserContext

from pipeline.bookformat.facts import EditionFacts
from pipeline.catalogue.domains import write_domains
from pipeline.compose.application import Composed, EditionBuild, compose
from pipeline.compose.epub.package import shrunk_pictures, too_large
from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.model.publication import Edition
from tests.conftest import ROOT

CHAPTER = """\
.. _second:

=======
Secondo
=======

.. figure:: figures/photo.jpg
   :alt: Una foto.

   La foto.

.. figure:: figures/photo.jpg
   :alt: La stessa foto.
   :width: 50%

   La foto a metà.

.. image:: figures/big.png
   :alt: Cerchi.
   :width: 300px

.. image:: figures/photo.jpg
   :alt: Un decimo.
   :scale: 10

.. figure:: figures/drawing.svg
   :alt: Un disegno.
"""
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 20"><rect width="80" height="20"/></svg>'


@dataclass
class Bench:
    """The sample's chapters with these pictures, composed by any builder."""

    project: Project

    @property
    def edition(self) -> Edition:
        return self.project.editions()[0]

    def out(self, builder: str) -> Path:
        return self.project.build / "out" / builder

    def compose(self, builder: str, *, fatal: bool = True) -> Composed:
        publication = replace(self.edition.publication, warnings_are_fatal=fatal)
        build = self.project.build
        edition = replace(self.edition, publication=publication)
        places = {"catalogues": build / "catalogues", "doctrees": build / "doctrees", "out": self.out(builder)}
        return compose(
            EditionBuild(project=self.project, edition=edition, builder=builder, facts=EditionFacts(), **places)
        )


def make(folder: Path, chapter: str) -> Bench:
    shutil.copytree(ROOT / "tests/sample/source", folder / "source")
    shutil.copy(ROOT / "source/conf.py", folder / "source")
    (folder / "source/small/second.rst").write_text(chapter, encoding="utf-8")
    (folder / "source/small/figures").mkdir()
    return Bench(Project.load(folder))


def photo(path: Path) -> None:
    """Lies on its side, is to be turned, and tells where it was taken."""
    noise = Image.frombytes("RGB", (60, 40), random.Random(1).randbytes(7200)).resize((2400, 1800))
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[2] = (43.0, 37.0, 12.0)
    noise.save(path, quality=95, exif=exif)


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    found = make(tmp_path_factory.mktemp("pictures") / "project", CHAPTER)
    figures = found.edition.publication.folder / "figures"
    photo(figures / "photo.jpg")
    circles = Image.new("RGB", (3000, 2000), "white")
    ImageDraw.Draw(circles).ellipse((100, 100, 2800, 1800), outline="navy", width=30)
    circles.save(figures / "big.png")
    (figures / "drawing.svg").write_text(DRAWING, encoding="utf-8")
    return found


@pytest.fixture(scope="module")
def pages(bench: Bench) -> Composed:
    return bench.compose("html")


def published(names: Iterable[str], read: Mapping[str, bytes]) -> dict[str, Image.Image]:
    return {name: Image.open(io.BytesIO(read[name])) for name in names if name.endswith((".jpg", ".png"))}


def test_pages_offer_each_picture_in_several_sizes_and_say_its_measures(bench: Bench, pages: Composed) -> None:
    images = html.parse(str(bench.out("html") / "second.html")).xpath("//article//img")
    first, first_large, half, _, fixed, tenth, drawn, _ = images

    assert re.fullmatch(
        r"_images/photo-480-\w+\.jpg 480w, _images/photo-960-\w+\.jpg 960w, _images/photo-1600-\w+\.jpg 1600w",
        first.get("srcset"),
    )
    assert (first.get("sizes"), half.get("sizes")) == (
        "(min-width: 54em) 40rem, 100vw",
        "(min-width: 54em) 20rem, 50vw",
    )
    assert "srcset" not in first_large.attrib
    assert first_large.get("src") == first.get("srcset").split(", ")[-1].split()[0]
    measures = [(one.get("width"), one.get("height")) for one in (first, fixed, tenth, drawn)]
    assert measures == [("1600", "2133"), ("300", "200"), ("180", "240"), ("1600", "400")]
    assert [one.get("loading") for one in images] == [None, *["lazy"] * 7]
    assert [line.split(": ")[0] for line in pages.pictures] == ["figures/photo.jpg", "figures/big.png"]
    assert "-> 3 sizes for the web" in pages.pictures[0]


@pytest.mark.usefixtures("pages")
def test_no_original_and_nothing_of_the_camera_is_published(bench: Bench) -> None:
    bench.compose("epub3")
    folder = bench.out("html")
    site = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with zipfile.ZipFile(bench.out("epub3") / "book.epub") as book:
        epub = {name: book.read(name) for name in book.namelist()}

    for files, widest in ((site, 1600), (epub, 1200)):
        found = published([name for name in files if "_images" in name], files)
        assert max(picture.width for name, picture in found.items() if "photo" in name) == widest
        assert [name for name, picture in found.items() if picture.getexif()] == []
        originals = {path.read_bytes() for path in bench.edition.publication.folder.rglob("*.[jp][pn]g")}
        assert not originals & set(files.values())


def test_what_did_not_change_is_not_encoded_again(bench: Bench, pages: Composed) -> None:
    assert pages.pictures
    shutil.rmtree(bench.project.build / "doctrees")
    before = {path: path.stat().st_mtime_ns for path in (bench.project.build / "pictures").rglob("*.*g")}

    assert bench.compose("html").pictures == ()
    assert {path: path.stat().st_mtime_ns for path in before} == before


@pytest.mark.usefixtures("pages")
def test_a_telephone_loads_what_it_can_show_and_the_text_does_not_jump(
    bench: Bench, open_context: "type[BrowserContext]"
) -> None:
    page = open_context(viewport={"width": 360, "height": 640}, device_scale_factor=2).new_page()  # type: ignore[call-arg]
    page.goto((bench.out("html") / "second.html").as_uri())

    shown = page.locator("figure img").first
    assert "photo-960-" in shown.evaluate("image => image.currentSrc")
    box = shown.bounding_box()
    assert box is not None
    assert abs(box["height"] / box["width"] - 4 / 3) < 0.01
    # As it will be, whether the picture has come or not.
    half = page.locator("figure img").nth(1)
    before = half.bounding_box()
    half.scroll_into_view_if_needed()
    after = half.bounding_box()
    assert before is not None
    assert after is not None
    assert (before["width"], before["height"]) == (after["width"], after["height"])
    assert abs(after["height"] / after["width"] - 4 / 3) < 0.01


@pytest.fixture
def broken(tmp_path: Path) -> Bench:
    found = make(
        tmp_path / "project",
        ".. _second:\n\nSecondo\n=======\n\n.. figure:: figures/cut.jpg\n   :alt: Una foto a metà.\n",
    )
    whole = tmp_path / "whole.jpg"
    photo(whole)
    (found.edition.publication.folder / "figures/cut.jpg").write_bytes(whole.read_bytes()[:20_000])
    return found


def test_a_picture_that_cannot_be_read_stops_the_edition_at_its_line(broken: Bench) -> None:
    with pytest.raises(Problem) as found:
        broken.compose("html")

    assert (found.value.code, found.value.path, found.value.line) == (
        "sphinx-warning",
        broken.edition.publication.folder / "second.rst",
        6,
    )
    assert "figures/cut.jpg: the picture cannot be read: image file is truncated" in found.value.cause


def test_where_warnings_are_reported_its_words_stand_instead(broken: Bench) -> None:
    done = broken.compose("html", fatal=False)

    assert len(done.warnings) == 1
    assert "Una foto a metà." in html.parse(str(broken.out("html") / "second.html")).getroot().text_content()
    assert not list(broken.out("html").rglob("cut*"))


def test_an_epub_of_too_many_pictures_has_them_smaller_and_one_that_stays_too_large_says_which(bench: Bench) -> None:
    data = (bench.edition.publication.folder / "figures/photo.jpg").read_bytes()
    found = {f"_images/{number}.jpg": data for number in range(3)}

    once = shrunk_pictures(found, sum(map(len, found.values())) - 1)
    twice = shrunk_pictures(found, 1)

    widths = [Image.open(io.BytesIO(one["_images/0.jpg"])).width for one in (shrunk_pictures(found), once, twice)]
    assert widths == [2400, 900, 600]
    problem = too_large({"_images/a.jpg": b"1" * 9_000_000, "_images/b.gif": b"1" * 7_000_000}, 16_000_000)
    assert (problem.code, problem.cause) == ("large-epub", "the largest of its files: a.jpg (9.0 MB), b.gif (7.0 MB)")


def test_a_label_that_does_not_fit_is_told_with_the_lines_of_drawing_and_catalogue(tmp_path: Path) -> None:
    found = make(
        tmp_path / "project", ".. _second:\n\nSecondo\n=======\n\n.. figure:: figures/box.svg\n   :alt: Un riquadro.\n"
    )
    drawing = DRAWING.replace("</svg>", '\n<text x="10" y="14" font-size="9">Aiuto</text></svg>')
    (found.edition.publication.folder / "figures/box.svg").write_text(drawing, encoding="utf-8")
    german = Edition(found.edition.publication, found.project.language("de"))
    words = "Unterstützungsmöglichkeiten"
    catalogues = found.project.build / "catalogues"
    write_domains(catalogues, german.language, {"second": {"Aiuto": words}})

    build = found.project.build
    places = {"catalogues": catalogues, "doctrees": build / "doctrees", "out": build / "out"}
    with pytest.raises(Problem) as problem:
        compose(
            EditionBuild(project=found.project, edition=german, builder="html", facts=EditionFacts(), **places),
            lines={"Aiuto": "locales/de/LC_MESSAGES/small.po:7"},
        )

    assert (problem.value.path, problem.value.line) == (found.project.root / "locales/de/LC_MESSAGES/small.po", 7)
    assert f"source/small/figures/box.svg:2: “{words}” is too long for its box" in problem.value.cause
    assert "(translation: locales/de/LC_MESSAGES/small.po:7)" in problem.value.cause


def test_a_picture_that_is_coarse_on_paper_is_named(tmp_path: Path) -> None:
    bench = make(
        tmp_path / "project",
        "Secondo\n=======\n\n.. image:: figures/small.png\n   :alt: Una.\n\n.. image:: figures/small.png\n   :alt: Una.\n"
        "   :width: 30mm\n\n.. image:: figures/large.png\n   :alt: Una.\n\n.. image:: figures/large.png\n   :alt: Una.\n"
        "   :width: 100%\n\n",
    )
    figures = bench.edition.publication.folder / "figures"
    Image.new("RGB", (200, 150), "navy").save(figures / "small.png")
    Image.new("RGB", (800, 600), "navy").save(figures / "large.png")

    (line,) = (line for line in bench.compose("paged", fatal=False).pictures if "on paper" in line)

    assert line.startswith("figures/small.png: 200 × 150, on paper only 96 dots per inch: coarse; 738 dots fill")
