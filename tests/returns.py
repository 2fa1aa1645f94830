# SPDX-License-Identifier: GPL-3.0-or-later
"""Sends a kit back in random ways: python -m tests.returns --number 300 --seed 1. No sentence may be lost.

Each return combines what translators, their programs and mail do to a kit, and what happens meanwhile in the project. Whatever comes
back, each sentence is then in the catalogue, in a comment, in the memory or in the answer; or its file was refused, by name. Exit code
1 where a sentence is nowhere.
"""

import re
import shutil
import sys
import tempfile
import zipfile
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import replace
from io import StringIO
from pathlib import Path
from random import Random
from unittest.mock import patch

from pipeline.__main__ import main as west_pipeline
from pipeline.catalogue.reading import lines_of
from pipeline.catalogue.writing import new_entry, rewritten
from pipeline.commands.kits.archive import pack
from pipeline.model.message import Message
from pipeline.model.publication import Language
from tests.conftest import ROOT, copy_project

SQ = Path("locales/sq/LC_MESSAGES/small.po")
_ALBANIAN = Language("sq", "Shqip")
_PO = "translate/small.po"
_SENTENCE = re.compile(r"\bzq\d+x\b")
"""A word that marks a sentence, so that it is found again however its line is wrapped."""

type Change = Callable[[Random, Message, str], Message]


def _as_translated(_: Random, message: Message, words: str) -> Message:
    return replace(message, translation=words, fuzzy=False)


def _with_its_markup(_: Random, message: Message, words: str) -> Message:
    return replace(message, translation=f"{words} {message.original}", fuzzy=False)


def _as_fuzzy(_: Random, message: Message, words: str) -> Message:
    return replace(message, translation=words, fuzzy=True)


def _as_obsolete(_: Random, message: Message, words: str) -> Message:
    return replace(message, translation=words, obsolete=True)


def _with_other_blanks(random: Random, message: Message, words: str) -> Message:
    original = random.choice([f"{message.original} ", f" {message.original}", message.original.replace(" ", "  ", 1)])
    return replace(message, original=original, translation=words)


def _with_another_original(_: Random, message: Message, words: str) -> Message:
    return replace(message, original=f"{message.original} E poi?", translation=words)


def _with_a_comment(_: Random, message: Message, words: str) -> Message:
    return replace(message, translator_comments=(*message.translator_comments, words))


def _with_a_context(_: Random, message: Message, words: str) -> Message:
    return replace(message, context="titull", translation=words)


def _with_a_line_more(_: Random, message: Message, words: str) -> Message:
    return replace(message, translation=f"{words}\n")


def _emptied(_: Random, message: Message, _words: str) -> Message:
    return replace(message, translation="")


CHANGES: tuple[Change, ...] = (
    _as_translated,
    _as_translated,
    _with_its_markup,
    _as_fuzzy,
    _as_obsolete,
    _with_other_blanks,
    _with_another_original,
    _with_a_comment,
    _with_a_context,
    _with_a_line_more,
    _emptied,
)

