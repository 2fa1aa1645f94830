# SPDX-License-Identifier: GPL-3.0-or-later
"""The project: `Project.load` reads and validates its TOML files."""

import base64
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from pipeline.model.kinds import kind_among, kinds_of, standard_kinds
from pipeline.model.parts import PartKind, parts_of, standard_parts
from pipeline.model.problems import Problem
from pipeline.model.publication import Category, Edition, Kind, Language, Publication
from pipeline.model.publication_file import language_among, read_publication, reviewed_languages
from pipeline.model.similar import suggestion
from pipeline.model.toml_tables import Table

PROJECT_FILE = "project.toml"
PROJECT_FORMAT = 1
"""The newest format of project.toml, and of all other TOML files that people write in a project."""
PUBLICATION_FILE = "publication.toml"
CATALOGUES = "{language}/LC_MESSAGES/{name}.po"
"""Path of a catalogue in the folder of catalogues, by the convention of gettext and Sphinx."""

_UNKNOWN = "the project's texts are in an unknown language"
_ADDRESS = re.compile(r"https?://[^\s/?#]+(/[^\s?#]*)?\Z")
_URL_FORM = "a URL such as https://example.org/west/, without ? and #"
_PATTERN = re.compile(r"(?=.*\{language\})([^{}]|\{language\}|\{name\})+\.po\Z")
_EXIT = re.compile(r"(https://[\w.-]+(:\d+)?(/[^\s\"<>]*)?)?\Z")
_EXIT_FORM = 'a URL such as "https://www.wikipedia.org/", or "" for none'
EXIT_URL = "https://www.wikipedia.org/"
"""Default target of the quick exit.

The page is inconspicuous in every language and country, loads fast, requires no consent or account, and shows no advertisements
related to pages visited before. Search engines and newspapers lack one of these properties.
"""


def find_root(folder: Path) -> Path:
    """Return the nearest folder with a project, `folder` or a parent; `folder` itself if there is none."""
    for root in (folder, *folder.parents):
        if (root / PROJECT_FILE).is_file():
            return root.parent if root.name == "source" else root
        if (root / "source" / PROJECT_FILE).is_file():
            return root
    return folder


