# SPDX-License-Identifier: GPL-3.0-or-later
"""Compiled catalogues are those that gettext reads, and are written only when they change."""

from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

from pipeline.catalogue.domains import mo, plain, write_domains
from pipeline.catalogue.gate import gate
from pipeline.model.publication import Language
from tests.catalogue.trade import GERMAN, accepted_by_gettext, catalogue, file

DOMAINS = {"index": {"Uno": "Eins", "Più": "Mehr – „viel“"}, "annex/forms": {"Uno": "Eine"}, "publication.toml": {}}


def files(folder: Path) -> dict[str, int]:
    return {str(path.relative_to(folder)): path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}


def test_gettext_reads_each_domain(tmp_path: Path) -> None:
    write_domains(tmp_path, GERMAN, DOMAINS)

    for domain, translations in DOMAINS.items():
        with (tmp_path / "de/LC_MESSAGES" / f"{domain}.mo").open("rb") as opened:
            found = GNUTranslations(opened)
        assert found.info()["language"] == "de"
        assert {original: found.gettext(original) for original in translations} == translations
        assert found.gettext("Altro") == "Altro"


def test_a_catalogue_of_the_same_words_stands_beside(tmp_path: Path) -> None:
    write_domains(tmp_path, GERMAN, DOMAINS)

    path = tmp_path / "de/LC_MESSAGES/index.po"
    assert gate(path, path.read_bytes(), GERMAN) == ()
    assert catalogue(path.read_bytes()).translations == DOMAINS["index"]
    assert accepted_by_gettext(path.read_bytes())


def test_only_what_changed_is_written_and_what_is_no_domain_goes(tmp_path: Path) -> None:
    write_domains(tmp_path, GERMAN, DOMAINS)
    before = files(tmp_path)

    write_domains(tmp_path, GERMAN, DOMAINS)
    assert files(tmp_path) == before

    write_domains(tmp_path, GERMAN, {"index": {"Uno": "Eins!"}, "publication.toml": {}})
    after = files(tmp_path)
    assert sorted(after) == [
        f"de/LC_MESSAGES/{name}" for name in ("index.mo", "index.po", "publication.toml.mo", "publication.toml.po")
    ]
    assert {name for name in after if after[name] != before[name]} == {
        "de/LC_MESSAGES/index.mo",
        "de/LC_MESSAGES/index.po",
    }
    assert not (tmp_path / "de/LC_MESSAGES/annex").exists()


def test_a_language_with_a_region_gets_the_folder_gettext_looks_in(tmp_path: Path) -> None:
    write_domains(tmp_path, Language("pt-BR", "Português"), {"index": {}})

    assert (tmp_path / "pt_BR/LC_MESSAGES/index.mo").is_file()


def test_plurals_and_contexts_are_compiled_and_fuzzy_messages_are_not() -> None:
    data = file(
        'msgid "%s giorno"\nmsgid_plural "%s giorni"\nmsgstr[0] "%s Tag"\nmsgstr[1] "%s Tage"',
        'msgctxt "menu"\nmsgid "Uno"\nmsgstr "Eins"',
        '#, fuzzy\nmsgid "Due"\nmsgstr "Zwei?"',
        'msgid "meta"\nmsgid_plural "mete"\nmsgstr[0] "Ziel"\nmsgstr[1] ""',
    )

    found = GNUTranslations(BytesIO(mo(GERMAN, plain(catalogue(data)))))

    assert found.ngettext("%s giorno", "%s giorni", 2) == "%s Tage"
    assert found.ngettext("%s giorno", "%s giorni", 1) == "%s Tag"
    assert found.pgettext("menu", "Uno") == "Eins"
    assert found.gettext("Due") == "Due"
    assert found.ngettext("meta", "mete", 1) == "meta"
