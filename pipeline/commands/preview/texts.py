# SPDX-License-Identifier: GPL-3.0-or-later
"""What the preview says of each paragraph: its message in the catalogues, the terms in it, what proofreading finds."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.build.edition_inputs import EditionInputs
from pipeline.catalogue.settling import comments_of, others
from pipeline.commands.vocabulary import Vocabulary
from pipeline.compose.translation.preview_marks import identity
from pipeline.model.findings import Finding
from pipeline.model.message import Catalogue, Message, State
from pipeline.model.project import Project
from pipeline.model.publication import Publication
from pipeline.model.template import DESCRIPTION, Template
from pipeline.preview.snapshot import Document, Paragraph
from pipeline.proofread.checks import CHECKS, allowed_by, proofread
from pipeline.proofread.context import Context
from pipeline.proofread.terms import Terms
from pipeline.proofread.text import read

_MARKED_TERM = re.compile(r":term:`([^`<]*?)\s*(?:<([^<>`]*)>)?`")

_ONCE = frozenset(name for name, check in CHECKS.items() if check.once)


@dataclass(frozen=True, slots=True)
class Told:
    """A document as Sphinx has read it last: its title, and its messages with file and line, in the order of the text."""

    document: str
    title: str
    messages: tuple[tuple[str, str, int], ...]


def read_told(path: Path) -> tuple[Told, ...]:
    """What preview_marks wrote down, in the order of the contents; nothing where no run has ended yet."""
    try:
        rows = json.loads(path.read_bytes())
    except (FileNotFoundError, ValueError):
        return ()
    return tuple(Told(row["document"], row["title"], tuple(map(tuple, row["messages"]))) for row in rows)


class Texts:
    """Finds the message of each paragraph of an edition at one moment.

    A paragraph that the templates do not know yet, since it was typed a second ago, is looked up in the catalogues that
    its document has.
    """

    def __init__(self, project: Project, inputs: EditionInputs, templates: Sequence[Template]) -> None:
        self._root = f"{project.root}/"
        self._edition = inputs.edition
        slug = inputs.edition.publication.slug
        self._sources = [(template, _by_document(template, slug), catalogue) for template, catalogue in inputs.sources]
        wanted = {template.name for template, _ in inputs.sources}
        self._elsewhere = [_by_document(one, slug) for one in templates if one.name not in wanted]

    def catalogues(self, document: str) -> list[tuple[Template, Catalogue | None]]:
        """Those that may speak in a document, the likeliest first."""
        own = [(template, one) for template, documents, one in self._sources if document in documents]
        return own + [(template, one) for template, documents, one in self._sources if document not in documents]

    def translations(self, told: Told) -> dict[str, str]:
        """The translations of a document's messages, by original."""
        found = {}
        for text, *_ in told.messages:
            if (known := self._find(told.document, text)) is not None and known[1].state is State.TRANSLATED:
                found[text] = known[1].translation
        return found

    def paragraphs(self, told: Told, faults: "Faults") -> Iterator[Paragraph]:
        for text, path, line in told.messages:
            yield self._paragraph(told.document, text, f"{self._from_root(path)}:{line}", faults)

    def _paragraph(self, document: str, text: str, source: str, faults: "Faults") -> Paragraph:
        known = self._find(document, text)
        publication = self._edition.publication
        if known is None:
            template = next((one for one, _ in self.catalogues(document)), None)
            if template is None or self._is_in_the_language(document, text):
                return Paragraph(identity(text), text, self._edition.language.tag, source=source)
            return Paragraph(identity(text), text, template.original.tag, state=Message(text).state, source=source)
        catalogue, message = known
        return Paragraph(
            identity(text),
            text,
            catalogue.source_language or publication.original.tag,
            state=message.state,
            translation=message.translation,
            previous=message.previous,
            place=f"{self._from_root(catalogue.path)}:{message.translation_line}",
            source=source,
            comments=comments_of(message),
            others=others(message),
            terms=faults.terms(catalogue, text),
            findings=faults.of(catalogue, message),
        )

    def _find(self, document: str, text: str) -> tuple[Catalogue, Message] | None:
        if self._is_in_the_language(document, text):
            return None
        for _, catalogue in self.catalogues(document):
            if catalogue is not None and (message := catalogue.find(text)) is not None:
                return catalogue, message
        return None

    def _is_in_the_language(self, document: str, text: str) -> bool:
        """Whether the text is in a template that the edition needs no translation of, and in none that it does."""
        if any(text in documents.get(document, ()) for _, documents, _ in self._sources):
            return False
        return any(text in documents.get(document, ()) for documents in self._elsewhere)

    def _from_root(self, path: Path | str) -> str:
        return str(path).removeprefix(self._root)


