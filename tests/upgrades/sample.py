# SPDX-License-Identifier: GPL-3.0-or-later
"""A project as an earlier version left it: a file NAME.tar.xz, and NAME.toml, which says what its editors change."""

import json
import tarfile
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from packaging.version import Version

HERE = Path(__file__).parent
UNRELEASED = "538ad24b"
"""A commit before the first release."""
NAMES = sorted(
    (path.name.removesuffix(".tar.xz") for path in HERE.glob("*.tar.xz")),
    key=lambda name: Version("0" if name == UNRELEASED else name),
)
"""The samples, the newest last."""


@dataclass(frozen=True)
class Sample:
    """A sample unpacked in a folder: the project `books`, what translators have `sent`, and the names of its version."""

    name: str
    folder: Path

    @classmethod
    def unpacked(cls, name: str, folder: Path) -> "Sample":
        with tarfile.open(HERE / f"{name}.tar.xz") as archive:
            archive.extractall(folder, filter="data")
        return cls(name, folder)

    @property
    def project(self) -> Path:
        return self.folder / "books"

    @property
    def sent(self) -> list[Path]:
        """The work that translators had at home when the project was upgraded."""
        return sorted((self.folder / "sent").iterdir())

    @cached_property
    def names(self) -> Mapping[str, list[str]]:
        """The names of its version, by kind (names.py)."""
        return json.loads((self.folder / "names.json").read_bytes())

    @cached_property
    def description(self) -> Mapping[str, object]:
        return tomllib.loads((HERE / f"{self.name}.toml").read_text(encoding="utf-8"))

    def change(self, *, but: str = "\0") -> None:
        """Change what `doctor` names, as an editor does, in all files `but` this one."""
        for change in self.description["changes"]:
            path = self.project / change["file"]
            text = path.read_text(encoding="utf-8")
            assert text.count(change["before"]) == 1, change
            if change["file"] != but:
                path.write_text(text.replace(change["before"], change["after"]), encoding="utf-8")
