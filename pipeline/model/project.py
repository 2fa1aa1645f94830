# SPDX-License-Identifier: GPL-3.0-or-later
"""The door: `Project.load` turns the TOML files into nouns, or says what is wrong in which line. After it nobody asks again."""

import glob
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from pipeline.model.identifiers import DOI, is_isbn, looks_like_isbn
from pipeline.model.kinds import kind_among, kinds_of, standard_kinds
from pipeline.model.problems import Problem
from pipeline.model.publication import Change, Design, Edition, Format, FormerPage, Honesty, Kind, Language, Publication
from pipeline.model.similar import choice
from pipeline.model.toml_tables import SLUG, Table

PROJECT_FILE = "project.toml"
PUBLICATION_FILE = "publication.toml"

TAKEN = ("accessibility", "feed", "index", "privacy", "reading-privately", "search")
"""What no publication can be named: the site has pages of these names beside those of the publications."""
_DOCUMENT = re.compile(r"[^\s/\\#?:_.][^\s/\\#?:.]*(/[^\s/\\#?:_.][^\s/\\#?:.]*)*\Z")
"""A document's name, with the folders before it; a text that others include begins with an underscore, and is none."""
_PAGES = ("genindex", "search")
"""Pages of each edition that no document stands behind."""
_ADDRESS = re.compile(r"https?://[^\s/?#]+(/[^\s?#]*)?\Z")
_AN_ADDRESS = "an address such as https://example.org/west/, without ? and #"
EXIT_URL = "https://www.wikipedia.org/"
"""Where the quick exit leads unless project.toml says otherwise.

A page that anybody may have open, in every language, everywhere: it names no country, asks for no consent and no account,
is light, and has no advertisements that would follow what was read before. Search engines and newspapers lack one of these.
"""


def nearest(folder: Path) -> Path:
    """The folder, or the nearest one above it, that holds a project; the folder itself where there is none."""
    for one in (folder, *folder.parents):
        if (one / PROJECT_FILE).is_file():
            return one.parent if one.name == "source" else one
        if (one / "source" / PROJECT_FILE).is_file():
            return one
    return folder


@dataclass(frozen=True, slots=True)
class Project:
    """A tree of sources and catalogues, and what its project.toml says of it.

    `root` is the folder that holds all; `configuration` the folder of Sphinx's conf.py; `locales` that of the catalogues.
    """

    root: Path
    described_in: Path
    configuration: Path
    locales: Path
    title: str
    publisher: str
    original: Language
    languages: tuple[Language, ...]
    publications: tuple[Publication, ...]
    description: str = ""
    site_url: str = ""
    oai_gateway: str = ""
    """The address of the gateway through which the site's records are harvested."""
    contact: str = ""
    exit_url: str = EXIT_URL
    """Where the quick exit leads; empty: there is none."""
    contacts_valid_months: int = 24
    archive: Path = Path("archive")
    """Where released editions are kept, outside of build/."""
    kinds: tuple[Kind, ...] = tuple(standard_kinds().values())
    """The kinds of publication, in the order of front pages; the project's own come last."""
    aside: Path | None = None
    """Where a trial is made instead of build/, so that no reader sees it."""

    @property
    def build(self) -> Path:
        """Everything made; safe to empty."""
        return self.aside or self.root / "build"

    @property
    def site(self) -> Path:
        return self.build / "site"

    @property
    def source(self) -> Path:
        return self.described_in.parent

    @property
    def profiles(self) -> Path:
        """The folder of the project's own profiles of languages, if it has any."""
        return self.source / "languages"

    @property
    def texts(self) -> tuple[str, ...]:
        """The project's own texts; they are messages of the shared catalogue."""
        kinds = [text for kind in self.kinds if kind.is_own for text in (kind.name, kind.heading)]
        return tuple(dict.fromkeys(text for text in (self.title, self.publisher, self.description, *kinds) if text))

    def language(self, tag: str) -> Language:
        """The language with this tag; a Problem `unknown-language` names those that there are."""
        return _language(tag, self.languages, "the command line asks for a language that we do not publish")

    def kind(self, name: str) -> Kind:
        """The kind of publication with this id; a Problem `unknown-kind` names those that there are."""
        return kind_among({kind.id: kind for kind in self.kinds}, name)

    def publication(self, slug: str) -> Publication:
        """The publication with this slug; a Problem `unknown-publication` names those that there are."""
        for publication in self.publications:
            if publication.slug == slug:
                return publication
        slugs = [publication.slug for publication in self.publications]
        raise Problem(
            "unknown-publication",
            f"there is no publication named {slug!r}",
            hint=choice(slug, slugs) if slugs else "begin one with: pipeline new publication SLUG",
        )

    def editions(self, slug: str | None = None, tag: str | None = None) -> tuple[Edition, ...]:
        """The editions of the project, or of one publication, or in one language."""
        publications = self.publications if slug is None else (self.publication(slug),)
        wanted = self.languages if tag is None else (self.language(tag),)
        return tuple(
            Edition(publication, language)
            for publication in publications
            for language in publication.languages
            if language in wanted
        )

    @classmethod
    def load(cls, root: Path) -> "Project":
        """Read source/project.toml (or, of an adopted project, project.toml) and each publication.toml.

        Raises Problem for each mistake that these files can hold, with file and line.
        """
        root = root.resolve()
        for described_in in (root / "source" / PROJECT_FILE, root / PROJECT_FILE):
            if described_in.is_file():
                return _project(root, Table.read(described_in))
        raise Problem(
            "no-project",
            f"{root} holds no project",
            cause=f"neither source/{PROJECT_FILE} nor {PROJECT_FILE} exists there",
            hint="name the project's folder with --project DIR, or take on a Sphinx project with `pipeline adopt DIR`",
        )


