# SPDX-License-Identifier: GPL-3.0-or-later
"""`west-pipeline check` with what stands beside the catalogues: the terminology, the dictionaries, the project's own words."""

import json
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from pipeline.__main__ import main
from pipeline.commands.check import check
from pipeline.model.findings import Finding, Severity
from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.translations import vocabulary
from tests.english import english_in

SQ = "locales/sq/LC_MESSAGES/small.po"
HEAD = "key\tpart\ten\tit\tsq\tdefinition_en\tdefinition_it\tdefinition_sq\tnote\tsource\n"
TERM = "network\tn\tservice network\trete dei servizi\tskuadër ndihme\tWho helps.\tChi aiuta.\tKush ndihmon.\t\t\n"
KNOWN = """
një person vjen në sportel dhe kërkon ndihmë biseda zhvillohet dhomë të mbyllur shih së dyti
rrjeti shërbimeve përgjigjet brenda tridhjetë ditëve doracak vogël grupi provës pari
"""


@pytest.fixture
def dictionaries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the machine's dictionaries, empty."""
    folder = tmp_path / "hunspell"
    folder.mkdir()
    monkeypatch.setattr(vocabulary, "dictionary", partial(vocabulary.dictionary, folders=[folder]))
    return folder


def write_albanian(folder: Path) -> None:
    words = KNOWN.split()
    (folder / "sq_AL.aff").write_text("SET UTF-8\n", encoding="utf-8")
    (folder / "sq_AL.dic").write_text("\n".join([str(len(words)), *words]), encoding="utf-8")


def found(root: Path, name: str, tag: str = "sq") -> Iterator[Finding]:
    project = Project.load(root)
    return check(project, project.editions(None, tag), name)


def test_a_missing_dictionary_is_told_once_with_its_package(sample: Path, dictionaries: Path) -> None:
    (one,) = found(sample, "unknown-word")

    assert one.severity is Severity.NOTICE
    assert "myspell-sq" in one.remark
    assert list(found(sample, "lost-role")) == []


def test_an_unknown_word_is_told_once_and_a_word_of_the_project_is_known(sample: Path, dictionaries: Path) -> None:
    write_albanian(dictionaries)
    remarks = [one.remark for one in found(sample, "unknown-word") if one.path.name == "small.po"]
    assert remarks == ["the dictionary does not know 'poshtëshënim'"]

    (sample / "source/words-sq.txt").write_text("# ours\nPoshtëshënim  # footnote\n", encoding="utf-8")
    assert [one for one in found(sample, "unknown-word") if one.path.name == "small.po"] == []


def test_a_term_of_the_list_must_be_met(sample: Path, dictionaries: Path) -> None:
    (sample / "source/terminology.tsv").write_text(HEAD + TERM, encoding="utf-8")

    (one,) = found(sample, "lost-term")

    line = (sample / SQ).read_text(encoding="utf-8").splitlines()[one.line - 1]
    assert line == 'msgstr "rrjeti i shërbimeve"'
    assert one.remark == "'rete dei servizi' is 'skuadër ndihme' in the terminology"


def test_the_name_of_a_language_is_no_lost_term_where_it_is_an_adjective(sample: Path, dictionaries: Path) -> None:
    italian = TERM.replace(
        "service network\trete dei servizi\tskuadër ndihme", "Italian (language)\titaliano\titalisht"
    )
    (sample / "source/terminology.tsv").write_text(HEAD + italian, encoding="utf-8")
    catalogue = sample / SQ
    text = (
        catalogue.read_text(encoding="utf-8")
        + '\nmsgid "Il governo italiano risponde."\nmsgstr "Qeveria italiane përgjigjet."\n'
    )
    catalogue.write_text(text, encoding="utf-8")

    assert list(found(sample, "lost-term")) == []


