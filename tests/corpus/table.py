# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of the corpus, docs/campaigns/corpus.md, from the figures in docs/campaigns/corpus.json."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING

from tests.conftest import ROOT

if TYPE_CHECKING:
    from tests.corpus.building import Entry

FIGURES = ROOT / "docs/campaigns/corpus.json"
TABLE = ROOT / "docs/campaigns/corpus.md"
_MOST = 4
"""Number of causes of warnings that a row names."""
_LENGTH = 50
"""Length to which a cause is cut that is a sentence of an extension."""


@dataclass(frozen=True, slots=True)
class Row:
    """What came of a project; `reason` is why nothing did. CPU is in seconds of user and system; None: stock Sphinx cannot."""

    built: str = ""
    documents: int = 0
    languages: tuple[str, ...] = ()
    made: Mapping[str, int] = field(default_factory=dict)
    pages: int = 0
    warnings: Mapping[str, int] = field(default_factory=dict)
    cpu_html: float = 0.0
    cpu_stock: float | None = None
    cpu_all: float = 0.0
    cpu_again: float = 0.0
    verapdf: Mapping[str, int] = field(default_factory=dict)
    pdfs: int = 0
    memory: int = 0
    epubs: int = 0
    epub_faults: tuple[str, ...] = ()
    failures: tuple[str, ...] = ()
    reason: str = ""


def read_rows(path: Path = FIGURES) -> dict[str, Row]:
    """Return the rows that are known, by project."""
    if not path.is_file():
        return {}
    rows = json.loads(path.read_text(encoding="utf-8"))
    lists = ("languages", "failures", "epub_faults")
    return {name: Row(**{**row, **{key: tuple(row.get(key, ())) for key in lists}}) for name, row in rows.items()}


def write_table(projects: "Iterable[Entry]", rows: Mapping[str, Row]) -> None:
    """Write the figures, and the table."""
    data = {name: asdict(row) for name, row in sorted(rows.items())}
    FIGURES.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    TABLE.write_text(table(projects, rows), encoding="utf-8")


def table(projects: "Iterable[Entry]", rows: Mapping[str, Row]) -> str:
    """Return docs/campaigns/corpus.md."""
    lines = [_HEAD]
    notes = []
    for entry in projects:
        name = f"[{entry.name}](https://github.com/{entry.name}/tree/{entry.commit}) {entry.commit[:7]}"
        row = rows.get(entry.name)
        failures = () if row is None else (row.reason,) if row.reason else row.failures
        notes += [f"- {entry.name}: {text}" for text in (*failures, entry.note) if text]
        if row is None:
            lines.append(
                f"| {name} | {'in reserve' if entry.reserve else 'not built yet'} | {' '.join(entry.languages)} |||||||||"
            )
            continue
        lines.append(_line(f"{name}{' (reserve)' if entry.reserve else ''}", row))
    return "\n".join(
        [*lines, *(["", "What was not made, or not as it should be, and why:", "", *notes] if notes else []), ""]
    )


def _line(name: str, row: Row) -> str:
    if row.reason:
        return f"| {name} | not built: see below | | | | | | | | | | |"
    stock = f"{row.cpu_stock:.1f} ({row.cpu_html / row.cpu_stock:.1f} ×)" if row.cpu_stock else "–"
    causes = [f"{count} {shorten(cause, _LENGTH, placeholder=' …')}" for cause, count in row.warnings.items()]
    more = f", {len(causes) - _MOST} other causes" if len(causes) > _MOST else ""
    total = sum(row.warnings.values())
    broken = ", ".join(f"{rule} ({count})" for rule, count in row.verapdf.items())
    cells = [
        name,
        f"{row.documents}",
        " ".join(row.languages),
        "/".join(f"{row.made[name]}" for name in ("html", "pdf", "epub")),
        f"{row.pages}",
        f"{total}: {', '.join(causes[:_MOST])}{more}" if total else "none",
        f"{row.cpu_html:.1f}" if row.cpu_html else "–",
        stock,
        f"{row.cpu_all:.1f}; {row.cpu_again:.1f}" if row.cpu_again else f"{row.cpu_all:.1f}",
        broken or (f"{row.pdfs} pass" if row.pdfs else "no PDF"),
        f"{len(row.epub_faults)} faults" if row.epub_faults else f"{row.epubs} pass" if row.epubs else "–",
        f"{row.memory / 1e6:.0f} MB" if row.memory else "–",
    ]
    return f"| {' | '.join(cell.replace('|', '∣') for cell in cells)} |"


_HEAD = """\
<!-- SPDX-License-Identifier: GPL-3.0-or-later -->
# Public projects, adopted and built

`python -m tests.corpus --mirror DIR` writes this page: it takes each project of `tests/corpus/projects.toml` at its commit from DIR, adopts it in a
folder of its own, and builds it from nothing. Eight are in reserve: nothing was tuned to them until the others were done; `--reserve` builds them too.

HTML/PDF/EPUB: editions made in each format, of one for each language. Pages are those of all PDFs. A warning counts once for all
languages. CPU is user and system, in seconds: of our HTML in all languages; of plain `sphinx-build` for the same (and how many times
as much ours is); of all formats, and of a build after it with nothing to do. veraPDF: PDF/UA-1 and PDF/A-2a, the rules that files
break, or how many files pass both. Memory is the most that a process of an edition had.

| Project | Documents | Languages | HTML/PDF/EPUB | Pages | Warnings | HTML | Stock | All; again | veraPDF | epubcheck | Memory |
|---|--:|---|--:|--:|---|--:|--:|--:|---|---|--:|"""
