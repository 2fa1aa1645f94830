# SPDX-License-Identifier: GPL-3.0-or-later
"""The nouns of a catalogue: a message is in exactly one state, a catalogue knows its messages. They read no file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path

from pipeline.model.plurals import PluralRule
from pipeline.model.publication import Language

DATE_FORMAT = "%Y-%m-%d %H:%M%z"
"""How gettext writes a moment in a header."""

type Key = tuple[str | None, str]
"""What gettext knows a message by: its context, if any, and its words."""


SUGGESTED = "suggested by "
"""How the comment begins that says where a suggestion comes from. A message that has it and is empty was turned down."""
TO_MEND = "to mend: "
"""How the comment begins of a translation that was kept fuzzy because something is wrong in it."""


class State(StrEnum):
    """Each message is in exactly one of these, so that sums agree.

    Three are fuzzy in the file: `changed`, whose original is another one since it was translated; `suggested`, with the
    translation of a similar original that nobody has checked; `unfinished`, marked so by hand, or because of an error.
    """

    TRANSLATED = "translated"
    CHANGED = "changed"
    SUGGESTED = "suggested"
    UNFINISHED = "unfinished"
    UNTRANSLATED = "untranslated"

    @property
    def is_fuzzy(self) -> bool:
        return self in (State.CHANGED, State.SUGGESTED, State.UNFINISHED)


@dataclass(frozen=True, slots=True)
class Message:
    """One entry of a catalogue.

    `line` and `translation_line` are those of its msgid and its (first) msgstr, from 1. `places` are the sources as the
    file names them (`path:line`). `previous` is the original that a fuzzy translation was made for, "" if unknown: the
    former text of this message, or that of the message from which a suggestion comes.
    A message with a plural has its translations, as many as the language has forms, in `plural_translations`, the first
    of which is also `translation`.
    """

    original: str
    translation: str = ""
    context: str | None = None
    fuzzy: bool = False
    obsolete: bool = False
    line: int = 0
    translation_line: int = 0
    translator_comments: tuple[str, ...] = ()
    extracted_comments: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    previous: str = ""
    previous_context: str | None = None
    plural: str = ""
    plural_translations: tuple[str, ...] = ()

    @property
    def key(self) -> Key:
        return self.context, self.original

    @property
    def is_header(self) -> bool:
        return self.context is None and not self.original

    @property
    def is_blank(self) -> bool:
        """Whether the translation, or a form of it, is nothing but whitespace, where the original is more."""
        forms = self.plural_translations or (self.translation,)
        return any(map(str.isspace, forms)) and not self.original.isspace()

    @property
    def state(self) -> State:
        # Without words first: a fuzzy flag on nothing promises nothing. A plural counts when each form is there.
        if not (all(self.plural_translations) and self.translation) or self.is_blank:
            return State.UNTRANSLATED
        if not self.fuzzy:
            return State.TRANSLATED
        # The comments are ours, and every tool keeps them. Without one, a previous original is what msgmerge leaves of a change.
        if any(comment.startswith(TO_MEND) for comment in self.translator_comments):
            return State.UNFINISHED
        if any(comment.startswith(SUGGESTED) for comment in self.translator_comments):
            return State.SUGGESTED
        return State.CHANGED if self.previous else State.UNFINISHED


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All messages of one template in one language, as its file holds them; `obsolete` are those that left."""

    path: Path
    language: Language
    header: Mapping[str, str]
    messages: tuple[Message, ...]
    obsolete: tuple[Message, ...] = ()
    _index: dict[Key, Message] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_index", {message.key: message for message in self.messages})

    @property
    def translations(self) -> dict[str, str]:
        """The translation of each translated message without context, by its original. Fuzzy ones are not among them."""
        return {
            message.original: message.translation
            for message in self.messages
            if message.state is State.TRANSLATED and message.context is None
        }

    def find(self, original: str, context: str | None = None) -> Message | None:
        return self._index.get((context, original))

    @property
    def plural_rule(self) -> PluralRule | None:
        """The rule that the header announces, if it can be computed."""
        return PluralRule.parsed(self.header.get("Plural-Forms", ""))

    @property
    def revision(self) -> date | None:
        """The day of the last change by a translator, if the header tells."""
        try:
            return date.fromisoformat(self.header.get("PO-Revision-Date", "")[:10])
        except ValueError:
            return None

    @property
    def source_language(self) -> str | None:
        """The tag of the originals' language, if the header tells."""
        return self.header.get("X-Source-Language", "").replace("_", "-") or None
