# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading and validation of publication.toml: every mistake in it is a Problem with its line."""

import glob
import re
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath

from pipeline.model.identifiers import DOI, is_isbn, looks_like_isbn
from pipeline.model.problems import Problem
from pipeline.model.publication import (
    Category,
    Change,
    Design,
    Format,
    FormerPage,
    Honesty,
    Kind,
    Language,
    Publication,
)
from pipeline.model.similar import choice
from pipeline.model.toml_tables import SLUG, Table

_RESERVED = ("accessibility", "feed", "index", "list", "privacy", "reading-privately", "search", "text")
"""Names that no publication can have: the site has pages that are called or begin so beside those of the publications."""
_DOCUMENT = re.compile(r"[^\s/\\#?:_.][^\s/\\#?:.]*(/[^\s/\\#?:_.][^\s/\\#?:.]*)*\Z")
"""A document's name, with the folders before it; a text that others include begins with an underscore, and is none."""
_PAGES = ("genindex", "search")
"""Pages of each edition that are made of no document."""


def language_among(
    tag: str, languages: tuple[Language, ...], message: str, table: Table | None = None, key: str = "original"
) -> Language:
    """Return the language with this tag. Raises Problem `unknown-language`, in the line of `key` where a table is given."""
    if (language := next((language for language in languages if language.is_named(tag)), None)) is not None:
        return language
    tags = ", ".join(language.tag for language in languages)
    hint = f"choose one of: {tags}; or add it to [languages] in project.toml"
    if table is not None:
        raise table.problem("unknown-language", message, key, cause=f'{key} = "{tag}"', hint=hint)
    raise Problem("unknown-language", message, cause=f"{tag!r} is not in [languages]", hint=hint)


def read_publication(
    table: Table,
    folder: Path,
    languages: tuple[Language, ...],
    kinds: Mapping[str, Kind],
    categories: Mapping[str, Sequence[Category]],
    *,
    publish_at: int,
    adopted: bool,
) -> Publication:
    """Return the publication that a publication.toml describes; `languages`, `kinds`, `categories` and `publish_at` are
    the project's.

    Raises Problem for each mistake that the file can hold, with file and line.
    """
    slug = _slug(table, folder, adopted=adopted)
    message = f"{slug} is written in a language we do not publish"
    original = language_among(table.text("original"), languages, message, table)
    kind = kinds[table.choice("kind", list(kinds))]
    published_in = _languages(table, languages, original, slug)
    doi, dois = _dois(table, published_in)
    publication = Publication(
        slug=slug,
        folder=folder,
        described_in=table.path,
        kind=kind,
        original=original,
        title=table.text("title"),
        date=table.day("date"),
        version=table.text("version", ""),
        subtitle=table.text("subtitle", ""),
        description=table.text("description", ""),
        origin=table.text("origin", ""),
        work=table.text("work", ""),
        authors=table.texts("authors", ()),
        keywords=table.texts("keywords", ()),
        subjects=_categories(table, "subjects", categories),
        audiences=_categories(table, "audiences", categories),
        countries=tuple(table.country("countries", code) for code in table.texts("countries", what="codes")),
        license=table.text("license", ""),
        isbns=_isbns(table, original, published_in),
        doi=doi,
        dois=dois,
        formats=tuple(Format(name) for name in table.choices("formats", tuple(Format))),
        publish_at=table.percentage("publish_at", publish_at),
        warnings_are_fatal=table.choice("warnings", ("fatal", "reported"), "fatal") == "fatal",
        languages=published_in,
        bilingual=_bilingual(table, published_in, kind),
        design=Design(table.choice("design", tuple(Design), kind.design)),
        honesty=tuple(Honesty(name) for name in table.choices("honesty", tuple(Honesty), kind.honesty)),
        neutral=table.flag("neutral"),
        changes=_changes(table),
        former=_former(table, folder),
        adopted=adopted,
    )
    table.nothing_else()
    if not adopted and not (folder / "index.rst").is_file():
        cause, hint = f"{folder / 'index.rst'} does not exist", "write it, or take the folder away"
        raise Problem("missing-file", f"{slug} has no root document", cause=cause, hint=hint, path=table.path)
    return publication


def _slug(table: Table, folder: Path, *, adopted: bool) -> str:
    slug = table.text("slug", None if adopted else folder.name)
    if why := why_no_slug(slug):
        cause, hint = why
        raise table.problem("bad-slug", f"{slug!r} cannot be the name of a publication", "slug", cause=cause, hint=hint)
    return slug


def ascii_slug(text: str) -> str:
    """Return a text as a slug: lower-case ASCII letters and digits, joined by hyphens; it may be empty."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def why_no_slug(slug: str) -> tuple[str, str] | None:
    """Return why no publication can have this name, and what to do; None where one can."""
    if slug in _RESERVED:
        return "the site has a page of this name already", "choose another name"
    if not SLUG.match(slug):
        return "it becomes a part of addresses and file names", "use small letters a to z, digits and single hyphens"
    return None


def _languages(table: Table, languages: tuple[Language, ...], original: Language, slug: str) -> tuple[Language, ...]:
    """Return the languages in which the publication is published, in the project's order: all, unless it names some."""
    tags = table.texts("languages", tuple(language.tag for language in languages))
    message = f"{slug} is published in an unknown language"
    published_in = {original, *(language_among(tag, languages, message, table, "languages") for tag in tags)}
    return tuple(language for language in languages if language in published_in)