class Faults:
    """What proofreading finds, remembered by the words of each message: what did not change is not read again."""

    def __init__(self, vocabulary: Vocabulary, *, smart_quotes: bool) -> None:
        self._vocabulary = vocabulary
        self._smart_quotes = smart_quotes
        self._known: dict[Path, dict[Message, tuple[Finding, ...]]] = {}
        self._found: dict[Path, dict[str, tuple[Finding, ...]]] = {}
        self._terms: dict[tuple[str, str], tuple[tuple[str, str], ...]] = {}

    def look_at(self, catalogue: Catalogue, most: int) -> int:
        """Read up to `most` messages that are not known yet; return how many are left.

        With none left the findings are those that proofreading the whole catalogue gives.
        """
        before, found, left = self._known.get(catalogue.path, {}), {}, 0
        now: dict[Message, tuple[Finding, ...]] = {}
        told: set[tuple[str, str]] = set()
        for message in catalogue.messages:
            words = _words_of(message)
            if words not in before and words not in now:
                if not most:
                    left += 1
                    continue
                most -= 1
            now[words] = self._read(catalogue, words, before)
            kept = [one for one in now[words] if (one.check, one.remark) not in told]
            told.update((one.check, one.remark) for one in kept if one.check in _ONCE)
            if allowed := allowed_by(message) & _ONCE:
                # What is allowed at one place is allowed for all of the file.
                bare = replace(words, translator_comments=())
                now[bare] = self._read(catalogue, bare, before)
                told.update((one.check, one.remark) for one in now[bare] if one.check in allowed)
            if kept:
                found[message.original] = tuple(replace(one, line=message.translation_line) for one in kept)
        self._known[catalogue.path] = now
        self._found[catalogue.path] = found
        return left

    def _read(
        self, catalogue: Catalogue, message: Message, known: Mapping[Message, tuple[Finding, ...]]
    ) -> tuple[Finding, ...]:
        if message in known:
            return known[message]
        return tuple(proofread(replace(catalogue, messages=(message,), obsolete=()), self._context(catalogue)))

    def of(self, catalogue: Catalogue, message: Message) -> tuple[Finding, ...]:
        """The findings of a message, as far as they are known."""
        return self._found.get(catalogue.path, {}).get(message.original, ())

    def terms(self, catalogue: Catalogue, text: str) -> tuple[tuple[str, str], ...]:
        """The terms of the terminology in an original, with their forms in the translation's language."""
        key = (catalogue.source_language or "", text)
        if key not in self._terms:
            self._terms[key] = tuple(self._terms_in(self._context(catalogue).terms, text))
        return self._terms[key]

    def _terms_in(self, terms: Terms, text: str) -> Iterator[tuple[str, str]]:
        if not terms.forms:
            return
        marked = (terms.find(target or words) for words, target in _MARKED_TERM.findall(text))
        for term in dict.fromkeys(one for one in (*marked, *terms.within(read(text).plain)) if one):
            yield term, " / ".join(terms.forms[term])

    def _context(self, catalogue: Catalogue) -> Context:
        return self._vocabulary.context(catalogue, smart_quotes=self._smart_quotes)


def _by_document(template: Template, slug: str) -> dict[str, frozenset[str]]:
    return {document: frozenset(texts) for document, texts in template.of_documents(slug).items()}


def _words_of(message: Message) -> Message:
    """The message without where it stands."""
    return replace(message, line=0, translation_line=0, places=(), extracted_comments=(), flags=())


def _alone(catalogue: Catalogue, message: Message) -> Catalogue:
    return replace(catalogue, messages=(message,), obsolete=())


def documents(texts: Texts, told: Sequence[Told], faults: Faults, publication: Publication) -> tuple[Document, ...]:
    """All documents with their paragraphs; the publication's own texts (title, keywords) come first as one of them."""
    own = Told(DESCRIPTION, DESCRIPTION, tuple(_described(publication)))
    rows = [*([] if publication.adopted else [own]), *told]
    return tuple(Document(row.document, row.title, tuple(texts.paragraphs(row, faults))) for row in rows)


def _described(publication: Publication) -> Iterator[tuple[str, str, int]]:
    """The texts of publication.toml with the lines where they stand."""
    path = publication.described_in
    lines = path.read_text(encoding="utf-8").splitlines()
    for text in publication.texts:
        yield text, str(path), next((number for number, line in enumerate(lines, 1) if text[:30] in line), 1)
