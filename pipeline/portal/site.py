# SPDX-License-Identifier: GPL-3.0-or-later
"""The download site that is being written: its folder, its templates, and the words that every page of a language has."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePath

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from pipeline.model.project import Project
from pipeline.model.publication import Language
from pipeline.portal.downloads.sums import SumOf
from pipeline.portal.edition_catalogue import EditionCatalogue
from pipeline.system.files import write_if_changed
from pipeline.theme import phrases
from pipeline.theme.policy import POLICY, WayOut
from pipeline.words import Words

_WEB = Path(__file__).resolve().parents[1] / "theme" / "web"


@dataclass(frozen=True, slots=True)
class Masthead:
    """The project's own texts in one language, each with the tag of the language that it is in."""

    tag: str
    autonym: str
    languages: tuple[Language, ...]
    title: str
    title_tag: str
    description: str
    description_tag: str
    publisher: str
    publisher_tag: str
    contact: str


@dataclass(frozen=True, slots=True)
class Site:
    """Whose site it is, in which folder, what it offers, and how to get the checksum of one of its files."""

    project: Project
    folder: Path
    catalogue: EditionCatalogue
    sum_of: SumOf

    def write(self, path: PurePath | str, data: bytes) -> None:
        """Write a file below the site's folder; one whose bytes stay the same is not touched."""
        write_if_changed(self.folder / path, data)

    def words(self, language: Language) -> Words:
        return Words(language, self.project.locales)

    def page(self, template: str, language: Language, root: str, **facts: object) -> bytes:
        """Render a page; `root` leads from it to the site's own folder."""
        # The pages of a language share a folder, the ones below and above it lead there.
        front = "" if root == "../" else f"{root}{language.tag}/"
        context = {
            "language": language,
            "direction": phrases.locale_of(language).text_direction,
            "site": self.masthead(language),
            "root": root,
            "words": self.words(language),
            "policy": POLICY,
            "way_out": WayOut(self.project.exit_url, f"{root}_portal/exit.js", front),
        }
        return templates().get_template(template).render(context, **facts).encode()

    def masthead(self, language: Language) -> Masthead:
        project = self.project
        translations = {} if language == project.original else self.catalogue.texts(language)
        texts: dict[str, str] = {}
        for name in ("title", "description", "publisher"):
            text = str(getattr(project, name))
            translation = translations.get(text, "")
            texts |= {name: translation or text, f"{name}_tag": (language if translation else project.original).tag}
        return Masthead(language.tag, language.autonym, project.languages, contact=project.contact, **texts)


@cache
def templates() -> Environment:
    """Return the templates of the site's pages. Those that pages of editions have too are in the folder of these."""
    return Environment(
        loader=FileSystemLoader([_WEB / "portal", _WEB / "edition"]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
