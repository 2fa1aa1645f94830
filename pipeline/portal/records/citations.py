# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes items for reference managers, as BibTeX, RIS and CSL-JSON. Authors are organisations, not persons. Pure."""

import json
import re
from collections.abc import Iterator

from pipeline.languages import profile_of
from pipeline.portal.records.items import Addresses, Item

_ESCAPES = {
    "\\": r"\textbackslash{}",
    # BibTeX counts braces even after a backslash.
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{character: f"\\{character}" for character in "&%$#_"},
    "\u00a0": "~",
    "\u202f": r"\,",
    "\u00ad": r"\-",
}
_SPECIAL = re.compile("|".join(map(re.escape, _ESCAPES)))
_SPACE = re.compile(r"\s+")


def bibtex(item: Item, addresses: Addresses) -> str:
    """Return an item as a BibTeX entry. A paper of a volume is part of a book (`incollection`), not a conference paper."""
    kind = "incollection" if item.volume is not None else item.kind.bibtex
    fields = "".join(f"  {name} = {{{value}}},\n" for name, value in _bibtex_fields(item, kind, addresses) if value)
    return f"@{kind}{{{item.name.replace('.', '-')}-{item.language.tag},\n{fields}}}\n"


def _bibtex_fields(item: Item, kind: str, addresses: Addresses) -> Iterator[tuple[str, str]]:
    """Yield the fields; double braces protect names of organisations and the capitals of titles."""
    yield "author", " and ".join(f"{{{_tex(author)}}}" for author in item.authors)
    yield "title", f"{{{_tex(item.whole_title)}}}"
    if item.volume is not None:
        yield "booktitle", f"{{{_tex(item.volume.whole_title)}}}"
        yield "pages", item.pages.replace("–", "--") if item.first else ""
    yield {"techreport": "institution", "booklet": "howpublished"}.get(kind, "publisher"), f"{{{_tex(item.publisher)}}}"
    yield "year", str(item.modified.year)
    yield "date", item.modified.isoformat()
    yield "version", _tex(item.version_identifier)
    yield "langid", profile_of(item.language.tag).bibliography_name
    yield "isbn", _isbn(item)
    yield "doi", item.doi
    # The styles of biblatex and natbib print URLs verbatim.
    yield "url", addresses.absolute(item.page)
    yield "note", _tex(item.drafting)
    yield "keywords", ", ".join(map(_tex, item.keywords))
    yield "abstract", _tex(" ".join(item.abstract))


def ris(item: Item, addresses: Addresses) -> str:
    """Return an item in RIS, with CRLF line ends. A name without a comma means an organisation."""
    kind = "CHAP" if item.volume is not None else item.kind.ris
    rows = [("TY", kind), *_ris_rows(item, addresses), ("ER", "")]
    # a line end would begin the next field
    return "".join(f"{tag}  - {_SPACE.sub(' ', value).strip()}\r\n" for tag, value in rows if value or tag == "ER")


def _ris_rows(item: Item, addresses: Addresses) -> Iterator[tuple[str, str]]:
    yield from (("AU", author.replace(",", " ")) for author in item.authors)
    yield "TI", item.whole_title
    if item.volume is not None:
        yield "T2", item.volume.whole_title
        yield "SP", str(item.first or "")
        yield "EP", str(item.last or "")
    yield "PY", str(item.modified.year)
    yield "DA", f"{item.modified:%Y/%m/%d}/"
    yield "PB", item.publisher
    yield "ET", item.version_identifier
    yield "LA", item.language.tag
    yield "SN", _isbn(item)
    yield "DO", item.doi
    yield "UR", addresses.absolute(item.page)
    if item.pdf is not None:
        yield "L1", addresses.absolute(item.pdf.path)
    yield from (("KW", keyword) for keyword in item.keywords)
    yield "N1", item.drafting
    yield "AB", " ".join(item.abstract)


def csl(item: Item, addresses: Addresses) -> str:
    """Return an item in CSL-JSON, as a list of one."""
    kind = "chapter" if item.volume is not None else item.kind.csl
    properties = {
        "id": f"{item.name}-{item.language.tag}",
        "type": kind,
        "title": item.whole_title,
        "author": [{"literal": author} for author in item.authors],
        "container-title": item.volume.whole_title if item.volume is not None else "",
        "page": item.pages if item.first else "",
        "original-title": "" if item.is_original else item.original_title,
        "issued": {"date-parts": [[item.modified.year, item.modified.month, item.modified.day]]},
        "publisher": item.publisher,
        "version": item.version_identifier,
        "language": item.language.tag,
        "ISBN": _isbn(item),
        "DOI": item.doi,
        "URL": addresses.absolute(item.page),
        "keyword": ", ".join(item.keywords),
        "note": item.drafting,
        "abstract": " ".join(item.abstract),
    }
    return json.dumps([{key: value for key, value in properties.items() if value}], ensure_ascii=False, indent=2) + "\n"


def _isbn(item: Item) -> str:
    """Return the ISBN of an item, or of the volume of a paper."""
    return item.volume.isbn if item.volume is not None else item.isbn


def _tex(text: str) -> str:
    """Escape TeX's special characters and convert no-break spaces to TeX's; keep accented letters."""
    return _SPECIAL.sub(lambda match: _ESCAPES[match[0]], text)
