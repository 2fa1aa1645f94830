# SPDX-License-Identifier: GPL-3.0-or-later
"""`west-pipeline memory`: out as TMX that others read, in as suggestions that no reader sees unlooked-at."""

from pathlib import Path

import pytest

from pipeline.__main__ import main
from pipeline.exchange.tmx import Segment, read_tmx, tmx

SQ = "locales/sq/LC_MESSAGES/small.po"
NEW = "La rete dei servizi risponde entro tre giorni."


def run(project: Path, *words: str) -> int:
    return main([*words, "--project", str(project)])


def sentence(project: Path, text: str) -> None:
    page = project / "source/small/first.rst"
    page.write_text(f"{page.read_text(encoding='utf-8')}\n{text}\n", encoding="utf-8")


def bring(
    project: Path, *rows: tuple[str, str], name: str = "Agenzia è 1.tmx", tags: tuple[str, str] = ("it", "sq")
) -> Path:
    path = project / name
    path.write_bytes(tmx(Segment(*tags, text, translation) for text, translation in rows))
    return path


def catalogues(project: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in project.glob("locales/*/LC_MESSAGES/*.po")}


def test_the_memory_holds_what_was_ever_translated(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    catalogue = sample / SQ
    text = catalogue.read_text(encoding="utf-8")
    gone = '\n#~ msgid "Non c’è più."\n#~ msgstr "Nuk është më."\n'
    doubtful = '\n#, fuzzy\nmsgid "Forse"\nmsgstr "Ndoshta"\n'
    catalogue.write_text(text + doubtful + gone, encoding="utf-8")

    assert run(sample, "memory", "export", "--language", "sq") == 0

    path = sample / "build/memory/sq.tmx"
    units = {one.texts["it"]: one.texts["sq"] for one in read_tmx(path, path.read_bytes())}
    assert units["Primo"] == "Së pari"
    assert units["Non c’è più."] == "Nuk është më."
    assert "Forse" not in units
    assert "build/memory/sq.tmx: " in capsys.readouterr().out
    before = path.read_bytes()
    assert run(sample, "memory", "export", "--language", "sq", str(sample / "other.tmx")) == 0
    assert (sample / "other.tmx").read_bytes() == before


def test_a_memory_of_others_is_kept_and_suggested_with_its_origin(sample: Path) -> None:
    assert run(sample, "update") == 0
    sentence(sample, "Il servizio è gratuito.")
    given = bring(sample, ("Il servizio è gratuito.", "Shërbimi është falas."))

    assert run(sample, "memory", "import", str(given)) == 0
    assert run(sample, "update") == 0

    assert (sample / "locales/sq/memory/agenzia-e-1.tmx").is_file()
    assert not (sample / "locales/it/memory").exists()
    text = (sample / SQ).read_text(encoding="utf-8")
    wanted = '#, fuzzy\nmsgid "Il servizio è gratuito."\nmsgstr "Shërbimi është falas."\n'
    assert wanted in text
    assert "# suggested by memory/agenzia-e-1.tmx\n" in text
    before = catalogues(sample)
    assert run(sample, "update") == 0
    assert catalogues(sample) == before


def test_what_waits_already_is_offered_a_likeness_and_stays_empty_when_it_was_turned_down(sample: Path) -> None:
    sentence(sample, "Lo sportello è aperto ogni giorno.")
    assert run(sample, "update") == 0
    assert 'msgid "Lo sportello è aperto ogni giorno."\nmsgstr ""' in (sample / SQ).read_text(encoding="utf-8")
    given = bring(sample, ("Lo sportello è aperto ogni lunedì.", "Sporteli hapet çdo të hënë."))
    assert run(sample, "memory", "import", str(given)) == 0

    assert run(sample, "update") == 0

    text = (sample / SQ).read_text(encoding="utf-8")
    assert '#| msgid "Lo sportello è aperto ogni lunedì."\n' in text
    refused = text.replace("#, fuzzy\n", "").replace('msgstr "Sporteli hapet çdo të hënë."', 'msgstr ""')
    (sample / SQ).write_text(refused, encoding="utf-8")
    assert run(sample, "update") == 0
    assert (sample / SQ).read_text(encoding="utf-8") == refused


def test_a_suggestion_names_the_catalogue_that_it_comes_from(sample: Path) -> None:
    other = sample / "locales/sq/LC_MESSAGES/gone.po"
    other.write_bytes((sample / SQ).read_bytes().replace(b"entro trenta", b"sempre entro tre"))
    page = sample / "source/small/second.rst"
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace("entro trenta giorni", "sempre entro tre giorno"), encoding="utf-8")

    assert run(sample, "update") == 0

    assert "# suggested by gone.po\n" in (sample / SQ).read_text(encoding="utf-8")
    page.write_text(text.replace("entro trenta giorni", "entro quaranta giorni"), encoding="utf-8")
    assert run(sample, "update") == 0
    entry = (sample / SQ).read_text(encoding="utf-8").partition('msgid "La rete dei servizi risponde entro quaranta')[0]
    # The sentence much like it was no longer in the sources: a suggestion, and no original that has changed.
    assert "# suggested by small.po\n" in entry.rpartition("\n\n")[2]


def test_a_broken_memory_is_named_and_the_rest_goes_on(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = sample / "broken.tmx"
    broken.write_text("<tmx>\n<body>", encoding="utf-8")
    assert run(sample, "memory", "import", str(broken)) == 3
    assert "broken.tmx:2: the file cannot be read as TMX [broken-memory]" in capsys.readouterr().err
    assert run(sample, "memory", "import", str(bring(sample, ("uno", "one"), tags=("fr", "en")))) == 3
    assert "[broken-memory]" in capsys.readouterr().err
    kept = sample / "locales/sq/memory/bad.tmx"
    kept.parent.mkdir()
    kept.write_bytes(broken.read_bytes())

    assert run(sample, "update") == 3

    output = capsys.readouterr()
    assert "locales/sq/memory/bad.tmx:2:" in output.err
    assert "locales/sq/LC_MESSAGES/small.po: " in output.out


def test_regions_are_understood_and_directions_kept(sample: Path) -> None:
    assert run(sample, "memory", "import", str(bring(sample, ("uno", "një"), tags=("it-IT", "sq-AL")))) == 0

    assert (sample / "locales/sq/memory/agenzia-e-1.tmx").is_file()
    assert not (sample / "locales/it/memory").exists()
