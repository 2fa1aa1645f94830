# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads and writes translation memories in TMX 1.4 (for OmegaT, memoQ, Trados and Weblate), unit by unit."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from pipeline import __version__
from pipeline.exchange.xml import XmlFormat, is_valid_xml_text, iterate_elements
from pipeline.model.problems import Problem

if TYPE_CHECKING:
    from lxml.etree import _Element

_TMX = XmlFormat("TMX", "tmx", "broken-memory")
_ALL = "*all*"
_XML = "{http://www.w3.org/XML/1998/namespace}"
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4">
  <header creationtool="west-pipeline" creationtoolversion="{version}" segtype="paragraph" o-tmf="gettext" adminlang="en" \
srclang={original} datatype="PlainText"/>
  <body>
"""
_UNIT = """    <tu srclang={original}>
{note}      <tuv xml:lang={original}>
        <seg>{text}</seg>
      </tuv>
      <tuv xml:lang={language}>
        <seg>{translation}</seg>
      </tuv>
    </tu>
"""
_NOTE = "      <note>{}</note>\n"
_TAIL = "  </body>\n</tmx>\n"


@dataclass(frozen=True, slots=True)
class Segment:
    """A text and its translation; `original` and `language` are tags, `origin` is its catalogue."""

    original: str
    language: str
    text: str
    translation: str
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Unit:
    """A text in several languages, by lower-case tags; `source` is the original language, "" if unknown."""

    texts: Mapping[str, str]
    source: str = ""


def tmx(segments: Iterable[Segment]) -> bytes:
    """Return these segments as a translation memory in TMX, in order, without segments that are not valid in XML."""
    rows = [segment for segment in segments if is_valid_xml_text(segment.text + segment.translation)]
    originals = {row.original for row in rows}
    head = _HEAD.format(version=__version__, original=quoteattr(originals.pop() if len(originals) == 1 else _ALL))
    return b"".join(part.encode() for part in (head, *map(_render, rows), _TAIL))


def read_tmx(path: Path, data: bytes) -> Iterator[Unit]:
    """Yield the units of a TMX file. Raises Problem `broken-memory`, with the line of the mistake."""
    source, is_empty = "", True
    for element in iterate_elements(path, data, _TMX, ("header", "tu")):
        if element.tag.endswith("header"):
            source = element.get("srclang", "")
        else:
            yield _unit(element, source)
            is_empty = False
    if is_empty:
        raise Problem("broken-memory", "the memory is empty", hint="export it again; it has no <tu>", path=path, line=1)


def _render(segment: Segment) -> str:
    return _UNIT.format(
        original=quoteattr(segment.original),
        language=quoteattr(segment.language),
        note=_NOTE.format(_escaped(segment.origin.strip())) if segment.origin else "",
        text=_escaped(segment.text),
        translation=_escaped(segment.translation),
    )


def _escaped(text: str) -> str:
    """Escape a text, including carriage returns, which XML parsers would read as line feeds."""
    return escape(text, {"\r": "&#13;"})


def _unit(element: "_Element", source: str) -> Unit:
    texts = {}
    for node in element.iterdescendants("{*}tuv"):
        tag, segment = node.get(f"{_XML}lang") or node.get("lang"), next(node.iterdescendants("{*}seg"), None)
        if tag and segment is not None and (text := _text(segment)):
            texts[tag.replace("_", "-").lower()] = text
    source = (element.get("srclang") or source).replace("_", "-").lower()
    return Unit(texts, "" if source == _ALL else source)


def _text(segment: "_Element") -> str:
    """Return the text of a segment including its tags' text, with whitespace according to the inherited `xml:space`."""
    text = segment.text or "" if not len(segment) else str(segment.xpath("string()"))
    around = (segment, *segment.iterancestors())
    space = next((value for element in around if (value := element.get(f"{_XML}space"))), "preserve")
    return " ".join(text.split()) if space == "default" else text