@dataclass(frozen=True, slots=True)
class Project:
    """A tree of sources and catalogues, described by its project.toml.

    `root` is the top folder, `configuration` the folder of Sphinx's conf.py, `locales` the folder of catalogues.
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
    """The URL of the site."""
    contact: str = ""
    drafting: str = ""
    """How the texts were made and who has read them, for imprints and catalogue records."""
    signing_key: str = ""
    """The public SSH key for the signature of the site's checksums; if empty, they are not signed."""
    exit_url: str = EXIT_URL
    """Target of the quick exit; if empty, pages have no quick exit."""
    accessibility: str = ""
    """The project's own statement of what was tested for accessibility, instead of the record of the last check."""
    archive: Path = Path("archive")
    """The folder of released editions, outside build/."""
    kinds: tuple[Kind, ...] = tuple(standard_kinds().values())
    """The kinds of publication, in the order of front pages; the project's own kinds come last."""
    parts: tuple[PartKind, ...] = tuple(standard_parts().values())
    """The kinds of parts; the project's own kinds come last."""
    subjects: tuple[Category, ...] = ()
    """Subjects of publications in the order of display; `audiences` likewise."""
    audiences: tuple[Category, ...] = ()
    catalogues: str = CATALOGUES
    """Path of catalogues in `locales`; without `{name}`, one catalogue per language."""
    gettext_compact: str = ""
    """The `gettext_compact` of an adopted project's catalogues: `true`, `false` or a name; if empty, the value in conf.py."""
    outside: tuple[Path, ...] = ()
    """Folders outside of an adopted project whose files its documents may read."""
    build_override: Path | None = None
    """A folder for trial builds, instead of build/."""

    @property
    def is_adopted(self) -> bool:
        """Whether sources and catalogues belong to another Sphinx project and its tools, and are only built here."""
        return any(publication.adopted for publication in self.publications)

    @property
    def build(self) -> Path:
        """The folder of all build products; safe to delete."""
        return self.build_override or self.root / "build"

    @property
    def site(self) -> Path:
        return self.build / "site"

    @property
    def pictures(self) -> Path:
        """The folder of encoded pictures, which all editions share."""
        return self.build / "pictures"

    @property
    def source(self) -> Path:
        return self.described_in.parent

    @property
    def readable_folders(self) -> tuple[Path, ...]:
        """The folders whose files documents may read."""
        return (self.root, *self.outside)

    @property
    def profiles(self) -> Path:
        """The folder of the project's own language profiles, if it has any."""
        return self.source / "languages"

    @property
    def categories(self) -> Mapping[str, Sequence[Category]]:
        """The categories for choosing publications, by their key in project.toml and publication.toml."""
        return {"subjects": self.subjects, "audiences": self.audiences}

    @property
    def modules(self) -> tuple[Path, ...]:
        """conf.py, and the modules in its folder and one level below, where projects keep their extensions."""
        extensions = [path for pattern in ("*.py", "*/*.py") for path in sorted(self.configuration.glob(pattern))]
        return tuple(dict.fromkeys([self.configuration / "conf.py", *extensions]))

    @property
    def license(self) -> str:
        """The licence of all publications, as an SPDX identifier; empty if they have several, or none."""
        licences = {publication.license for publication in self.publications}
        return licences.pop() if len(licences) == 1 else ""

    @property
    def texts(self) -> tuple[str, ...]:
        """The project's own texts, which are messages of the shared catalogue."""
        kinds = [text for kind in self.kinds if kind.is_own for text in (kind.name, kind.heading)]
        categories = [category.name for named in self.categories.values() for category in named]
        parts = [text for kind in self.parts if kind.is_own for text in kind.texts]
        texts = (
            self.title,
            self.publisher,
            self.description,
            self.drafting,
            self.accessibility,
            *kinds,
            *parts,
            *categories,
        )
        return tuple(dict.fromkeys(text for text in texts if text))

    def language(self, tag: str) -> Language:
        """Return the language with a tag. Raises Problem `unknown-language`, which names the known tags."""
        return language_among(tag, self.languages, f"the project has no language {tag!r}")

    def kind(self, name: str) -> Kind:
        """Return the kind of publication with an id. Raises Problem `unknown-kind`, which names the known ids."""
        return kind_among({kind.id: kind for kind in self.kinds}, name)

    def publication(self, slug: str) -> Publication:
        """Return the publication with a slug. Raises Problem `unknown-publication`, which names the known slugs."""
        by_slug = {publication.slug: publication for publication in self.publications}
        if slug in by_slug:
            return by_slug[slug]
        hint = suggestion(slug, by_slug) if by_slug else "begin one with: west-pipeline new publication SLUG"
        raise Problem("unknown-publication", f"there is no publication named {slug!r}", hint=hint)

    def editions(self, slug: str | None = None, tag: str | None = None) -> tuple[Edition, ...]:
        """Return the editions of the project, or of one publication, or in one language."""
        publications = self.publications if slug is None else (self.publication(slug),)
        languages = self.languages if tag is None else (self.language(tag),)
        return tuple(
            Edition(publication, language)
            for publication in publications
            for language in publication.languages
            if language in languages
        )

    def all_editions(self, slug: str | None = None, tag: str | None = None) -> tuple[Edition, ...]:
        """Return the editions; bilingual editions come last in their publication. `tag` may be a pair (`it+sq`).

        Raises Problem `unknown-language` for a pair without an edition.
        """
        if tag is not None and "+" not in tag:
            return self.editions(slug, tag)
        editions = tuple(
            edition
            for publication, own in groupby(self.editions(slug), key=lambda edition: edition.publication)
            for edition in (*own, *(Edition(publication, *pair) for pair in publication.bilingual))
            if tag in (None, edition.tag)
        )
        if tag is not None and not editions:
            raise Problem(
                "unknown-language",
                f"there is no bilingual edition {tag}",
                cause="a bilingual edition must be listed in publication.toml",
                hint=f'write into {PUBLICATION_FILE}: bilingual = ["{tag}"]',
            )
        return editions

    @classmethod
    def load(cls, root: Path) -> "Project":
        """Read source/project.toml (project.toml in an adopted project) and each publication.toml.

        Raises Problem, with file and line, for a mistake in them.
        """
        root = root.resolve()
        for described_in in (root / "source" / PROJECT_FILE, root / PROJECT_FILE):
            if described_in.is_file():
                return read_project(root, Table.read(described_in))
        cause = f"neither source/{PROJECT_FILE} nor {PROJECT_FILE} exists there"
        hint = "name the project's folder with --project DIR, or adopt a Sphinx project with `west-pipeline adopt DIR`"
        raise Problem("no-project", f"{root} is not the folder of a project", cause=cause, hint=hint)


