# SPDX-License-Identifier: GPL-3.0-or-later
"""What proofreading is told of a project beside its catalogues: the terminology, the dictionaries, the project's words."""

from collections.abc import Callable
from functools import cache

from pipeline.catalogue.message import Catalogue
from pipeline.compose.term_list import TERMINOLOGY_FILE, TermList, read_terms
from pipeline.project import Project
from pipeline.proofread.context import Context
from pipeline.proofread.dictionaries import dictionary, read_words
from pipeline.proofread.terms import Terms
from pipeline.tables import read_text


class Vocabulary:
    """Contexts for the catalogues of a project. The terminology is read once, a dictionary when it is first asked for.

    Without `spelling` no dictionary is opened. Raises Problem `broken-terminology` for mistakes in that file, and for
    a list of words (`words-<language>.txt` beside it) that is not UTF-8.
    """

    def __init__(self, project: Project, *, spelling: bool = True) -> None:
        self._project = project
        self._spelling = spelling
        path = project.source / TERMINOLOGY_FILE
        # A file of that name in an adopted project is none of ours.
        adopted = any(publication.adopted for publication in project.publications)
        self._terms = TermList(path, ()) if adopted or not path.is_file() else read_terms(path)
        self.dictionary = cache(self._dictionary)
        self._of_languages = cache(self._terms_of)

    def context(self, catalogue: Catalogue, *, smart_quotes: bool) -> Context:
        """What the checks of one catalogue know."""
        language, original = catalogue.language.tag, catalogue.source_language or ""
        return Context(
            language,
            original,
            self._of_languages(original, language),
            self.dictionary(language) if self._spelling else None,
            self._others(language) if self._spelling else {},
            smart_quotes,
        )

    def _others(self, language: str) -> dict[str, Callable[[str], bool]]:
        tags = [one.tag for one in self._project.languages if one.tag != language]
        return {tag: knows for tag in tags if (knows := self.dictionary(tag)) is not None}

    def _dictionary(self, tag: str) -> Callable[[str], bool] | None:
        path = self._project.source / f"words-{tag}.txt"
        words = read_words(read_text(path, "broken-terminology")) if path.is_file() else ()
        return dictionary(tag, words)

    def _terms_of(self, original: str, language: str) -> Terms:
        forms: dict[str, tuple[str, ...]] = {}
        for term in self._terms.terms:
            if original in term.names and language in term.names:
                name = term.names[original]
                forms[name] = (*forms.get(name, ()), term.names[language])
        return Terms(forms)
