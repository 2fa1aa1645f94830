# SPDX-License-Identifier: GPL-3.0-or-later
"""Of two translations one is chosen: whatever its words are, they come out of the comment as they went in."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.__main__ import main
from pipeline.catalogue.conflict import Choice, Side, alternatives, resolve, with_alternative
from pipeline.catalogue.writing import entry_text
from pipeline.model.message import Message
from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.translations.settling import conflicts
from pipeline.translations.settling import settle as settle_at
from tests.catalogue.trade import GERMAN, LATER, catalogue, file
from tests.conftest import ROOT, copy_project

PATH = Path("manual.po")
WORDS = st.text('ab |#"\\\nà:', min_size=1).filter(lambda text: bool(text.strip()))
DAYS = Message("%s giorno", "Tag", plural="%s giorni", plural_translations=("Tag", "Tage"))


def settled(message: Message, choice: Choice) -> Message:
    """The message, settled in a file between two others."""
    before, after = entry_text(Message("uno", "eins")), '# nota\nmsgid   "tre"\nmsgstr "drei"'
    data = file(before, entry_text(message), after)
    done = resolve(PATH, data, GERMAN, {message.key: choice}, LATER)
    assert 'msgid   "tre"' in done.decode()
    assert done.decode().count("PO-Revision-Date: 2027-01-07") == (choice.side is Side.THEIRS)
    (found,) = (one for one in catalogue(done).messages if one.key == message.key)
    return found


@given(first=WORDS, second=WORDS)
@example(first="a\nb", second="a")
def test_what_went_into_a_comment_comes_out_of_it(first: str, second: str) -> None:
    first, second = (
        "\n".join(line.rstrip(" ") for line in text.split("\n")).strip("\n") or "a" for text in (first, second)
    )
    own = Message("due", "zwei", translator_comments=("von uns",))
    both = with_alternative(with_alternative(own, first), second)
    both = replace(both, translator_comments=(*both.translator_comments, "noch etwas"))

    assert alternatives(both) == tuple(dict.fromkeys((first, second)))
    latest = settled(both, Choice(Side.THEIRS))
    assert latest.translation == alternatives(both)[-1]
    assert alternatives(latest) == alternatives(both)[:-1]
    assert latest.translator_comments[-2:] == ("noch etwas", "earlier translation: zwei")
    assert settled(both, Choice(Side.THEIRS, 0)).translation == first
    assert settled(both, Choice(Side.OURS)) == replace(
        settled(both, Choice(Side.OURS)), translation="zwei", translator_comments=("von uns", "noch etwas")
    )


def test_a_fuzzy_one_stays_fuzzy_and_a_plural_has_its_forms() -> None:
    fuzzy = settled(with_alternative(Message("due", "zwo", fuzzy=True, previous="du"), "zwei"), Choice(Side.THEIRS))
    assert (fuzzy.translation, fuzzy.fuzzy, fuzzy.previous) == ("zwei", True, "du")

    plural = settled(with_alternative(DAYS, "ein Tag\nviele Tage"), Choice(Side.THEIRS))
    assert plural.plural_translations == ("ein Tag", "viele Tage")


def test_what_would_break_the_file_is_refused() -> None:
    with pytest.raises(Problem, match="placeholders"):
        settled(with_alternative(Message("%s", "%s", flags=("python-format",)), "nichts"), Choice(Side.THEIRS))
    with pytest.raises(Problem, match="plural forms"):
        settled(with_alternative(DAYS, "nur eine"), Choice(Side.THEIRS))
    with pytest.raises(Problem, match="no other translation"):
        settled(DAYS, Choice(Side.OURS))


def test_a_catalogue_is_one_wherever_the_project_keeps_its_own(sample: Path) -> None:
    """As an adopted project that keeps a folder of them for each folder of documents."""
    project = Project.load(sample)
    german, path = project.language("de"), sample / "locales/de/LC_MESSAGES/part/one.po"
    path.parent.mkdir()
    path.write_bytes(file(entry_text(with_alternative(Message("due", "zwei"), "zwo"))))

    (conflict,) = conflicts(project, [german])
    (done,) = settle_at(project, Side.THEIRS, [str(path)], [german], LATER)

    assert conflict.path == done.conflict.path == path
    assert catalogue(path.read_bytes()).messages[0].translation == "zwo"


def test_git_merges_two_versions_of_a_catalogue(sample: Path) -> None:
    """Each side changed messages, both the same one, and the incoming one came to have a new message."""
    path = sample / "locales/de/LC_MESSAGES/small.po"

    def git(*words: str) -> str:
        identity = ("-c", "user.name=a", "-c", "user.email=a@example.org")
        return subprocess.run(["git", *identity, *words], cwd=sample, check=True, capture_output=True, text=True).stdout

    def commit(*changes: tuple[str, str]) -> None:
        text = path.read_text(encoding="utf-8")
        for before, after in changes:
            assert before in text
            text = text.replace(before, after)
        path.write_text(text, encoding="utf-8")
        git("add", ".")
        git("commit", "-m", "change")

    git("init", "-b", "ours")
    (sample / ".gitattributes").write_text("locales/*/LC_MESSAGES/*.po merge=po\n", encoding="utf-8")
    git("config", "merge.po.driver", f"{sys.executable} -m pipeline --project {sample} settle --merge %O %A %B %P")
    commit(("Probegruppe", "Probe-Gruppe"))
    git("switch", "-c", "theirs")
    new = 'msgid "Un originale nuovo"\nmsgstr "Zweitens"\n'
    commit(("Probe-Gruppe", "Eine Probegruppe"), ("Erstens", "Zuerst"), ('msgid "Primo"', f'{new}\nmsgid "Primo"'))
    git("switch", "ours")
    commit(("Probe-Gruppe", "Die Probegruppe"), ("Kleines Handbuch", "Das kleine Handbuch"))

    said = git("merge", "theirs")

    merged = {message.original: message for message in catalogue(path.read_bytes()).messages}
    assert merged["Piccolo manuale"].translation == "Das kleine Handbuch"
    assert merged["Primo"].translation == "Zuerst"
    assert merged["Gruppo di prova"].translation == "Die Probegruppe"
    assert alternatives(merged["Gruppo di prova"]) == ("Eine Probegruppe",)
    assert '#~ msgstr "Zweitens"' in path.read_text(encoding="utf-8"), "until the next update"
    assert "locales/de/LC_MESSAGES/small.po:" in said


def test_the_merge_driver_that_the_command_writes_runs_without_a_path(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after the set-up of this repository, in a program with windows: the PATH does not lead to the command."""
    project, git = _clone(tmp_path / "the books")
    monkeypatch.setenv("PATH", os.defpath)

    assert main(["settle", "--install", "--project", str(project)]) == 0
    assert "wrote .gitattributes: locales/*/LC_MESSAGES/*.po merge=po" in capsys.readouterr().out
    assert main(["settle", "--install", "--project", str(project)]) == 0
    assert (project / ".gitattributes").read_text(encoding="utf-8").count("merge=po") == 1
    merged = _merge_two_translators(project, git)

    assert merged.returncode == 0, merged.stderr
    text = (project / "locales/de/LC_MESSAGES/small.po").read_text(encoding="utf-8")
    assert "AAA" in text
    assert "BBB" in text


