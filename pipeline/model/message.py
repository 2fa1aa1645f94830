# SPDX-License-Identifier: GPL-3.0-or-later
"""Messages and catalogues. A message is in exactly one state. Reads no files."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path

from pipeline.model.plurals import PluralRule
from pipeline.model.publication import Language

DATE_FORMAT = "%Y-%m-%d %H:%M%z"
"""The format of times in gettext headers."""

type Key = tuple[str | None, str]
"""gettext's key of a message: context, if any, and original."""


SUGGESTED = "suggested by "
"""The beginning of the comment with the origin of a suggestion. An empty message with this comment is a rejected suggestion."""
TO_FIX = "to mend: "
"""The beginning of the comment with the reason why a faulty translation was made fuzzy."""


class State(StrEnum):
    """The state of a message; each has exactly one, so that sums agree.

    Three states are fuzzy in the file: `changed`, the original has changed since the translation; `suggested`, an unchecked
    translation of a similar original; `unfinished`, marked by hand or because of an error.
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

    `line` and `translation_line` are the lines of the msgid and the (first) msgstr, from 1. `places` are the source references of
    the file (`path:line`). `previous` is the original for which a fuzzy translation was made, "" if unknown: the former original of
    this message, or the original of the message that a suggestion comes from. A message with a plural has a translation for each
    plural form in `plural_translations`; the first is also `translation`.
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
        """Whether the translation, or a form of it, is only whitespace, but the original is not."""
        forms = self.plural_translations or (self.translation,)
        return any(map(str.isspace, forms)) and not self.original.isspace()

    @property
    def state(self) -> State:
        # Check for empty translations first, fuzzy or not. A plural needs all its forms.
        if not (all(self.plural_translations) and self.translation) or self.is_blank:
            return State.UNTRANSLATED
        if not self.fuzzy:
            return State.TRANSLATED
        # These comments are ours, and all tools preserve them. Without a comment, msgmerge has set `previous` for a changed original.
        if any(comment.startswith(TO_FIX) for comment in self.translator_comments):
            return State.UNFINISHED
        if any(comment.startswith(SUGGESTED) for comment in self.translator_comments):
            return State.SUGGESTED
        return State.CHANGED if self.previous else State.UNFINISHED


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All messages of one template in one language, as in its file; `obsolete` are the `#~` entries."""

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
        """Original -> translation of each translated message without context. Fuzzy messages are excluded."""
        return {
            message.original: message.translation
            for message in self.messages
            if message.state is State.TRANSLATED and message.context is None
        }

    def find(self, original: str, context: str | None = None) -> Message | None:
        return self._index.get((context, original))

    @property
    def plural_rule(self) -> PluralRule | None:
        """The plural rule of the header, if it is valid."""
        return PluralRule.parsed(self.header.get("Plural-Forms", ""))

    @property
    def revision(self) -> date | None:
        """The day of the last change by a translator, if the header has it."""
        try:
            return date.fromisoformat(self.header.get("PO-Revision-Date", "")[:10])
        except ValueError:
            return None

    @property
    def source_language(self) -> str | None:
        """The tag of the originals' language, if the header has it."""
        return self.header.get("X-Source-Language", "").replace("_", "-") or None