def _bilingual(table: Table, languages: tuple[Language, ...], kind: Kind) -> tuple[tuple[Language, Language], ...]:
    """Return the pairs under `bilingual`, such as `it+sq`, each once, of two languages of the publication."""
    pairs: list[tuple[Language, Language]] = []
    texts = table.texts("bilingual", ())
    if texts and kind.id == "leaflet":
        hint = "take the key out; print the leaflet in each of the two languages"
        raise table.problem("bad-value", "a leaflet has no room for two languages", "bilingual", hint=hint)
    for text in texts:
        tags = text.split("+")
        pair = tuple(language for tag in tags for language in languages if language.tag == tag)
        if len(tags) != 2 or len(pair) != 2 or pair[0] == pair[1] or pair in pairs:
            known = ", ".join(language.tag for language in languages)
            hint = f'join two of its languages, the one that leads first, each pair once: "it+sq"; it has {known}'
            raise table.problem("bad-value", f"{text!r} is no pair of its languages", "bilingual", hint=hint)
        pairs.append((pair[0], pair[1]))
    return tuple(pairs)


def _categories(table: Table, key: str, categories: Mapping[str, Sequence[Category]]) -> tuple[str, ...]:
    """Return the ids at `key` in the order of the project's categories. Raises Problem `bad-value` for one that it does not name."""
    names = table.texts(key, what="names")
    known = [category.id for category in categories[key]]
    for name in names:
        if name not in known:
            hint = choice(name, known) if known else f"add it under [{key}] in project.toml"
            raise table.problem("bad-value", f"`{key}` does not know {name!r}", key, hint=hint)
    return tuple(name for name in known if name in names)


def _changes(table: Table) -> tuple[Change, ...]:
    """Return the tables [[changes]], each version once."""
    changes: dict[str, Change] = {}
    for row in table.tables("changes", "changes"):
        change = Change(row.text("version"), row.text("text"))
        row.nothing_else()
        if change.version in changes:
            hint = "say all that is new in one text"
            raise row.problem("bad-value", f"version {change.version} has two texts", "version", hint=hint)
        changes[change.version] = change
    return tuple(changes.values())


def _former(table: Table, folder: Path) -> tuple[FormerPage, ...]:
    """Return the tables [[moved]] and [[removed]]: the addresses of documents that are gone, each once."""
    pages: dict[str, FormerPage] = {}
    rows = [(row, "from") for row in table.tables("moved", "documents that moved")]
    rows += [(row, "document") for row in table.tables("removed", "documents that were removed")]
    for row, key in rows:
        name = _document(row, key)
        if _is_document(folder, name):
            hint = "delete the document, or this entry"
            raise row.problem("bad-value", f"{name!r} is still a document of the publication", key, hint=hint)
        if name in pages:
            hint = "keep one of the two entries"
            raise row.problem("bad-value", f"the former document {name!r} has two entries", key, hint=hint)
        if key == "from":
            pages[name] = FormerPage(name, to=_document(row, "to"))
        else:
            pages[name] = FormerPage(name, reason=row.text("reason"))
        row.nothing_else()
    for row, key in rows:
        if key == "from" and not _is_document(folder, to := row.text("to")):
            hint = "name a document that the publication has; where there is none any more, say why in [[removed]]"
            if to in pages and pages[to].to:
                hint = f'name the document where the way ends, without a stop between: "{pages[to].to}" if that is one'
            message = f"the entry leads to {to!r}, which is not a document of the publication"
            raise row.problem("bad-value", message, "to", hint=hint)
    return tuple(pages.values())


def _document(row: Table, key: str) -> str:
    name = row.matching(key, _DOCUMENT, f'a document as the contents name it, without .rst: {key} = "chapter"')
    if name in _PAGES:
        hint = "leave the entry out: each edition has a page of this name"
        raise row.problem("bad-value", f"{name!r} is not a document", key, hint=hint)
    return name


def _is_document(folder: Path, name: str) -> bool:
    return any((folder / name).parent.glob(f"{glob.escape(PurePosixPath(name).name)}.*"))


def _isbns(table: Table, original: Language, languages: tuple[Language, ...]) -> tuple[tuple[str, str], ...]:
    """Return the ISBN of the original, or under [isbn] that of each edition by its language."""
    if (rows := table.by_language("isbn")) is None:
        text = _isbn(table, "isbn")
        return ((original.tag, text),) if text else ()
    isbns = tuple((language.tag, text) for language in languages if (text := _isbn(rows, language.tag)))
    rows.nothing_else()
    return isbns


def _dois(table: Table, languages: tuple[Language, ...]) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Return the DOI of the publication, under [doi] that of `all`, and those of its editions by their languages."""
    if (rows := table.by_language("doi")) is None:
        return _doi(table, "doi"), ()
    of_all = _doi(rows, "all")
    dois = tuple((language.tag, text) for language in languages if (text := _doi(rows, language.tag)))
    rows.nothing_else()
    known: set[str] = {of_all} - {""}
    for tag, text in dois:
        if text in known:
            message, hint = f"the DOI {text} stands here twice", "register one for each edition, and one for all"
            raise rows.problem("bad-value", message, tag, hint=hint)
        known.add(text)
    return of_all, dois


def _doi(table: Table, key: str) -> str:
    return table.matching(key, DOI, "a DOI without the address before it, such as 10.5281/zenodo.1234567", "")


def _isbn(table: Table, key: str) -> str:
    text = table.text(key, "")
    if text and not is_isbn(text):
        cause, hint = "the last digit is computed from the others, and is another", "copy it once more from its source"
        if not looks_like_isbn(text):
            cause, hint = f'{key} = "{text}"', f'write 13 digits, with or without hyphens: {key} = "978-3-16-148410-0"'
        raise table.problem("bad-isbn", f"{text!r} is not an ISBN", key, cause=cause, hint=hint)
    return text
