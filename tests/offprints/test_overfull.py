# SPDX-License-Identifier: GPL-3.0-or-later
"""A text that does not fit its panel stops the edition, and is named: in the source, or in the line of its catalogue."""

import re
from pathlib import Path

import pytest

from pipeline.__main__ import main
from tests.build.test_build import replace

LONG = " ".join(["Ein Satz, der die Klappe füllt und doch nicht zum Ende kommt."] * 30)


@pytest.fixture
def overfull(own: Path) -> Path:
    """A leaflet whose flap is too long in German, and a card whose back is too long in both languages."""
    catalogue = own / "locales/de/LC_MESSAGES/sheets.po"
    replace(catalogue, "Man sieht sie zuerst, wenn das Blatt *offen* ist.", f"Man sieht *sie*. {LONG}")
    source = own / "source/sheets/leaflets.rst"
    text = source.read_text(encoding="utf-8")
    more = "".join(f"      Riga {number} di un testo che non trova posto.\n\n" for number in range(20))
    source.write_text(f"{text}\n{more}", encoding="utf-8")
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
    # Lines of 18.5 points: so many of them are so many millimetres.
    assert 0.7 < int(german[3]) / (int(german[2]) * 18.5 / 72 * 25.4) < 1.3
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


def test_a_word_that_is_wider_than_its_panel_is_found(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    replace(own / "source/project.toml", 'de = "Deutsch"\n', "")
    replace(own / "source/sheets/leaflets.rst", "Comincia da qui.", "1234567890" * 6)

    code = main(["--project", str(own), "build", "--format", "pdf"])

    said = " ".join(capsys.readouterr().err.split())
    assert code == 3, said
    assert "(inside left) is" in said
    assert "mm too wide [panel-overfull]" in said
