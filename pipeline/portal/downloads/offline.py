# SPDX-License-Identifier: GPL-3.0-or-later
"""Packs all editions in a language into a ZIP for reading offline: the same pages, without links to files outside the ZIP."""

import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from functools import cache
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


def shared_files(packed: Mapping[str, Mapping[str, str]]) -> frozenset[str]:
    """Return the checksums of files that are in the ZIPs of several languages: most files of a theme."""
    number = Counter(checksum for files in packed.values() for checksum in set(files.values()))
    return frozenset(checksum for checksum, times in number.items() if times > 1)


def packed_site(files: Mapping[str, bytes], folder: str, day: date, shared: Collection[str] = ()) -> bytes:
    """Return the ZIP of these files, dated by the `day` of the latest edition. The same contents give the same bytes.

    The files with the names in `shared` are compressed once for all languages.
    """
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
            data, suffix = _self_contained(name, kept), PurePosixPath(name).suffix
            if suffix in _PACKED_ALREADY:
                archive.writestr(entry, data)
            else:
                _write_deflated(archive, entry, data, deflate_once if name in shared else deflate)
    return packed.getvalue()


def deflate(data: bytes) -> bytes:
    """Return data as a ZIP has them."""
    # two thirds of the time of level 6, less than 1 % larger
    compressor = zlib.compressobj(4, zlib.DEFLATED, -zlib.MAX_WBITS)
    return compressor.compress(data) + compressor.flush()


deflate_once = cache(deflate)
"""Cached for the ZIPs of other languages. Clear it after the last ZIP."""


def _write_deflated(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, data: bytes, deflate: Callable[[bytes], bytes]
) -> None:
    """Write an entry whose data may be deflated already, which zipfile cannot: store them, then correct the entry's header."""
    archive.writestr(entry, deflate(data))
    entry.compress_type, entry.CRC, entry.file_size = zipfile.ZIP_DEFLATED, zlib.crc32(data), len(data)
    assert archive.fp is not None
    archive.fp.seek(entry.header_offset)
    archive.fp.write(entry.FileHeader())
    archive.fp.seek(archive.start_dir)


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
