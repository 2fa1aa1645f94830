# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of an EPUB that are no pages: package, contents, and the ZIP that holds all. Pure; the same input gives the same bytes."""

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from pathlib import PurePosixPath
from urllib.parse import quote

from lxml import etree

PACKAGE, CONTENTS, NCX, COVER, COVER_PICTURE = "_book.opf", "_contents.xhtml", "_book.ncx", "_cover.xhtml", "_cover.png"
MEDIA_TYPES = {
    ".xhtml": "application/xhtml+xml",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".ncx": "application/x-dtbncx+xml",
}
"""What a book may hold: these every reading system knows."""

_OPF, _DC = "http://www.idpf.org/2007/opf", "http://purl.org/dc/elements/1.1/"
_DAISY = "http://www.daisy.org/z3986/2005/ncx/"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_MATHML = b"http://www.w3.org/1998/Math/MathML"
_CONTAINER = f"""\
<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
 <rootfiles><rootfile full-path="{PACKAGE}" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""


@dataclass(frozen=True, slots=True)
class Heading:
    """A line of the contents; `href` from the book's folder, `tag` where it is in another language than the book."""

    text: str
    href: str
    tag: str = ""
    below: tuple["Heading", ...] = ()


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the package says of the edition; texts are in `tag`, what is unknown is empty."""

    identifier: str
    tag: str
    title: str
    modified: date
    published: date
    subtitle: str = ""
    creators: tuple[str, ...] = ()
    publisher: str = ""
    description: str = ""
    subjects: tuple[str, ...] = ()
    rights: str = ""
    version: str = ""
    doi: str = ""
    accessibility: str = ""
    """A sentence on how the book can be read by those who do not see it."""


@dataclass(frozen=True, slots=True)
class Book:
    """A whole book: `pages` in reading order, each with its bytes; `others` are style sheets and pictures, by path."""

    metadata: Metadata
    pages: Mapping[str, bytes]
    others: Mapping[str, bytes]
    has_index: bool = False


def contents(headings: Sequence[Heading], landmarks: Sequence[tuple[str, str, str]], titles: tuple[str, str]) -> str:
    """Return the body of the page of contents; `landmarks` are type, address and words, `titles` head the contents and these."""
    marks = "".join(
        f'<li><a epub:type="{kind}" href="{escape(href)}">{escape(words)}</a></li>' for kind, href, words in landmarks
    )
    return (
        f'<nav epub:type="toc" role="doc-toc" id="toc"><h1>{escape(titles[0])}</h1>\n{_list(headings)}</nav>\n'
        f'<nav epub:type="landmarks" hidden="hidden"><h2>{escape(titles[1])}</h2>\n<ol>{marks}</ol></nav>\n'
    )


def _list(headings: Sequence[Heading]) -> str:
    lines = []
    for heading in headings:
        lang = f' lang="{escape(heading.tag)}"' if heading.tag else ""
        below = f"\n{_list(heading.below)}" if heading.below else ""
        lines.append(f'<li><a href="{escape(heading.href)}"{lang}>{escape(heading.text)}</a>{below}</li>\n')
    return f"<ol>\n{''.join(lines)}</ol>\n"


def ncx(headings: Sequence[Heading], metadata: Metadata) -> bytes:
    """Return the contents as reading systems know them that are older than EPUB 3."""
    root = etree.Element(f"{{{_DAISY}}}ncx", {"version": "2005-1", _XML_LANG: metadata.tag}, nsmap=_nsmap(_DAISY))
    head = _sub(root, "head")
    _sub(head, "meta", name="dtb:uid", content=metadata.identifier)
    _sub(_sub(root, "docTitle"), "text", metadata.title)
    places: dict[str, int] = {}
    _points(_sub(root, "navMap"), headings, places, iter(range(1, 1_000_000)))
    return _bytes(root)


def _points(
    parent: etree._Element, headings: Sequence[Heading], places: dict[str, int], numbers: Iterator[int]
) -> None:
    for heading in headings:
        # Each place has one number in the order of reading, however often it is named.
        order = places.setdefault(heading.href, len(places) + 1)
        point = _sub(parent, "navPoint", id=f"point-{next(numbers)}", playOrder=str(order))
        _sub(_sub(point, "navLabel"), "text", heading.text)
        _sub(point, "content", src=heading.href)
        _points(point, heading.below, places, numbers)


def opf(book: Book) -> bytes:
    """Return the package: metadata, every file, and the order of the pages."""
    metadata = book.metadata
    root = etree.Element(
        f"{{{_OPF}}}package",
        {"version": "3.0", "unique-identifier": "id", _XML_LANG: metadata.tag},
        nsmap=_nsmap(_OPF, dc=_DC),
    )
    head = etree.SubElement(root, f"{{{_OPF}}}metadata")
    for name, text, attributes in _dublin_core(metadata):
        etree.SubElement(head, f"{{{_DC}}}{name}", attributes).text = text
    for name, text, refines in _properties(book):
        meta = _sub(head, "meta", text, property=name)
        if refines:
            meta.set("refines", refines)
        if name == "schema:accessibilitySummary":
            meta.set(_XML_LANG, metadata.tag)
    names = {path: f"f{number}" for number, path in enumerate((*book.pages, *book.others), 1)}
    if COVER_PICTURE in names:
        _sub(head, "meta", name="cover", content=names[COVER_PICTURE])
    manifest = _sub(root, "manifest")
    for path, name in names.items():
        item = _sub(manifest, "item", id=name, href=quote(path))
        item.set("media-type", MEDIA_TYPES[PurePosixPath(path).suffix.lower()])
        properties = [{CONTENTS: "nav", COVER_PICTURE: "cover-image"}.get(path, "")]
        properties += ["mathml"] if path in book.pages and _MATHML in book.pages[path] else []
        if listed := " ".join(filter(None, properties)):
            item.set("properties", listed)
    spine = _sub(root, "spine", toc=names[NCX])
    for path in book.pages:
        _sub(spine, "itemref", idref=names[path])
    return _bytes(root)


def _dublin_core(metadata: Metadata) -> Iterator[tuple[str, str, dict[str, str]]]:
    yield "identifier", metadata.identifier, {"id": "id"}
    if metadata.doi:
        yield "identifier", f"doi:{metadata.doi}", {}
    yield "title", metadata.title, {"id": "title"}
    if metadata.subtitle:
        yield "title", metadata.subtitle, {"id": "subtitle"}
    yield "language", metadata.tag, {}
    for number, creator in enumerate(metadata.creators, 1):
        yield "creator", creator, {"id": f"creator-{number}"}
    rows = [
        ("publisher", metadata.publisher),
        ("date", metadata.published.isoformat()),
        ("description", metadata.description),
    ]
    rows += [*(("subject", subject) for subject in metadata.subjects), ("rights", metadata.rights), ("type", "Text")]
    yield from ((name, text, {}) for name, text in rows if text)


def _properties(book: Book) -> Iterator[tuple[str, str, str]]:
    metadata = book.metadata
    yield "dcterms:modified", f"{metadata.modified.isoformat()}T00:00:00Z", ""
    if metadata.subtitle:
        yield from (("title-type", "main", "#title"), ("title-type", "subtitle", "#subtitle"))
    for number in range(1, len(metadata.creators) + 1):
        yield "role", "aut", f"#creator-{number}"
    if metadata.version:
        yield "schema:version", metadata.version, ""
    has_pictures = any(path != COVER_PICTURE and _is_picture(path) for path in book.others)
    yield "schema:accessMode", "textual", ""
    if has_pictures:
        yield "schema:accessMode", "visual", ""
    yield "schema:accessModeSufficient", "textual", ""
    features = ["tableOfContents", "readingOrder", "structuralNavigation", "displayTransformability"]
    features += ["alternativeText"] if has_pictures else []
    features += ["MathML"] if any(_MATHML in page for page in book.pages.values()) else []
    features += ["index"] if book.has_index else []
    yield from (("schema:accessibilityFeature", feature, "") for feature in features)
    yield "schema:accessibilityHazard", "none", ""
    if metadata.accessibility:
        yield "schema:accessibilitySummary", metadata.accessibility, ""


def _is_picture(path: str) -> bool:
    return MEDIA_TYPES.get(PurePosixPath(path).suffix.lower(), "").startswith("image/")


def packed(book: Book) -> bytes:
    """Return the EPUB. `mimetype` stands first and unpacked, so that programs know the file by its beginning."""
    files = {
        "META-INF/container.xml": _CONTAINER.encode(),
        PACKAGE: opf(book),
        **book.pages,
        **book.others,
    }
    day = book.metadata.modified
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        _put(archive, "mimetype", b"application/epub+zip", day, zipfile.ZIP_STORED)
        for name, data in files.items():
            _put(archive, name, data, day, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _put(archive: zipfile.ZipFile, name: str, data: bytes, day: date, how: int) -> None:
    entry = zipfile.ZipInfo(name, (max(day.year, 1980), day.month, day.day, 0, 0, 0))
    entry.create_system = 3  # Unix, on whatever machine it is made
    entry.external_attr = 0o644 << 16
    entry.compress_type = how
    archive.writestr(entry, data, compresslevel=9)


def _nsmap(default: str, **others: str) -> dict[str, str]:
    """Return names of namespaces as lxml wants them; None stands for the one that is not written, which its stubs do not know."""
    return {None: default, **others}  # type: ignore[dict-item]


def _sub(parent: etree._Element, tag: str, text: str = "", /, **attributes: str) -> etree._Element:
    element = etree.SubElement(parent, f"{{{etree.QName(parent).namespace}}}{tag}", attributes)
    element.text = text or None
    return element


def _bytes(root: etree._Element) -> bytes:
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)