WRITINGS: dict[str, Callable[[bytes], bytes]] = {
    "as it is": lambda data: data,
    "with CRLF": lambda data: data.replace(b"\n", b"\r\n"),
    "with a BOM": lambda data: b"\xef\xbb\xbf" + data,
    "in UTF-16": lambda data: data.decode().encode("utf-16"),
    "without places": lambda data: re.sub(rb"^#: .*\n", b"", data, flags=re.MULTILINE),
    "without a header": lambda data: data[data.index(b"\n\n") + 2 :],
    "without marks of the kit": lambda data: re.sub(rb'^"X-[A-Za-z-]+: .*\n', b"", data, flags=re.MULTILINE),
    "without earlier originals": lambda data: re.sub(rb"^#\| .*\n", b"", data, flags=re.MULTILINE),
    "cut off": lambda data: data[: len(data) * 3 // 4],
}
PACKINGS: tuple[str, ...] = ("zip", "flat zip", "zip without kit.json", "folder", "po", "renamed po")
MEANWHILE: tuple[str, ...] = ("nothing", "nothing", "original changed", "chapter gone", "translated", "all of it")


def returned(project: Path, random: Random) -> tuple[str, list[str]]:
    """Send a kit back to a project in a random way; return the way, and the sentences that are lost."""
    _quietly("kit", "make", "--language", "sq", "--project", str(project))
    (kit,) = (project / "build/kits").glob("sq-2*.zip")
    with zipfile.ZipFile(kit) as archive:
        files = {name.removeprefix("kit-sq/"): archive.read(name) for name in archive.namelist()}
    numbers = iter(range(10_000))
    data = _changed(files[_PO], random, numbers)
    meanwhile, writing, packing = random.choice(MEANWHILE), random.choice([*WRITINGS]), random.choice(PACKINGS)
    way = f"{meanwhile} meanwhile; {writing}; {packing}"
    _let_happen(project, meanwhile, random, numbers)
    files[_PO] = WRITINGS[writing](data)
    sent = _written(project, files, packing)
    sentences = _sentences(files[_PO]) | _sentences((project / SQ).read_bytes())
    said = ""
    for _ in range(random.choice([1, 1, 2])):
        said += _quietly("kit", "receive", str(sent), "--project", str(project))
    if random.random() < 0.3:
        said += _quietly("update", "--project", str(project))
    if re.search(
        r"small[^\n]*\.po[^\n]*\[(broken-catalogue|unknown-catalogue|unknown-language|not-ours)\]|\[(not-ours|broken-kit)\]",
        said,
    ):
        sentences = _sentences((project / SQ).read_bytes())  # the file was refused by name: the translator has it
        way += "; refused"
    kept = set[str]()
    for path in (project / "locales/sq").rglob("*.po"):
        kept |= _sentences(path.read_bytes())
    for answer in (project / "build/kits").glob("sq-answer-*.zip"):
        with zipfile.ZipFile(answer) as archive:
            kept |= {found for name in archive.namelist() for found in _sentences(archive.read(name))}
    return way, sorted(sentences - kept)


def _changed(data: bytes, random: Random, numbers: Iterator[int]) -> bytes:
    lines = lines_of(Path(_PO), data, _ALBANIAN)
    entries = list(lines.entries)
    for number, entry in enumerate(entries):
        if number != lines.head and random.random() < 0.6:
            words = f"Fjali zq{next(numbers)}x."
            entries[number] = new_entry(random.choice(CHANGES)(random, entry.message, words))
    return rewritten(lines, entries)


def _let_happen(project: Path, what: str, random: Random, numbers: Iterator[int]) -> None:
    first = project / "source/small/first.rst"
    if what in ("original changed", "all of it"):
        text = first.read_text(encoding="utf-8")
        first.write_text(text.replace("chiede aiuto", "domanda aiuto"), encoding="utf-8")
    if what in ("chapter gone", "all of it"):
        index = project / "source/small/index.rst"
        index.write_text(re.sub(r"^ +second\n", "", index.read_text(encoding="utf-8"), flags=re.MULTILINE), "utf-8")
        (project / "source/small/second.rst").unlink(missing_ok=True)
    if what in ("translated", "all of it"):
        path = project / SQ
        lines = lines_of(path, path.read_bytes(), _ALBANIAN)
        entries = [
            new_entry(replace(entry.message, translation=f"E jona zq{next(numbers)}x.", fuzzy=False))
            if number != lines.head and random.random() < 0.5
            else entry
            for number, entry in enumerate(lines.entries)
        ]
        path.write_bytes(rewritten(lines, entries))
    if what != "nothing" and random.random() < 0.5:
        _quietly("update", "--project", str(project))


def _written(project: Path, files: dict[str, bytes], packing: str) -> Path:
    folder = Path(tempfile.mkdtemp(dir=project))
    if packing in ("po", "renamed po"):
        path = folder / ("small.po" if packing == "po" else "small (1).po")
        path.write_bytes(files[_PO])
        return path
    if packing == "folder":
        for name, data in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)
        return folder
    if packing == "zip without kit.json":
        files = {name: data for name, data in files.items() if name != "kit.json"}
    names = {name: Path(name).name if packing == "flat zip" else f"kit-sq/{name}" for name in files}
    (folder / "back.zip").write_bytes(pack({names[name]: data for name, data in files.items()}))
    return folder / "back.zip"


def _sentences(data: bytes) -> set[str]:
    return set(
        _SENTENCE.findall(data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8", "replace"))
    )


def _quietly(*words: str) -> str:
    said = StringIO()
    # The editions play no part in what is kept.
    with redirect_stdout(said), redirect_stderr(said), patch("pipeline.commands.kits.receiving.build", return_value=()):
        code = west_pipeline(words)
    assert code in (0, 1, 3), said.getvalue()
    assert "Traceback" not in said.getvalue(), said.getvalue()
    return said.getvalue()


def sample(folder: Path) -> Path:
    """Return the sample project, with its catalogues up to date."""
    project = copy_project(ROOT / "tests/sample", folder)
    with (project / "source/small/publication.toml").open("a", encoding="utf-8") as described:
        described.write('formats = ["html"]\n')
    _quietly("update", "--project", str(project))
    text = (project / SQ).read_text(encoding="utf-8")
    (project / SQ).write_text(
        text.replace("Rrjeti i shërbimeve përgjigjet brenda tridhjetë ditëve.", ""), encoding="utf-8"
    )
    return project


def main(words: list[str]) -> int:
    asked = ArgumentParser(prog="python -m tests.returns", description=__doc__)
    asked.add_argument("--number", type=int, default=300, help="how many returns")
    asked.add_argument("--seed", type=int, default=1, help="the first seed")
    options = asked.parse_args(words)
    failures = refused = 0
    with tempfile.TemporaryDirectory() as folder:
        project = sample(Path(folder, "sample"))
        for seed in range(options.seed, options.seed + options.number):
            copy = Path(shutil.copytree(project, Path(folder, "copy")))
            way, lost = returned(copy, Random(seed))
            shutil.rmtree(copy)
            refused += way.endswith("refused")
            if lost:
                failures += 1
                print(f"seed {seed}: {way}: lost {', '.join(lost)}", flush=True)
    print(f"{options.number} returns, {refused} refused, {failures} with lost sentences")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
