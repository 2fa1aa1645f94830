# SPDX-License-Identifier: GPL-3.0-or-later
"""The door: `Project.load` turns the TOML files into nouns, or says what is wrong in which line. After it nobody asks again."""

from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.problems import Problem
from pipeline.publication import Edition, Format, Honesty, Kind, Language, Publication
from pipeline.tables import SLUG, Table

PROJECT_FILE = "project.toml"
PUBLICATION_FILE = "publication.toml"


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
    contact: str = ""
    contacts_valid_months: int = 24

    @property
    def build(self) -> Path:
        """Everything made; safe to empty."""
        return self.root / "build"

    @property
    def site(self) -> Path:
        return self.build / "site"

    @property
    def source(self) -> Path:
        return self.described_in.parent

    @property
    def texts(self) -> tuple[str, ...]:
        """The project's own texts; they are messages of the shared catalogue."""
        return tuple(dict.fromkeys(text for text in (self.title, self.publisher, self.description) if text))

    def language(self, tag: str) -> Language:
        """The language with this tag; a Problem `unknown-language` names those that there are."""
        return _language(tag, self.languages, "the command line asks for a language that we do not publish")

    def publication(self, slug: str) -> Publication:
        """The publication with this slug; a Problem `unknown-publication` names those that there are."""
        for publication in self.publications:
            if publication.slug == slug:
                return publication
        raise Problem(
            "unknown-publication",
            f"there is no publication named {slug!r}",
            hint=f"choose one of: {', '.join(p.slug for p in self.publications) or 'none yet; pipeline new publication'}",
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
        site_url=table.text("site_url", ""),
        contact=table.text("contact", ""),
        contacts_valid_months=table.count("contacts_valid_months", 24),
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
    if not SLUG.match(slug):
        raise table.problem(
            "bad-slug",
            f"{slug!r} cannot be the name of a publication",
            "slug",
            cause="it becomes a part of addresses and file names",
            hint="use small letters a to z, digits and single hyphens",
        )
    original = _language(
        table.text("original"), project.languages, f"{slug} is written in a language we do not publish", table
    )
    wanted = table.texts("languages", tuple(language.tag for language in project.languages))
    languages = tuple(
        _language(tag, project.languages, f"{slug} is published in an unknown language", table, "languages")
        for tag in wanted
    )
    publication = Publication(
        slug=slug,
        folder=folder,
        described_in=table.path,
        kind=Kind(table.choice("kind", tuple(Kind))),
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
        isbn=table.text("isbn", ""),
        doi=table.text("doi", ""),
        formats=tuple(Format(name) for name in table.choices("formats", tuple(Format))),
        publish_at=table.percentage("publish_at", publish_at),
        warnings_are_fatal=table.choice("warnings", ("fatal", "reported"), "fatal") == "fatal",
        languages=tuple(language for language in project.languages if language in {*languages, original}),
        honesty=_honesty(table),
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


def _honesty(table: Table) -> tuple[Honesty, ...]:
    """Research names the sources of its figures, unless its publication.toml says otherwise."""
    usual = (Honesty.NUMBERS,) if table.values.get("kind") == Kind.PAPER else ()
    return tuple(Honesty(name) for name in table.choices("honesty", tuple(Honesty), usual))
