# SPDX-License-Identifier: GPL-3.0-or-later
"""The context of checks: the terminology, the dictionaries, and the project's word lists."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from babel import Locale

from pipeline.model.confusables import LINTS_FILE, Confusables
from pipeline.model.message import Catalogue
from pipeline.model.project import Project
from pipeline.model.publication import Language
from pipeline.model.template import SHARED, Template
from pipeline.model.term_list import FALLBACK, TERMINOLOGY_FILE, Term, TermList, read_terms
from pipeline.model.toml_tables import read_text
from pipeline.proofread.dictionaries import dictionary, read_words
from pipeline.proofread.pair import CheckContext
from pipeline.proofread.terms import Terms, alternatives
from pipeline.translations.catalogues import Catalogues, owner


def vocabulary_files(project: Project) -> Sequence[Path]:
    """Return the files of a project's vocabulary, which may not exist."""
    names = (TERMINOLOGY_FILE, LINTS_FILE, *(_words_file(language.tag) for language in project.languages))
    return [project.source / name for name in names]


class Vocabulary:
    """Makes the contexts of checks for the catalogues of a project. Dictionaries are loaded lazily.

    Without `spelling` no dictionary is used, and without `templates` no glossary. Raises Problem `broken-terminology` for mistakes in
    that file, and for a word list (`words-<language>.txt` next to it) that is not UTF-8.
    """

    def __init__(
        self,
        project: Project,
        *,
        spelling: bool = True,
        templates: Sequence[Template] = (),
        catalogues: Catalogues | None = None,
    ) -> None:
        self._project = project
        self._templates = templates
        self._spelling = spelling
        self._catalogues = catalogues or Catalogues(project)
        path = project.source / TERMINOLOGY_FILE
        # In an adopted project, a file with that name is not in our format.
        adopted = project.is_adopted
        self._terms = TermList(path, ()) if adopted or not path.is_file() else read_terms(path)
        self.project_profiles = project.profiles
        self.confusables = Confusables() if adopted else Confusables.read(project.source / LINTS_FILE)
        self.dictionary = cache(self._dictionary)
        self._of_languages = cache(self._terms_of)
        self._glossary = cache(self._glossary_of)

    def context(self, catalogue: Catalogue, *, smart_quotes: bool) -> CheckContext:
        """Return the context of the checks of a catalogue."""
        language, original = catalogue.language.tag, catalogue.source_language or ""
        other_tags = [other.tag for other in self._project.languages if self._spelling and other.tag != language]
        return CheckContext(
            language,
            original,
            self._of_languages(original, language),
            self.dictionary(language) if self._spelling else None,
            {tag: knows for tag in other_tags if (knows := self.dictionary(tag)) is not None},
            smart_quotes,
            self._glossary(owner(catalogue.path.stem), catalogue.language, original),
            self.confusables,
            self.project_profiles,
        )

    def forget_glossaries(self) -> None:
        """Clear the cached glossaries, after their translations have changed."""
        self._catalogues = Catalogues(self._project)
        self._glossary.cache_clear()

    def _dictionary(self, tag: str) -> Callable[[str], bool] | None:
        path = self._project.source / _words_file(tag)
        words = read_words(read_text(path, "broken-terminology")) if path.is_file() else ()
        return dictionary(tag, words, project_profiles=self.project_profiles)

    def _terms_of(self, original: str, language: str) -> Terms:
        forms: dict[str, tuple[str, ...]] = {}
        for term in self._terms.terms:
            if {original, language} <= term.names.keys() and not _names_a_language(term, original, language):
                name = term.names[original]
                forms[name] = (*forms.get(name, ()), term.names[language])
        return Terms(forms)

    def _glossary_of(self, slug: str, language: Language, original: str) -> Mapping[str, str]:
        """Return the terms that `:term:` can refer to in an edition: those of its glossaries in both languages and of the terminology."""
        templates = [template for template in self._templates if owner(template.name) == slug != SHARED]
        if not templates:
            return {}
        shared = [template for template in self._templates if owner(template.name) == SHARED]
        words = [word for template in (*templates, *shared) for word in self._terms_in(template, language)]
        for term in self._terms.terms:
            words += [term.key, *(term.names[tag] for tag in (language.tag, original, FALLBACK) if tag in term.names)]
        return {" ".join(word.split()).lower(): word for word in words}

    def _terms_in(self, template: Template, language: Language) -> Iterator[str]:
        """Yield the terms of a template's glossaries, and their translations if the catalogue can be read."""
        originals = [
            message.original for message in template.messages if {"term", "glossary"} <= set(message.ancestors)
        ]
        if originals and (catalogue := self._catalogues.find(language, template.name)) is not None:
            translations = catalogue.translations
            yield from (translations[original] for original in originals if original in translations)
        yield from originals


def _words_file(tag: str) -> str:
    return f"words-{tag}.txt"


def _names_a_language(term: Term, *tags: str) -> bool:
    """Return whether a term is the name of the same language in all of these languages, by the CLDR.

    Such names are also adjectives of nationality, which often have another translation: `italiano` is `italisht` or `italian` in Albanian.
    """
    codes = []
    for tag in tags:
        names = {name.casefold() for name in alternatives(term.names[tag])}
        codes.append({code for code, name in Locale.parse(tag, sep="-").languages.items() if name.casefold() in names})
    return bool(set.intersection(*codes))