def _project(root: Path, table: Table) -> Project:
    languages = _languages(table)
    layout = table.table("layout")
    adopted = layout is not None
    configuration, locales, sources = table.path.parent, root / "locales", table.path.parent
    if layout is not None:
        root = table.path.parent
        configuration = layout.folder(root, "configuration")
        locales = root / layout.text("locales")
        sources = layout.folder(root, "sources")
        layout.nothing_else()
    project = Project(
        root=root,
        described_in=table.path,
        configuration=configuration,
        locales=locales,
        title=table.text("title"),
        publisher=table.text("publisher"),
        original=_language(table.text("original"), languages, "the project's texts are in an unknown language", table),
        languages=languages,
        publications=(),
        description=table.text("description", ""),
        site_url=table.matching("site_url", _ADDRESS, _AN_ADDRESS, ""),
        oai_gateway=table.matching("oai_gateway", _ADDRESS, _AN_ADDRESS, ""),
        contact=table.text("contact", ""),
        exit_url=_exit_url(table),
        contacts_valid_months=table.count("contacts_valid_months", 24),
        archive=_archive(table, root),
        kinds=tuple(kinds_of(table).values()),
    )
    publish_at = table.percentage("publish_at", 100)
    table.nothing_else()
    if not (project.configuration / "conf.py").is_file():
        raise Problem(
            "missing-file",
            "Sphinx's conf.py is not there",
            cause=f"{project.configuration / 'conf.py'} does not exist",
            hint="bring it back, or correct `configuration` under [layout]" if adopted else "bring source/conf.py back",
            path=table.path,
        )
    found = [root / PUBLICATION_FILE] if adopted else sorted(table.path.parent.glob(f"*/{PUBLICATION_FILE}"))
    publications = tuple(
        _publication(Table.read(path), project, publish_at, sources if adopted else path.parent) for path in found
    )
    return replace(project, publications=_without_twins(publications))


def _archive(table: Table, root: Path) -> Path:
    """The folder of released editions: it outlives build/, and is no source."""
    archive = (root / table.text("archive", "archive")).resolve()
    for folder in (root / "build", root / "source", root / "locales"):
        if archive.is_relative_to(folder) or folder.is_relative_to(archive):
            raise table.problem(
                "bad-value",
                f"released editions cannot be kept in {archive}",
                "archive",
                hint=f'name a folder of its own that neither holds {folder.name}/ nor stands in it: archive = "archive"',
            )
    return archive


