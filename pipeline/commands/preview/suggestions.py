# SPDX-License-Identifier: GPL-3.0-or-later
"""What the memory suggests for a paragraph: translations of similar originals, of all catalogues and of imported memories."""

from collections.abc import Iterator

from pipeline.catalogue.memory import Likenesses, Memory
from pipeline.model.project import Project
from pipeline.model.publication import Language
from pipeline.preview.orders import Suggestion
from pipeline.preview.snapshot import Paragraph
from pipeline.translations.catalogues import INTERFACE, Catalogues
from pipeline.translations.memory import imported

_MOST = 3


class Suggestions:
    """The memory of a language at one moment, by the language of the original; each is read when it is first asked for."""

    def __init__(self, project: Project, language: Language) -> None:
        self._project, self._language = project, language
        self._memories: dict[str, tuple[Memory, Likenesses]] = {}

    def of(self, paragraph: Paragraph) -> Iterator[Suggestion]:
        """Yield the translations of the originals most like that of a paragraph, the most alike first."""
        memory, likenesses = self._memory(self._project.language(paragraph.original_language))
        for message, likeness in likenesses.nearest(paragraph.original, _MOST + 1)[: _MOST + 1]:
            if (message.original, message.translation) != (paragraph.original, paragraph.translation):
                yield Suggestion(message.original, message.translation, int(likeness), memory.origin(message))

    def _memory(self, original: Language) -> tuple[Memory, Likenesses]:
        if original.tag not in self._memories:
            catalogues, _ = Catalogues(self._project).readable(self._language)
            memories, _ = imported(self._project, self._language)
            # A button's word is no translation of the same word in a text.
            texts = (catalogue for catalogue in catalogues if catalogue.path.stem not in INTERFACE)
            memory = Memory.of(texts, original, self._language, memories.get(original.tag, ()))
            self._memories[original.tag] = memory, Likenesses(memory.messages)
        return self._memories[original.tag]
