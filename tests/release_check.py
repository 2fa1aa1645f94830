# SPDX-License-Identifier: GPL-3.0-or-later
"""A release of the pipeline, made and compared, and nothing uploaded: python -m tests.release_check [DIR]; DIR is dist/VERSION by default.

The commit that is checked out is built twice, in two folders and two time zones. Where the wheel or the source distribution
differs, the members are named, and the exit code is 1. Else DIR gets both, a bill of materials (CycloneDX), the notes, and SHA256SUMS.
"""

import gzip
import io
import os
import re
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import LicenseExpression
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL
from packaging.version import Version

from pipeline import __version__
from pipeline.system.files import sha256_of
from tests.conftest import ROOT
from tests.lock import packages

NAME = "west-pipeline"
_FILES = "west_pipeline-*"
_MOST_WORDS = 500
"""What fits on one page of A4."""
_ZONES = ("UTC", "Pacific/Auckland")
_MOST_MEMBERS = 8


def main(words: Sequence[str] | None = None) -> int:
    version = Version(__version__).base_version
    parser = ArgumentParser("python -m tests.release_check")
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "dist" / version)
    out: Path = parser.parse_args(words).folder
    moment = int(_git("log", "-1", "--format=%ct"))
    if _git("status", "--porcelain"):
        print("what is not committed is not in it", file=sys.stderr)
    with tempfile.TemporaryDirectory() as aside:
        folders = [Path(aside, "one"), Path(aside, "another/place")]
        for folder, zone in zip(folders, _ZONES, strict=True):
            _check_out(folder, version, moment)
            build(folder, moment, zone)
        if differences := [*differing(*(folder / "dist" for folder in folders))]:
            print("two builds differ:", *differences, sep="\n  ", file=sys.stderr)
            return 1
        out.mkdir(parents=True, exist_ok=True)
        made = sorted((folders[0] / "dist").glob(_FILES))
        files = {path.name: path.read_bytes() for path in made}
    files[f"{NAME}-{version}.cdx.json"] = bill_of_materials(version, moment).encode()
    files["NOTES.md"] = notes(version).encode()
    for name, data in files.items():
        (out / name).write_bytes(data)
    sums = [f"{sha256_of(out / name)}  {name}\n" for name in sorted(files)]
    (out / "SHA256SUMS").write_text("".join(sums))
    print(f"{NAME} {version}: two builds have the same bytes; in {out}:\n{''.join(sums)}", end="")
    return 0


def _git(*words: str) -> str:
    return subprocess.run(["git", *words], cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()


def _check_out(folder: Path, version: str, moment: int) -> None:
    """Write the commit into a folder, with the version that is released."""
    archive = subprocess.run(["git", "archive", "HEAD"], cwd=ROOT, check=True, capture_output=True).stdout
    with tarfile.open(fileobj=io.BytesIO(archive)) as files:
        files.extractall(folder, filter="data")
    path = folder / "pipeline/__init__.py"
    path.write_text(path.read_text(encoding="utf-8").replace(__version__, version), encoding="utf-8")
    os.utime(path, (moment, moment))


def build(folder: Path, moment: int, zone: str) -> None:
    """Build the source distribution of a checkout, and the wheel from it, into its folder `dist`.

    A wheel has the times of the commit, and the modes that the umask gives: it is always the same one.
    """
    uv = [sys.executable, "-m", "uv", "build", "--quiet", "--offline", "--no-build-isolation"]
    settings = {**os.environ, "TZ": zone, "SOURCE_DATE_EPOCH": str(moment)}
    command = [*uv, "--python", sys.executable, "--out-dir", folder / "dist"]
    subprocess.run(command, cwd=folder, env=settings, umask=0o022, check=True)
    (source,) = (folder / "dist").glob("*.tar.gz")
    source.write_bytes(normalized(source.read_bytes(), moment))


def normalized(data: bytes, moment: int) -> bytes:
    """Return a .tar.gz with its members in order and as of one moment: setuptools writes the time and the user of each build."""
    with tarfile.open(fileobj=io.BytesIO(data)) as former:
        members = [(one, file.read() if (file := former.extractfile(one)) else b"") for one in former.getmembers()]
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode="w", format=tarfile.GNU_FORMAT) as files:
        for member, content in sorted(members, key=lambda row: row[0].name):
            mode = 0o755 if member.isdir() or member.mode & 0o100 else 0o644
            same = {"mtime": moment, "mode": mode, "uid": 0, "gid": 0, "uname": "", "gname": ""}
            files.addfile(member.replace(**same, deep=False), io.BytesIO(content))
    return gzip.compress(whole.getvalue(), mtime=moment)