def _exit_url(table: Table) -> str:
    """An address of another host, or nothing: then there is no quick exit."""
    url = table.text("exit_url", EXIT_URL)
    if url and not re.fullmatch(r"https://[\w.-]+(:\d+)?(/[^\s\"<>]*)?", url):
        raise table.problem(
            "bad-value",
            "the quick exit leads nowhere",
            "exit_url",
            cause=f'exit_url = "{url}"',
            hint='write an address such as "https://www.wikipedia.org/", or "" for none',
        )
    return url


def _without_twins(publications: tuple[Publication, ...]) -> tuple[Publication, ...]:
    seen: dict[str, Publication] = {}
    for publication in publications:
        if publication.slug in seen:
            raise Problem(
                "duplicate-slug",
                f"two publications are named {publication.slug!r}",
                cause=f"{seen[publication.slug].described_in} has the same slug",
                hint="give one of them another `slug`",
                path=publication.described_in,
            )
        seen[publication.slug] = publication
    return publications


def _languages(table: Table) -> tuple[Language, ...]:
    rows = table.table("languages")
    if rows is None or not rows.values:
        raise table.problem(
            "missing-key",
            "the project names no language",
            "languages",
            cause="there is no table [languages], or it is empty",
            hint='add a table [languages] with rows such as it = "Italiano"',
        )
    return tuple(Language(rows.language(tag, tag), rows.text(tag)) for tag in rows.values)


def _language(
    tag: str, languages: tuple[Language, ...], message: str, table: Table | None = None, key: str = "original"
) -> Language:
    for language in languages:
        if language.is_named(tag):
            return language
    hint = f"choose one of: {', '.join(language.tag for language in languages)}; or add it to [languages] in {PROJECT_FILE}"
    if table is not None:
        raise table.problem("unknown-language", message, key, cause=f'{key} = "{tag}"', hint=hint)
    raise Problem("unknown-language", message, cause=f"{tag!r} is not in [languages]", hint=hint)


def _publication(table: Table, project: Project, publish_at: int, folder: Path) -> Publication:
    adopted = table.path.parent == project.root
    slug = table.text("slug") if adopted or "slug" in table.values else folder.name
    if not SLUG.match(slug) or slug in TAKEN:
        taken = "the site has a page of this name already" if slug in TAKEN else ""
        raise table.problem(
            "bad-slug",
            f"{slug!r} cannot be the name of a publication",
            "slug",
            cause=taken or "it becomes a part of addresses and file names",
            hint="choose another name" if taken else "use small letters a to z, digits and single hyphens",
        )
    original = _language(
        table.text("original"), project.languages, f"{slug} is written in a language we do not publish", table
    )
    wanted = table.texts("languages", tuple(language.tag for language in project.languages))
    languages = tuple(
        _language(tag, project.languages, f"{slug} is published in an unknown language", table, "languages")
        for tag in wanted
    )
    kind = project.kind(table.choice("kind", [one.id for one in project.kinds]))
    published_in = tuple(language for language in project.languages if language in {*languages, original})
    publication = Publication(
        slug=slug,
        folder=folder,
        described_in=table.path,
        kind=kind,
        original=original,
        title=table.text("title"),
        date=table.day("date"),
        version=table.text("version"),
        subtitle=table.text("subtitle", ""),
        description=table.text("description", ""),
        origin=table.text("origin", ""),
        work=table.text("work", ""),
        authors=table.texts("authors", ()),
        keywords=table.texts("keywords", ()),
        license=table.text("license", ""),
        isbns=_isbns(table, original, published_in),
        doi=table.matching("doi", DOI, "a DOI without the address before it, such as 10.5281/zenodo.1234567", ""),
        formats=tuple(Format(name) for name in table.choices("formats", tuple(Format))),
        publish_at=table.percentage("publish_at", publish_at),
        warnings_are_fatal=table.choice("warnings", ("fatal", "reported"), "fatal") == "fatal",
        languages=published_in,
        design=Design(table.choice("design", tuple(Design), kind.design)),
        honesty=tuple(Honesty(name) for name in table.choices("honesty", tuple(Honesty), kind.honesty)),
        neutral=table.flag("neutral"),
        changes=_changes(table),
        former=_former(table, folder),
        adopted=adopted,
    )
    table.nothing_else()
    if not adopted and not (folder / "index.rst").is_file():
        raise Problem(
            "missing-file",
            f"{slug} has no root document",
            cause=f"{folder / 'index.rst'} does not exist",
            hint="write it, or take the folder away",
            path=table.path,
        )
    return publication


