# SPDX-License-Identifier: GPL-3.0-or-later
"""The parts of an EPUB other than its pages: package document and the ZIP, whose size is limited.

Pure; the same input gives the same bytes.
"""

import io
import uuid
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from lxml import etree

from pipeline.compose.front_matter import FrontMatter
from pipeline.languages import is_right_to_left
from pipeline.media.pictures import Purpose, encoded
from pipeline.model.problems import Problem
from pipeline.theme import phrases

PACKAGE, COVER_PICTURE = "_book.opf", "_cover.png"
CONTENTS, COVER = "_contents", "_cover"
"""Names of pages."""
MEDIA_TYPES = {
    ".xhtml": "application/xhtml+xml",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
}
"""Media types that every reading system supports, by suffix."""

LARGEST = 15_000_000
"""Maximum size of an EPUB in bytes: encoded as an attachment it is a third larger, which most mail services accept."""
_FOR_PICTURES = 13_000_000
_REDUCTIONS = (Purpose(((900, 1200),), 72), Purpose(((600, 800),), 65))
"""Purposes to reduce photographs for, one after the other, while the pictures are too large in total."""
_MAX_NAMED = 5

_OPF, _DC = "http://www.idpf.org/2007/opf", "http://purl.org/dc/elements/1.1/"
_OPF_NAMES: Any = {None: _OPF, "dc": _DC}
"""Namespaces for lxml; None is the default namespace, which its type stubs do not allow."""
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_MATHML = b"http://www.w3.org/1998/Math/MathML"
_INDEX = b' role="doc-index"'
_DECLARED = {"mathml": _MATHML, "svg": b"<svg "}
"""Features of pages that the package must declare, with the bytes that indicate each."""
_CONTAINER = f"""\
<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
 <rootfiles><rootfile full-path="{PACKAGE}" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""


@dataclass(frozen=True, slots=True)
class BookFiles:
    """A whole book: `pages` in reading order, each with its bytes; `files` are style sheets and pictures, by path.

    `project` is the title of the project, `accessibility` a sentence on how blind people can read the book.
    """

    edition: FrontMatter
    project: str
    accessibility: str
    pages: Mapping[str, bytes]
    files: Mapping[str, bytes]

    @property
    def identifier(self) -> str:
        """The unique identifier of the book."""
        facts = self.edition
        if facts.isbn:
            return f"urn:isbn:{facts.isbn}"
        # The same for all versions, so that a newer version replaces the older one in a reader's library.
        tags = [edition.language.tag for edition in (facts, facts.second) if edition is not None]
        name = "\n".join((self.project, "epub", facts.slug, "+".join(tags)))
        return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, name)}"

    @property
    def rights(self) -> str:
        """Return the name and address of the licence, or an empty string."""
        return ", ".join(filter(None, phrases.license_of(self.edition)))

    def has(self, fragment: bytes) -> bool:
        """Tell whether any page contains these bytes."""
        return any(fragment in page for page in self.pages.values())


def opf(book: BookFiles) -> bytes:
    """Return the package document: metadata, a list of all files, and the order of the pages."""
    tag = book.edition.language.tag
    attributes = {"version": "3.0", "unique-identifier": "id", _XML_LANG: tag}
    root = etree.Element(f"{{{_OPF}}}package", attributes, nsmap=_OPF_NAMES)
    head = etree.SubElement(root, f"{{{_OPF}}}metadata")
    for name, text, further in _dublin_core(book):
        etree.SubElement(head, f"{{{_DC}}}{name}", further).text = text
    for name, text, refines in _properties(book):
        meta = _sub(head, "meta", text, property=name)
        if refines:
            meta.set("refines", refines)
        if name == "schema:accessibilitySummary":
            meta.set(_XML_LANG, tag)
    names = {path: f"f{number}" for number, path in enumerate((*book.pages, *book.files), 1)}
    if COVER_PICTURE in names:
        _sub(head, "meta", name="cover", content=names[COVER_PICTURE])
    manifest = _sub(root, "manifest")
    for path, name in names.items():
        item = _sub(manifest, "item", id=name, href=quote(path))
        item.set("media-type", MEDIA_TYPES[PurePosixPath(path).suffix.lower()])
        properties = [{f"{CONTENTS}.xhtml": "nav", COVER_PICTURE: "cover-image"}.get(path, "")]
        properties += [name for name, tag in _DECLARED.items() if tag in book.pages.get(path, b"")]
        if listed := " ".join(filter(None, properties)):
            item.set("properties", listed)
    progression = {"page-progression-direction": "rtl"} if is_right_to_left(tag) else {}
    spine = _sub(root, "spine", **progression)
    for path in book.pages:
        _sub(spine, "itemref", idref=names[path])
    return _bytes(root)


def _dublin_core(book: BookFiles) -> Iterator[tuple[str, str, dict[str, str]]]:
    edition = book.edition
    rows = [
        ("identifier", book.identifier, {"id": "id"}),
        ("identifier", f"doi:{edition.doi}" if edition.doi else "", {}),
        ("title", edition.title, {"id": "title"}),
        ("title", edition.subtitle, {"id": "subtitle"}),
        *(("language", matter.language.tag, {}) for matter in (edition, edition.second) if matter is not None),
        *(("creator", name, {"id": f"creator-{number}"}) for number, name in enumerate(edition.authors, 1)),
        ("publisher", edition.publisher, {}),
        ("date", edition.published.isoformat(), {}),
        ("description", edition.description, {}),
        *(("subject", subject, {}) for subject in edition.keywords),
        ("rights", book.rights, {}),
        ("type", "Text", {}),
    ]
    return ((name, text, attributes) for name, text, attributes in rows if text)


def _properties(book: BookFiles) -> Iterator[tuple[str, str, str]]:
    edition = book.edition
    yield "dcterms:modified", f"{edition.modified.isoformat()}T00:00:00Z", ""
    if edition.subtitle:
        yield from (("title-type", "main", "#title"), ("title-type", "subtitle", "#subtitle"))
    for number in range(1, len(edition.authors) + 1):
        yield "role", "aut", f"#creator-{number}"
    if edition.version_identifier:
        yield "schema:version", edition.version_identifier, ""
    types = {MEDIA_TYPES.get(PurePosixPath(path).suffix.lower(), "") for path in book.files if path != COVER_PICTURE}
    has_pictures = any(kind.startswith("image/") for kind in types)
    yield "schema:accessMode", "textual", ""
    if has_pictures:
        yield "schema:accessMode", "visual", ""
    yield "schema:accessModeSufficient", "textual", ""
    features = ["tableOfContents", "readingOrder", "structuralNavigation", "displayTransformability"]
    features += ["alternativeText"] if has_pictures else []
    features += ["MathML"] if book.has(_MATHML) else []
    features += ["index"] if book.has(_INDEX) else []
    yield from (("schema:accessibilityFeature", feature, "") for feature in features)
    yield "schema:accessibilityHazard", "none", ""
    yield "schema:accessibilitySummary", book.accessibility, ""


def packed(book: BookFiles) -> bytes:
    """Return the EPUB. `mimetype` is the first file and not compressed, so that programs recognise the file."""
    files = {
        "META-INF/container.xml": _CONTAINER.encode(),
        PACKAGE: opf(book),
        **book.pages,
        **book.files,
    }
    day = book.edition.modified
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        _put(archive, "mimetype", b"application/epub+zip", day, zipfile.ZIP_STORED)
        for name, data in files.items():
            _put(archive, name, data, day, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _put(archive: zipfile.ZipFile, name: str, data: bytes, day: date, compression: int) -> None:
    entry = zipfile.ZipInfo(name, (max(day.year, 1980), day.month, day.day, 0, 0, 0))
    entry.create_system = 3  # Unix, so that the bytes do not depend on the machine
    entry.external_attr = 0o644 << 16
    entry.compress_type = compression
    archive.writestr(entry, data, compresslevel=9)


def _sub(parent: etree._Element, tag: str, text: str = "", /, **attributes: str) -> etree._Element:
    element = etree.SubElement(parent, f"{{{etree.QName(parent).namespace}}}{tag}", attributes)
    element.text = text or None
    return element


def _bytes(root: etree._Element) -> bytes:
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def shrunk_pictures(pictures: Mapping[str, bytes], limit: int = _FOR_PICTURES) -> dict[str, bytes]:
    """Return the pictures of a book by path, reduced if together they have more than `limit` bytes."""
    files = dict(pictures)
    for purpose in _REDUCTIONS:
        if sum(map(len, files.values())) <= limit:
            break
        files = {path: _shrunk(path, data, purpose) for path, data in files.items()}
    return files


def _shrunk(path: str, data: bytes, purpose: Purpose) -> bytes:
    suffix = PurePosixPath(path).suffix
    if suffix not in (".jpg", ".png"):
        return data
    version = encoded(data, purpose)[-1]
    # A scaled drawing may have enough colours to count as a photograph, and be encoded as JPEG.
    return version.data if version.suffix == suffix and len(version.data) < len(data) else data


def too_large(files: Mapping[str, bytes], size: int) -> Problem:
    """Return the Problem of an EPUB that is too large, with its largest files."""
    heaviest = sorted(files, key=lambda path: -len(files[path]))[:_MAX_NAMED]
    largest = ", ".join(f"{PurePosixPath(path).name} ({len(files[path]) / 1e6:.1f} MB)" for path in heaviest)
    return Problem(
        "large-epub",
        f"the EPUB has {size / 1e6:.1f} MB; at most {LARGEST / 1e6:.0f} MB are published",
        cause=f"the largest of its files: {largest}",
        hint="crop these pictures, save photographs as JPEG, or leave some out",
    )
