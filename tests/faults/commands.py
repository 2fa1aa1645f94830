# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands on which faults are tried, each on a small project in the state in which somebody would give it."""

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import ROOT, copy_project
from tests.faults.injection import Bench

_OF_GERMAN = ("--publication", "small", "--language", "de")
_OF_ITALIAN = ("--publication", "small", "--language", "it")
_REASON = "Il numero a pagina 3 non risponde più."


def _nothing(_place: Path) -> None:
    """Leave the project as it is."""


def _add_paragraph(place: Path) -> None:
    page = place / "project/source/small/second.rst"
    page.write_text(page.read_text(encoding="utf-8") + "\nUn paragrafo.\n", encoding="utf-8")


def _change_messages(place: Path) -> None:
    _add_paragraph(place)
    page = place / "project/source/small/first.rst"
    text = (
        page.read_text(encoding="utf-8")
        .replace("chiede aiuto", "chiede un aiuto")
        .replace("Nota a piè", "Una nota a piè")
    )
    page.write_text(text, encoding="utf-8")


def _send_work(place: Path) -> None:
    text = (place / "project/locales/de/LC_MESSAGES/small.po").read_text(encoding="utf-8")
    text = text.replace("bittet um Hilfe", "sucht Hilfe").replace('msgstr "Zweitens"', 'msgstr "Das Zweite"')
    (place / "small.po").write_text(text, encoding="utf-8")


def _sphinx_project(place: Path) -> None:
    shutil.rmtree(place / "project")
    (place / "project/docs").mkdir(parents=True)
    (place / "project/docs/conf.py").write_text('project = "Notes"\nlanguage = "it"\n', encoding="utf-8")
    (place / "project/docs/index.rst").write_text("Note\n====\n\nUna parola.\n", encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Command:
    """A command: its words, the languages of its project, the commands that come first, and what is changed after them."""

    name: str
    words: tuple[str, ...]
    languages: tuple[str, ...] = ("it", "de")
    first: tuple[tuple[str, ...], ...] = (("build",),)
    change: Callable[[Path], None] = _nothing


_WITHDRAW = ("withdraw", "--reason", _REASON)
_BUILD, _RELEASE = ("build",), ("release",)
COMMANDS = (
    Command("new project", ("new", "project", "other"), first=()),
    Command("new publication", ("new", "publication", "leaflet"), first=()),
    Command("new language", ("new", "language", "fr"), first=()),
    Command("adopt", ("adopt", "project"), first=(), change=_sphinx_project),
    Command("sign", ("sign", *_OF_GERMAN, "--name", "N. N."), first=()),
    Command("update", ("update",), first=(), change=_change_messages),
    Command("kit make", ("kit", "make", "--language", "de"), first=()),
    Command("release", ("release",), ("it",)),
    Command("withdraw", (*_WITHDRAW, *_OF_ITALIAN), ("it",), (_BUILD, _RELEASE)),
    Command(
        "withdraw --undo", ("withdraw", "--undo", *_OF_ITALIAN), ("it",), (_BUILD, _RELEASE, (*_WITHDRAW, *_OF_ITALIAN))
    ),
    Command("kit receive", ("kit", "receive", "small.po"), change=_send_work),
    Command("build", ("build",), first=(_BUILD, _RELEASE), change=_add_paragraph),
    Command("build with a store", ("build", "--store", "cache/store"), first=(_BUILD, _RELEASE), change=_add_paragraph),
    Command("build from nothing", ("build",), first=()),
    Command("release of two", ("release",)),
    Command("withdraw one of two", (*_WITHDRAW, *_OF_GERMAN), first=(_BUILD, _RELEASE)),
)


def sample_in(languages: tuple[str, ...], place: Path) -> None:
    """Write the sample in these languages, as HTML alone, into the folder `project` of a place."""
    project = copy_project(ROOT / "tests/sample", place / "project")
    (place / "cache").mkdir()
    described = project / "source/project.toml"
    lines = described.read_text(encoding="utf-8").splitlines(keepends=True)
    others = tuple(f"{tag} = " for tag in ("de", "sq") if tag not in languages)
    described.write_text("".join(line for line in lines if not line.startswith(others)), encoding="utf-8")
    for tag in {"de", "sq"} - {*languages}:
        shutil.rmtree(project / "locales" / tag)
    with (project / "source/small/publication.toml").open("a", encoding="utf-8") as file:
        file.write('formats = ["html"]\n')


def copy(place: Path, target: Path) -> Path:
    """Copy a place; files with several names stay so."""
    subprocess.run(["cp", "-a", place, target], check=True)
    return target


class Places:
    """The states in which commands begin, in folders below `folder`, each made once."""

    def __init__(self, bench: Bench, folder: Path) -> None:
        self._bench, self._folder = bench, folder
        self._made: dict[object, Path] = {}

    def of(self, command: Command) -> Path:
        """Return the place in which a command begins; not to be changed."""
        place = copy(self._after(command.languages, command.first), self._new())
        command.change(place)
        return place

    def _after(self, languages: tuple[str, ...], commands: tuple[tuple[str, ...], ...]) -> Path:
        if (made := self._made.get((languages, commands))) is not None:
            return made
        if commands:
            place = copy(self._after(languages, commands[:-1]), self._new())
            ran = self._bench.run(place, commands[-1])
            assert ran.code == 0, ran.output
        else:
            place = self._new()
            place.mkdir()
            sample_in(languages, place)
        self._made[languages, commands] = place
        return place

    def _new(self) -> Path:
        return self._folder / f"place-{len(list(self._folder.iterdir()))}"
