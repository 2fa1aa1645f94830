# SPDX-License-Identifier: GPL-3.0-or-later
"""`west-pipeline update`, from sources to catalogues."""

import re
import subprocess
from pathlib import Path

import pytest

from pipeline.__main__ import main
from pipeline.catalogue.reading import read
from pipeline.model.publication import Language

DE = "locales/de/LC_MESSAGES/small.po"
SQ = "locales/sq/LC_MESSAGES/small.po"


def update(project: Path) -> int:
    return main(["update", "--project", str(project)])


def test_a_changed_paragraph_turns_fuzzy_with_its_previous_words(
    sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = sample / "source/small/second.rst"
    page.write_text(page.read_text(encoding="utf-8").replace("trenta giorni", "quaranta giorni"), encoding="utf-8")

    assert update(sample) == 0

    catalogue = (sample / DE).read_text(encoding="utf-8")
    assert '#| msgid "La rete dei servizi risponde entro trenta giorni."' in catalogue
    assert "1 changed" in capsys.readouterr().out
    done = subprocess.run(["msgfmt", "-c", "-o", "/dev/null", str(sample / DE)], capture_output=True, check=False)
    assert done.returncode == 0


def test_a_second_update_writes_nothing(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert update(sample) == 0
    before = {path: path.read_bytes() for path in sample.glob("locales/*/LC_MESSAGES/*.po")}
    capsys.readouterr()

    assert update(sample) == 0

    assert {path: path.read_bytes() for path in sample.glob("locales/*/LC_MESSAGES/*.po")} == before
    assert set(re.findall(r": (.*)$", capsys.readouterr().out, re.MULTILINE)) == {"nothing to change"}


def translations(project: Path) -> set[tuple[str, str, bool]]:
    catalogue = read(project / DE, Language("de", "Deutsch"))
    return {(message.original, message.translation, message.fuzzy) for message in catalogue.messages}


def test_a_mistake_in_a_source_is_named_until_it_is_corrected_and_loses_no_translation(
    sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert update(sample) == 0
    before = translations(sample)
    page, other = sample / "source/small/second.rst", sample / "source/small/index.rst"
    whole = page.read_text(encoding="utf-8")
    page.write_text(whole.replace("La rete", ".. noote:: La rete"), encoding="utf-8")
    line = "source/small/second.rst:9: there is no directive noote"

    for after in ("", "", "\n"):  # also of a document that Sphinx does not read again
        other.write_text(other.read_text(encoding="utf-8") + after, encoding="utf-8")
        assert update(sample) == 1
        assert line in capsys.readouterr().out

    page.write_text(whole, encoding="utf-8")
    assert update(sample) == 0
    assert translations(sample) == before


def test_a_renamed_document_keeps_its_translations_and_can_keep_its_address(
    sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert update(sample) == 0
    assert "publication.toml" not in capsys.readouterr().out
    (sample / "source/small/second.rst").rename(sample / "source/small/network.rst")
    index = sample / "source/small/index.rst"
    index.write_text(index.read_text(encoding="utf-8").replace("   second", "   network"), encoding="utf-8")

    assert update(sample) == 0

    assert "fuzzy" not in (sample / DE).read_text(encoding="utf-8")
    assert "#~" not in (sample / DE).read_text(encoding="utf-8")
    assert "source/small/network.rst" in (sample / DE).read_text(encoding="utf-8")
    assert capsys.readouterr().out.endswith(
        "source/small/publication.toml: if the addresses of these documents were given out, add these entries to keep them:\n"
        '  [[moved]]\n  from = "second"\n  to = "network"\n'
    )

    (sample / "source/small/network.rst").unlink()
    index.write_text(index.read_text(encoding="utf-8").replace("   network\n", ""), encoding="utf-8")

    assert update(sample) == 1  # another document still refers to it

    assert '\n  [[removed]]\n  document = "network"\n  reason = "…"\n' in capsys.readouterr().out


def test_a_paragraph_that_leaves_and_comes_back_has_its_translation(sample: Path) -> None:
    page = sample / "source/small/second.rst"
    whole = page.read_text(encoding="utf-8")
    sentence = "La rete dei servizi risponde entro trenta giorni."
    page.write_text(whole.replace(sentence, "Altro."), encoding="utf-8")
    assert update(sample) == 0
    former = sample / "locales/sq/memory" / Path(SQ).name
    assert f'#~ msgid "{sentence}"' in former.read_text(encoding="utf-8")
    assert "#~" not in (sample / SQ).read_text(encoding="utf-8")
    page.write_text(whole, encoding="utf-8")

    assert update(sample) == 0

    assert f'\nmsgid "{sentence}"\nmsgstr "Rrjeti i shërbimeve' in (sample / SQ).read_text(encoding="utf-8")


def test_a_broken_catalogue_is_left_as_it_is_and_the_others_are_brought_up_to_date(
    sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = (sample / DE).read_text(encoding="utf-8").replace('msgid "Primo"', "<<<<<<< HEAD\n" + 'msgid "Primo"')
    (sample / DE).write_text(broken, encoding="utf-8")
    page = sample / "source/small/first.rst"
    page.write_text(page.read_text(encoding="utf-8") + "\nUn paragrafo nuovo.\n", encoding="utf-8")

    assert update(sample) == 3

    assert (sample / DE).read_text(encoding="utf-8") == broken
    assert "Un paragrafo nuovo." in (sample / SQ).read_text(encoding="utf-8")
    assert f"{DE}:" in capsys.readouterr().err


def test_a_catalogue_without_publication_is_named_and_stays(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    orphan = sample / "locales/de/LC_MESSAGES/gone.po"
    orphan.write_bytes((sample / DE).read_bytes())

    assert update(sample) == 0

    assert "locales/de/LC_MESSAGES/gone.po: belongs to no publication; left unchanged" in capsys.readouterr().out
    assert orphan.read_bytes()


def test_messages_of_a_document_in_another_language_go_to_a_catalogue_of_their_own(
    sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = sample / "source/small/third.rst"
    page.write_text(":language: de\n\n=======\nBeitrag\n=======\n\nEin Beitrag auf Deutsch.\n", encoding="utf-8")
    index = sample / "source/small/index.rst"
    index.write_text(index.read_text(encoding="utf-8") + "   third\n", encoding="utf-8")

    assert update(sample) == 0

    own = sample / "locales/sq/LC_MESSAGES/small+de.po"
    assert 'msgid "Ein Beitrag auf Deutsch."' in own.read_text(encoding="utf-8")
    assert '"X-Source-Language: de\\n"' in own.read_text(encoding="utf-8")
    assert (sample / "locales/it/LC_MESSAGES/small+de.po").is_file()
    assert not (sample / "locales/de/LC_MESSAGES/small+de.po").exists()
    assert "Beitrag" not in (sample / SQ).read_text(encoding="utf-8")
    assert main(["progress", "--project", str(sample), "--language", "it"]) == 0
    assert "0/2" in capsys.readouterr().out


@pytest.mark.parametrize("again", [[], ["--same-meaning"]])
def test_several_places_have_the_same_meaning_in_one_option_or_in_several(sample: Path, again: list[str]) -> None:
    assert update(sample) == 0
    before = (sample / DE).read_text(encoding="utf-8")
    for name, old, new in (("first", "chiede aiuto", "domanda aiuto"), ("second", "entro trenta", "entro i trenta")):
        page = sample / f"source/small/{name}.rst"
        page.write_text(page.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    places = [f"source/small/{name}.rst:{line_of(sample / f'source/small/{name}.rst', text)}" for name, text in PLACES]

    assert main(["update", "--project", str(sample), "--same-meaning", places[0], *again, places[1]]) == 0

    after = (sample / DE).read_text(encoding="utf-8")
    assert "fuzzy" not in before + after
    assert after.count("with the same meaning") == 2


PLACES = (("first", "domanda aiuto"), ("second", "entro i trenta"))


def line_of(path: Path, text: str) -> int:
    return next(n for n, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1) if text in line)


def test_what_is_new_in_several_languages_is_named_once(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert update(sample) == 0
    second = sample / "source/small/second.rst"
    second.write_text(second.read_text(encoding="utf-8") + "\nUna frase nuova.\n", encoding="utf-8")
    capsys.readouterr()

    assert update(sample) == 0

    said = capsys.readouterr().out
    assert "locales/de/LC_MESSAGES/small.po,\nlocales/sq/LC_MESSAGES/small.po: 1 new\n" in said
    assert said.count("Una frase nuova.") == 1
    assert said.count("nothing to change") == 1


def test_authors_are_messages_only_where_the_publication_says_so(sample: Path) -> None:
    paper = "\n\n.. abstract::\n   :authors: Ada Rossi\n   :keywords: una\n\n   Un riassunto.\n"
    chapter = sample / "source/small/first.rst"
    chapter.write_text(f"{chapter.read_text('utf-8')}{paper}", encoding="utf-8")

    assert main(["update", "--project", str(sample)]) == 0

    catalogue = (sample / SQ).read_text("utf-8")
    assert 'msgid "Gruppo di prova"' in catalogue
    assert 'msgid "Ada Rossi"' in catalogue
    described = sample / "source/small/publication.toml"
    described.write_text(described.read_text("utf-8").replace("translate_authors = true\n", ""), encoding="utf-8")

    assert main(["update", "--project", str(sample)]) == 0

    catalogue = (sample / SQ).read_text("utf-8")
    assert 'msgid "Un riassunto."' in catalogue
    assert 'msgid "Gruppo di prova"' not in catalogue
    assert 'msgid "Ada Rossi"' not in catalogue
