# SPDX-License-Identifier: GPL-3.0-or-later
"""The originals of a small project as their author has them: what the files must say."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.conftest import ROOT

_PROJECT = """title = "Bücher"
publisher = "Gruppe"
original = "it"
publish_at = 0
[languages]
it = "Italiano"
de = "Deutsch"
"""
_PUBLICATION = """title = "Piccolo manuale"
kind = "manual"
original = "it"
version = "{version}"
date = 2026-11-25
authors = ["Gruppo"]
translate_authors = true
license = "CC-BY-SA-4.0"
formats = ["html"]
"""


@dataclass
class Book:
    """A publication, `book`: the paragraphs of each document, and its version."""

    version: int = 1
    documents: dict[str, list[str]] = field(
        default_factory=lambda: {"first": ["Una persona arriva."], "second": ["La rete risponde.", "Il tempo passa."]}
    )

    def texts(self, document: int) -> list[str]:
        return self.documents[sorted(self.documents)[document % len(self.documents)]]

    def pages(self) -> Mapping[str, str]:
        """Return the text of each file below the project's folder."""
        names = "".join(f"   {name}\n" for name in self.documents)
        pages = {
            f"source/book/{name}.rst": f"{name}\n{'=' * 9}\n" + "".join(f"\n{text}\n" for text in texts)
            for name, texts in self.documents.items()
        }
        return pages | {"source/book/index.rst": f"Piccolo manuale\n===============\n\n.. toctree::\n\n{names}"}

    def begin(self, root: Path) -> None:
        (root / "source/book").mkdir(parents=True)
        shutil.copy(ROOT / "source/conf.py", root / "source")
        (root / "source/project.toml").write_text(_PROJECT, encoding="utf-8")
        self.write(root)

    def write(self, root: Path) -> None:
        described = root / "source/book/publication.toml"
        described.write_text(_PUBLICATION.format(version=self.version), encoding="utf-8")
        for path, text in self.pages().items():
            (root / path).write_text(text, encoding="utf-8")
