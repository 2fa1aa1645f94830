# SPDX-License-Identifier: GPL-3.0-or-later
"""Information for the preview about each paragraph: its message in the catalogues, its terms, its findings."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.catalogue.conflict import alternatives, comments_of
from pipeline.catalogue.gate import of_entry
from pipeline.catalogue.memory import FuzzyMatcher, Memory
from pipeline.catalogue.review import BY, ON, review_hash, signed_hashes
from pipeline.compose.editions.preview_marks import identity
from pipeline.model.findings import Finding, Severity
from pipeline.model.message import Catalogue, Message, State
from pipeline.model.project import Project
from pipeline.model.publication import Language, Publication
from pipeline.model.template import DESCRIPTION, Template
from pipeline.model.toml_tables import line_of
from pipeline.preview.orders import Suggestion
from pipeline.preview.snapshot import Paragraph, PreviewDocument
from pipeline.proofread.checks import CHECKS, allowed_by, proofread
from pipeline.proofread.pair import CheckContext
from pipeline.proofread.terms import Terms, marked_terms
from pipeline.proofread.text import parse_text
from pipeline.translations.catalogues import INTERFACE, Catalogues
from pipeline.translations.edition_inputs import EditionInputs
from pipeline.translations.vocabulary import Vocabulary

type _Words = tuple[object, ...]

_ONCE_CHECKS = frozenset(name for name, check in CHECKS.items() if check.once)


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """A document as last read by Sphinx: its title, and its messages with file and line, in the order of the text."""

    document: str
    title: str
    messages: tuple[tuple[str, str, int], ...]


def read_documents(path: Path) -> tuple[SourceDocument, ...]:
    """Return the documents that preview_marks recorded, in the order of the contents; empty before the first run."""
    try:
        rows = json.loads(path.read_bytes())
    except (FileNotFoundError, ValueError):
        return ()
    return tuple(SourceDocument(row["document"], row["title"], tuple(map(tuple, row["messages"]))) for row in rows)


class Texts:
    """Finds the message of each paragraph in a snapshot of an edition.

    New paragraphs that the templates do not contain yet are looked up in the catalogues of their document.
    """

    def __init__(self, project: Project, inputs: EditionInputs, templates: Sequence[Template]) -> None:
        self._root = f"{project.root}/"
        self._edition = inputs.edition
        slug = inputs.edition.publication.slug
        self._sources = [(template, _by_document(template, slug), catalogue) for template, catalogue in inputs.sources]
        translated = {template.name for template, _ in inputs.sources}
        self._signed = {
            path: (signed_hashes(header) or frozenset(), _signature(header)) for path, header in _headers(inputs)
        }
        self._other_documents = [
            _by_document(template, slug) for template in templates if template.name not in translated
        ]

    def catalogues(self, document: str) -> list[tuple[Template, Catalogue | None]]:
        """Return the catalogues that may translate a document, the most likely first."""
        sources = sorted(self._sources, key=lambda source: document not in source[1])
        return [(template, catalogue) for template, _, catalogue in sources]

    def translations(self, document: SourceDocument) -> dict[str, str]:
        """Return the translations of a document's messages, by original."""
        matches = {text: self._find(document.document, text) for text, *_ in document.messages}
        return {
            text: match[1].translation
            for text, match in matches.items()
            if match is not None and match[1].state is State.TRANSLATED
        }

    def paragraphs(self, document: SourceDocument, faults: "Faults") -> Iterator[Paragraph]:
        for text, path, line in document.messages:
            yield self._paragraph(document.document, text, f"{self._from_root(path)}:{line}", faults)

    def _paragraph(self, document: str, text: str, source: str, faults: "Faults") -> Paragraph:
        match = self._find(document, text)
        publication = self._edition.publication
        if match is None:
            template = next((template for template, _ in self.catalogues(document)), None)
            if template is None or self._is_in_the_language(document, text):
                return Paragraph(identity(text), text, self._edition.language.tag, source=source)
            return Paragraph(identity(text), text, template.original.tag, state=Message(text).state, source=source)
        catalogue, message = match
        return Paragraph(
            identity(text),
            text,
            catalogue.source_language or publication.original.tag,
            state=message.state,
            translation=message.translation,
            previous=message.previous,
            place=f"{self._from_root(catalogue.path)}:{message.translation_line}" if message.line else "",
            source=source,
            comments=comments_of(message),
            others=alternatives(message),
            terms=faults.terms(catalogue, text),
            findings=faults.of(catalogue, message),
            context=message.extracted_comments,
            signed=self._signature(catalogue, message),
            has_plural=bool(message.plural),
        )

    def _signature(self, catalogue: Catalogue, message: Message) -> str:
        """Return who signed the current translation, and when; "" if unsigned."""
        signed, signature = self._signed[catalogue.path]
        return signature if message.state is State.TRANSLATED and review_hash(message) in signed else ""

    def _find(self, document: str, text: str) -> tuple[Catalogue, Message] | None:
        if self._is_in_the_language(document, text):
            return None
        for _, catalogue in self.catalogues(document):
            if catalogue is not None and (message := catalogue.find(text)) is not None:
                return catalogue, message
        return None

    def _is_in_the_language(self, document: str, text: str) -> bool:
        """Return whether the text is only in templates that the edition need not translate."""
        is_needed = any(text in documents.get(document, ()) for _, documents, _ in self._sources)
        return not is_needed and any(text in documents.get(document, ()) for documents in self._other_documents)

    def _from_root(self, path: Path | str) -> str:
        return str(path).removeprefix(self._root)


