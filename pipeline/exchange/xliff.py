# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads and writes XLIFF 1.2, for agencies: a file for each catalogue, with its real source and target language."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.exchange.xml import XmlFormat, is_valid_xml_text, parse_xml
from pipeline.model.message import Message, State
from pipeline.model.plurals import PluralRule
from pipeline.model.problems import Problem
from pipeline.model.remark import Remark

if TYPE_CHECKING:
    from lxml.etree import _Element

_XLIFF = XmlFormat("XLIFF", "xliff", "broken-xliff")
_NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"
_SKELETON = f"""<?xml version="1.0" encoding="utf-8"?>
<xliff version="1.2" xmlns="{_NAMESPACE}">
<file original="NoName" source-language="en" datatype="x-gettext"><body></body></file></xliff>"""
_ID = re.compile(r"(?P<number>\d+)(?:\.(?P<form>\d+))?(?:-(?P<mark>[\w-]+))?\Z")
_CONTEXT = "x-po-msgctxt"
_MAX_NUMBERS = 6
_PREFILLED_STATES = frozenset({"", "new", "needs-translation"})
"""States of unapproved units in which many programs prefill the target with the original."""
_TO_REVIEW = "needs-review-translation"
"""The state written for fuzzy messages: their target is a translation, even if it equals the original."""
_ASK = Remark("ask for XLIFF 1.2, or for the .po files")


@dataclass(frozen=True, slots=True)
class XliffCatalogue:
    """A catalogue in an XLIFF file: its name, language tags, messages, and the marks that `xliff` wrote.

    The lines of messages are those of the XLIFF file.
    """

    name: str
    original: str
    language: str
    messages: tuple[Message, ...]
    hashes: str


def xliff(name: str, original: str, language: str, messages: Iterable[Message], hashes: Mapping[Message, str]) -> bytes:
    """Return a catalogue as XLIFF, without messages that are not valid in XML. `hashes` become part of unit ids, for `read_xliff`."""
    file = _classes()[1](sourcelanguage=original, targetlanguage=language)
    file.switchfile(f"{name}.po", createifmissing=True)
    rule = PluralRule.of(language)
    for number, message in enumerate(messages, 1):
        suffix = f"-{hashes[message]}" if message in hashes else ""
        forms = message.plural_translations or (message.translation,)
        if not all(map(is_valid_xml_text, (message.original, message.plural, *forms))):
            continue
        for form, target in enumerate(forms):
            source = message.plural if form and message.plural else message.original
            part = f".{form}" if message.plural else ""
            unit = _unit(message, source, target, f"{number}{part}{suffix}")
            if message.plural and len(message.plural_translations) == rule.count:
                # The numbers that take this plural form: `n = 2, 3, 4, 22, …`.
                numbers = [*map(str, rule.numbers[form][:_MAX_NUMBERS])]
                numbers += ["…"] if len(rule.numbers[form]) > len(numbers) else []
                unit.addnote(f"n = {', '.join(numbers)}", origin="developer")
            file.addunit(unit)
    return bytes(file)


def read_xliff(path: Path, data: bytes) -> tuple[XliffCatalogue, ...]:
    """Return the catalogues in a file of XLIFF 1.0 to 1.2. Raises Problem `broken-xliff`, with the line of the mistake."""
    root = parse_xml(path, data, _XLIFF)
    if root.get("version", "").startswith("2"):
        wrong = Remark("the file is XLIFF 2, which is a different format")
        raise Problem("broken-xliff", wrong, hint=_ASK, path=path, line=1)
    units = _read_units(path, data)
    # The toolkit parses the file again, so its elements are different objects in the same order.
    files = list(units[0].xmlelement.getroottree().getroot().iterchildren("{*}file")) if units else []
    numbers = {file: number for number, file in enumerate(files)}
    by_file = defaultdict[int | None, list[Any]](list)
    for unit in units:
        by_file[numbers.get(next(unit.xmlelement.iterancestors("{*}file")))].append(unit)
    return tuple(_catalogue(path, file, by_file[number]) for number, file in enumerate(root.iterchildren("{*}file")))


