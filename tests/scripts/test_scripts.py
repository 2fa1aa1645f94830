# SPDX-License-Identifier: GPL-3.0-or-later
"""A small book in each script. Adding a script is adding a catalogue below docs/locale: nothing here names it."""

import ctypes
import re
import shutil
import subprocess
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pypdfium2
import pypdfium2.raw as raw
import pytest
from babel.messages.pofile import read_po

from pipeline.__main__ import main
from pipeline.languages import is_right_to_left, script_of
from pipeline.system.script_fonts import SYMBOLS, fonts_for, fonts_of
from tests.books import html_of
from tests.epub.reading import faults
from tests.typeset import structural, verapdf

DOCS = Path(__file__).parent / "docs"
TAGS = sorted(path.name.replace("_", "-") for path in (DOCS / "locale").iterdir())
IN_EACH_RUN = ("fa",)
SLUG = "universal-declaration-of-human-rights"
_UNSEEN = re.compile("[\u064b-\u0652\u200c-\u200f\u202a-\u202e\u2066-\u2069\\s]")
"""What marks a direction, or where letters join, which programs write or leave out as they like; and the vowels of Arabic, which
Poppler puts behind the next letter."""
_ROLE = re.compile(r":doc:`[^`]*`|\[#day\]_|\\ |\*+")


@dataclass(frozen=True)
class Built:
    """An edition: its tag, its folder on the site, and all that was said of it."""

    tag: str
    folder: Path
    said: str

    def file(self, suffix: str) -> Path:
        return self.folder / f"{SLUG}-{self.tag}.{suffix}"


@pytest.fixture(
    scope="module",
    params=[pytest.param(tag, marks=() if tag in IN_EACH_RUN else pytest.mark.slow) for tag in TAGS],
)
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Built:
    tag = str(request.param)
    root = tmp_path_factory.mktemp(tag)
    catalogue = Path("locale", tag.replace("-", "_"))
    shutil.copytree(DOCS, root / "docs", ignore=shutil.ignore_patterns("locale", "__pycache__"))
    shutil.copytree(DOCS / catalogue, root / "docs" / catalogue)
    assert main(["adopt", str(root), "--languages", tag]) == 0
    told = root / "told"
    with pytest.MonkeyPatch.context() as patched, told.open("w", encoding="utf-8") as said:
        patched.setattr("sys.stdout", said)
        patched.setattr("sys.stderr", said)
        assert main(["build", "--project", str(root), "--language", tag]) == 0
    return Built(tag, root / "build/site" / tag / SLUG, told.read_text(encoding="utf-8"))


def normalized(text: str) -> str:
    return _UNSEEN.sub("", unicodedata.normalize("NFKC", text))


def fonts_of_words(path: Path, words: str) -> set[str]:
    """Return the names of the fonts in which words are printed; PDFium turns them round where the page goes from right to left."""
    names = set()
    either = re.compile(f"{words}|{' '.join(reversed(words.split()))}")
    with pypdfium2.PdfDocument(path) as pdf:
        for texts in (page.get_textpage() for page in pdf):
            for at in (at for found in either.finditer(texts.get_text_range()) for at in range(*found.span())):
                name = ctypes.create_string_buffer(100)
                raw.FPDFText_GetFontInfo(texts, at, name, 100, None)
                names.add(name.value.decode())
    return names - {""}  # of what PDFium puts between words


def test_the_book_is_whole_and_its_words_can_be_read(built: Built) -> None:
    warnings = [line for line in built.said.splitlines() if "warning: " in line and "in English, which" not in line]
    read = normalized(
        subprocess.run(["pdftotext", built.file("pdf"), "-"], capture_output=True, check=True).stdout.decode()
    )
    with (DOCS / "locale" / built.tag.replace("-", "_") / "LC_MESSAGES/text.po").open("rb") as file:
        texts = [str(message.string) for message in read_po(file) if message.id]
    words = {normalized(word).strip(".,:;،。、：") for text in texts[1:] for word in _ROLE.sub(" ", text).split()}
    lost = sorted(word for word in words if word[:1].isalpha() and word not in read)

    assert warnings == []
    assert lost == []


def test_addresses_and_code_go_from_left_to_right_in_every_book(built: Built) -> None:
    lefts = {}
    with pypdfium2.PdfDocument(built.file("pdf")) as pdf:
        for texts in (page.get_textpage() for page in pdf):
            boxes = [(texts.get_text_range(at, 1), texts.get_charbox(at)) for at in range(texts.count_chars())]
            for number, (sign, box) in enumerate(boxes):
                if sign == "u" and "".join(one for one, _ in boxes[number : number + 4]) == "udhr":
                    line = [(left, one) for one, (left, low, *_) in boxes if abs(low - box[1]) < 4]
                    lefts["".join(one for _, one in sorted(line) if one not in "\r\n")] = True

    (line,) = lefts
    assert "words.example/udhr/" in line
    assert "--day=10/" in line


def test_only_fonts_of_its_scripts_are_embedded(built: Built) -> None:
    rows = (*fonts_of(built.tag, script_of(built.tag)), *fonts_for({SYMBOLS}, built.tag))
    expected = {family for row in rows for family in row.families} | {
        "Source Serif 4",
        "Source Sans 3",
        "Source Code Pro",
    }
    listed = subprocess.run(["pdffonts", built.file("pdf")], capture_output=True, check=True, text=True).stdout
    names = {line.split("+")[1].split()[0] for line in listed.splitlines()[2:]}

    assert {name for name in names if not name.startswith(tuple(one.replace(" ", "-") for one in expected))} == set()
    assert all(" yes yes yes " in line for line in listed.splitlines()[2:])


def test_code_has_spaces_and_figures_of_its_own_font(built: Built) -> None:
    assert len(fonts_of_words(built.file("pdf"), "year = 1948")) == 1


def test_sentences_in_english_have_dates_in_english(built: Built) -> None:
    book = html_of(built.folder.parents[2] / "work" / built.tag / SLUG / "paged")

    assert re.search(r">Version 1, \d+ [A-Z][a-z]+ 20\d\d</p>", book)


def test_verapdf_passes_the_book_and_its_structure_is_sound(built: Built) -> None:
    for profile in verapdf.PROFILES:
        assert verapdf.broken_rules(built.file("pdf"), profile) == []
    # The interface's own words have not been translated.
    assert [fault for fault in structural.faults(built.file("pdf")) if " is in en and marked as " not in fault] == []


@pytest.mark.slow
def test_epubcheck_passes_the_book(built: Built, tmp_path: Path) -> None:
    assert faults(built.file("epub"), tmp_path / "told") == []


def test_each_format_says_in_which_direction_it_is_read(built: Built) -> None:
    is_turned = is_right_to_left(built.tag)
    page = (built.folder / "life.html").read_text(encoding="utf-8")
    with pikepdf.open(built.file("pdf")) as pdf, zipfile.ZipFile(built.file("epub")) as epub:
        direction = pdf.Root.ViewerPreferences.get("/Direction")
        package = epub.read("_book.opf").decode()

    assert (direction == "/R2L") is is_turned
    assert ('page-progression-direction="rtl"' in package) is is_turned
    assert bool(re.search(r'<html[^>]* dir="rtl"', page)) is is_turned
    assert ('<pre dir="ltr"' in page) is is_turned
