# SPDX-License-Identifier: GPL-3.0-or-later
"""A publication of 60,000 words for the bench; as a program, what the warm preview takes to show one edited message of it.

python -m tests.bench_preview PROJECT    PROJECT is made by `write`; prints seconds of CPU, then seconds on the wall.
"""

import json
import re
import shutil
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from queue import SimpleQueue
from threading import Thread

from pipeline.catalogue.reading import read
from pipeline.commands.preview.session import Preview, Renewed
from pipeline.model.message import State
from pipeline.model.publication import Language
from tests.conftest import ROOT, copy_project

SLUG, LANGUAGE = "large", "de"
WORDS = 60_000
DOCUMENTS = 30
RUNS = 5
TAUGHT = "usual-procedures"
"""The publication whose sentences the large one says again and again."""

_PLAIN = re.compile(r"[^*`_|\[\]\\:]{40,}\.")
_STEP = 7
_IDLE = 0.3
"""Seconds of CPU in a second, below which the preview is only looking whether files have changed."""

type Pair = tuple[str, str]


def write(project: Path) -> Path:
    """A project with a publication of that many words alone, translated whole; paragraphs differ by their numbers."""
    copy_project(ROOT, project)
    head, pairs = _taught(project)
    for folder in [one.parent for one in (project / "source").glob("*/publication.toml")]:
        shutil.rmtree(folder)
    for catalogue in (project / "locales").glob(f"*/LC_MESSAGES/{TAUGHT}.po"):
        catalogue.unlink()
    source = project / "source" / SLUG
    source.mkdir()
    told = 'title = "Libro grande"\nkind = "manual"\noriginal = "it"\nversion = "1.0"\ndate = 2026-11-25\n'
    (source / "publication.toml").write_text(f'{told}authors = ["Redazione"]\nlicense = "CC-BY-SA-4.0"\n')
    names = [f"chapter-{number:02}" for number in range(DOCUMENTS)]
    toctree = "\n".join(["Libro grande", "============", "", ".. toctree::", "", *(f"   {name}" for name in names)])
    (source / "index.rst").write_text(f"{toctree}\n", encoding="utf-8")
    entries = {"Libro grande": "Großes Buch", "Redazione": "Redaktion"}
    for number, name in enumerate(names):
        blocks = list(_chapter(number, pairs))
        entries |= dict(blocks)
        (source / f"{name}.rst").write_text("\n\n".join(_marked(number, blocks)) + "\n", encoding="utf-8")
    rows = [head.replace(TAUGHT, SLUG), *(f'msgid "{one}"\nmsgstr "{other}"' for one, other in entries.items())]
    (project / f"locales/{LANGUAGE}/LC_MESSAGES/{SLUG}.po").write_text("\n\n".join(rows) + "\n", encoding="utf-8")
    return project


def _taught(project: Path) -> tuple[str, list[Pair]]:
    """The header of the catalogue, and the sentences that need no quoting."""
    path = project / f"locales/{LANGUAGE}/LC_MESSAGES/{TAUGHT}.po"
    head = path.read_text(encoding="utf-8").partition("\n\n")[0]
    found = read(path, Language(LANGUAGE, "Deutsch")).messages
    pairs = [(one.original, one.translation) for one in found if one.state is State.TRANSLATED and not one.flags]
    return head, [pair for pair in pairs if all(_PLAIN.fullmatch(text) and '"' not in text for text in pair)]


def _chapter(number: int, pairs: list[Pair]) -> Iterator[Pair]:
    """The title, then headings with five paragraphs behind each; the last word of a paragraph leads to the next chapter."""
    yield f"Capitolo {number}", f"Kapitel {number}"
    words, at = 0, number * _STEP
    for section in range(1_000):
        if words > WORDS / DOCUMENTS:
            return
        yield f"Parte {number}.{section}", f"Teil {number}.{section}"
        for sentences in (1, 2, 1, 1, 2):
            taken = [pairs[(at + step) % len(pairs)] for step in range(sentences)]
            link = _link(number, at)
            at += 3
            yield (
                f"{' '.join(one for one, _ in taken)} Vedi {link}",
                f"{' '.join(one for _, one in taken)} Siehe {link}",
            )
            words += sum(len(one.split()) for one, _ in taken) + 3


def _link(number: int, at: int) -> str:
    """What ends a paragraph, and tells it from all others."""
    return f":ref:`chapter-{(number + 1) % DOCUMENTS}`, {at}-{number}."


def _marked(number: int, blocks: list[Pair]) -> Iterator[str]:
    yield f".. _chapter-{number}:"
    for one, _ in blocks:
        line = {"Capitolo": "=", "Parte": "-"}.get(one.split()[0]) if len(one) < 30 else None
        yield f"{one}\n{line * len(one)}" if line else one


class _Reader:
    """Saves one edit after the other and asks, as a browser does, until the page has it."""

    def __init__(self, preview: Preview, project: Path) -> None:
        self.preview = preview
        self.events: SimpleQueue[Renewed] = SimpleQueue()
        self.po = project / f"locales/{LANGUAGE}/LC_MESSAGES/{SLUG}.po"
        Thread(target=self._run, daemon=True).start()
        assert not self.events.get().troubles
        self._rest()

    def _run(self) -> None:
        for event in self.preview.run():
            self.events.put(event)

    def _rest(self) -> None:
        """Wait until all has been proofread."""
        spent = 1.0
        while spent > _IDLE:
            before = time.process_time()
            time.sleep(1)
            spent = time.process_time() - before

    def edit(self, number: int) -> tuple[float, float]:
        """Seconds of CPU and on the wall from saving a translation to having its page and what is known of it."""
        name = f"chapter-{number:02}"
        before = f"Siehe {_link(number, number * _STEP)}"
        after = f"Siehe auch {_link(number, number * _STEP)}"
        text = self.po.read_text(encoding="utf-8").replace(before, after)
        cpu, wall = time.process_time(), time.monotonic()
        self.po.write_text(text, encoding="utf-8")
        event = self.events.get()
        page = self._get(f"{name}.html")
        known = json.loads(self._get(f"_preview/page.json?document={name}"))
        spent = time.process_time() - cpu, time.monotonic() - wall
        assert not event.troubles, event
        assert "Siehe auch <" in page
        assert any(after in one["translation"] for one in known["paragraphs"].values())
        self._rest()
        return spent

    def _get(self, path: str) -> str:
        with urllib.request.urlopen(self.preview.address + path, timeout=60) as answer:
            return str(answer.read().decode())


def measure(project: Path) -> tuple[float, float]:
    """The least CPU time, and the least time on the wall, of a few edits in different chapters."""
    with Preview(project, SLUG, LANGUAGE, 0) as preview:
        reader = _Reader(preview, project)
        found = [reader.edit(number) for number in range(3, 3 + RUNS)]
        preview.close()
    return min(cpu for cpu, _ in found), min(wall for _, wall in found)


if __name__ == "__main__":
    print(*measure(Path(sys.argv[1])))
