# SPDX-License-Identifier: GPL-3.0-or-later
"""Draws the download site around the editions: front pages, covers, typefaces, manifest, checksums."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from pipeline.covers.drawing import Cover, draw, draw_wordless
from pipeline.covers.raster import place_picture
from pipeline.model.contacts import ContactList
from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.model.publication import Artefact, Edition, Language, Progress
from pipeline.model.releases import Releases, Withdrawal, releases
from pipeline.portal.downloads.fonts import place_fonts
from pipeline.portal.downloads.manifest import CHECKSUMS, MANIFEST, checksums, manifest
from pipeline.portal.downloads.offline import place_offline
from pipeline.portal.downloads.sums import SumOf, Sums
from pipeline.portal.pages.former import draw_former
from pipeline.portal.pages.helplines import helplines
from pipeline.portal.pages.pages import text_pages
from pipeline.portal.pages.publications import alternates, draw_publications
from pipeline.portal.search.page import draw_search
from pipeline.portal.shelf import Entry, Shelf, Translations, groups
from pipeline.portal.versions.feed import FEED
from pipeline.portal.versions.released import Drawing, draw_released, write_feeds
from pipeline.system.files import write_if_changed
from pipeline.theme import phrases
from pipeline.theme.kinds import tokens
from pipeline.theme.policy import POLICY, WayOut
from pipeline.words import Words

_WEB = Path(__file__).resolve().parents[1] / "theme" / "web"
_STATIC = {
    "portal.css": _WEB / "portal/static/portal.css",
    "language.js": _WEB / "portal/static/language.js",
    "search.css": _WEB / "portal/static/search.css",
    "search.js": _WEB / "portal/static/search.js",
    "icon.svg": _WEB / "edition/static/icon.svg",
    "exit.css": _WEB / "edition/static/exit.css",
    "exit.js": _WEB / "edition/static/exit.js",
    "kept.css": _WEB / "portal/static/kept.css",
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
    contacts: ContactList | None = None,
) -> tuple[Problem, ...]:
    """Write all of the site that is not an edition; a file whose bytes stay the same is not touched.

    `artefacts` are on the site already, below `site`. `held` are editions held back, and how far they are. `translations`
    gives, by language tag, the project's own texts in that language, and those of `contacts`; what is missing is shown in
    the original language and marked as such. Manifest and checksums are written last. Returns why released versions are not offered,
    where the archive lacks them; raises Problem for what is wrong with a releases.toml.
    """
    released = releases(project)
    shelf = Shelf(artefacts, dict(held), translations or {}, _withdrawn(project, released), contacts)
    sums = Sums(project.build / "state" / "sums.json")
    drawing = _drawing(project, shelf, site, sums.of)
    place_fonts(project.build / "fonts", site / "_fonts")
    write_if_changed(site / "_portal/tokens.css", tokens(project.kinds).encode())
    for name, source in _STATIC.items():
        write_if_changed(site / "_portal" / name, source.read_bytes())
    entries = {language: shelf.entries(language, _words(project, language)) for language in project.languages}
    _covers(project, shelf, {entry.cover: entry for some in entries.values() for entry in some}, site / "_covers")
    kept, problems = draw_released(drawing, shelf, released)
    offered = [one for each in kept.values() for one in each.offered]
    write_feeds(drawing, shelf, released.values())
    records = draw_publications(drawing, shelf, entries, kept)
    draw_former(drawing, shelf)
    draw_search(drawing, entries)  # before the front pages, whose ZIP holds it
    _pages(drawing, shelf, entries, records)
    write_if_changed(site / MANIFEST, manifest(artefacts, shelf.held, shelf.withdrawn, offered).encode())
    write_if_changed(site / CHECKSUMS, checksums(site, sums.of).encode())
    sums.keep()
    return problems


def _withdrawn(project: Project, released: Mapping[str, Releases]) -> Mapping[Edition, Withdrawal]:
    found = {
        edition: released[edition.publication.slug].now_withdrawn(edition.language.tag)
        for edition in project.editions()
    }
    return {edition: one for edition, one in found.items() if one is not None}


def _drawing(project: Project, shelf: Shelf, site: Path, sum_of: SumOf) -> Drawing:
    environment = Environment(
        # What pages of the portal share with those of editions stands with the editions.
        loader=FileSystemLoader([_WEB / "portal", _WEB / "edition"]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    faces = {language.tag: _face(project, language, shelf.translations) for language in project.languages}

    def context(language: Language, root: str) -> Mapping[str, object]:
        # A released version may be in a language that the project no longer has.
        face = faces.get(language.tag) or _face(project, language, shelf.translations)
        return _page(project, language, face, root)

    return Drawing(project, site, environment, context, sum_of)


def _pages(
    drawing: Drawing,
    shelf: Shelf,
    entries: Mapping[Language, Sequence[Entry]],
    records: Mapping[str, bytes],
) -> None:
    """The front pages, and the texts beside them; `records` are the pages and files of publications, by their path."""
    project, site = drawing.project, drawing.site
    faces = [_face(project, language, shelf.translations) for language in project.languages]
    for language, face in zip(project.languages, faces, strict=True):
        for name, text in text_pages(drawing.environment, _page(project, language, face, "../")):
            write_if_changed(site / language.tag / name, text.encode())
        words = drawing.words(language)
        told = {
            "groups": groups(entries[language], words),
            "helplines": helplines(shelf.contacts, language, shelf.translations.get(language.tag, {}), words),
            "alternates": alternates(project, "index.html", language),
        }
        own = {name: data for name, data in records.items() if name.startswith(f"{language.tag}/")}
        take = _take(drawing, shelf, language, face, told, own)
        page = drawing.page("front.html", language, "../", **told, take=take, feed_href=FEED)
        write_if_changed(site / language.tag / "index.html", page)
    write_if_changed(site / "index.html", _choice(drawing, project.original, faces))


def _choice(drawing: Drawing, language: Language, faces: Sequence[_Face]) -> bytes:
    """Return the page that offers these languages; its head is in `language`, what readers press is in each of them."""
    project = drawing.project
    return drawing.page(
        "choice.html",
        language,
        "",
        choices=faces,
        all_words=[Words(face.tag, project.locales) for face in faces],
        way_out=WayOut(project.exit_url, "_portal/exit.js", has_pages=False),
        ways_out=[WayOut("", "", f"{face.tag}/") for face in faces],
    )


def _take(
    drawing: Drawing,
    shelf: Shelf,
    language: Language,
    face: _Face,
    told: Mapping[str, object],
    records: Mapping[str, bytes],
) -> Mapping[str, str]:
    """What a reader may take away from the front page: all editions in one file, and the feed."""
    pages = {
        **records,
        f"{language.tag}/index.html": drawing.page("front.html", language, "../", **told, take=None),
        "index.html": _choice(drawing, language, [face]),
    }
    days = [made.date for made in shelf.artefacts if made.edition.language == language]
    day = max(days, default=None)
    place = place_offline(drawing.project, language, face.title, drawing.site, pages, day, drawing.sum_of)
    return {
        "feed": FEED,
        "offline": place.name if place is not None else "",
        "offline_size": phrases.size(place.stat().st_size, language) if place is not None else "",
    }


def _page(project: Project, language: Language, face: _Face, root: str) -> dict[str, object]:
    """What every page needs; `root` leads from it to the site's own folder."""
    return {
        "language": language,
        "direction": phrases.locale_of(language).text_direction,
        "site": face,
        "root": root,
        "words": _words(project, language),
        "policy": POLICY,
        "way_out": WayOut(
            project.exit_url, f"{root}_portal/exit.js", "" if root == "../" else f"{root}{language.tag}/"
        ),
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
        cover = _cover(project, shelf, entry)
        write_if_changed(folder / name, draw(cover).encode())
        if project.site_url:  # else no page can name the picture
            place_picture(cover, (folder / name).with_suffix(".png"))
    wordless = {entry.wordless_cover: entry for entry in wanted.values()}
    for name, entry in wordless.items():
        write_if_changed(folder / name, draw_wordless(entry.slug, entry.kind).encode())
    pictures = [Path(name).with_suffix(".png").name for name in wanted if project.site_url]
    for file in folder.glob("*"):
        if file.name not in {*wanted, *wordless, *pictures}:
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
