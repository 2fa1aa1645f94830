# SPDX-License-Identifier: GPL-3.0-or-later
"""Each check finds in each file what the file says it should. To add a case, add a file with `# expect: check: remark`."""

import csv
from pathlib import Path

import pytest

from pipeline.catalogue.reading import parse, read
from pipeline.languages import profile_of
from pipeline.model.confusables import LINTS_FILE, Confusables
from pipeline.model.findings import Severity
from pipeline.model.problems import Problem
from pipeline.model.publication import Language
from pipeline.proofread.checks import BAD_ALLOW, CHECKS, explanation, proofread
from pipeline.proofread.dictionaries import dictionary, read_words
from pipeline.proofread.handbook import check_names
from pipeline.proofread.pair import CheckContext
from pipeline.proofread.terms import Terms

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
FIXTURES = sorted(HERE.glob("*/*.po"))
CONFUSABLES = Confusables.read(ROOT / "source" / LINTS_FILE)
"""Those of this project."""
LANGUAGES = {"it": "Italiano", "en": "English", "de": "Deutsch", "sq": "Shqip"}


def language_of(path: Path) -> Language:
    text = path.read_text(encoding="utf-8")
    tag = text.partition('"Language: ')[2][:2]
    return Language(tag, LANGUAGES.get(tag, tag))


def context_of(path: Path) -> CheckContext:
    """The languages of a file, with the terms, the dictionary and the words of the project that stand beside it."""
    language = language_of(path).tag
    original = path.read_text(encoding="utf-8").partition('"X-Source-Language: ')[2][:2]
    words = path.with_name(f"words-{language}.txt")
    own = read_words(words.read_text(encoding="utf-8")) if words.is_file() else ()
    if path.parent.name == "other-language":
        knows = {tag: found for tag in LANGUAGES if (found := dictionary(tag)) is not None}
        return CheckContext(language, original, knows=knows.pop(language), other_languages=knows)
    glossary = path.with_name("glossary.txt")
    terms = glossary.read_text(encoding="utf-8").splitlines() if glossary.is_file() else []
    return CheckContext(
        language,
        original,
        terms_of(path.parent, original, language),
        dictionary(language, own, [path.parent]),
        glossary={term.lower(): term for term in terms},
        confusables=CONFUSABLES,
    )


def terms_of(folder: Path, original: str, language: str) -> Terms:
    forms: dict[str, tuple[str, ...]] = {}
    if (folder / "terms.tsv").is_file():
        with (folder / "terms.tsv").open(encoding="utf-8") as lines:
            for row in csv.DictReader(lines, delimiter="\t"):
                forms[row[original]] = (*forms.get(row[original], ()), row[language])
    return Terms(forms)


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_finds_what_the_file_says_it_should(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    expected = [line.removeprefix("# expect: ") for line in lines if line.startswith("# expect: ")]

    found = list(proofread(read(path, language_of(path)), context_of(path)))

    assert [f"{finding.check}: {finding.remark}" for finding in found] == expected
    assert all(lines[finding.line - 1].startswith("msgstr") for finding in found)
    assert found == sorted(found, key=lambda finding: finding.line)


def test_the_errors_that_translators_make_are_found_in_each_language() -> None:
    """`seeded/` holds what Sphinx itself reports or passes over in silence, the same errors in each language."""
    seeded = {}
    for path in sorted(HERE.glob("seeded/*.po")):
        entries = [entry for entry in path.read_text(encoding="utf-8").split("\n\n") if "# seeded: " in entry]
        assert all("# expect: " in entry for entry in entries)
        seeded[path.stem] = [entry.partition("# seeded: ")[2].partition("\n")[0] for entry in entries]

    assert set(seeded) == set(LANGUAGES)
    assert len(set(seeded["it"])) == 23
    assert all(errors == seeded["it"] for errors in seeded.values())


@pytest.mark.parametrize("name", [*CHECKS, BAD_ALLOW])
def test_each_check_has_cases_in_two_languages_at_least(name: str) -> None:
    finding = {
        language_of(path).tag
        for path in HERE.joinpath(name).glob("*.po")
        if f"# expect: {name}: " in path.read_text(encoding="utf-8")
    }

    assert len(finding) >= 2


@pytest.mark.parametrize("name", check_names())
def test_each_check_says_what_it_finds(name: str) -> None:
    assert explanation(name).startswith("Find ")


def test_an_unknown_check_is_a_problem_that_names_the_known_ones() -> None:
    with pytest.raises(Problem) as caught:
        explanation("lost-numbers")

    assert caught.value.code == "unknown-check"
    assert "lost-number" in caught.value.hint


def test_what_our_editions_mend_or_a_machine_may_misjudge_is_a_notice() -> None:
    notices = {name for name, check in CHECKS.items() if check.severity is Severity.NOTICE}

    mended = {"swallowed-paragraph", "second-paragraph"}
    assert notices == mended | {
        "changed-url",
        "lost-emphasis",
        "lost-negation",
        "lost-term",
        "end-punctuation",
        "small-initial",
        "unknown-word",
        "unread-correction",
    }


def test_a_project_that_leaves_quotes_to_sphinx_may_write_straight_ones() -> None:
    found = list(
        proofread(
            read(HERE / "straight-quote/sq.po", Language("sq", "Shqip")), CheckContext("sq", "it", smart_quotes=True)
        )
    )

    assert found == []


def test_languages_whose_marks_we_do_not_know_pass_unseen() -> None:
    catalogue = read(HERE / "straight-quote/sq.po", Language("sq", "Shqip"))

    assert list(proofread(catalogue, CheckContext("fr", "it"))) == []


def test_a_machine_without_a_dictionary_knows_no_word_and_the_package_is_named(tmp_path: Path) -> None:
    assert dictionary("sq", folders=[tmp_path]) is None
    assert profile_of("sq").packages["debian"] == ("myspell-sq",)
    assert profile_of("pt-BR").packages["debian"] == ("hunspell-pt-br",)


def test_nothing_in_a_text_acts(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    text = f"x\\n\\n.. include:: {secret}\\n\\n.. csv-table::\\n   :file: {secret}"
    data = f"""msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "Uno"
msgstr "{text}"
"""

    found = list(proofread(parse(Path("de.po"), data.encode(), Language("de", "Deutsch"))))

    assert {finding.check for finding in found} == {"added-directive"}
    assert "secret" not in "".join(finding.remark for finding in found)


def test_a_large_catalogue_without_a_mistake_has_no_finding() -> None:
    entries = [
        f'msgid "Frase {n} con *enfasi* e :ref:`uno-{n}`, vedi :term:`termine` [#n{n}]_."\n'
        f'msgstr "Satz {n} mit *Betonung* und :ref:`uno-{n}`, siehe :term:`Begriff` [#n{n}]_."\n'
        for n in range(2000)
    ]
    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n'
    catalogue = parse(Path("de.po"), "\n".join([head, *entries]).encode(), Language("de", "Deutsch"))

    assert list(proofread(catalogue)) == []
