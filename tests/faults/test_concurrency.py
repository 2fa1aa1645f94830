# SPDX-License-Identifier: GPL-3.0-or-later
"""Two at the same project at once: commands, editors, readers; and what a machine does meanwhile: clocks, folders, rights."""

import os
import subprocess
import sys
import tempfile
import urllib.request
from itertools import count
from pathlib import Path
from threading import Event, Thread

import pytest

from pipeline.__main__ import main
from pipeline.model.project import Project
from pipeline.publishing import next_site
from pipeline.system import files, folders
from pipeline.system.files import write_whole
from pipeline.system.lock import project_lock
from tests.conftest import ROOT
from tests.preview.conftest import running
from tests.running import wait_until
from tests.serving import shown

DE = "locales/de/LC_MESSAGES/small.po"
NOBODY = 65534
COMMANDS = (
    ["build"],
    ["update"],
    ["release"],
    ["withdraw", "--publication", "small", "--language", "de", "--reason", "x"],
    ["sign", "--publication", "small", "--language", "de", "--name", "N. N."],
    ["kit", "make", "--language", "de"],
    ["kit", "receive", DE],
    ["settle", "--take", "theirs", "--all"],
)


def test_a_folder_in_place_of_the_lock_stops_no_build(tmp_path: Path) -> None:
    (tmp_path / ".lock/inside").mkdir(parents=True)

    with project_lock(tmp_path):
        assert (tmp_path / ".lock").is_file()


