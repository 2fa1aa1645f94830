# SPDX-License-Identifier: GPL-3.0-or-later
"""The tutorial of the handbook, followed from its first command to its last in an empty folder."""

import re
import shlex
import urllib.request
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from pipeline.__main__ import main
from tests.conftest import ROOT
from tests.running import started

PAGE = (ROOT / "docs/source/editors/tutorial.rst").read_text(encoding="utf-8")
STEP = re.compile(r"^\.\. code-block:: (\w+)\n\n((?:   .*\n|\n)+)|^(Write) “(.*)” and", re.MULTILINE)
MEASURED = re.compile(r"\b[\d.]+(?= (?:s|KB)\b)|(?<=127\.0\.0\.1:)\d+")
"""Seconds, sizes and the number of a port: other machines have others."""
REST = "…"


def test_each_command_of_the_tutorial_prints_what_the_page_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (chapter,) = map(Path, re.findall(r"^Replace the contents of ``(.*)``", PAGE, re.MULTILINE))
    (catalogue,) = map(Path, re.findall(r"A translator opens ``(.*?)``", PAGE))
    unlike: list[str] = []

    for kind, block, written, sentence in STEP.findall(PAGE):
        text = re.sub(r"^   ", "", block, flags=re.MULTILINE).rstrip("\n")
        match kind or written:
            case "console":
                for command, shown in commands(text):
                    printed = run(command, monkeypatch, capsys)
                    if absent := absent_lines(shown, printed):
                        unlike += [f"$ {command}", *absent, "is not in", *printed]
            case "rst" if "===" in text:
                chapter.write_text(f"{text}\n", encoding="utf-8")
            case "rst":
                replace(chapter, r":ref:`.*", text)
            case "po" if "msgid" in text:
                translate(catalogue, text.split("\n\n"))
            case "po":
                replace(catalogue, r'"was aufzuschreiben .*', text)
            case "Write":
                replace(chapter, r"A person [^.]*\.", sentence)

    assert not unlike, "\n".join(unlike)


def commands(block: str) -> Iterator[tuple[str, list[str]]]:
    """Yield each command of a console session with the lines that it shows."""
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, *shown = part.rstrip().splitlines()
        yield command, shown


def run(command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Run a command in the present folder; return the lines that it prints."""
    match shlex.split(command):
        case ["cd", folder]:
            monkeypatch.chdir(folder)
        case ["west-pipeline", "serve"]:
            with started(Path.cwd(), "serve") as server:
                assert server.stdout is not None
                line = server.stdout.readline().rstrip()
                with urllib.request.urlopen(f"{line.split()[0]}en/first-night/index.html") as page:
                    assert b"The first night of a guest" in page.read()
            return [line]
        case ["west-pipeline", *words]:
            main(words)
        case _:
            pytest.fail(f"this test does not know how to run {command}")
    printed = capsys.readouterr()
    return (printed.out + printed.err).splitlines()


def absent_lines(shown: Iterable[str], printed: list[str]) -> list[str]:
    """Return the shown lines that were not printed, or not in their order."""
    rest = iter([MEASURED.sub("#", line).rstrip() for line in printed])
    patterns = [(line, re.escape(MEASURED.sub("#", line)).replace(REST, ".*")) for line in shown]
    return [line for line, pattern in patterns if not any(re.fullmatch(pattern, other) for other in rest)]


def replace(path: Path, pattern: str, text: str) -> None:
    """Replace the one place of a file that matches."""
    changed, number = re.subn(pattern, lambda _: text, path.read_text(encoding="utf-8"))
    assert number == 1, (path, pattern)
    path.write_text(changed, encoding="utf-8")


def translate(catalogue: Path, entries: Iterable[str]) -> None:
    """Fill in translations: each entry is in the catalogue as the page shows it, without its translation."""
    content = catalogue.read_text(encoding="utf-8")
    for entry in entries:
        original, _, _ = entry.partition("\nmsgstr ")
        assert f'{original}\nmsgstr ""\n' in content
        content = content.replace(f'{original}\nmsgstr ""\n', f"{entry}\n")
    catalogue.write_text(content, encoding="utf-8")