def read_project(root: Path, table: Table) -> Project:
    """Return the project described by a project.toml in or below `root`, with its publications."""
    table.format(PROJECT_FORMAT)
    languages, layout, adopted = _languages(table), table.table("layout"), "layout" in table.values
    configuration, locales, sources = table.path.parent, root / "locales", table.path.parent
    catalogues, gettext_compact = CATALOGUES, ""
    outside = layout.folders(table.path.parent, "outside") if layout is not None else ()
    if layout is not None:
        root = table.path.parent
        configuration = layout.folder(root, "configuration")
        locales = root / layout.text("locales")
        sources = layout.folder(root, "sources")
        catalogues = layout.matching("catalogues", _PATTERN, f'a pattern such as "{CATALOGUES}"', CATALOGUES)
        gettext_compact = layout.text("gettext_compact", "")
        layout.reject_unknown_keys()
    project = Project(
        root=root,
        described_in=table.path,
        configuration=configuration,
        locales=locales,
        title=table.text("title"),
        publisher=table.text("publisher"),
        original=language_among(table.text("original"), languages, _UNKNOWN, table),
        languages=languages,
        publications=(),
        description=table.text("description", ""),
        site_url=table.matching("site_url", _ADDRESS, _URL_FORM, ""),
        contact=table.text("contact", ""),
        drafting=table.text("drafting", ""),
        signing_key=_signing_key(table),
        exit_url=table.matching("exit_url", _EXIT, _EXIT_FORM, EXIT_URL),
        accessibility=table.text("accessibility", ""),
        archive=_archive(table, root),
        kinds=tuple(kinds_of(table).values()),
        parts=tuple(parts_of(table).values()),
        subjects=tuple(Category(*row) for row in table.names("subjects")),
        audiences=tuple(Category(*row) for row in table.names("audiences")),
        catalogues=catalogues,
        gettext_compact=gettext_compact,
        outside=outside,
    )
    publish_at = table.percentage("publish_at", 100)
    publish_reviewed = reviewed_languages(table, languages)
    table.reject_unknown_keys()
    _check_configuration(project, adopted=adopted)
    paths = [root / PUBLICATION_FILE] if adopted else sorted(table.path.parent.glob(f"*/{PUBLICATION_FILE}"))
    publications = tuple(
        read_publication(
            Table.read(path),
            sources if adopted else path.parent,
            languages,
            {kind.id: kind for kind in project.kinds},
            project.categories,
            publish_at=publish_at,
            publish_reviewed=publish_reviewed,
            adopted=adopted,
        )
        for path in paths
    )
    return replace(project, publications=_check_slugs(publications))


def _check_configuration(project: Project, *, adopted: bool) -> None:
    path = project.configuration / "conf.py"
    if not path.is_file():
        cause = f"{path} does not exist"
        hint = "restore it, or correct `configuration` under [layout]" if adopted else "restore source/conf.py"
        message = "Sphinx's conf.py is missing"
        raise Problem("missing-file", message, cause=cause, hint=hint, path=project.described_in)


def _archive(table: Table, root: Path) -> Path:
    """Return the folder of released editions. Raises Problem `bad-value` if it overlaps with build/, source/ or locales/."""
    archive = (root / table.text("archive", "archive")).resolve()
    for folder in (root / "build", root / "source", root / "locales"):
        if archive.is_relative_to(folder) or folder.is_relative_to(archive):
            hint = f'name a folder that neither contains {folder.name}/ nor is in it: archive = "archive"'
            raise table.problem("bad-value", f"released editions cannot be archived in {archive}", "archive", hint=hint)
    return archive


def _signing_key(table: Table) -> str:
    """Return a public SSH key without its comment. Raises Problem `bad-value` for anything else, such as a private key."""
    kind, key = [*table.text("signing_key", "").split(), "", ""][:2]
    if not kind:
        return ""
    with suppress(ValueError):
        # The key data begins with the length of the key type, and the key type.
        if base64.b64decode(key, validate=True)[4:].startswith(kind.encode()):
            return f"{kind} {key}"
    hint = 'copy the line of a file id_….pub, as ssh-keygen writes it: signing_key = "ssh-ed25519 AAAA…"'
    raise table.problem("bad-value", "`signing_key` is not a public SSH key", "signing_key", hint=hint)


def _check_slugs(publications: tuple[Publication, ...]) -> tuple[Publication, ...]:
    by_slug: dict[str, Publication] = {}
    for publication in publications:
        if publication.slug in by_slug:
            message = f"two publications are named {publication.slug!r}"
            cause, hint = (
                f"{by_slug[publication.slug].described_in} has the same slug",
                "give one of them another `slug`",
            )
            raise Problem("duplicate-slug", message, cause=cause, hint=hint, path=publication.described_in)
        by_slug[publication.slug] = publication
    return publications


def _languages(table: Table) -> tuple[Language, ...]:
    rows = table.table("languages")
    if rows is None or not rows.values:
        cause = "the table [languages] is missing or empty"
        hint = 'add a table [languages] with rows such as it = "Italiano"'
        raise table.problem("missing-key", "the project names no language", "languages", cause=cause, hint=hint)
    return tuple(Language(rows.language(tag, tag), rows.text(tag)) for tag in rows.values)