def texts(project: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for name in ("source", "locales") for path in (project / name).rglob("*.[prt]*")}


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_of_two_commands_the_second_is_told_who_is_there(
    words: list[str], sample: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(sample)
    before = texts(sample)

    with project_lock(sample / "build"):
        assert main([*words]) == 3

    told = capsys.readouterr().err
    assert "[locked]" in told
    assert f"process {os.getpid()}, since " in told
    assert texts(sample) == before


@pytest.mark.parametrize(
    ("words", "done"),
    [
        (["update"], 'msgid "Un paragrafo."'),
        (["sign", "--publication", "small", "--language", "de", "--name", "N. N."], "N. N."),
        (["kit", "receive", "small.po", "--json"], "Das Zweite"),
    ],
    ids=["update", "sign", "receive"],
)
def test_what_an_editor_saves_meanwhile_is_kept(
    words: list[str], done: str, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(sample)
    catalogue, page = sample / DE, sample / "source/small/second.rst"
    sent = catalogue.read_text(encoding="utf-8").replace('msgstr "Zweitens"', 'msgstr "Das Zweite"')
    (sample / "small.po").write_text(sent, encoding="utf-8")
    with (sample / "source/small/publication.toml").open("a", encoding="utf-8") as described:
        described.write('formats = ["html"]\n')
    if words == ["update"]:
        page.write_text(page.read_text(encoding="utf-8") + "\nUn paragrafo.\n", encoding="utf-8")
    saved = catalogue.read_text(encoding="utf-8").replace("Eine Fußnote.", "Eine lange Fußnote.")
    sync, times = os.fsync, count()

    def save_first(handle: int) -> None:
        """Be the editor: save the catalogue while the command writes its own version of it, once."""
        if ".small.po." in str(Path(f"/proc/self/fd/{handle}").readlink()) and next(times) == 0:
            catalogue.write_text(saved, encoding="utf-8")
        sync(handle)

    monkeypatch.setattr(files.os, "fsync", save_first)

    main(words)

    assert next(times) > 1
    after = catalogue.read_text(encoding="utf-8")
    assert "Eine lange Fußnote." in after
    assert done in after


def test_update_while_a_preview_runs(sample: Path) -> None:
    with running(sample) as desk:
        page = sample / "source/small/second.rst"
        page.write_text(page.read_text(encoding="utf-8") + "\nUn paragrafo.\n", encoding="utf-8")

        update = [sys.executable, "-m", "pipeline", "update", "--project", str(sample)]
        subprocess.run(update, cwd=ROOT, check=True, capture_output=True)

        text = desk.po.read_text(encoding="utf-8")
        assert 'msgid "Un paragrafo."\nmsgstr ""' in text
        desk.po.write_text(
            text.replace('paragrafo."\nmsgstr ""', 'paragrafo."\nmsgstr "Një paragraf."'), encoding="utf-8"
        )

        def is_shown() -> bool:
            with urllib.request.urlopen(f"{desk.address}second.html") as answer:
                return "Një paragraf." in answer.read().decode()

        assert wait_until(is_shown)


def publish_often(project: Project, times: int) -> None:
    """Publish a site of three pages, all of which name its version, again and again."""
    for version in range(1, times + 1):
        aside = next_site.begin(project)
        for name in ("index.html", "it/index.html", "it/small/first.html"):
            write_whole(aside / name, f"version {version} ".encode() * 2000)
        if version % 2:
            write_whole(aside / f"it/only-{version}.html", b"")
        next_site.switch(project)


@pytest.mark.parametrize("exchanges", [True, False], ids=["exchange", "without-links"])
def test_readers_meet_whole_pages_while_the_site_is_published(
    exchanges: bool, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not exchanges:  # a file system that has no hard links copies
        monkeypatch.setattr(folders.os, "link", lambda *_, **__: (_ for _ in ()).throw(OSError(95, "Not supported")))
    project, over = Project.load(sample), Event()
    (sample / "build").mkdir(exist_ok=True)
    publish_often(project, 1)
    wrong: list[object] = []
    seen: set[bytes] = set()

    def read(address: str) -> None:
        while not over.is_set():
            for name in ("", "it/", "it/small/first.html"):
                try:
                    with urllib.request.urlopen(address + name, timeout=30) as answer:
                        body = answer.read()
                except OSError as error:
                    wrong.append((name, error))
                    continue
                version = body[: body.index(b" ", 8) + 1]
                seen.add(version)
                if body != version * 2000:
                    wrong.append((name, body[:100]))

    with shown(project.site) as address:
        readers = [Thread(target=read, args=(address,)) for _ in range(3)]
        for reader in readers:
            reader.start()
        for _ in range(40):  # more often where readers are slow, beside other work
            publish_often(project, 25)
            if len(seen) > 3:
                break
        over.set()
        for reader in readers:
            reader.join()

    assert wrong == []
    assert len(seen) > 3


def test_with_a_clock_that_goes_back_what_was_changed_is_made(fresh_sample: Path) -> None:
    source, page = fresh_sample / "source/small/second.rst", fresh_sample / "build/site/it/small/second.html"
    before = source.stat()
    text = source.read_text(encoding="utf-8").replace("trenta", "trenna")  # as many bytes
    source.write_text(text, encoding="utf-8")
    os.utime(source, (before.st_atime - 1e9, before.st_mtime - 1e9))

    assert main(["--project", str(fresh_sample), "build", "--language", "it", "--format", "html"]) == 0

    assert "trenna" in page.read_text(encoding="utf-8")


def test_a_project_that_is_renamed_meanwhile_is_told_and_goes_on_there(
    fresh_sample: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    source = fresh_sample / "source/small/second.rst"
    source.write_text(source.read_text(encoding="utf-8") + "\nUn paragrafo.\n", encoding="utf-8")
    elsewhere = fresh_sample.with_name("elsewhere")
    begin = next_site.begin

    def rename(project: Project) -> Path:
        folder = begin(project)
        project.root.rename(elsewhere)
        return folder

    words = ["build", "--language", "it", "--format", "html"]
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(next_site, "begin", rename)
        assert main(["--project", str(fresh_sample), *words]) == 3

    told = capsys.readouterr().err
    assert told.count("next:") == 1
    assert main(["--project", str(elsewhere), *words]) == 0
    assert "Un paragrafo." in (elsewhere / "build/site/it/small/second.html").read_text(encoding="utf-8")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be somebody else")
@pytest.mark.parametrize("words", [*COMMANDS, ["new", "language", "fr"]], ids=" ".join)
def test_somebody_without_rights_is_told_so(words: list[str], sample: Path) -> None:
    temporary = Path(tempfile.gettempdir())
    for folder in (sample, *sample.parents):
        if folder.stat().st_uid == os.geteuid() and temporary in folder.parents:
            folder.chmod(0o755)
    before = texts(sample)
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        code = -1
        try:
            os.setgid(NOBODY)
            os.setuid(NOBODY)
            os.chdir(sample)
            sys.stdout = sys.stderr = os.fdopen(write, "w", encoding="utf-8")
            code = main(words)
            sys.stdout.flush()
        finally:
            os._exit(code)  # whatever happens: it must not go on as one more process that runs tests
    os.close(write)
    with os.fdopen(read, encoding="utf-8") as said:
        told = said.read()
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

    assert (code, told.count("next:"), "Traceback" in told) == (3, 1, False), told
    assert texts(sample) == before


def test_what_a_network_file_system_keeps_open_is_not_served(sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that a reader has open, and that is removed, stays there as `.nfs…` until the reader closes it."""
    project = Project.load(sample)
    (sample / "build").mkdir(exist_ok=True)
    publish_often(project, 2)
    former = next_site._next_folder(project)
    for folder in (former, former / "it/gone"):
        folder.mkdir(exist_ok=True)
        (folder / ".nfs0001").write_bytes(b"former words")
    unlink = os.unlink

    def refuse(path: str | bytes | os.PathLike[str], **options: int) -> None:
        if os.fsdecode(path).rpartition("/")[2].startswith(".nfs"):
            raise OSError(16, "Device or resource busy", path)
        unlink(path, **options)

    with monkeypatch.context() as network:
        network.setattr(os, "unlink", refuse)
        network.setattr(folders, "exchange", lambda _first, _second: False)
        publish_often(project, 3)

    assert sorted(path.name for path in project.site.rglob("*") if path.is_file()) == [
        *["first.html", "index.html", "index.html"],
        *["only-1.html", "only-3.html"],
    ]
