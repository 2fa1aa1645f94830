# SPDX-License-Identifier: GPL-3.0-or-later
"""Translation memory: what other catalogues offer, those of others in `locales/TAG/memory` among them."""

from pathlib import Path

from pipeline.__main__ import main

SQ = "locales/sq/LC_MESSAGES/small.po"
NEW = "La rete dei servizi risponde entro tre giorni."


def run(project: Path, *words: str) -> int:
    return main([*words, "--project", str(project)])


def sentence(project: Path, text: str) -> None:
    page = project / "source/small/first.rst"
    page.write_text(f"{page.read_text(encoding='utf-8')}\n{text}\n", encoding="utf-8")


def bring(project: Path, text: str, translation: str) -> None:
    """Put a catalogue of an agency into the memory of Albanian."""
    path = project / "locales/sq/memory/agency.po"
    path.parent.mkdir(exist_ok=True)
    header, _, _ = (project / SQ).read_text(encoding="utf-8").partition("\n\n")
    path.write_text(f'{header}\n\nmsgid "{text}"\nmsgstr "{translation}"\n', encoding="utf-8")


def catalogues(project: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in project.glob("locales/*/LC_MESSAGES/*.po")}


def test_a_memory_of_others_is_taken_where_the_original_is_the_same(sample: Path) -> None:
    assert run(sample, "update") == 0
    sentence(sample, "Il servizio è gratuito.")
    bring(sample, "Il servizio è gratuito.", "Shërbimi është falas.")

    assert run(sample, "update") == 0

    assert '\nmsgid "Il servizio è gratuito."\nmsgstr "Shërbimi është falas."\n' in (sample / SQ).read_text(
        encoding="utf-8"
    )
    before = catalogues(sample)
    assert run(sample, "update") == 0
    assert catalogues(sample) == before


def test_what_waits_already_is_offered_a_likeness_and_stays_empty_when_it_was_turned_down(sample: Path) -> None:
    sentence(sample, "Lo sportello è aperto ogni giorno.")
    assert run(sample, "update") == 0
    assert 'msgid "Lo sportello è aperto ogni giorno."\nmsgstr ""' in (sample / SQ).read_text(encoding="utf-8")
    bring(sample, "Lo sportello è aperto ogni lunedì.", "Sporteli hapet çdo të hënë.")

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
