# SPDX-License-Identifier: GPL-3.0-or-later
"""A further language, whatever its plural rule: from `west-pipeline new language` to an edition."""

import json
import re
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest

from pipeline.__main__ import main
from pipeline.catalogue.gate import gate
from pipeline.catalogue.kit_snapshot import with_snapshot
from pipeline.catalogue.reading import lines_of, parse, read
from pipeline.catalogue.receiving import MergeOutcome, receive
from pipeline.catalogue.writing import new_entry, rewritten
from pipeline.commands.kits.manifest import KitManifest
from pipeline.commands.kits.returned import ReturnedFile, parse_file
from pipeline.model.message import Message
from pipeline.model.plurals import PluralRule
from pipeline.model.project import Project
from pipeline.model.publication import Language
from pipeline.words import Words
from tests.catalogue.trade import MOMENT, accepted_by_gettext
from tests.conftest import ROOT, copy_project
from tests.typeset.reading import text_of_pages

TAGS = ("ro", "pl", "uk", "ar", "sl", "lt", "ja", "cs")
ONE, MANY = "%(number)s page", "%(number)s pages"


def run(project: Path, *words: str) -> int:
    return main([*words, "--project", str(project)])


def catalogues(project: Path) -> list[Path]:
    return sorted(path for path in (project / "locales").glob("*/LC_MESSAGES/*.po") if path.parts[-3] in TAGS)


def fill_in(path: Path, language: Language) -> None:
    """Translate what waits, each form with its number, as somebody with a .po editor would."""
    lines = lines_of(path, path.read_bytes(), language)
    entries = [
        entry if entry.message.is_header else new_entry(filled(entry.message, language.tag)) for entry in lines.entries
    ]
    path.write_bytes(rewritten(lines, entries))


def filled(message: Message, tag: str) -> Message:
    forms = tuple(f"{message.plural} {tag}{form}" for form in range(len(message.plural_translations)))
    return replace(
        message, translation=forms[0] if forms else f"{tag} {message.original}", plural_translations=forms, fuzzy=False
    )


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample project with new languages of many plural rules, all that is in their catalogues translated."""
    project = copy_project(ROOT / "tests/sample", tmp_path_factory.mktemp("new") / "sample")
    for tag in TAGS:
        assert run(project, "new", "language", tag) == 0
    assert run(project, "update") == 0
    made = {path: path.read_bytes() for path in catalogues(project)}
    assert run(project, "update") == 0
    assert {path: path.read_bytes() for path in catalogues(project)} == made, "a second update changes nothing"
    for path in made:
        fill_in(path, Language(path.parts[-3], path.parts[-3]))
    filled_in = {path: path.read_bytes() for path in catalogues(project)}
    assert run(project, "update") == 0
    assert {path: path.read_bytes() for path in catalogues(project)} == filled_in
    return project


@pytest.mark.parametrize("tag", TAGS)
def test_catalogues_of_any_plural_rule_pass_the_gate_and_gettext(project: Path, tag: str) -> None:
    paths = [path for path in catalogues(project) if path.parts[-3] == tag]

    assert {path.stem for path in paths} == {"readers", "shared", "small", "sphinx", "tools"}
    for path in paths:
        assert gate(path, path.read_bytes(), Language(tag, tag)) == ()
        assert accepted_by_gettext(path.read_bytes())


@pytest.mark.parametrize("tag", TAGS)
def test_each_number_has_the_form_of_its_language(project: Path, tag: str) -> None:
    rule, words = PluralRule.of(tag), Words(tag, project / "locales")

    used = [words.plural(ONE, MANY, numbers[-1]) for numbers in rule.numbers]

    assert used == [f"{MANY} {tag}{form}" for form in range(rule.count)]


@pytest.mark.parametrize("tag", TAGS)
def test_plurals_go_to_a_translator_and_come_back(project: Path, tag: str) -> None:
    path = next(path for path in catalogues(project) if path.parts[-3:] == (tag, "LC_MESSAGES", "readers.po"))
    before = path.read_bytes()
    language = Language(tag, tag)
    (message,) = (one for one in read(path, language).messages if one.original == ONE)
    theirs = replace(message, plural_translations=tuple(f"{form}!" for form in message.plural_translations))
    theirs = replace(theirs, translation=theirs.plural_translations[0])
    sent = with_snapshot(path, before, language, "readers", replacements={message.key: theirs})

    work = parse_file(Project.load(project), ReturnedFile(Path("readers.po"), sent, KitManifest()))
    done = receive(path, before, language, work.messages, work.base, work.broken, MOMENT)

    assert [(one.fate, one.reason) for one in done.received] == [(MergeOutcome.TAKEN, "")]
    assert parse(path, done.data, language).find(ONE) == replace(
        theirs, line=message.line, translation_line=message.translation_line
    )


@pytest.mark.slow
def test_an_edition_in_romanian_is_on_the_site(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = project / "source/languages/ro.toml"
    filled = path.read_text(encoding="utf-8").replace('# doubled = ""', 'doubled = "pe"')
    path.write_text(filled.replace("# [words]", "[words]"), encoding="utf-8")

    assert run(project, "build", "--language", "ro") == 0

    said = capsys.readouterr()
    assert "the profile of" not in said.out + said.err
    edition = project / "build/site/ro/small"
    assert (edition / "small-ro.epub").is_file()
    assert b"RomanianStemmer" in (project / "build/site/_search/ro/stemmer.js").read_bytes()
    assert (project / "build/work/ro/small/paged/languages/ro.toml").read_bytes() == path.read_bytes()
    page = (edition / "first.html").read_text(encoding="utf-8")
    assert 'lang="ro"' in page
    assert "%(number)s" not in page
    text = " ".join(text_of_pages(edition / "small-ro.pdf"))
    assert "ro Contents" in text
    assert not re.search(r"(?<!ro )\bContents\b", text)
    script = (edition / "_static/translations.js").read_text(encoding="utf-8")
    said = json.loads(script.removeprefix("Documentation.addTranslations(").rstrip().removesuffix(");"))
    found = said["messages"]["Search finished, found one page matching the search query."]
    many = "Search finished, found ${resultCount} pages matching the search query."
    assert found == [f"{many} ro{form}" for form in range(3)]


def test_ukrainian_has_pages_and_says_what_its_profile_lacks(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Another script than ours, as far as pages go."""
    assert run(project, "build", "--language", "uk", "--format", "html") == 0
    assert run(project, "check", "--language", "uk", "--verbose") in (0, 1)

    page = (project / "build/site/uk/small/first.html").read_text(encoding="utf-8")
    assert 'lang="uk"' in page
    said = capsys.readouterr()
    lines = [line for line in (said.out + said.err).splitlines() if "the profile of Українська lacks" in line]
    lacking = [line for line in lines if "source/languages/uk.toml" in line]
    assert lines == lacking, "the build leaves it to check"
    assert len(lacking) == len(set(lacking)) > 1
    assert any("lacks words.doubled: the check doubled-word finds nothing" in line for line in lacking)


def test_a_kit_in_a_language_without_a_guide_has_the_english_one(project: Path) -> None:
    assert run(project, "kit", "make", "--language", "ro") == 0
    assert run(project, "progress", "--language", "ro") == 0

    (kit,) = (project / "build/kits").glob("ro-*.zip")
    with ZipFile(kit) as archive:
        assert {name.partition("/")[2] for name in archive.namelist()} >= {"READ-ME.txt", "reference/small.po"}
