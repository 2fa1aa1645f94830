# SPDX-License-Identifier: GPL-3.0-or-later
"""Packs all editions in a language into a ZIP for reading offline: the same pages, without links to files outside the ZIP."""

import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import PurePosixPath

from pipeline.model.publication import Language
from pipeline.portal.versions.relink import relink

_PACKED_ALREADY = {".pdf", ".epub", ".woff", ".woff2", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".zip"}
_COVERS = "_covers"


def offline_name(title: str, language: Language) -> str:
    """Return the name of the ZIP: the project's title in that language, in ASCII letters, and the language tag."""
    import icu  # imported late: most builds pack no ZIP

    own = f"{language.tag}-ASCII"  # ICU has this transform for German, which writes ü as ue
    rules = ["Any-Latin", *([own] if own in icu.Transliterator.getAvailableIDs() else []), "Latin-ASCII"]
    plain = icu.Transliterator.createInstance("; ".join(rules)).transliterate(title).lower()
    return f"{'-'.join(re.findall('[a-z0-9]+', plain)) or 'publications'}-{language.tag}.zip"


def packed_files(files: Mapping[str, str], languages: Iterable[Language]) -> dict[str, dict[str, str]]:
    """Return, by language tag, the files of the site (path -> checksum) that the language's editions and pages may need."""
    tags = {language.tag for language in languages}
    packed: dict[str, dict[str, str]] = {tag: {} for tag in tags}
    for path, digest in files.items():
        top, *rest = path.split("/")
        if len(rest) == 1 and path.endswith((".atom", ".zip")):
            continue
        named = tags.intersection(rest)
        for tag in tags if top.startswith("_") else tags & {top.partition("+")[0]}:
            if named <= {tag}:
                packed[tag][path] = digest
    return packed


def packed_site(files: Mapping[str, bytes], folder: str, day: date) -> bytes:
    """Return the ZIP of these files, dated by the `day` of the latest edition. The same contents give the same bytes."""
    pages = b"".join(data for name, data in files.items() if _is_page_of_the_portal(name))
    covers = set(re.findall(rf"{_COVERS}/([^\"]+\.svg)", pages.decode()))
    kept = {
        name: data
        for name, data in files.items()
        if not name.startswith(f"{_COVERS}/") or name.removeprefix(f"{_COVERS}/") in covers
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in sorted(kept):
            entry = zipfile.ZipInfo(f"{folder}/{name}", (max(day.year, 1980), day.month, day.day, 0, 0, 0))
            entry.create_system = 3  # Unix, on whatever machine it is made
            entry.external_attr = 0o644 << 16
            if PurePosixPath(name).suffix not in _PACKED_ALREADY:
                entry.compress_type = zipfile.ZIP_DEFLATED
            # two thirds of the time of level 6, less than 1 % larger
            archive.writestr(entry, _self_contained(name, kept), compresslevel=4)
    return packed.getvalue()


def _is_page_of_the_portal(name: str) -> bool:
    return name.endswith(".html") and name.count("/") < 2


def _self_contained(name: str, files: Mapping[str, bytes]) -> bytes:
    """Return a file as packed: pages lose their links to files outside the ZIP."""
    path = PurePosixPath(name)
    if path.suffix != ".html":
        return files[name]
    prefix = "../" * (len(path.parts) - 1)
    page = files[name].decode()
    # a page of the portal has no folder of its own
    folder = PurePosixPath(*path.parts[:2]) if len(path.parts) > 2 else path
    return relink(page, path, folder, lambda target: f"{prefix}{target}" if str(target) in files else None).encode()
