# SPDX-License-Identifier: GPL-3.0-or-later
"""A project of an earlier version is upgraded as the handbook's page says: nothing is lost, and all that is no longer known is named."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import pytest

from pipeline.__main__ import main
from pipeline.catalogue.reading import read
from pipeline.model.message import Message
from pipeline.model.publication import Language
from pipeline.model.upgrades import upgrades
from pipeline.system.files import sha256_of
from tests.conftest import ROOT
from tests.upgrades.names import names
from tests.upgrades.sample import NAMES, UNRELEASED, Sample


@dataclass(frozen=True)
class Upgraded:
    """A sample before and after; `said` is what the commands printed, by their names."""

    before: Sample
    after: Sample
    said: dict[str, str]


@pytest.fixture(scope="module", params=NAMES)
def former(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Sample:
    return Sample.unpacked(request.param, tmp_path_factory.mktemp("former"))


@pytest.fixture(scope="module")
def upgraded(former: Sample, tmp_path_factory: pytest.TempPathFactory) -> Upgraded:
    after = Sample.unpacked(former.name, tmp_path_factory.mktemp("upgraded"))
    after.change()
    said = {name: run(after.project, name) for name in ("doctor", "update", "build")}
    said["receive"] = run(after.project, "kit", "receive", *map(str, after.sent))
    return Upgraded(former, after, said)


def run(project: Path, *words: str, code: int = 0) -> str:
    """Run a command in a project, in a process of its own; return all that it prints."""
    command = [sys.executable, "-m", "pipeline", *words]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def checksums(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): sha256_of(path) for path in sorted(folder.rglob("*")) if path.is_file()}


def translations(sample: Sample, tag: str) -> set[tuple[object, ...]]:
    """Return each translation into a language, with what a person has written beside it."""
    paths = sorted(sample.project.glob(f"locales/{tag}/*/*.po"))
    catalogues = [read(path, Language(tag, tag)) for path in paths]
    messages = chain.from_iterable((*one.messages, *one.obsolete) for one in catalogues)
    return {_words(message) for message in messages if not message.is_header and any(_forms(message))}


def _forms(message: Message) -> tuple[str, ...]:
    return message.plural_translations or (message.translation,)


def _words(message: Message) -> tuple[object, ...]:
    comments = (line.strip() for line in message.translator_comments if "suggested by" not in line)
    return message.original, message.plural, _forms(message), message.fuzzy, *comments


def test_doctor_says_what_an_upgrade_will_change_and_writes_nothing(former: Sample) -> None:
    before = checksums(former.project)

    expected = former.description["doctor"]
    said = run(former.project, "doctor", code=any(line.startswith("outdated") for line in expected)).splitlines()

    assert [line for line in said if line.startswith(("outdated", "later"))] == expected
    assert checksums(former.project) == before


def test_doctor_names_nothing_once_it_is_changed_and_updated(upgraded: Upgraded) -> None:
    assert "outdated" not in upgraded.said["doctor"]
    assert "later" not in run(upgraded.after.project, "doctor")


def test_no_translation_is_lost(upgraded: Upgraded) -> None:
    for tag in ("it", "de", "es"):
        before = translations(upgraded.before, tag)

        assert before
        assert before - translations(upgraded.after, tag) == set()


def test_translations_stay_signed(upgraded: Upgraded) -> None:
    signed = [
        row for row in json.loads(run(upgraded.after.project, "progress", "--json")) if row.get("review") == "reviewed"
    ]

    assert {(row["language"], row["publication"]) for row in signed} >= {("it", "first-steps"), ("it", "card")}


def test_the_archive_and_what_is_written_of_releases_stay(upgraded: Upgraded) -> None:
    before, after = upgraded.before.project, upgraded.after.project

    assert checksums(after / "archive") == checksums(before / "archive")
    for releases in before.glob("source/*/releases.toml"):
        assert (after / releases.relative_to(before)).read_bytes() == releases.read_bytes()
    for released in ("archive/first-steps/1.0/it/first-steps/welcome.html", "archive/card/1.0/en/card/card-en.pdf"):
        assert (after / "build/site" / released).is_file()
    assert "The number was wrong." in (after / "build/site/it/card.html").read_text(encoding="utf-8")


@pytest.mark.slow
def test_the_site_is_that_of_a_new_build(upgraded: Upgraded, tmp_path: Path) -> None:
    new = tmp_path / "books"
    shutil.copytree(upgraded.after.project, new, ignore=shutil.ignore_patterns("build"))
    run(new, "build")
    run(upgraded.after.project, "build")

    assert checksums(upgraded.after.project / "build/site") == checksums(new / "build/site")
    assert "800 290 290" in (new / "build/site/en/index.html").read_text(encoding="utf-8")


def test_work_that_was_sent_before_is_received(upgraded: Upgraded) -> None:
    assert "conflict" not in upgraded.said["receive"]
    for tag, words in upgraded.before.description["received"].items():
        forms = {form for message in translations(upgraded.after, tag) for form in message[2]}
        assert set(words) <= forms


def test_conflicts_that_waited_wait_still(upgraded: Upgraded) -> None:
    assert "theirs: Nächte mit Gast" in run(upgraded.after.project, "settle")


def test_a_mistake_of_an_old_text_leaves_the_last_good_edition_on_the_site(tmp_path: Path) -> None:
    sample = Sample.unpacked(UNRELEASED, tmp_path)
    sample.change(but="source/first-steps/numbers.rst")
    edition = checksums(sample.project / "build/site/en/first-steps")

    said = run(sample.project, "build", "--publication", "first-steps", "--language", "en", "--format", "html", code=3)

    assert "numbers.rst:9: the directive chart has no option alt" in said
    assert "take it out; earlier versions had it" in said
    assert "the earlier edition stays on the site" in said
    assert checksums(sample.project / "build/site/en/first-steps") == edition


@pytest.mark.parametrize(
    ("but", "message", "hint"),
    [
        ("source/project.toml", "source/project.toml:12: unknown key `oai_gateway`", "delete the line; the site has no oai.xml"),
        ("source/contacts.toml", "source/contacts.toml:5: no contact is marked as a helpline", "write helpline = true"),
    ],
)  # fmt: skip
def test_a_key_of_an_earlier_version_stops_a_build_with_what_to_do(
    tmp_path: Path, but: str, message: str, hint: str
) -> None:
    sample = Sample.unpacked(UNRELEASED, tmp_path)
    sample.change(but=but)
    before = checksums(sample.project / "locales")

    said = run(sample.project, "update", "--language", "it", code=3)

    assert message in said
    assert hint in said
    assert checksums(sample.project / "locales") == before


def test_each_name_is_known_or_said_to_be_former(former: Sample) -> None:
    known = {kind: set(of_kind) for kind, of_kind in names(ROOT).items()}
    for kind, before in former.names.items():
        gone = set(before) - known[kind]

        # An option goes with its command, a table with its file.
        assert {name for name in gone if not any(f"{name} ".startswith(f"{one} ") for one in upgrades()[kind])} == set()
        assert upgrades()[kind].keys() & known[kind] == set()


@pytest.mark.parametrize("name", upgrades()["commands"])
def test_a_former_command_is_named_with_what_to_type(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*name.split(), "locales/it/LC_MESSAGES/first-steps.po"]) == 2

    assert f"earlier versions had `{name}`: {upgrades()['commands'][name]}" in capsys.readouterr().err
