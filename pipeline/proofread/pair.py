# SPDX-License-Identifier: GPL-3.0-or-later
"""A check, and its input: an original and its translation, both parsed once for all checks, and the context."""

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.languages import LanguageProfile, profile_of
from pipeline.model.confusables import Confusables
from pipeline.model.findings import Severity
from pipeline.model.message import Message
from pipeline.model.plurals import PluralRule
from pipeline.model.remark import Remark
from pipeline.proofread.terms import Terms
from pipeline.proofread.text import ParsedText, parse_text


@dataclass(frozen=True, slots=True)
class Check[Subject]:
    """A check of a subject: a text and its translation, a single text, or the dates of a contact.

    `of_content` checks compare the contents, and are skipped if the markup cannot be parsed. `once`: an equal remark is reported only
    for its first message in a catalogue, and an allowance there counts for the whole catalogue.
    """

    function: Callable[[Subject], Iterator[Remark]]
    severity: Severity
    of_content: bool = True
    once: bool = False

    @property
    def explanation(self) -> str:
        """The explanation for translators and writers; examples are in a file in `examples/`."""
        return inspect.getdoc(self.function) or ""


@dataclass(frozen=True, slots=True)
class CheckContext:
    """The context of all messages of a catalogue.

    `language` and `original` are tags, or "" if unknown. `knows` returns whether a word is in the dictionary of the translation's
    language (None without a dictionary); `other_languages` has such functions for the project's other languages, by tag.
    `smart_quotes`: texts are typed with straight quotes and apostrophes, which Sphinx converts. `glossary` maps lower-case names to
    the terms that `:term:` can refer to; empty if unknown. `project_profiles` is the folder of the project's language profiles,
    `profile` the profile of the translation's language.
    """

    language: str = ""
    original: str = ""
    terms: Terms = field(default_factory=Terms)
    knows: Callable[[str], bool] | None = None
    other_languages: Mapping[str, Callable[[str], bool]] = field(default_factory=dict)
    smart_quotes: bool = False
    glossary: Mapping[str, str] = field(default_factory=dict)
    confusables: Confusables = field(default_factory=Confusables)
    project_profiles: Path | None = None
    profile: LanguageProfile = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "profile", profile_of(self.language, self.project_profiles))


@dataclass(frozen=True, slots=True)
class Pair:
    """A text of a message and its translation. `comments` are the translator comments of the message."""

    original: ParsedText
    translation: ParsedText
    context: CheckContext = field(default_factory=CheckContext)
    comments: tuple[str, ...] = ()


def pairs(message: Message, context: CheckContext, rule: PluralRule | None = None) -> Iterator[Pair]:
    """Yield the pair of a message, or a pair for each plural form.

    A form is paired with the singular only if it is for 1 alone. A form that is also for 21 is paired with the plural, since it must
    contain the number.
    """
    if not message.plural:
        yield Pair(parse_text(message.original), parse_text(message.translation), context, message.translator_comments)
        return
    for number, form in enumerate(message.plural_translations):
        is_singular = rule.numbers[number] == (1,) if rule and number < rule.count else number == 0
        yield Pair(parse_text(message.original if is_singular else message.plural), parse_text(form), context)
