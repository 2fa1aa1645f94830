# SPDX-License-Identifier: GPL-3.0-or-later
"""The input of checks: an original and its translation, both parsed once for all checks, and the context."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.languages import LanguageProfile, profile_of
from pipeline.model.confusables import Confusables
from pipeline.model.message import Message
from pipeline.model.plurals import PluralRule
from pipeline.proofread.terms import Terms
from pipeline.proofread.text import ParsedText, parse_text


@dataclass(frozen=True, slots=True)
class CheckContext:
    """The context of all messages of a catalogue.

    `language` and `original` are tags, or "" if unknown. `knows` looks up a word in the dictionary of the translation's language, and
    is None without one; `other_languages` do so for the project's other languages, by tag. `smart_quotes`: texts are typed with straight quotes
    and apostrophes, which Sphinx converts. `glossary` maps the lower-case terms that `:term:` can refer to to the terms; empty if
    unknown. `project_profiles` is the folder of the project's language profiles, `profile` that of the translation's language.
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
    """Yield the pair of a message, or of each plural form.

    The singular is paired with a form only if that is for 1 alone; a form for 21 too must contain its number.
    """
    if not message.plural:
        yield Pair(parse_text(message.original), parse_text(message.translation), context, message.translator_comments)
        return
    for number, form in enumerate(message.plural_translations):
        is_singular = rule.numbers[number] == (1,) if rule and number < rule.count else number == 0
        yield Pair(parse_text(message.original if is_singular else message.plural), parse_text(form), context)
