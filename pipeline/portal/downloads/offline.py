# SPDX-License-Identifier: GPL-3.0-or-later
"""All editions in a language as one ZIP, to be read without a network: the same pages, without the links that lead out of it."""

import hashlib
import io
import re
import unicodedata
import zipfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path, PurePosixPath

from pipeline.model.project import Project
from pipeline.model.publication import Language
from pipeline.portal.downloads.sums import SumOf
from pipeline.portal.versions.relink import relink
from pipeline.system.files import write_if_changed, write_whole

_PACKED_ALREADY = {".pdf", ".epub", ".woff2", ".png", ".jpg", ".zip"}
_COVERS = "_covers"


def offline_name(title: str, language: Language) -> str:
    """Return the file's name: the project's title in that language as an address writes it, and the language."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return f"{'-'.join(re.findall('[a-z0-9]+', plain)) or 'publications'}-{language.tag}.zip"


def place_offline(
    project: Project,
    language: Language,
    title: str,
    site: Path,
    pages: Mapping[str, bytes],
    day: date | None,
    sum_of: SumOf,
) -> Path | None:
    """Write the ZIP of a language into its folder of the site, unless it is there with the same contents; return its place.

    `title` is the project's in that language. `pages` are the pages of the portal in it, by their path below
    the site. `day` is the latest date of its editions, None where there is none: then there is no ZIP. The same contents
    give the same bytes.
    """
    place = site / language.tag / offline_name(title, language)
    for former in place.parent.glob(f"*-{language.tag}.zip"):
        if former != place or day is None:
            former.unlink()
    if day is None:
        return None
    files = {name: file for name, file in _files(project, language, site, pages).items() if name not in pages}
    sums = {name: sum_of(file) for name, file in files.items()}
    sums |= {name: hashlib.sha256(data).hexdigest() for name, data in pages.items()}
    stamp = project.build / "state/offline" / f"{language.tag}.key"
    total = hashlib.sha256(f"{place.stem} {day}".encode() + Path(__file__).read_bytes())
    for path in sorted(sums):
        total.update(f"{path}\0{sums[path]}".encode())
    key = total.hexdigest().encode()
    if place.is_file() and stamp.is_file() and stamp.read_bytes() == key:
        return place
    contents = {name: file.read_bytes() for name, file in files.items()} | dict(pages)
    write_if_changed(place, _zip(contents, PurePosixPath(place.stem), day))
    write_whole(stamp, key)
    return place


def _files(project: Project, language: Language, site: Path, pages: Mapping[str, bytes]) -> dict[str, Path]:
    """Return the editions, and what their pages and the portal's need of the site, by their path below it."""
    others = {other.tag for other in project.languages} - {language.tag}
    covers = set(re.findall(rf"{_COVERS}/([^\"]+\.svg)", b"".join(pages.values()).decode()))
    files = {}
    for file in sorted(site.rglob("*")):
        path = file.relative_to(site)
        top = path.parts[0]
        if not file.is_file() or not (top == language.tag or top.startswith("_")) or others & set(path.parts):
            continue
        if (top == _COVERS and file.name not in covers) or (len(path.parts) == 2 and file.suffix in (".atom", ".zip")):
            continue
        files[path.as_posix()] = file
    return files


def _zip(files: Mapping[str, bytes], folder: PurePosixPath, day: date) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(str(folder / name), (max(day.year, 1980), day.month, day.day, 0, 0, 0))
            entry.create_system = 3  # Unix, on whatever machine it is made
            entry.external_attr = 0o644 << 16
            stored = PurePosixPath(name).suffix in _PACKED_ALREADY
            entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            archive.writestr(entry, _alone(name, files), compresslevel=6)
    return packed.getvalue()


def _alone(name: str, files: Mapping[str, bytes]) -> bytes:
    """Return a file as it is in the ZIP: a page leads to nothing that is not in it."""
    path = PurePosixPath(name)
    if path.suffix != ".html":
        return files[name]
    up = "../" * (len(path.parts) - 1)
    page = files[name].decode()
    # A page of the portal has no folder of its own to stay in.
    folder = PurePosixPath(*path.parts[:2]) if len(path.parts) > 2 else path
    return relink(page, path, folder, lambda target: f"{up}{target}" if str(target) in files else None).encode()
