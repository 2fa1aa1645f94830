# SPDX-License-Identifier: GPL-3.0-or-later
"""The download site during writing: its folder, its templates, and the texts that the pages of a language share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from pipeline.model.project import Project
from pipeline.model.publication import Language
from pipeline.portal.edition_catalogue import CatalogueEntry, EditionCatalogue
from pipeline.portal.pieces import Pieces
from pipeline.portal.records.items import Item, items
from pipeline.system.files import write_if_changed
from pipeline.system.steps import digest
from pipeline.theme import phrases
from pipeline.theme.english_labels import EnglishLabels
from pipeline.theme.policy import POLICY, QuickExit
from pipeline.words import INTERFACE_LOCALES, READERS, Words, path_of

if TYPE_CHECKING:
    from jinja2 import Environment

_WEB = Path(__file__).resolve().parents[1] / "theme" / "web"


@dataclass(frozen=True, slots=True)
class Masthead:
    """The project's own texts for one language, each with the tag of its actual language."""

    tag: str
    autonym: str
    languages: tuple[Language, ...]
    title: str
    title_tag: str
    description: str
    description_tag: str
    publisher: str
    publisher_tag: str
    accessibility: str
    accessibility_tag: str
    contact: str


@dataclass(frozen=True)
class Site:
    """A site: its project, folder, contents, and the pieces in which it is drawn.

    `made_by` is a digest of the code and the libraries; if it changes, everything is drawn again.
    """

    project: Project
    folder: Path
    catalogue: EditionCatalogue
    pieces: Pieces
    made_by: str

    def write(self, path: PurePath | str, data: bytes) -> None:
        """Write a file that belongs to no piece, if its bytes have changed."""
        write_if_changed(self.folder / path, data)

    @cached_property
    def entries(self) -> Mapping[Language, Sequence[CatalogueEntry]]:
        """The entries of the front page of each language."""
        return {language: self.catalogue.entries(language, self.words(language)) for language in self.project.languages}

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """All citable items of the site."""
        return items(self.catalogue, self.project)

    @cached_property
    def facts(self) -> str:
        """A digest of the inputs of all pages: the code, and the project without its publications."""
        profiles = [path.read_bytes() for path in sorted(self.project.profiles.glob("*.toml"))]
        words = [self._own_words(language) for language in self.project.languages]
        return self.digest((self.made_by, replace(self.project, publications=()), profiles, words))

    @cached_property
    def facts_in(self) -> Mapping[Language, str]:
        """Digest of the inputs of a language's pages, without the publications, by language."""
        catalogue = self.catalogue
        return {
            language: self.digest((self.facts, language, sorted(catalogue.texts(language).items()), catalogue.contacts))
            for language in self.project.languages
        }

    @cached_property
    def facts_of(self) -> Mapping[str, str]:
        """Digest of a publication and its editions by slug, in the order of the catalogue."""
        catalogue = self.catalogue
        return {
            publication.slug: self.digest(
                (
                    publication,
                    catalogue.of_publication(publication),
                    [catalogue.formats_of(edition) for edition in catalogue.bilingual(publication)],
                    [row for row in catalogue.held.items() if row[0].publication == publication],
                    [row for row in catalogue.withdrawn.items() if row[0].publication == publication],
                )
            )
            for publication in catalogue.publications
        }

    @cached_property
    def _labels(self) -> dict[Language, EnglishLabels]:
        """The markers of untranslated labels, by language; these pages have no labels of Sphinx."""
        return {}

    def digest(self, facts: object) -> str:
        """Return a digest of facts that does not depend on the project's location."""
        return digest(repr(facts).replace(str(self.project.root), ""))

    def _own_words(self, language: Language) -> bytes:
        """Return the bytes of the project's own interface catalogue in a language; empty if it has none."""
        path = path_of(language.tag, READERS, self.project.locales)
        return path.read_bytes() if self.project.locales != INTERFACE_LOCALES and path.is_file() else b""

    def words(self, language: Language) -> Words:
        return Words(language, self.project.locales)

    def page(self, template: str, language: Language, root: str, **facts: object) -> bytes:
        """Render a page; `root` is the relative path from it to the site's folder.

        The fact `same_page` pairs languages with the page's address in each; if the file name is the same in all, pass `name` instead.
        """
        # The pages of a language share a folder; pages above and below it need a path to that folder.
        front = "" if root == "../" else f"{root}{language.tag}/"
        context = {
            "language": language,
            "direction": phrases.locale_of(language).text_direction,
            "site": self.masthead(language),
            "root": root,
            "words": self.words(language),
            "policy": POLICY,
            "same_page": [
                (other_language, f"../{other_language.tag}/{facts.get('name')}")
                for other_language in self.project.languages
            ],
            "quick_exit": QuickExit(self.project.exit_url, f"{root}_portal/exit.js", front),
        }
        html = templates().get_template(template).render(context | facts)
        if language not in self._labels:
            self._labels[language] = EnglishLabels(self.words(language), bool)
        return self._labels[language].mark(html).encode()

    def masthead(self, language: Language) -> Masthead:
        project = self.project
        translations = {} if language == project.original else self.catalogue.texts(language)
        texts: dict[str, str] = {}
        for name in ("title", "description", "publisher", "accessibility"):
            text = str(getattr(project, name))
            translation = translations.get(text, "")
            texts |= {name: translation or text, f"{name}_tag": (language if translation else project.original).tag}
        return Masthead(language.tag, language.autonym, project.languages, contact=project.contact, **texts)


@cache
def templates() -> "Environment":
    """Return the templates of the site's pages, including those shared with pages of editions."""
    # imported late: often no page needs to be rendered
    from pipeline.system.templates import templates_in

    return templates_in([_WEB / "portal", _WEB / "edition"])