def _changes(table: Table) -> tuple[Change, ...]:
    """The tables [[changes]], each version once."""
    found: dict[str, Change] = {}
    for row in table.tables("changes", "changes"):
        change = Change(row.text("version"), row.text("text"))
        row.nothing_else()
        if change.version in found:
            hint = "say all that is new in one text"
            raise row.problem("bad-value", f"version {change.version} has two texts", "version", hint=hint)
        found[change.version] = change
    return tuple(found.values())


def _former(table: Table, folder: Path) -> tuple[FormerPage, ...]:
    """The tables [[moved]] and [[removed]]: the addresses of documents that are gone, each once."""
    found: dict[str, FormerPage] = {}
    rows = [(row, "from") for row in table.tables("moved", "documents that moved")]
    rows += [(row, "document") for row in table.tables("removed", "documents that were removed")]
    for row, key in rows:
        name = _document(row, key)
        if _is_document(folder, name):
            hint = "delete the document, or this entry"
            raise row.problem("bad-value", f"{name!r} is still a document of the publication", key, hint=hint)
        if name in found:
            hint = "keep one of the two entries"
            raise row.problem("bad-value", f"the former document {name!r} has two entries", key, hint=hint)
        if key == "from":
            found[name] = FormerPage(name, to=_document(row, "to"))
        else:
            found[name] = FormerPage(name, reason=row.text("reason"))
        row.nothing_else()
    for row, key in rows:
        if key == "from":
            _leads_to_a_document(row, folder, found)
    return tuple(found.values())


def _document(row: Table, key: str) -> str:
    name = row.matching(key, _DOCUMENT, f'a document as the contents name it, without .rst: {key} = "chapter"')
    if name in _PAGES:
        hint = "leave the entry out: each edition has a page of this name"
        raise row.problem("bad-value", f"{name!r} is not a document", key, hint=hint)
    return name


def _leads_to_a_document(row: Table, folder: Path, former: Mapping[str, FormerPage]) -> None:
    to = row.text("to")
    if _is_document(folder, to):
        return
    hint = "name a document that the publication has; where there is none any more, say why in [[removed]]"
    if to in former and former[to].to:
        hint = f'name the document where the way ends, without a stop between: "{former[to].to}" if that is one'
    message = f"the entry leads to {to!r}, which is not a document of the publication"
    raise row.problem("bad-value", message, "to", hint=hint)


def _is_document(folder: Path, name: str) -> bool:
    return any((folder / name).parent.glob(f"{glob.escape(PurePosixPath(name).name)}.*"))


def _isbns(table: Table, original: Language, languages: tuple[Language, ...]) -> tuple[tuple[str, str], ...]:
    """The ISBN of the original, or under [isbn] that of each edition by its language."""
    if not isinstance(table.values.get("isbn"), dict):
        text = _isbn(table, "isbn")
        return ((original.tag, text),) if text else ()
    rows = table.table("isbn")
    assert rows is not None
    found = tuple((language.tag, text) for language in languages if (text := _isbn(rows, language.tag)))
    rows.nothing_else()
    return found


def _isbn(table: Table, key: str) -> str:
    text = table.text(key, "")
    if text and not is_isbn(text):
        cause, hint = "the last digit is computed from the others, and is another", "copy it once more from its source"
        if not looks_like_isbn(text):
            cause, hint = f'{key} = "{text}"', f'write 13 digits, with or without hyphens: {key} = "978-3-16-148410-0"'
        raise table.problem("bad-isbn", f"{text!r} is not an ISBN", key, cause=cause, hint=hint)
    return text
