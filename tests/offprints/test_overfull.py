# SPDX-License-Identifier: GPL-3.0-or-later
"""Text is as large as its panels hold; what does not fit stops the edition, and is named in the source, or in its catalogue."""

import re
from pathlib import Path

import pytest

from pipeline.__main__ import main
from pipeline.typeset.book import Book
from pipeline.typeset.engine.document import Document
from pipeline.typeset.engine.press import Press
from pipeline.typeset.panel_sizes import render_to_fit
from tests.publishing.test_build import replace

LONG = " ".join(["Ein Satz, der die Klappe füllt und doch nicht zum Ende kommt."] * 30)


@pytest.fixture
def overfull(own: Path) -> Path:
    """A leaflet whose flap is too long in German, and a card whose back is too long in both languages."""
    catalogue = own / "locales/de/LC_MESSAGES/sheets.po"
    replace(catalogue, "Man sieht sie zuerst, wenn das Blatt *offen* ist.", f"Man sieht *sie*. {LONG}")
    source = own / "source/sheets/leaflets.rst"
    text = source.read_text(encoding="utf-8")
    more = "".join(f"      Riga {number} di un testo che non trova posto.\n\n" for number in range(20))
    before, end, after = text.rpartition("      Il dubbio basta.\n")  # of the last card
    source.write_text(f"{before}{end}\n{more}{after}", encoding="utf-8")
    messages = "".join(
        f'\nmsgid "Riga {number} di un testo che non trova posto."\nmsgstr "Zeile {number} eines Textes ohne Platz."\n'
        for number in range(20)
    )
    catalogue.write_text(catalogue.read_text(encoding="utf-8") + messages, encoding="utf-8")
    return own


def test_the_problem_names_panel_message_excess_and_line(overfull: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--project", str(overfull), "build"]) == 3

    said = " ".join(capsys.readouterr().err.split())
    german = re.search(
        r"locales/de/LC_MESSAGES/sheets.po:(\d+): Folder: Für alle, die vorbeigehen: the text of the panel “Innenklappe” "
        r"\(inner flap\) is (\d+) lines \((\d+) mm\) too long \[panel-overfull\] cause: “Man sieht sie\. Ein Satz",
        said,
    )
    assert german is not None
    lines = (overfull / "locales/de/LC_MESSAGES/sheets.po").read_text(encoding="utf-8").splitlines()
    assert lines[int(german[1]) - 1].startswith('msgstr "Man sieht *sie*.')
    # Lines of the smallest size, 3.8 mm and a third: so many of them are so many millimetres.
    assert 0.7 < int(german[3]) / (int(german[2]) * 3.8 * 1.36) < 1.3
    # All at once: who shortens one wants to know of the other.
    assert re.search(r"also locales/de/LC_MESSAGES/sheets.po:\d+: Karte: .* “Hinten” \(back\)", said)
    italian = re.search(
        r"source/sheets/leaflets.rst:(\d+): Cartoncino per chi passa: the text of the panel “Sul retro” \(back\) is "
        r"\d+ lines \(\d+ mm\) too long \[panel-overfull\] cause: “(Riga \d+) ",
        said,
    )
    assert italian is not None
    source = (overfull / "source/sheets/leaflets.rst").read_text(encoding="utf-8").splitlines()
    assert source[int(italian[1]) - 1].strip().startswith(italian[2])


@pytest.mark.slow
def test_a_word_that_is_wider_than_its_panel_is_found(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    replace(own / "source/project.toml", 'de = "Deutsch"\n', "")
    replace(own / "source/sheets/leaflets.rst", "Comincia da qui.", "1234567890" * 6)

    code = main(["--project", str(own), "build", "--format", "pdf"])

    said = " ".join(capsys.readouterr().err.split())
    assert code == 3, said
    assert "(inside left) is" in said
    assert "mm too wide [panel-overfull]" in said


class Sizing(Press):
    """A press that remembers the size of the text of all panels of each document."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, strict=True)
        self.sizes: dict[Document, float] = {}

    def render(self, book, text, rules=""):  # type: ignore[no-untyped-def]  # as the method it stands for
        document = super().render(book, text, rules)
        (self.sizes[document],) = set(map(float, re.findall(r"font-size: ([\d.]+)rem", rules)))
        return document


def test_the_text_is_as_large_as_its_panel_holds(built: Path) -> None:
    folder = built / "build/work/it/sheets/paged"
    book, press = Book.read(folder, "offprints/card-passers"), Sizing(folder)

    def laid_out(words: str) -> tuple[float, Document]:
        press.sizes.clear()
        document = render_to_fit(press, book, book.text.replace("Il dubbio basta.", words))
        tried = [*press.sizes.values()]
        assert len(tried) == len({*tried}) <= 3, "a size is laid out once, and few of them"
        return press.sizes[document], document

    short, _ = laid_out("Il dubbio basta.")
    long, document = laid_out("Il dubbio basta. " * 30)
    text = book.text.replace("Il dubbio basta.", "Il dubbio basta. " * 30)
    larger = press.render(book, text, f"[data-side] .panel {{ font-size: {long + 0.6}rem; }}")

    assert short == 6.2
    assert long < short
    assert document.overfull_sides == set()
    assert larger.overfull_sides == {"back"}


def test_a_sheet_has_one_size_of_text_though_one_of_its_panels_is_full(built: Path) -> None:
    folder = built / "build/work/it/sheets/paged"
    book, press = Book.read(folder, "offprints/leaflet-passers"), Sizing(folder)
    full = "Comincia da qui, e c’è molto da dire. " * 14

    document = render_to_fit(press, book, book.text.replace("Comincia da qui.", full))

    assert press.sizes[document] < 6.2
    assert document.overfull_sides == set()