def differing(one: Path, another: Path) -> Iterator[str]:
    """Yield the files that two folders do not have alike, with the members of an archive."""
    names = {path.name for folder in (one, another) for path in folder.glob(_FILES)}
    for name in sorted(names):
        first, second = (_members(folder / name) for folder in (one, another))
        members = sorted(member for member in first.keys() | second.keys() if first.get(member) != second.get(member))
        if members:
            more = f", and {len(members) - _MOST_MEMBERS} more" if len(members) > _MOST_MEMBERS else ""
            yield f"{name}: {', '.join(members[:_MOST_MEMBERS])}{more}"
        elif sha256_of(one / name) != sha256_of(another / name):
            yield f"{name}: the archive itself"


def _members(path: Path) -> dict[str, object]:
    if not path.is_file():
        return {}
    if path.suffix == ".whl":
        with zipfile.ZipFile(path) as wheel:
            return {one.filename: (one.CRC, one.date_time, one.external_attr) for one in wheel.infolist()}
    with tarfile.open(path) as files:
        return {one.name: (one.mtime, one.mode, one.size) for one in files.getmembers()}


def bill_of_materials(version: str, moment: int) -> str:
    """Return the packages of requirements.txt, and which asks for which, as CycloneDX 1.6, which scanners for advisories read."""
    bom = Bom(serial_number=uuid5(NAMESPACE_URL, f"{NAME}-{version}"))
    bom.metadata.timestamp = datetime.fromtimestamp(moment, UTC)
    bom.metadata.component = Component(name=NAME, version=version, type=ComponentType.APPLICATION, bom_ref=NAME)
    components, asked_by = {NAME: bom.metadata.component}, {}
    for package in packages((ROOT / "requirements.txt").read_text(encoding="utf-8")):
        name, locked = package.split()[0].split("==")
        address = PackageURL("pypi", name=name, version=locked)
        components[name] = Component(
            name=name, version=locked, purl=address, bom_ref=str(address), licenses=_licences(name)
        )
        bom.components.add(components[name])
        asked_by[name] = re.findall(r"^    #(?: via|  ) +([a-z0-9-]+)", package, re.MULTILINE)
    for name, others in asked_by.items():
        for other in others:
            bom.register_dependency(components[other], [components[name]])
    return JsonV1Dot6(bom).output_as_string(indent=1) + "\n"


def _licences(name: str) -> list[LicenseExpression]:
    try:
        words = metadata.metadata(name).get("License-Expression")
    except metadata.PackageNotFoundError:  # it is for other systems
        return []
    return [LicenseExpression(words)] if words else []


def notes(version: str) -> str:
    """Return the notes of a release: what CHANGELOG.md says of it, how it is installed and how its files are checked."""
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    said = re.search(
        rf"^## \[(?:Unreleased\]: )?{re.escape(version)}\b.*\n\n((?:- .*\n(?:  .*\n)*)+)", changes, re.MULTILINE
    )
    if said is None:
        raise SystemExit(f"CHANGELOG.md: no section for {version}")
    file = f"{NAME.replace('-', '_')}-{version}"
    text = f"""# {NAME} {version}

{said[1]}
Install it with Python 3.12 or newer, on Debian 13 for instance, or use the container; `west-pipeline doctor` says what a machine lacks:

    pip install {file}-py3-none-any.whl

| File | Holds |
|---|---|
| `{file}-py3-none-any.whl` | the pipeline |
| `{file}.tar.gz` | its sources |
| `{NAME}-{version}.cdx.json` | bill of materials (CycloneDX 1.6): the packages that were tested, and which asks for which |
| `SHA256SUMS` | `sha256sum --check SHA256SUMS` checks the others |

The same commit gives the same bytes: `python -m tests.release_check`.
"""
    if (count := len(text.split())) > _MOST_WORDS:
        raise SystemExit(f"CHANGELOG.md: the notes have {count} words, and a page holds {_MOST_WORDS}")
    return text


if __name__ == "__main__":
    sys.exit(main())
