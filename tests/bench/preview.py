# SPDX-License-Identifier: GPL-3.0-or-later
"""What the warm preview takes to show one edited message of a large book.

python -m tests.bench.preview PROJECT    PROJECT is made by `tests.bench.books`; prints seconds of CPU, then seconds on the wall.
"""

import json
import statistics
import sys
import time
import urllib.request
from pathlib import Path
from queue import SimpleQueue
from threading import Thread

from pipeline.commands.preview.session import Preview, Renewed
from tests.bench.books import SLUG

LANGUAGE = "de"
RUNS = 5
_IDLE = 0.3
"""Seconds of CPU in a second, below which the preview is only looking whether files have changed."""


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
        name = f"chapter-{number:03}"
        before = f"Siehe :ref:`chapter-{number + 1}`, {number * 7}-{number}."
        after = before.replace("Siehe", "Siehe auch")
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
    """The median CPU time, and the median time on the wall, of a few edits in different chapters."""
    with Preview(project, SLUG, LANGUAGE, 0) as preview:
        reader = _Reader(preview, project)
        found = [reader.edit(number) for number in range(3, 3 + RUNS)]
        preview.close()
    return statistics.median(cpu for cpu, _ in found), statistics.median(wall for _, wall in found)


if __name__ == "__main__":
    print(*measure(Path(sys.argv[1])))
