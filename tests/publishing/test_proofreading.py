# SPDX-License-Identifier: GPL-3.0-or-later
"""An edition is made of messages without errors; those that had none are not looked at again, until something about them changes."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.model.message import Catalogue
from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.proofread import checks
from pipeline.publishing.job import Task
from pipeline.publishing.proofreading import refuse_errors
from pipeline.publishing.work_folder import WorkFolder
from tests.publishing.tasks import pdf_tasks

ORIGINAL = "La rete dei servizi risponde entro trenta giorni."
TRANSLATION = "Das Netz der Dienste antwortet innerhalb von dreißig Tagen."


@pytest.fixture
def looked_at(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The originals that are proofread, in their order."""
    originals: list[str] = []
    proofread = checks.proofread

    def remember(catalogue: Catalogue, *arguments: Any, **named: Any) -> Iterator[Any]:
        originals.extend(message.original for message in catalogue.messages)
        return proofread(catalogue, *arguments, **named)

    monkeypatch.setattr(checks, "proofread", remember)
    return originals


def task_of(sample: Path) -> Task:
    project = Project.load(sample)
    (edition,) = (one for one in project.editions() if one.language.tag == "de")
    (task,) = pdf_tasks(project, (edition,))
    return task


def test_only_what_is_new_is_proofread(sample: Path, looked_at: list[str]) -> None:
    task = task_of(sample)
    passed = refuse_errors(task)
    looked_at.clear()

    assert refuse_errors(task, passed) == passed
    assert looked_at == []

    path = sample / "locales/de/LC_MESSAGES/small.po"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        "# Eine Zeile mehr\n" + text.replace(TRANSLATION, f"{TRANSLATION[:-1]}, heißt es."), encoding="utf-8"
    )
    refuse_errors(task_of(sample), passed)
    assert looked_at == [ORIGINAL]


def test_what_was_proofread_is_kept_until_the_tools_are_others(sample: Path) -> None:
    task = task_of(sample)
    with WorkFolder(task) as work:
        work.put_proofread(["digest"])

    assert WorkFolder(task).proofread == {"digest"}
    assert WorkFolder(replace(task, job=replace(task.job, tools="others"))).proofread == frozenset()


def test_what_a_killed_run_was_at_is_not_whole(sample: Path) -> None:
    task = task_of(sample)
    with WorkFolder(task) as work:
        work.put("html", ["index"])
        work.put("paged", ["index"])

    with pytest.raises(KeyboardInterrupt), WorkFolder(task):
        raise KeyboardInterrupt
    assert WorkFolder(task).take("html") == (False, ())


def test_what_failed_is_not_whole_and_the_rest_is(sample: Path) -> None:
    task = task_of(sample)
    with WorkFolder(task) as work:
        work.put("html", ["index"])
        work.put("paged", ["index"])

    def fail() -> None:
        with WorkFolder(task) as work:
            assert work.take("html") == (True, ("index",))
            raise ValueError("x")

    with pytest.raises(ValueError, match="x"):
        fail()
    assert WorkFolder(task).take("html") == (False, ())
    assert WorkFolder(task).take("paged") == (False, ("index",))


def test_an_error_is_found_each_time(sample: Path, looked_at: list[str]) -> None:
    passed = refuse_errors(task_of(sample))
    path = sample / "locales/de/LC_MESSAGES/small.po"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(TRANSLATION, ORIGINAL), encoding="utf-8")
    looked_at.clear()

    with pytest.raises(Problem, match="copied-original"):
        refuse_errors(task_of(sample), passed)
    assert looked_at == [ORIGINAL]


@pytest.mark.parametrize(
    ("check", "added"),
    [
        ("unsafe-link", "javascript:alert(1"),
        ("other-site", "https://www.exаmple.org/a"),
        ("other-site", "mailto:a@example.net"),
        ("stray-character", "hier\U000e0041"),
        ("stray-character", "hier\u200b"),
    ],
)
def test_what_a_stranger_could_do_harm_with_stops_the_edition(check: str, added: str, sample: Path) -> None:
    path = sample / "locales/de/LC_MESSAGES/small.po"
    text = path.read_text(encoding="utf-8").replace(TRANSLATION, f"{TRANSLATION[:-1]}: {added}.")
    path.write_text(text, encoding="utf-8")

    with pytest.raises(Problem, match=check) as found:
        refuse_errors(task_of(sample))

    assert (found.value.path, found.value.line) == (path, text[: text.index(added)].count("\n") + 1)


def test_a_translation_of_blanks_is_untranslated_and_stops_the_edition(sample: Path) -> None:
    path = sample / "locales/de/LC_MESSAGES/small.po"
    path.write_text(path.read_text(encoding="utf-8").replace(TRANSLATION, " "), encoding="utf-8")
    settings = sample / "source/project.toml"
    settings.write_text(
        settings.read_text(encoding="utf-8").replace("publish_at = 90", "publish_at = 50"), encoding="utf-8"
    )
    task = task_of(sample)

    (catalogue,) = (catalogue for catalogue in task.catalogues if catalogue.path == path)
    assert ORIGINAL not in catalogue.translations
    with pytest.raises(Problem, match="blank-translation"):
        refuse_errors(task)