def _read_units(path: Path, data: bytes) -> list[Any]:
    from translate.storage import xliff as toolkit

    store: Any = toolkit.xlifffile
    try:
        return [unit for unit in store.parsestring(data).units if unit.source]
    except (ValueError, AttributeError, AssertionError, StopIteration) as error:
        wrong = Remark("the file is not valid XLIFF")
        raise Problem("broken-xliff", wrong, cause=str(error), hint=_ASK, path=path) from error


def _catalogue(path: Path, file: "_Element", units: Iterable[Any]) -> XliffCatalogue:
    for name in ("original", "source-language", "target-language"):
        if not file.get(name):
            wrong = Remark("<file> has no %(name)s", name=name)
            hint = Remark("ask for the file with its original header, which names its catalogue and both languages")
            raise Problem("broken-xliff", wrong, hint=hint, path=path, line=_line(file))
    messages: dict[str, Message] = {}
    hashes = []
    for count, unit in enumerate(units):
        identifier = _ID.match(unit.xmlelement.get("id") or "")
        number = identifier["number"] if identifier else f"+{count}"
        message = _message(unit)
        if identifier and identifier["form"] and number in messages:
            first = messages[number]
            plural, forms = first.plural or message.original, (*first.plural_translations, message.translation)
            fuzzy = first.fuzzy or message.fuzzy
            messages[number] = replace(first, plural=plural, plural_translations=forms, fuzzy=fuzzy)
            continue
        forms = (message.translation,) if identifier and identifier["form"] else ()
        messages[number] = replace(message, plural_translations=forms)
        hashes.append(identifier["mark"] or "" if identifier else "")
    name = Path(file.get("original", "").replace("\\", "/")).name.removesuffix(".po")
    original, language = file.get("source-language", ""), file.get("target-language", "")
    return XliffCatalogue(name, original, language, tuple(messages.values()), "".join(hashes))


def _message(unit: Any) -> Message:
    line, target, fuzzy = _line(unit.xmlelement), unit.target or "", _is_fuzzy(unit)
    if target == unit.source and fuzzy and _state(unit) in _PREFILLED_STATES:
        target = ""
    nodes = unit.xmlelement.iterfind("{*}context-group/{*}context")
    context = next((node.text or "" for node in nodes if node.get("context-type", "") == _CONTEXT), None)
    return Message(unit.source, target, context, fuzzy=bool(target) and fuzzy, line=line, translation_line=line)


def _line(element: Any) -> int:
    return element.sourceline or 1


def _is_fuzzy(unit: Any) -> bool:
    """Return whether a target is fuzzy. Few programs set `approved`; most set a state, or nothing for finished units."""
    if state := _state(unit):
        return state == "new" or state.startswith("needs")
    return bool(unit.xmlelement.get("approved") == "no")


def _state(unit: Any) -> str:
    node = unit.target_dom if unit.target_dom is not None else unit.getlanguageNode(lang=None, index=1)
    return (node.get("state") or "") if node is not None else ""


def _unit(message: Message, source: str, target: str, identifier: str) -> Any:
    unit = _classes()[0](source)
    unit.xmlelement.set("id", identifier)
    if target:
        unit.target = target
        unit.markfuzzy(message.fuzzy)
        if message.fuzzy:
            unit.getlanguageNode(lang=None, index=1).set("state", _TO_REVIEW)
    if message.context is not None:
        unit.createcontextgroup("message", [(_CONTEXT, message.context)], purpose="match")
    for place in message.places:
        unit.addlocation(place)
    for origin, texts in (("developer", message.extracted_comments), ("translator", message.translator_comments)):
        unit.addnote("\n".join(filter(is_valid_xml_text, texts)), origin=origin)
    if message.fuzzy and message.previous and is_valid_xml_text(message.previous):
        is_suggested = message.state is State.SUGGESTED
        unit.addnote(message.previous, origin="similar original" if is_suggested else "previous original")
    return unit


@cache
def _classes() -> tuple[Any, Any]:
    """Return translate-toolkit's classes for XLIFF 1.1, adapted to 1.2; imported late."""
    from translate.storage.xliff import xlifffile, xliffunit

    unit = type("Unit", (xliffunit,), {"namespace": _NAMESPACE})
    return unit, type("File", (xlifffile,), {"namespace": _NAMESPACE, "XMLskeleton": _SKELETON, "UnitClass": unit})
