# SPDX-License-Identifier: GPL-3.0-or-later
"""What of a book can be filled in on a screen: the lines of its forms, and their boxes and those of checklists. Knows no PDF."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from pipeline.typeset.engine.boxes import Element

_APART = frozenset({"note-at-foot", "page-reference", "box"})
"""What stands in an item and is not said with its words."""


class Kind(StrEnum):
    """Text is written; a tick is set for itself; of several that are `ONE`, at most one is set."""

    TEXT = "text"
    TICK = "tick"
    ONE = "one"


@dataclass(frozen=True, slots=True)
class Field:
    """Something to fill in. `name` is the same in each language, `label` says in the book's what to write, or what a tick means.

    A text has so many `lines`. What is `ONE` of several has their `name`, the question they answer, and its own number from 1.
    """

    kind: Kind
    name: str
    label: str
    lines: int = 0
    question: str = ""
    number: int = 0


def fields_of(root: Element) -> dict[Element, Field]:
    """The element that is written on or ticked -> its field, in the order of the book."""
    found: dict[Element, Field] = {}
    for element in root.iter():
        if _is(element, "form"):
            found |= dict(_of_form(element))
        elif _is(element, "checklist") and element.get("id"):
            items = enumerate(_items(element), 1)
            found |= {box: Field(Kind.TICK, _name(element, f"item-{number}"), said) for number, (box, said) in items}
    return found


def _of_form(form: Element) -> Iterator[tuple[Element, Field]]:
    asked: Counter[str] = Counter()
    for field in (element for element in form.iter() if _is(element, "field")):
        label = next((child for child in field if _is(child, "field-label") and child.get("id")), None)
        if label is not None:
            words = _words(label)
            asked[words] += 1
            # Who hears the labels alone can tell the second of two that are alike by its number.
            yield from _of_field(field, label, words if asked[words] == 1 else f"{words} ({asked[words]})")


def _of_field(field: Element, label: Element, question: str) -> Iterator[tuple[Element, Field]]:
    is_one = field.get("data-choose") == "one"
    for number, (box, said) in enumerate(_items(field), 1):
        whole = f"{question}: {said}"
        if is_one:
            yield box, Field(Kind.ONE, _name(label, "choice"), whole, question=question, number=number)
        else:
            yield box, Field(Kind.TICK, _name(label, f"choice-{number}"), whole)
    for writing in (child for child in field if _is(child, "writing")):
        yield writing, Field(Kind.TEXT, _name(label), question, lines=int(field.get("data-lines", "1")))


def _items(whole: Element) -> Iterator[tuple[Element, str]]:
    """The box and the words of each item with a box, the items of lists in items too."""
    for item in whole.iter("li"):
        for box in (child for child in item if _is(child, "box")):
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
