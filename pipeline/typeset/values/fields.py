# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds what of a book can be filled in on a screen: the lines of its forms, and their boxes and those of checklists."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from pipeline.bookformat.vocabulary import BOX, CHOOSE, FIELD_LABEL, LINES, NOTE_AT_FOOT, PAGE_REFERENCE, WRITING
from pipeline.typeset.values.pages import Element

_APART = frozenset({NOTE_AT_FOOT, PAGE_REFERENCE, BOX})
"""Classes of what is in an item and no part of its words."""


class FieldKind(StrEnum):
    """Text is written; a tick is set for itself; of several that are a `CHOICE`, at most one is set."""

    TEXT = "text"
    TICK = "tick"
    CHOICE = "one"


@dataclass(frozen=True, slots=True)
class FormField:
    """Something to fill in. `name` is the same in each language, `label` says in the book's what to write, or what a tick means.

    `lines` is the height of a text field. A `CHOICE` has their `name`, the question they answer, and its own number from 1.
    """

    kind: FieldKind
    name: str
    label: str
    lines: int = 0
    question: str = ""
    number: int = 0


def fields_of(root: Element) -> dict[Element, FormField]:
    """Return the field of each element that is written on or ticked, in the order of the book."""
    fields: dict[Element, FormField] = {}
    for element in root.iter():
        if _is(element, "form"):
            fields |= dict(_of_form(element))
        elif _is(element, "checklist") and element.get("id"):
            for number, (box, words) in enumerate(_items(element), 1):
                fields[box] = FormField(FieldKind.TICK, _name(element, f"item-{number}"), words)
    return fields


def _of_form(form: Element) -> Iterator[tuple[Element, FormField]]:
    questions: Counter[str] = Counter()
    for field in (element for element in form.iter() if _is(element, "field")):
        label = next((child for child in field if _is(child, FIELD_LABEL) and child.get("id")), None)
        if label is not None:
            words = _words(label)
            questions[words] += 1
            # Who hears the labels alone can tell the second of two that are alike by its number.
            yield from _of_field(field, label, words if questions[words] == 1 else f"{words} ({questions[words]})")


def _of_field(field: Element, label: Element, question: str) -> Iterator[tuple[Element, FormField]]:
    is_choice = field.get(CHOOSE) == "one"
    for number, (box, words) in enumerate(_items(field), 1):
        whole = f"{question}: {words}"
        if is_choice:
            yield box, FormField(FieldKind.CHOICE, _name(label, "choice"), whole, question=question, number=number)
        else:
            yield box, FormField(FieldKind.TICK, _name(label, f"choice-{number}"), whole)
    for writing in (child for child in field if _is(child, WRITING)):
        yield writing, FormField(FieldKind.TEXT, _name(label), question, lines=int(field.get(LINES, "1")))


def _items(whole: Element) -> Iterator[tuple[Element, str]]:
    """Yield the box and the words of each item with a box, the items of lists in items too."""
    for item in whole.iter("li"):
        for box in (child for child in item if _is(child, BOX)):
            yield box, _words(item)


def _name(element: Element, *more: str) -> str:
    # A full stop would part the names of fields that lie within each other.
    return "-".join((element.get("id").replace(".", "-"), *more))


def _words(element: Element) -> str:
    return " ".join("".join(_texts(element)).split())


def _texts(element: Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag not in ("ul", "ol") and not any(_is(child, name) for name in _APART):
            yield from _texts(child)
        yield child.tail or ""


def _is(element: Element, name: str) -> bool:
    return isinstance(element.tag, str) and name in element.get("class", "").split()
