# SPDX-License-Identifier: GPL-3.0-or-later
"""Profiles of languages: what the package brings is whole, what a project writes comes first, mistakes are named."""

from pathlib import Path

import pyphen
import pytest
from babel import Locale
from docutils.languages import get_language

from pipeline.compose.translation.labels import register_docutils_labels
from pipeline.languages import guide, profile_of, profiles
from pipeline.languages.draft import draft
from pipeline.languages.libraries import hyphenates
from pipeline.model.confusables import Confusables
from pipeline.model.message import Catalogue, Message
from pipeline.model.plurals import PluralRule
from pipeline.model.problems import Problem
from pipeline.model.publication import Language
from pipeline.proofread.checks import proofread
from pipeline.proofread.pair import CheckContext
from pipeline.typeset.proof.languages import language_of, small_words

ROMANIAN = Path(__file__).with_name("romanian")
MISTAKES = sorted(Path(__file__).with_name("mistakes").glob("*.toml"))


@pytest.mark.parametrize("tag", ["it", "en", "de", "sq"])
def test_a_language_of_this_project_lacks_nothing(tag: str) -> None:
    assert list(profile_of(tag).missing) == []


@pytest.mark.parametrize("tag", ["it", "en", "de", "de-AT", "sq", "ro", "uk"])
def test_every_language_has_patterns_or_a_rule_for_hyphens(tag: str) -> None:
    profile = profile_of(tag)

    assert profile.syllables is not None or pyphen.language_fallback(tag) is not None
    assert hyphenates(profile.primary)


def test_a_region_differs_in_what_its_file_says_alone() -> None:
    swiss, german = profile_of("de-CH"), profile_of("de")

    assert swiss.quotes != german.quotes
    assert swiss.doubled_words == german.doubled_words
    assert swiss.bibliography_name == "nswissgerman"


def test_a_language_without_a_profile_says_what_each_missing_entry_costs() -> None:
    missing = dict(profile_of("ro").missing)

    assert missing["words.doubled"] == "the check doubled-word finds nothing"
    assert "hyphenation" not in missing
    assert "search.stemmer" not in missing
    assert "search.stemmer" in dict(profile_of("uk").missing)
    assert "hyphenation" in dict(profile_of("ja").missing)


@pytest.mark.parametrize("tag", ["ro", "uk", "el", "ja", "ar"])
def test_a_draft_is_a_profile_with_what_the_locale_data_knows(tag: str, tmp_path: Path) -> None:
    before = dict(profile_of(tag).missing)
    (tmp_path / f"{tag}.toml").write_text(
        draft(profile_of(tag), Locale.parse(tag).get_display_name() or "", "CC0-1.0"), encoding="utf-8"
    )

    profile = profile_of(tag, tmp_path)

    assert before.keys() - dict(profile.missing).keys() == {"quotes", "spaces"}


def test_the_entries_of_a_draft_can_be_filled_in(tmp_path: Path) -> None:
    path = tmp_path / "ro.toml"
    filled = draft(profile_of("ro"), "Română", "").replace('# doubled = ""', 'doubled = "pe"')
    path.write_text(filled.replace("# [words]", "[words]"), encoding="utf-8")

    profile = profile_of("ro", tmp_path)

    assert profile.quotes is not None
    assert (profile.quotes.outer, profile.quotes.inner) == ("„…”", "«…»")
    assert profile.quotes.foreign.findall("„da” «nu» “da“ ‹nu›") == ["“", "“", "‹", "›"]
    assert profile.doubled_words == {"pe"}
    assert profile.dictionaries[0] == "ro_RO"


def test_a_project_has_the_last_word_and_keeps_what_it_does_not_name(tmp_path: Path) -> None:
    (tmp_path / "de.toml").write_text('[words]\ndoubled = "so"\n', encoding="utf-8")

    assert profile_of("de", tmp_path).doubled_words == {"so"}
    assert profile_of("de", tmp_path).capital_nouns
    assert {profile.tag for profile in profiles(tmp_path)} >= {"it", "en", "de", "sq"}


def test_docutils_takes_no_folder_for_its_labels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder `ro/` on the path of Python is a module to it: `module 'ro' has no attribute 'labels'`."""
    (tmp_path / "ro").mkdir()
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "ro.toml").write_text('[labels]\ncontents = "Cuprins"\n', encoding="utf-8")

    register_docutils_labels(profile_of("ro", tmp_path), lambda text: {"Attention": "Atenție"}.get(text, text))

    assert get_language("ro").labels["contents"] == "Cuprins"
    assert get_language("ro").labels["attention"] == "Atenție"


def test_the_plural_rule_is_that_of_the_locale_data() -> None:
    assert PluralRule.of("ro").count == 3


def test_a_profile_that_a_project_has_filled_in_lacks_nothing() -> None:
    profile = profile_of("ro", ROMANIAN)

    assert list(profile.missing) == []
    assert guide("ro", ROMANIAN) == ("CITESTE-MA.txt", b"\xef\xbb\xbfTRUSA DE TRADUCERE\r\n")
    assert guide("ro")[0] == "READ-ME.txt"
    assert small_words(ROMANIAN).keys() == {"it", "en", "de", "sq", "ro"}
    assert language_of("Dreptul este garantat și nu poate fi restrâns din nou.", "ro", small_words(ROMANIAN)) == "ro"
    assert (
        language_of("The right is that of the person, and it is not to be lost.", "ro", small_words(ROMANIAN)) == "en"
    )


def test_the_checks_know_a_language_of_the_project() -> None:
    catalogue = Catalogue(
        Path("ro.po"),
        Language("ro", "Română"),
        {"X-Source-Language": "it"},
        (Message("la persona «decide» al 20%", 'persoana persoana "decide" foarte foarte d. Hr. la 20%'),),
    )

    found = {
        finding.check: str(finding.remark)
        for finding in proofread(catalogue, CheckContext("ro", "it", project_profiles=ROMANIAN))
    }

    assert found == {
        "straight-quote": "write „decide”; the quotes of your language are „…”, within them «…»",
        "missing-no-break-space": "write d.\u00a0Hr., with a no-break space (U+00A0) after each full stop inside",
        "doubled-word": "'persoana' is repeated; take one out",
    }
    assert {finding.check for finding in proofread(catalogue, CheckContext("ro", "it"))} == set()


@pytest.mark.parametrize("path", MISTAKES, ids=lambda path: path.stem)
def test_a_mistake_is_named_with_its_line(path: Path, tmp_path: Path) -> None:
    """Each file says in its first line what it is; `lints` in its name makes it a list of concepts."""
    text = path.read_text(encoding="utf-8")
    copy = tmp_path / "ro.toml"
    copy.write_text(text, encoding="utf-8")
    code, line, message = text.removeprefix("# expect: ").partition("\n")[0].split(" ", 2)

    with pytest.raises(Problem) as caught:
        Confusables.read(copy) if path.stem.startswith("lints") else profile_of("ro", tmp_path)

    assert (caught.value.code, caught.value.line, caught.value.message) == (code, int(line), message)
