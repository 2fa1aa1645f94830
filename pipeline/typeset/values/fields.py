# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds the form fields of a book: the lines and boxes of its forms, and the boxes of checklists."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from pipeline.bookformat.vocabulary import BOX, CHOOSE, FIELD_LABEL, LINES, NOTE_AT_FOOT, PAGE_REFERENCE, WRITING
from pipeline.typeset.values.pages import Element

_NOT_LABEL_CLASSES = frozenset({NOTE_AT_FOOT, PAGE_REFERENCE, BOX})
"""Classes of elements in an item that are not part of its label."""


class FieldKind(StrEnum):
    """A text field, a checkbox (`TICK`), or a radio button (`CHOICE`)."""

    TEXT = "text"
    TICK = "tick"
    CHOICE = "one"


@dataclass(frozen=True, slots=True)
class FormField:
    """A form field. `name` is the same in each language; `label`, in the book's language, tells what to write or what a tick means.

    `lines` is the height of a text field. The radio buttons of a question share their `name` and `question`, and have a `number`
    from 1.
    """

    kind: FieldKind
    name: str
    label: str
    lines: int = 0
    question: str = ""
    number: int = 0


def fields_of(root: Element) -> dict[Element, FormField]:
    """Return the field of each element that can be filled in, in the order of the book."""
    fields: dict[Element, FormField] = {}
    for element in root.iter():
        if _has_class(element, "form"):
            fields |= dict(_fields_of_form(element))
        elif _has_class(element, "checklist") and element.get("id"):
            for number, (box, words) in enumerate(_items(element), 1):
                fields[box] = FormField(FieldKind.TICK, _name(element, f"item-{number}"), words)
    return fields


def _fields_of_form(form: Element) -> Iterator[tuple[Element, FormField]]:
    questions: Counter[str] = Counter()
    for field in (element for element in form.iter() if _has_class(element, "field")):
        label = next((child for child in field if _has_class(child, FIELD_LABEL) and child.get("id")), None)
        if label is not None:
            words = _words(label)
            questions[words] += 1
            # Number equal labels, to distinguish them for users of screen readers.
            yield from _fields_of_question(
                field, label, words if questions[words] == 1 else f"{words} ({questions[words]})"
            )


def _fields_of_question(field: Element, label: Element, question: str) -> Iterator[tuple[Element, FormField]]:
    is_choice = field.get(CHOOSE) == "one"
    for number, (box, words) in enumerate(_items(field), 1):
        whole = f"{question}: {words}"
        if is_choice:
            yield box, FormField(FieldKind.CHOICE, _name(label, "choice"), whole, question=question, number=number)
        else:
            yield box, FormField(FieldKind.TICK, _name(label, f"choice-{number}"), whole)
    for writing in (child for child in field if _has_class(child, WRITING)):
        yield writing, FormField(FieldKind.TEXT, _name(label), question, lines=int(field.get(LINES, "1")))


def _items(whole: Element) -> Iterator[tuple[Element, str]]:
    """Yield the box and the text of each item that has a box, including nested items."""
    for item in whole.iter("li"):
        for box in (child for child in item if _has_class(child, BOX)):
            yield box, _words(item)


def _name(element: Element, *parts: str) -> str:
    # In PDF, a full stop separates the names of nested fields.
    return "-".join((element.get("id").replace(".", "-"), *parts))


def _words(element: Element) -> str:
    return " ".join("".join(_texts(element)).split())


def _texts(element: Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag not in ("ul", "ol") and not any(_has_class(child, name) for name in _NOT_LABEL_CLASSES):
            yield from _texts(child)
        yield child.tail or ""


def _has_class(element: Element, name: str) -> bool:
    return isinstance(element.tag, str) and name in element.get("class", "").split()