def test_notices_are_counted_by_file_and_check_and_shown_with_verbose(
    sample: Path, dictionaries: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (sample / "source/terminology.tsv").write_text(HEAD + TERM, encoding="utf-8")
    options = ["check", "--language", "sq", "--check", "lost-term", "--project", str(sample)]

    codes = [main(options)]
    short = capsys.readouterr().out.splitlines()
    codes.append(main([*options, "--verbose"]))
    long = capsys.readouterr().out.splitlines()

    assert codes == [0, 0]
    assert short == [
        f"{SQ}: lost-term: 1 notice",
        "`west-pipeline check --verbose` lists the notices",
        "0 errors, 0 warnings, 1 notice",
    ]
    assert long[0].endswith("'rete dei servizi' is 'skuadër ndihme' in the terminology (notice)")
    assert short[-1] in long


def test_a_translation_that_is_still_fuzzy_is_a_notice_with_its_line(
    sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    catalogue = sample / SQ
    text = catalogue.read_text("utf-8").replace('\nmsgid "Primo"', '\n#, fuzzy\nmsgid "Primo"')
    catalogue.write_text(text, encoding="utf-8")
    line = text[: text.index('msgid "Primo"')].count("\n") + 2

    assert main(["check", "--verbose", "--language", "sq", "--project", str(sample)]) == 0

    assert f"{SQ}:{line}: fuzzy: no edition prints this translation" in capsys.readouterr().out


def test_a_text_of_the_site_without_a_translation_is_a_notice(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shared = sample / "locales/sq/LC_MESSAGES/shared.po"
    text = re.sub(r'(msgid "Gruppo di prova"\nmsgstr) ".*"', r'\1 ""', shared.read_text("utf-8"))
    shared.write_text(text, encoding="utf-8")

    assert main(["check", "--verbose", "--language", "sq", "--project", str(sample)]) == 0

    assert "locales/sq/LC_MESSAGES/shared.po:" in (said := capsys.readouterr().out)
    assert ": untranslated: the site shows the original at once" in said


def test_an_entry_that_became_obsolete_by_mistake_is_a_notice_with_its_line(
    sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "--verbose", "--language", "sq", "--project", str(sample)]) == 0
    assert "missing-message" not in capsys.readouterr().out
    catalogue = sample / SQ
    text = re.sub(r'\n(msgid "Primo"\n)(msgstr .*\n)', r"\n#~ \1#~ \2", catalogue.read_text("utf-8"))
    catalogue.write_text(text, encoding="utf-8")
    line = text[: text.index('#~ msgid "Primo"')].count("\n") + 1

    assert main(["check", "--verbose", "--language", "sq", "--project", str(sample)]) == 0

    assert f"{SQ}:{line}: missing-message: the catalogue lacks the message at" in capsys.readouterr().out


def test_mistakes_in_the_sources_are_found_beside_a_broken_catalogue(
    sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chapter, catalogue = sample / "source/small/second.rst", sample / SQ
    chapter.write_text(f"{chapter.read_text('utf-8')}\nVedi :ref:`nowhere`.\n", encoding="utf-8")
    catalogue.write_text(f"{catalogue.read_text('utf-8')}\n<<<<<<< ours\n", encoding="utf-8")

    assert main(["check", "--project", str(sample)]) == 1

    found = capsys.readouterr().out
    assert re.search(rf"^{SQ}:\d+: conflict-marker: ", found, re.MULTILINE)
    line = chapter.read_text("utf-8").splitlines().index("Vedi :ref:`nowhere`.") + 1
    assert f"source/small/second.rst:{line}: sphinx-warning: no label has the name nowhere; write" in found


def test_a_reference_to_a_term_that_the_glossary_does_not_have_is_found_before_a_build(sample: Path) -> None:
    source = sample / "source/small/second.rst"
    glossary = ".. glossary::\n\n   tratta\n      Un reato.\n\n   persona\n      Chi parla.\n"
    source.write_text(
        source.read_text(encoding="utf-8") + f"\nLa :term:`tratta`.\n\nUna :term:`persona`.\n\n{glossary}",
        encoding="utf-8",
    )
    entries = {
        "tratta": "trafikim",
        "La :term:`tratta`.": ":term:`Trafikimi`.",
        "Una :term:`persona`.": "Një :term:`persona`.",
    }
    with (sample / SQ).open("a", encoding="utf-8") as catalogue:
        catalogue.writelines(
            f'\nmsgid "{original}"\nmsgstr "{translation}"\n' for original, translation in entries.items()
        )

    (one,) = found(sample, "unknown-term")

    assert (sample / SQ).read_text(encoding="utf-8").splitlines()[one.line - 1] == 'msgstr ":term:`Trafikimi`."'
    assert one.remark == "the glossary has no term Trafikimi; write :term:`your words <trafikim>`"


def test_a_list_of_words_that_is_not_utf_8_is_named(sample: Path, dictionaries: Path) -> None:
    (sample / "source/words-sq.txt").write_bytes("fëmijë\n".encode("latin-1"))

    with pytest.raises(Problem) as caught:
        list(found(sample, "unknown-word"))

    assert (caught.value.path, caught.value.line) == (sample / "source/words-sq.txt", 1)


SPOILT = {
    "Një person vjen në sportel dhe kërkon ndihmë. [#note]_": "Një person vjen  në *sportel dhe kërkon ndihmë.",
    "Biseda zhvillohet në një dhomë të mbyllur, shih :ref:`second`.": "Biseda zhvillohet në 3 dhoma, shih shih.",
    "Një poshtëshënim.": 'Një \\"poshtëshënim\\" në 20 %',
    "Rrjeti i shërbimeve përgjigjet brenda tridhjetë ditëve.": "La rete dei servizi risponde entro trenta giorni.",
}
"""Translations with several faults each; the last one is the original itself."""


def spoil(root: Path) -> None:
    path = root / SQ
    text = path.read_text(encoding="utf-8")
    for before, after in SPOILT.items():
        assert before in text
        text = text.replace(before, after)
    path.write_text(text, encoding="utf-8")


def said(root: Path, capsys: pytest.CaptureFixture[str], *options: str) -> str:
    assert main(["check", "--language", "sq", "--project", str(root), *options]) == 1
    return capsys.readouterr().out


def test_findings_are_in_the_language_that_is_asked_for(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spoil(sample)

    english, albanian = said(sample, capsys), said(sample, capsys, "--in", "sq")
    rows = json.loads(said(sample, capsys, "--in", "sq", "--json"))
    log = json.loads(said(sample, capsys, "--in", "sq", "--output-format", "sarif"))

    assert "broken-markup: *emphasis* is opened and not closed" in english
    assert "broken-markup: *pjerrësia* fillon e nuk mbaron" in albanian
    assert len(albanian.splitlines()) == len(english.splitlines()) > 8
    for text in (albanian, json.dumps(rows, ensure_ascii=False), json.dumps(log, ensure_ascii=False)):
        assert english_in(text, "sq") == []
    assert {row["check"] for row in rows} >= {"broken-markup", "lost-role", "lost-number", "straight-quote"}


def test_faults_of_the_file_are_in_that_language_too(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = sample / SQ
    path.write_text(path.read_text(encoding="utf-8").replace('"Së dyti"', '"Së dyti'), encoding="utf-8")

    text = said(sample, capsys, "--in", "sq")

    assert "unterminated-string: tekstit i mungon thonjëza në fund; shkruani " in text
    assert english_in(text, "sq") == []


def test_a_language_without_words_of_the_interface_is_refused(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--project", str(sample), "--in", "xx"]) == 3
    assert "choose one of: de, en, it, sq" in capsys.readouterr().err


def test_one_finding_hides_no_other(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = sample / SQ
    text = path.read_text(encoding="utf-8")
    text = text.replace('"Së dyti"', '"Së dyti\\n"').replace("brenda tridhjetë ditëve", "brenda  3 ditëve")
    path.write_text(text, encoding="utf-8")

    assert main(["--project", str(sample), "check", "-L", "sq"]) == 1

    told = capsys.readouterr().out
    for name in ("newline-at-ends", "lost-number", "doubled-space"):
        assert f": {name}: " in told


def test_a_file_of_the_project_is_checked_like_its_edition(
    sample: Path, dictionaries: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (sample / "source/terminology.tsv").write_text(HEAD + TERM, encoding="utf-8")
    monkeypatch.chdir(sample)
    told = []
    for words in (["-P", "small", "-L", "sq", "--verbose"], [SQ, "--verbose"], [str(sample / SQ), "--verbose"]):
        main(["check", *words])
        told.append([line for line in capsys.readouterr().out.splitlines() if line.startswith(SQ)])

    assert "lost-term" in str(told[0])
    assert told[0] == told[1] == told[2]


@pytest.mark.parametrize("contact", ["", "redazione@example.org"])
def test_a_missing_address_is_named(sample: Path, contact: str) -> None:
    described = sample / "source/project.toml"
    described.write_text(f'contact = "{contact}"\n' + described.read_text(encoding="utf-8"), encoding="utf-8")
    project = Project.load(sample)

    remarks = [one for one in check(project, project.all_editions(), None) if one.check == "missing-contact"]

    assert [(one.path.name, one.severity) for one in remarks] == (
        [] if contact else [("project.toml", Severity.NOTICE)]
    )
