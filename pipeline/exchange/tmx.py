# SPDX-License-Identifier: GPL-3.0-or-later
"""Translation memories in TMX 1.4, which OmegaT, memoQ, Trados and Weblate read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.exchange.xml import is_sayable, parsed
from pipeline.model.problems import Problem

_ALL = "*all*"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True, slots=True)
class Segment:
    """A text and its translation; `original` and `language` are tags, `origin` is the catalogue it was found in."""

    original: str
    language: str
    text: str
    translation: str
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Unit:
    """The same text in several languages, by their tags in small letters; `source` is the one it was written in, "" if any."""

    texts: Mapping[str, str]
    source: str = ""


def tmx(segments: Iterable[Segment]) -> bytes:
    """Return a memory of these segments, in their order. What XML cannot hold is left out."""
    rows = [segment for segment in segments if is_sayable(segment.text + segment.translation)]
    originals = {row.original for row in rows}
    memory = _store()(sourcelanguage=originals.pop() if len(originals) == 1 else _ALL)
    head = memory.document.getroot().find("header")
    head.set("segtype", "paragraph")
    head.set("o-tmf", "gettext")
    for row in rows:
        memory.addtranslation(row.text, row.original, row.translation, row.language, comment=row.origin)
    return bytes(memory)


def read_tmx(path: Path, data: bytes) -> tuple[Unit, ...]:
    """Return the units of a memory. Raises Problem `broken-memory`, with the line where the file cannot be read."""
    root = parsed(path, data, "broken-memory", "TMX", "tmx")
    source = next((head.get("srclang", "") for head in root.iter("header")), "")
    try:
        memory = _store().parsestring(data)
        units = tuple(_read(unit, source) for unit in memory.units)
    except (ValueError, AttributeError, AssertionError) as error:
        wrong, hint = "the file is not TMX as we know it", "export the memory again, as TMX 1.4"
        raise Problem("broken-memory", wrong, cause=str(error), hint=hint, path=path) from error
    if not units:
        raise Problem("broken-memory", "the memory is empty", hint="export it again; it has no <tu>", path=path, line=1)
    return units


def _read(unit: Any, source: str) -> Unit:
    texts = {
        tag.replace("_", "-").lower(): text
        for node in unit.getlanguageNodes()
        if (tag := node.get(_LANGUAGE) or node.get("lang")) and (text := unit.getNodeText(node))
    }
    source = (unit.xmlelement.get("srclang") or source).replace("_", "-").lower()
    return Unit(texts, "" if source == _ALL else source)


def _store() -> Any:
    """translate-toolkit's class, imported when it is first needed."""
    from translate.storage.tmx import tmxfile

    return tmxfile