class Faults:
    """Findings of proofreading, cached by the text of each message."""

    def __init__(self, vocabulary: Vocabulary, *, smart_quotes: bool) -> None:
        self._vocabulary = vocabulary
        self._smart_quotes = smart_quotes
        self._cache: dict[Path, dict[_Words, tuple[Finding, ...]]] = {}
        self._findings: dict[Path, dict[str, tuple[Finding, ...]]] = {}
        self._terms: dict[tuple[str, str], tuple[tuple[str, str], ...]] = {}

    def proofread(self, catalogue: Catalogue, limit: int) -> int:
        """Proofread up to `limit` uncached messages; return how many are left.

        If none are left, the findings are the same as for the whole catalogue.
        """
        former, context = self._cache.get(catalogue.path, {}), self._context(catalogue)
        cache: dict[_Words, tuple[Finding, ...]] = {}
        remaining = 0
        for message in catalogue.messages:
            words = _words_of(message)
            if words not in former and words not in cache:
                if not limit:
                    remaining += 1
                    continue
                limit -= 1
            for variant in _variants(message):
                if (key := _words_of(variant)) not in cache:
                    single = replace(catalogue, messages=(variant,), obsolete=())
                    findings = former.get(key)
                    cache[key] = tuple(proofread(single, context)) if findings is None else findings
        self._cache[catalogue.path] = cache
        self._findings[catalogue.path] = self._findings_by_original(catalogue)
        return remaining

    def _findings_by_original(self, catalogue: Catalogue) -> dict[str, tuple[Finding, ...]]:
        """Return the cached findings by original; a finding reported once per file is only at its first message."""
        cache = self._cache[catalogue.path]
        findings: dict[str, tuple[Finding, ...]] = {}
        reported: set[tuple[str, str]] = set()
        for message in catalogue.messages:
            if (words := _words_of(message)) not in cache:
                continue
            new = [finding for finding in cache[words] if (finding.check, finding.remark) not in reported]
            reported.update((finding.check, finding.remark) for finding in new if finding.check in _ONCE_CHECKS)
            _, *bare = _variants(message)
            for variant in bare:  # an `allow` comment at one message counts for the whole file
                allowed = allowed_by(message) & _ONCE_CHECKS
                hidden = (finding for finding in cache[_words_of(variant)] if finding.check in allowed)
                reported.update((finding.check, finding.remark) for finding in hidden)
            if new:
                findings[message.original] = tuple(replace(finding, line=message.translation_line) for finding in new)
        return findings

    def of(self, catalogue: Catalogue, message: Message) -> tuple[Finding, ...]:
        """Return the cached findings of a message."""
        return self._findings.get(catalogue.path, {}).get(message.original, ())

    def of_edit(self, catalogue: Catalogue, message: Message) -> tuple[Finding, ...]:
        """Return the findings that `check` would report for a message in the catalogue, including errors of its entry."""
        self._vocabulary.forget_glossaries()
        single = replace(catalogue, messages=(message,), obsolete=())
        context = self._vocabulary.context(catalogue, smart_quotes=self._smart_quotes)
        faults = (
            Finding(catalogue.path, fault.line, fault.check, Severity.ERROR, fault.remark)
            for fault in of_entry(message, catalogue.plural_rule)
        )
        return (*faults, *proofread(single, context))

    def terms(self, catalogue: Catalogue, text: str) -> tuple[tuple[str, str], ...]:
        """Return the terminology entries in an original, with their forms in the translation's language."""
        key = (catalogue.source_language or "", text)
        if key not in self._terms:
            self._terms[key] = tuple(self._terms_in(self._context(catalogue).terms, text))
        return self._terms[key]

    def _terms_in(self, terms: Terms, text: str) -> Iterator[tuple[str, str]]:
        if not terms.forms:
            return
        marked = map(terms.find, marked_terms(text))
        for term in dict.fromkeys(term for term in (*marked, *terms.find_phrases(parse_text(text).plain)) if term):
            yield term, " / ".join(terms.forms[term])

    def _context(self, catalogue: Catalogue) -> CheckContext:
        # Sphinx reports terms missing in glossaries; those may change while these findings are cached.
        return replace(self._vocabulary.context(catalogue, smart_quotes=self._smart_quotes), glossary={})


