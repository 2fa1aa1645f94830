# SPDX-License-Identifier: GPL-3.0-or-later
"""What a document asks for while it is parsed, and that may have another answer in another language.

Translations of labels by Sphinx and extensions (`versionadded`, field names), docutils' labels (`contents`) and names of
directives, and settings: the language itself is one.
"""

import gettext
import inspect
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from types import FrameType, FunctionType
from typing import Any

import docutils.languages
from docutils.frontend import Values
from sphinx import locale
from sphinx.application import Sphinx
from sphinx.config import Config

from pipeline.compose.engine.reading import canonical_name, module_of_labels_replaced, names_noted

type Lookup = tuple[Any, ...]
"""The kind of a look-up and what is looked up."""

_LANGUAGE = ("setting", "language")
_PASS_ON_LANGUAGE = ("docutils", "sphinx", "myst_parser")
"""Libraries whose parsers read `language_code` to get modules of labels, which are noted themselves."""

_COMPARED = ("docutils", "sphinx", "pipeline", "myst_parser")
"""Packages that keep nothing of the language from their set-up but what is compared."""


@dataclass(slots=True)
class Lookups:
    """The look-ups of one document with their answers; those of settings have none, since both configurations are there."""

    answers: dict[Lookup, Any] = field(default_factory=dict)

    def hold_in(self, app: Sphinx, differing: frozenset[str]) -> bool:
        """Return whether each look-up has the same answer in a run whose settings differ in these names."""
        return all(
            key[1] not in differing if key[0] == "setting" else _answer(app, key) == answer
            for key, answer in self.answers.items()
        )


def _answer(app: Sphinx, key: Lookup) -> Any:
    match key:
        case ("translation", where, method, arguments):
            return getattr(locale.translators.get(where, gettext.NullTranslations()), method)(*arguments)
        case ("labels", name):
            return getattr(docutils.languages.get_language(app.config.language), name)
        case (kind, name):
            return canonical_name(kind, name, app.config.language)
    raise AssertionError(key)


@contextmanager
def noted(app: Sphinx) -> Iterator[Lookups]:
    """Note what is looked up in the block, in which one document is parsed."""
    lookups = Lookups()
    answers, language = lookups.answers, app.config.language

    def note_name(kind: str, name: str) -> None:
        answers[kind, name] = canonical_name(kind, name, language)

    with ExitStack() as stack:
        stack.enter_context(_translations_noted(answers))
        stack.enter_context(names_noted(note_name))
        stack.enter_context(module_of_labels_replaced(language, lambda module: _Labels(module, answers)))
        stack.enter_context(_class_replaced(app.config, _noting_config(answers)))
        yield lookups


@contextmanager
def _translations_noted(answers: dict[Lookup, Any]) -> Iterator[None]:
    former = dict(locale.translators)
    for where, catalogue in former.items():
        if where[0] != "console":
            locale.translators[where] = _Noting(where, catalogue, answers)
    try:
        yield
    finally:
        added = {where: catalogue for where, catalogue in locale.translators.items() if where not in former}
        locale.translators.clear()
        locale.translators.update(former | added)


class _Noting(gettext.NullTranslations):
    """A catalogue whose look-ups are noted."""

    def __init__(self, where: tuple[str, str], catalogue: gettext.NullTranslations, answers: dict[Lookup, Any]) -> None:
        super().__init__()
        self.where, self.catalogue, self.answers = where, catalogue, answers

    def _note(self, method: str, *arguments: Any) -> str:
        answer: str = getattr(self.catalogue, method)(*arguments)
        self.answers["translation", self.where, method, arguments] = answer
        return answer

    def gettext(self, message: str) -> str:
        return self._note("gettext", message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self._note("ngettext", msgid1, msgid2, n)

    def pgettext(self, context: str, message: str) -> str:
        return self._note("pgettext", context, message)

    def npgettext(self, context: str, msgid1: str, msgid2: str, n: int) -> str:
        return self._note("npgettext", context, msgid1, msgid2, n)


class _Labels:
    """A module of docutils' labels whose tables are noted when they are read."""

    def __init__(self, module: Any, answers: dict[Lookup, Any]) -> None:
        self.__dict__.update(_module=module, _answers=answers)

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._module, name)
        self._answers["labels", name] = value
        return value


def _noting_config(answers: dict[Lookup, Any]) -> type:
    class Noting(Config):
        def __getattribute__(self, name: str) -> Any:
            if name in Config.config_values or name in object.__getattribute__(self, "_options"):
                answers["setting", name] = None
            return super().__getattribute__(name)

    return Noting


@contextmanager
def _class_replaced(value: Any, replacement: type) -> Iterator[None]:
    former = value.__class__
    value.__class__ = replacement
    try:
        yield
    finally:
        value.__class__ = former


@contextmanager
def language_code_noted(settings: Values, lookups: Lookups) -> Iterator[None]:
    """Note it in the block when others than the parsers themselves read the language from the settings of a document."""

    class Noting(Values):
        @property
        def language_code(self) -> str:
            if _module_of(_caller(2)).partition(".")[0] not in _PASS_ON_LANGUAGE:
                lookups.answers[_LANGUAGE] = None
            return str(vars(self)["language_code"])

    with _class_replaced(settings, Noting):
        yield


def _caller(depth: int) -> FrameType | None:
    """Return the frame that has called the function which calls this one, for a depth of 2, or one further out."""
    frame = inspect.currentframe()
    for _ in range(depth):
        frame = frame.f_back if frame is not None else None
    return frame


def _module_of(frame: FrameType | None) -> str:
    return str(frame.f_globals.get("__name__", "")) if frame is not None else ""


def differing_settings(one: Config, other: Config) -> frozenset[str]:
    """Return the names of the settings whose values two runs do not share."""
    names = {*one.values, *other.values}
    return frozenset(name for name in names if not _same(_value(one, name), _value(other, name)))


def _value(config: Config, name: str) -> Any:
    return getattr(config, name, None)


def _same(one: Any, other: Any) -> bool:
    """Compare two values; a function of a conf.py that has run twice is the same if its code is."""
    if isinstance(one, FunctionType) and isinstance(other, FunctionType):
        parts: list[Callable[[FunctionType], Any]] = [
            lambda function: function.__code__,
            lambda function: function.__defaults__,
            lambda function: function.__kwdefaults__,
            lambda function: [cell.cell_contents for cell in function.__closure__ or ()],
        ]
        return all(part(one) == part(other) for part in parts)
    return bool(one == other)


@contextmanager
def language_noted_in_setup(readers: set[str]) -> Iterator[None]:
    """Add the modules that read the language in the block, in which a run is set up.

    What they make of it is nowhere compared. Sphinx's own is: its catalogues and settings.
    """

    def get(config: Config) -> Any:
        name = _module_of(_caller(2))
        # A default that is computed from the language is a setting.
        is_default = _module_of(_caller(3)) == Config.__module__
        if name.partition(".")[0] not in _COMPARED and not is_default:
            readers.add(name or "conf.py")  # which Sphinx runs without a name
        values = vars(config)
        return values["language"] if "language" in values else Config.__getattr__(config, "language")

    def put(config: Config, value: Any) -> None:
        vars(config)["language"] = value

    setattr(Config, "language", property(get, put))  # noqa: B010  # Sphinx declares no such attribute
    try:
        yield
    finally:
        delattr(Config, "language")
