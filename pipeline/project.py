# SPDX-License-Identifier: GPL-3.0-or-later
"""The door: `Project.load` turns the TOML files into nouns, or says what is wrong in which line. After it nobody asks again."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from babel import Locale, UnknownLocaleError

from pipeline.problems import Problem
from pipeline.publication import Edition, Format, Kind, Language, Publication

PROJECT_FILE = "project.toml"
PUBLICATION_FILE = "publication.toml"

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
TAG = re.compile(r"[a-z]{2,3}([-_][A-Za-z0-9]{2,8})*\Z")


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
                return _project(root, _Table.read(described_in))
        raise Problem(
            "no-project",
            f"{root} holds no project",
            cause=f"neither source/{PROJECT_FILE} nor {PROJECT_FILE} exists there",
            hint="name the project's folder with --project DIR, or take on a Sphinx project with `pipeline adopt DIR`",
        )


def _project(root: Path, table: "_Table") -> Project:
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
    )
    publish_at = table.number("publish_at", 100)
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
        _publication(_Table.read(path), project, publish_at, sources if adopted else path.parent) for path in found
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


def _languages(table: "_Table") -> tuple[Language, ...]:
    rows = table.table("languages")
    if rows is None or not rows.values:
        raise table.problem(
            "missing-key",
            "the project names no language",
            "languages",
            cause="there is no table [languages], or it is empty",
            hint='add a table [languages] with rows such as it = "Italiano"',
        )
    languages = []
    for tag in list(rows.values):
        try:
            if not TAG.match(tag):
                raise ValueError(tag)
            Locale.parse(tag.replace("-", "_"))
        except (UnknownLocaleError, ValueError):
            raise rows.problem(
                "unknown-language",
                f"{tag!r} is not the tag of a language",
                tag,
                cause="the tag is not in the Unicode locale data",
                hint="use a BCP 47 tag such as it, en, de, sq, pt-BR",
            ) from None
        languages.append(Language(tag, rows.text(tag)))
    return tuple(languages)


def _language(
    tag: str, languages: tuple[Language, ...], message: str, table: "_Table | None" = None, key: str = "original"
) -> Language:
    for language in languages:
        if tag in (language.tag, language.locale):
            return language
    hint = f"choose one of: {', '.join(language.tag for language in languages)}; or add it to [languages] in {PROJECT_FILE}"
    if table is not None:
        raise table.problem("unknown-language", message, key, cause=f'{key} = "{tag}"', hint=hint)
    raise Problem("unknown-language", message, cause=f"{tag!r} is not in [languages]", hint=hint)


def _publication(table: "_Table", project: Project, publish_at: int, folder: Path) -> Publication:
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
        publish_at=table.number("publish_at", publish_at),
        warnings_are_fatal=table.choice("warnings", ("fatal", "reported"), "fatal") == "fatal",
        languages=tuple(language for language in project.languages if language in {*languages, original}),
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


class _Table:
    """A TOML table that is asked key by key and then says which keys nobody asked for."""

    def __init__(self, path: Path, text: str, values: Mapping[str, object], name: str = "") -> None:
        self.path = path
        self.source = text
        self.values = dict(values)
        self.name = name
        self._asked: set[str] = set()

    @classmethod
    def read(cls, path: Path) -> "_Table":
        try:
            text = path.read_bytes().decode("utf-8")
            return cls(path, text, tomllib.loads(text))
        except FileNotFoundError:
            raise Problem("missing-file", f"{path.name} is not there", path=path, hint="bring the file back") from None
        except UnicodeDecodeError as error:
            line = path.read_bytes()[: error.start].count(b"\n") + 1
            raise Problem(
                "bad-toml", "the file is not UTF-8", path=path, line=line, hint="save it as UTF-8 in your editor"
            ) from None
        except tomllib.TOMLDecodeError as error:
            line = int(found[1]) if (found := re.search(r"at line (\d+)", str(error))) else text.count("\n") + 1
            raise Problem(
                "bad-toml",
                "the file cannot be read as TOML",
                cause=str(error),
                hint="correct that line",
                path=path,
                line=line,
            ) from None

    def problem(self, code: str, message: str, key: str, *, cause: str = "", hint: str = "") -> Problem:
        return Problem(code, message, cause=cause, hint=hint, path=self.path, line=self._line(key))

    def _line(self, key: str) -> int | None:
        lines = self.source.splitlines()
        start = 0
        if self.name:
            start = next((n for n, line in enumerate(lines) if line.strip() == f"[{self.name}]"), 0)
        pattern = re.compile(rf'\s*(\[\s*)?"?{re.escape(key)}"?\s*(=|\])')
        return next((n for n, line in enumerate(lines[start:], start + 1) if pattern.match(line)), None)

    def _ask(self, key: str, kind: type, default: object, what: str) -> object:
        self._asked.add(key)
        if key not in self.values:
            if default is None:
                raise self.problem(
                    "missing-key",
                    f"`{key}` is missing",
                    key,
                    cause="the file has no such key",
                    hint=f"add {key} = {what}",
                )
            return default
        value = self.values[key]
        if not isinstance(value, kind) or isinstance(value, bool):
            raise self.problem(
                "bad-value",
                f"`{key}` has the wrong kind of value",
                key,
                cause=f"{key} = {value!r}",
                hint=f"write {key} = {what}",
            )
        return value

    def text(self, key: str, default: str | None = None) -> str:
        value = str(self._ask(key, str, default, '"…"'))
        if default is None and not value.strip():
            raise self.problem("bad-value", f"`{key}` is empty", key, hint=f'write {key} = "…"')
        return value

    def number(self, key: str, default: int) -> int:
        value = self._ask(key, int, default, "a whole number from 0 to 100")
        assert isinstance(value, int)
        if not 0 <= value <= 100:
            raise self.problem(
                "bad-value", f"`{key}` is not a percentage", key, cause=f"{key} = {value}", hint="use 0 to 100"
            )
        return value

    def texts(self, key: str, default: tuple[str, ...]) -> tuple[str, ...]:
        value = self._ask(key, list, list(default), '["…", "…"]')
        assert isinstance(value, list)
        if not all(isinstance(item, str) and item for item in value):
            raise self.problem(
                "bad-value",
                f"`{key}` holds something else than texts",
                key,
                cause=f"{key} = {value!r}",
                hint='write ["…", "…"]',
            )
        return tuple(value)

    def day(self, key: str) -> date:
        value = self._ask(key, object, None, "2026-11-25 (a date without quotes)")
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self.problem(
                "bad-date",
                f"`{key}` is not a date",
                key,
                cause=f"{key} = {value!r}",
                hint=f"write {key} = 2026-11-25, without quotes",
            )
        return value

    def choice(self, key: str, choices: tuple[str, ...], default: str | None = None) -> str:
        value = self.text(key, default)
        if value not in choices:
            raise self._not_among(key, value, choices)
        return value

    def choices(self, key: str, choices: tuple[str, ...]) -> tuple[str, ...]:
        values = self.texts(key, choices)
        for value in values:
            if value not in choices:
                raise self._not_among(key, value, choices)
        return values

    def _not_among(self, key: str, value: str, choices: tuple[str, ...]) -> Problem:
        return self.problem(
            "bad-value",
            f"`{key}` does not know {value!r}",
            key,
            cause=f"{key} = {value!r}",
            hint=f"choose from: {', '.join(choices)}",
        )

    def table(self, key: str) -> "_Table | None":
        value = self._ask(key, dict, {}, "a table")
        assert isinstance(value, dict)
        return _Table(self.path, self.source, value, key) if key in self.values else None

    def folder(self, root: Path, key: str) -> Path:
        folder = root / self.text(key)
        if not folder.is_dir():
            raise self.problem(
                "missing-file",
                f"the folder of `{key}` is not there",
                key,
                cause=f"{folder} does not exist",
                hint="correct the path",
            )
        return folder

    def nothing_else(self) -> None:
        unknown = sorted(set(self.values) - self._asked)
        if unknown:
            raise self.problem(
                "unknown-key",
                f"nobody knows the key `{unknown[0]}`",
                unknown[0],
                cause="it may be misspelled, or stand in the wrong table",
                hint=f"known keys: {', '.join(sorted(self._asked))}",
            )
