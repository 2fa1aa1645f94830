# SPDX-License-Identifier: GPL-3.0-or-later
"""Draws the download site around the editions: front pages, covers, typefaces, manifest, checksums."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from pipeline.files import write_if_changed
from pipeline.portal.covers import Cover, draw
from pipeline.portal.fonts import place_fonts
from pipeline.portal.manifest import CHECKSUMS, MANIFEST, checksums, manifest
from pipeline.portal.shelf import Entry, Shelf, Translations
from pipeline.project import Project
from pipeline.publication import Artefact, Edition, Language, Progress
from pipeline.theme import phrases
from pipeline.words import Words

_WEB = Path(__file__).resolve().parents[1] / "theme" / "web"
_STATIC = {
    "portal.css": _WEB / "portal/static/portal.css",
    "language.js": _WEB / "portal/static/language.js",
    "tokens.css": _WEB / "edition/static/tokens.css",
    "icon.svg": _WEB / "edition/static/icon.svg",
}


@dataclass(frozen=True, slots=True)
class _Face:
    """What the project says of itself in one language; each text with the language that it is in."""

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


def build_portal(
    project: Project,
    artefacts: Sequence[Artefact],
    held: Sequence[tuple[Edition, Progress]],
    site: Path,
    translations: Translations | None = None,
) -> None:
    """Write all of the site that is not an edition; a file whose bytes stay the same is not touched.

    `artefacts` are on the site already, below `site`. `held` are editions held back, and how far they are. `translations`
    gives, by language tag, the project's own texts in that language; what is missing is shown in the project's original
    language and marked as such. Manifest and checksums are written last.
    """
    shelf = Shelf(artefacts, dict(held), translations or {})
    place_fonts(project.build / "fonts", site / "_fonts")
    for name, source in _STATIC.items():
        write_if_changed(site / "_portal" / name, source.read_bytes())
    entries = {language: shelf.entries(language, _words(project, language)) for language in project.languages}
    _covers(project, shelf, {entry.cover: entry for some in entries.values() for entry in some}, site / "_covers")
    _pages(project, shelf, entries, site)
    write_if_changed(site / MANIFEST, manifest(artefacts, shelf.held).encode())
    write_if_changed(site / CHECKSUMS, checksums(site).encode())


def _pages(project: Project, shelf: Shelf, entries: Mapping[Language, Sequence[Entry]], site: Path) -> None:
    environment = Environment(
        loader=FileSystemLoader(_WEB / "portal"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    faces = [_face(project, language, shelf.translations) for language in project.languages]
    for language, face in zip(project.languages, faces, strict=True):
        page = environment.get_template("front.html").render(
            _page(language, face, "../"), words=_words(project, language), entries=entries[language]
        )
        write_if_changed(site / language.tag / "index.html", page.encode())
    face = next(face for face in faces if face.tag == project.original.tag)
    page = environment.get_template("choice.html").render(_page(project.original, face, ""), choices=faces)
    write_if_changed(site / "index.html", page.encode())


def _page(language: Language, face: _Face, root: str) -> dict[str, object]:
    """What every page needs; `root` leads from it to the site's own folder."""
    return {
        "language": language,
        "direction": phrases.locale_of(language).text_direction,
        "site": face,
        "root": root,
    }


def _face(project: Project, language: Language, translations: Translations) -> _Face:
    def told(original: str) -> tuple[str, str]:
        translation = "" if language == project.original else translations.get(language.tag, {}).get(original, "")
        return (translation, language.tag) if translation else (original, project.original.tag)

    title, description, publisher = told(project.title), told(project.description), told(project.publisher)
    return _Face(
        tag=language.tag,
        autonym=language.autonym,
        languages=project.languages,
        title=title[0],
        title_tag=title[1],
        description=description[0],
        description_tag=description[1],
        publisher=publisher[0],
        publisher_tag=publisher[1],
        contact=project.contact,
    )


def _covers(project: Project, shelf: Shelf, wanted: Mapping[str, Entry], folder: Path) -> None:
    """Draw a cover for each title shown, in the language of the title, and take away those of titles that are gone."""
    for name, entry in wanted.items():
        write_if_changed(folder / name, draw(_cover(project, shelf, entry)).encode())
    for file in folder.glob("*.svg"):
        if file.name not in wanted:
            file.unlink()


def _cover(project: Project, shelf: Shelf, entry: Entry) -> Cover:
    publication = next(one for one in shelf.publications if one.slug == entry.slug)
    language = project.language(entry.tag)
    made = next(iter(shelf.of(publication, language).values()), None)
    return Cover(
        slug=entry.slug,
        kind=entry.kind,
        kind_name=phrases.kind_name(entry.kind, _words(project, language)),
        title=entry.title,
        subtitle=entry.subtitle,
        language=language.autonym,
        publisher=_face(project, language, shelf.translations).publisher,
        year=(made.date if made else publication.date).year,
    )


def _words(project: Project, language: Language) -> Words:
    return Words(language, project.locales)