def test_without_the_program_the_merge_has_markers_and_is_refused_until_it_is_done(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project, git = _clone(tmp_path / "books")
    assert main(["settle", "--install", "--project", str(project)]) == 0
    driver = git("config", "merge.po.driver").stdout.strip()
    git("config", "merge.po.driver", driver.replace(sys.prefix, "/nowhere"))
    merged = _merge_two_translators(project, git)

    assert merged.returncode == 1
    path = project / "locales/de/LC_MESSAGES/small.po"
    assert "<<<<<<<" in path.read_text(encoding="utf-8")
    for command in ("check", "update", "build"):
        capsys.readouterr()
        assert main([command, "--project", str(project)]) == 3
        said = capsys.readouterr().err
        assert "a merge of git is not finished: locales/de/LC_MESSAGES/small.po [unmerged-files]" in said, command
    git("checkout", "--ours", "--", str(path))
    git("add", ".")
    assert main(["check", "--project", str(project)]) == 0


type Git = Callable[..., subprocess.CompletedProcess[str]]


def _clone(project: Path) -> tuple[Path, Git]:
    copy_project(ROOT / "tests/sample", project)
    own = ["-c", "user.name=T", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"]

    def git(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(["git", *own, "-C", str(project), *words], capture_output=True, text=True, check=False)

    for words in (["init", "-b", "main"], ["add", "."], ["commit", "-m", "first"]):
        assert git(*words).returncode == 0
    return project, git


def _merge_two_translators(project: Path, git: Git) -> subprocess.CompletedProcess[str]:
    """Let two translators change one message on branches, and merge them."""
    path = project / "locales/de/LC_MESSAGES/small.po"
    original = path.read_text(encoding="utf-8")
    last = original.rindex('msgstr "') + len('msgstr "')
    assert git("add", ".").returncode == 0
    git("commit", "-m", "attributes")
    for branch, words in (("theirs", "AAA "), ("ours", "BBB ")):
        assert git("checkout", "-b", branch, "main").returncode == 0
        path.write_text(original[:last] + words + original[last:], encoding="utf-8")
        assert git("commit", "-am", branch).returncode == 0
    return git("merge", "theirs")
