# SPDX-License-Identifier: GPL-3.0-or-later
"""Translatable sentences of the interface."""

from collections.abc import Callable, Iterable


class Remark(str):
    """A sentence with values: `Remark("%(role)s is missing; copy it", role=":doc:`start`")`.

    As a str it is in English; `translated` translates it, and values that are Remarks. The template is a message of the interface's
    catalogue, and must be a literal, so that extraction finds it.
    """

    __slots__ = ("template", "values")
    template: str
    values: dict[str, object]

    def __new__(cls, template: str, **values: object) -> "Remark":
        remark = super().__new__(cls, template % values)
        remark.template = template
        remark.values = values
        return remark

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, object]]:
        return (self.template,), self.values

    def translated(self, translate: Callable[[str], str]) -> str:
        """Return the sentence with its template, and those of nested Remarks, translated by `translate`."""
        values = {
            name: value.translated(translate) if isinstance(value, Remark) else value
            for name, value in self.values.items()
        }
        return translate(self.template) % values


def translated_text(text: str, translate: Callable[[str], str]) -> str:
    """Return a Remark translated by `translate`; any other text unchanged."""
    return text.translated(translate) if isinstance(text, Remark) else text


def framed(frame: str, **values: object) -> Remark:
    """Return values in a frame without words, which needs no translation: `framed("%(check)s: %(remark)s", …)`."""
    return Remark(frame, **values)


def join_remarks(separator: str, parts: Iterable[str]) -> Remark:
    """Join Remarks, and texts that need no translation, into one Remark."""
    values = {f"part{number}": part for number, part in enumerate(parts)}
    return Remark(separator.join(f"%({name})s" for name in values), **values)
