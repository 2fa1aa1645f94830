# SPDX-License-Identifier: GPL-3.0-or-later
"""Translation memory for a pair of languages, with exact and fuzzy matches."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from pipeline.model.message import Catalogue, Message, State
from pipeline.model.publication import Language

MIN_SIMILARITY = 78.0
"""Minimum similarity, in per cent, of a fuzzy match that is suggested automatically."""


_MIN_SHOWN_SIMILARITY = 60.0
"""Minimum similarity of a fuzzy match that is shown on request."""


@dataclass(frozen=True, slots=True)
class Memory:
    """Translated messages of all catalogues of a language pair by original, including removed messages.

    `origins` maps originals to the catalogue of their translation.
    """

    translated: Mapping[str, Message] = field(default_factory=dict)
    origins: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        catalogues: Iterable[Catalogue],
        original: Language,
        language: Language,
    ) -> "Memory":
        """Return the memory of a language pair; catalogues of other pairs are ignored.

        A catalogue without a source language is assumed to belong to the pair. Of several translations of an original, the first
        counts; current messages take precedence over removed ones.
        """
        alike = [
            catalogue
            for catalogue in catalogues
            if catalogue.language.tag == language.tag and catalogue.source_language in (None, original.tag)
        ]
        messages = [
            *((message, catalogue.path.name) for catalogue in alike for message in catalogue.messages),
            *((message, catalogue.path.name) for catalogue in alike for message in catalogue.obsolete),
        ]
        translated: dict[str, Message] = {}
        origins: dict[str, str] = {}
        for message, origin in messages:
            if message.state is State.TRANSLATED and message.context is None and not message.plural:
                translated.setdefault(message.original, message)
                origins.setdefault(message.original, origin)
        return cls(translated, origins)

    def find(self, original: str) -> str | None:
        """Return the exact match in our catalogues, if any."""
        message = self.translated.get(original)
        return message.translation if message else None

    def origin(self, message: Message) -> str:
        """Return the origin of a message of this memory; "" for any other message, even an equal one."""
        return self.origins[message.original] if self.translated.get(message.original) is message else ""


class FuzzyMatcher:
    """Finds the best fuzzy match of a text among translated messages."""

    def __init__(self, candidates: Iterable[Message]) -> None:
        """Prepare the search; of equally similar candidates the earlier one wins."""
        by_original: dict[str, Message] = {}
        for message in candidates:
            if message.translation and not message.plural:
                by_original.setdefault(message.original, message)
        self._originals: Sequence[str] = list(by_original)
        self._messages: Sequence[Message] = list(by_original.values())

    def find(self, original: str) -> Message | None:
        match = process.extractOne(original, self._originals, scorer=fuzz.ratio, score_cutoff=MIN_SIMILARITY)
        return None if match is None else self._messages[match[2]]

    def nearest(self, original: str, count: int) -> list[tuple[Message, float]]:
        """Return at most `count` fuzzy matches of a text, the best first, each with its similarity in per cent."""
        matches = process.extract(
            original, self._originals, scorer=fuzz.ratio, score_cutoff=_MIN_SHOWN_SIMILARITY, limit=count
        )
        return [(self._messages[number], similarity) for _, similarity, number in matches]
