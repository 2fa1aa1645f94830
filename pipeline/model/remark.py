# SPDX-License-Identifier: GPL-3.0-or-later
"""Sentences that are shown in English, or in the language of who reads them."""

from collections.abc import Callable, Iterable


class Remark(str):
    """A sentence of the interface with values in it: `Remark("%(role)s is missing; copy it", role=":doc:`start`")`.

    As a text it is English. `translated` says it in another language. Values that are remarks are translated too; all
    others stay as they are. The template stands literally in the code, so that extraction finds it, and is a message of
    the interface's catalogue.
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
        """Return the sentence with its template, and those of the remarks in it, as `translate` says them."""
        values = {
            name: value.translated(translate) if isinstance(value, Remark) else value
            for name, value in self.values.items()
        }
        return translate(self.template) % values


def said(text: str, translate: Callable[[str], str]) -> str:
    """Return a remark as `translate` says it; any other text as it is."""
    return text.translated(translate) if isinstance(text, Remark) else text


def framed(frame: str, **values: object) -> Remark:
    """Put values into a frame without words, the same in all languages: `framed("%(check)s: %(remark)s", …)`."""
    return Remark(frame, **values)


def joined(separator: str, parts: Iterable[str]) -> Remark:
    """Join remarks, and texts that need no translation, into one remark."""
    values = {f"part{number}": part for number, part in enumerate(parts)}
    return Remark(separator.join(f"%({name})s" for name in values), **values)
