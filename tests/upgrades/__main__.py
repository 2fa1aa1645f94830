# SPDX-License-Identifier: GPL-3.0-or-later
"""Freezes a project as this version leaves it, once for each release: python -m tests.upgrades writes tests/upgrades/VERSION.tar.xz.

It is the newest sample, upgraded, with a translation here and there, a new release of each publication, and kits that are out. VERSION.toml,
written beside it, says what `doctor` is to say of it: nothing, until a later version changes that.
"""

import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

from packaging.version import Version

from pipeline import __version__
from tests.conftest import ROOT
from tests.upgrades.names import names
from tests.upgrades.sample import HERE, NAMES, Sample

_DERIVED = (
    "catalogues",
    "doctrees",
    "fonts",
    "kits",
    "pictures",
    "templates",
    "work",
    "site/archive",
    ".site.next",
    ".lock",
)
"""What is large in `build`, and made again."""
_DESCRIPTION = """# SPDX-License-Identifier: GPL-3.0-or-later
# What `doctor` says of the sample, what its editors change thereupon, and the words that translators sent.

doctor = []
changes = []
received = {received}
"""


def main() -> None:
    name = Version(__version__).base_version
    with tempfile.TemporaryDirectory() as folder:
        sample = Sample.unpacked(NAMES[-1], Path(folder))
        sample.change()
        received = _lived_in(sample)
        (sample.folder / "names.json").write_text(json.dumps(names(ROOT), indent=1))
        with tarfile.open(HERE / f"{name}.tar.xz", "w:xz", preset=9) as archive:
            for part in ("books", "sent", "names.json"):
                archive.add(
                    sample.folder / part,
                    part,
                    filter=lambda one: one.replace(uid=0, gid=0, uname="", gname="", deep=False),
                )
    (HERE / f"{name}.toml").write_text(_DESCRIPTION.format(received=json.dumps(received).replace('":', '" =')))


def _lived_in(sample: Sample) -> dict[str, list[str]]:
    """Upgrade a project, release it, and give kits away; return the words with which they come back, by language."""

    def run(*words: str) -> None:
        subprocess.run([sys.executable, "-m", "pipeline", "--project", sample.project, *words], cwd=ROOT, check=True)

    for path in sample.project.glob("source/*/publication.toml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(re.sub(r'^version = "1\.(\d+)"', _next, text, flags=re.MULTILINE), encoding="utf-8")
    for words in (["schema"], ["update"], ["build"], ["release"]):
        run(*words)
    for sent in sample.sent:
        sent.unlink()
    received = {}
    for tag in ("de", "es"):
        run("kit", "make", "--language", tag)
        (kit,) = sample.project.glob(f"build/kits/{tag}-*.zip")
        words = f"{tag}: {Version(__version__).base_version}"
        _fill(kit, sample.folder / "sent" / f"kit-{tag}.zip", words)
        received[tag] = [words]
    large = [*sample.project.glob("build/site/_*"), *sample.project.glob("build/site/*/*.zip")]
    for path in (*(sample.project / "build" / name for name in _DERIVED), *large):
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    return received


def _next(version: re.Match[str]) -> str:
    return f'version = "1.{int(version[1]) + 1}"'


def _fill(kit: Path, to: Path, words: str) -> None:
    """Write the part of a kit that comes back, with its first untranslated message translated."""
    with zipfile.ZipFile(kit) as given, zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as back:
        for name in given.namelist():
            if name.endswith("/kit.json") or "/translate/" in name:
                text = given.read(name).decode()
                if name.endswith("first-steps.po"):
                    text = re.sub(
                        r'^(msgid "[^"].*)\nmsgstr ""\n\n',
                        rf'\1\nmsgstr "{words}"\n\n',
                        text,
                        count=1,
                        flags=re.MULTILINE,
                    )
                back.writestr(name, text)


if __name__ == "__main__":
    main()