def _headers(inputs: EditionInputs) -> Iterator[tuple[Path, Mapping[str, str]]]:
    return ((catalogue.path, catalogue.header) for catalogue in inputs.catalogues)


def _signature(header: Mapping[str, str]) -> str:
    return ", ".join(filter(None, (header.get(BY, "").strip(), header.get(ON, "").strip()))) or "–"


def _by_document(template: Template, slug: str) -> dict[str, frozenset[str]]:
    return {document: frozenset(texts) for document, texts in template.of_documents(slug).items()}


def _words_of(message: Message) -> _Words:
    """Return the parts of a message that are proofread, as a cache key that does not depend on its position."""
    forms = message.plural, *message.plural_translations
    return message.key, message.translation, forms, message.state, message.translator_comments


def _variants(message: Message) -> list[Message]:
    """Return a message, and a copy without comments that allow a finding that is reported once per file."""
    return [message, replace(message, translator_comments=())] if allowed_by(message) & _ONCE_CHECKS else [message]


def documents(
    texts: Texts, sources: Sequence[SourceDocument], faults: Faults, publication: Publication
) -> tuple[PreviewDocument, ...]:
    """Return all documents with their paragraphs. The first stands for the texts of publication.toml (title, keywords)."""
    description = SourceDocument(DESCRIPTION, DESCRIPTION, tuple(_publication_texts(publication)))
    rows = [*([] if publication.adopted else [description]), *sources]
    return tuple(PreviewDocument(row.document, row.title, tuple(texts.paragraphs(row, faults))) for row in rows)


def _publication_texts(publication: Publication) -> Iterator[tuple[str, str, int]]:
    """Yield the texts of publication.toml with their lines."""
    path = publication.described_in
    for text in publication.texts:
        yield text, str(path), line_of(text, path)


_MAX_SUGGESTIONS = 3


class Suggestions:
    """Snapshots of a language's translation memory, by source language; each is loaded on first use."""

    def __init__(self, project: Project, language: Language) -> None:
        self._project, self._language = project, language
        self._memories: dict[str, tuple[Memory, FuzzyMatcher]] = {}

    def of(self, paragraph: Paragraph) -> Iterator[Suggestion]:
        """Yield fuzzy matches for a paragraph, the best first."""
        memory, matcher = self._memory(self._project.language(paragraph.original_language))
        for message, similarity in matcher.nearest(paragraph.original, _MAX_SUGGESTIONS + 1)[: _MAX_SUGGESTIONS + 1]:
            if (message.original, message.translation) != (paragraph.original, paragraph.translation):
                yield Suggestion(message.original, message.translation, int(similarity), memory.origin(message))

    def _memory(self, original: Language) -> tuple[Memory, FuzzyMatcher]:
        if original.tag not in self._memories:
            catalogues, _ = Catalogues(self._project).readable(self._language)
            # Exclude button labels: they do not translate the same word in a text.
            texts = (catalogue for catalogue in catalogues if catalogue.path.stem not in INTERFACE)
            memory = Memory.of(texts, original, self._language)
            self._memories[original.tag] = memory, FuzzyMatcher(memory.translated.values())
        return self._memories[original.tag]
