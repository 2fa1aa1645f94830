# SPDX-License-Identifier: GPL-3.0-or-later
"""Two translations of the same words: one is kept, and the other is not lost."""

import re
from collections.abc import Iterable
from dataclasses import replace

from pipeline.catalogue.writing import escaped
from pipeline.model.message import Message

EARLIER = "earlier translation"
"""How the comment begins that keeps a translation for which there was another."""


def has_words(message: Message) -> bool:
    return bool(message.translation or any(message.plural_translations))


def is_valid(message: Message) -> bool:
    """Return whether a message has words, and none that are to be looked at."""
    return has_words(message) and not message.fuzzy


def words_of(message: Message) -> str:
    """Return the words of a translation as one text, each form of a plural on lines of its own."""
    return "\n".join(message.plural_translations) if message.plural else message.translation


def adds(message: Message, twin: Message) -> bool:
    """Return whether a twin holds words that the message does not."""
    return words_of(twin) not in ("", words_of(message)) or with_comments(message, twin.translator_comments) != message


def with_comments(message: Message, comments: Iterable[str]) -> Message:
    """Return the message with those of these lines that its translators' comments lack, behind its own."""
    there = {comment.strip() for comment in message.translator_comments}
    new = tuple(line for line in dict.fromkeys(comments) if line.strip() not in there)
    return replace(message, translator_comments=(*message.translator_comments, *new)) if new else message


def with_note(message: Message, how: str, words: str) -> Message:
    """Return the message with a comment that keeps a translation, line by line; `how` says what it is."""
    there = message.translator_comments
    note = tuple(map(_escaped_line, f"{how}: {words}".split("\n")))
    if any(there[start : start + len(note)] == note for start in range(len(there))):
        return message
    return replace(message, translator_comments=(*there, *note))


def _escaped_line(line: str) -> str:
    """A line as a comment holds it: without blanks at its end, and with an escape for what would not be seen."""
    return re.sub(r"[\x00-\x08\x0b-\x1f]", lambda match: escaped(match[0]), line).rstrip()


def with_earlier(message: Message, twin: Message) -> Message:
    """Return the message with its twin's words; where it has words itself, they are kept as a comment."""
    both = with_comments(message, twin.translator_comments)
    if not has_words(message) and has_words(twin):
        return replace(twin, obsolete=message.obsolete, translator_comments=both.translator_comments)
    if words_of(twin) not in ("", words_of(message)):
        return with_note(both, EARLIER, words_of(twin))
    return both


def formed(message: Message, plural: str, count: int) -> Message:
    """Return the message with a plural and room for as many forms as the language has, or as it is when there is no plural."""
    if not plural:
        return message
    forms = (message.plural_translations or (message.translation,)) + ("",) * count
    return replace(message, plural=plural, plural_translations=forms[:count], translation=forms[0])
