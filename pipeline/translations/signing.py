# SPDX-License-Identifier: GPL-3.0-or-later
"""Signs translations: records in the headers of catalogues that a native speaker has reviewed them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path

from pipeline.catalogue.reading import read
from pipeline.catalogue.review import review, signed
from pipeline.model.message import Catalogue, State
from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.model.publication import Edition, Review
from pipeline.model.remark import Remark
from pipeline.model.template import Template
from pipeline.system.files import revise
from pipeline.system.lock import project_lock
from pipeline.translations.edition_inputs import load_inputs


@dataclass(frozen=True, slots=True)
class Signed:
    """A catalogue was signed: `messages` of the `of` messages in the edition; and its new review state."""

    path: Path
    messages: int
    of: int
    review: Review


def sign(
    project: Project,
    edition: Edition,
    templates: Callable[[], Iterable[Template]],
    name: str,
    day: date,
    documents: tuple[str, ...] = (),
) -> Iterator[Signed]:
    """Sign all translated messages of the edition, or of some of its documents, and yield each catalogue.

    `templates` returns the templates of the sources. Fuzzy and untranslated messages are not signed. Raises Problem `nothing-to-sign`
    for the edition of the original and for unknown documents, `bad-value` for an invalid name, `broken-catalogue`, `locked`.
    """
    name = checked_name(name)
    if not edition.is_translation:
        hint = f"{edition.publication.slug} is written in {edition.language.autonym}; sign a translation"
        raise Problem("nothing-to-sign", f"{edition} is the original", hint=hint)
    slug = edition.publication.slug
    with project_lock(project.build):
        inputs = load_inputs(project, edition, templates())
        sources = [(template.of_documents(slug), catalogue) for template, catalogue in inputs.sources]
        existing = {document for texts, _ in sources for document in texts}
        for missing in (document for document in documents if document not in existing):
            hint = f"choose from: {', '.join(sorted(existing))}"
            raise Problem("nothing-to-sign", f"{edition} has no document {missing!r}", hint=hint)
        for texts, catalogue in sources:
            printed = frozenset(chain.from_iterable(texts.values()))
            chosen = frozenset(chain.from_iterable(texts.get(name, ()) for name in documents)) if documents else printed
            if catalogue is not None and chosen:
                yield _sign_catalogue(catalogue, printed, chosen, name, day)


def checked_name(name: str) -> str:
    """Return the name of a reviewer. Raises Problem `bad-value` if it is not valid in a header."""
    if not name or any(character in name for character in '\n\r\\"'):
        hint = Remark("write it on one line, without quotes or backslashes")
        raise Problem("bad-value", Remark("a header cannot contain the name %(name)r", name=name), hint=hint)
    return name


def _sign_catalogue(
    catalogue: Catalogue, originals: frozenset[str], selection: frozenset[str], name: str, day: date
) -> Signed:
    """Sign the `selection` messages of a catalogue and read it again. `originals` are all its messages in the edition."""
    path, language = catalogue.path, catalogue.language
    revise(path, lambda data: (signed(path, data, language, selection, name, day), None))
    catalogue = read(path, language)
    messages = [message for message in catalogue.messages if message.original in originals]
    translated = [
        message for message in messages if message.original in selection and message.state is State.TRANSLATED
    ]
    return Signed(path, len(translated), len(originals), review(catalogue.header, messages))
