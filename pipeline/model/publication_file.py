# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads and validates publication.toml. Every mistake in it is a Problem with its line."""

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
from pipeline.model.similar import suggestion
from pipeline.model.toml_tables import SLUG, Table

_RESERVED = ("accessibility", "feed", "index", "list", "privacy", "reading-privately", "search", "text")
"""Slugs that publications cannot have, since the site has pages with these names or prefixes."""
_DOCUMENT = re.compile(r"[^\s/\\#?:_.][^\s/\\#?:.]*(/[^\s/\\#?:_.][^\s/\\#?:.]*)*\Z")
"""A document name, with its folders. Files that begin with an underscore are only included, and are not documents."""
_PAGES = ("genindex", "search")
"""Pages of each edition without a document."""


def language_among(
    tag: str, languages: tuple[Language, ...], message: str, table: Table | None = None, key: str = "original"
) -> Language:
    """Return the language with a tag. Raises Problem `unknown-language`, at the line of `key` if a table is given."""
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
    publish_reviewed: tuple[Language, ...] = (),
    adopted: bool,
) -> Publication:
    """Return the publication of a publication.toml; `languages`, `kinds`, `categories` and `publish_at` and `publish_reviewed` are the project's.

    Raises Problem, with file and line, for a mistake in it.
    """
    slug = _slug(table, folder, adopted=adopted)
    unknown = f"{slug} is written in a language we do not publish"
    original = language_among(table.text("original"), languages, unknown, table)
    kind = kinds[table.choice("kind", list(kinds))]
    doi, dois = _dois(table, published_in := _languages(table, languages, original, slug))
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
        translate_authors=table.flag("translate_authors"),
        keywords=table.texts("keywords", ()),
        subjects=_categories(table, "subjects", categories),
        audiences=_categories(table, "audiences", categories),
        countries=tuple(table.country("countries", code) for code in table.texts("countries", noun="codes")),
        license=_license(table),
        isbns=_isbns(table, original, published_in),
        doi=doi,
        dois=dois,
        formats=tuple(Format(name) for name in table.choices("formats", tuple(Format))),
        publish_at=table.percentage("publish_at", publish_at),
        publish_reviewed=reviewed_languages(table, languages, publish_reviewed),
        warnings_are_fatal=table.choice("warnings", ("fatal", "reported"), "fatal") == "fatal",
        languages=published_in,
        bilingual=_bilingual(table, published_in, kind),
        design=Design(table.choice("design", tuple(Design), kind.design)),
        honesty=tuple(Honesty(name) for name in table.choices("honesty", tuple(Honesty), kind.honesty)),
        neutral=table.flag("neutral"),
        changes=_changes(table),
        former_pages=_former_pages(table, folder),
        adopted=adopted,
    )
    table.reject_unknown_keys()
    if not adopted:
        _require_root(folder, slug, table)
    return publication


def _require_root(folder: Path, slug: str, table: Table) -> None:
    root = folder / "index.rst"
    if not root.is_file():
        cause, hint = f"{root} does not exist", "write it, or remove the folder"
        raise Problem("missing-file", f"{slug} has no root document", cause=cause, hint=hint, path=table.path)


def _license(table: Table) -> str:
    """Return the licence; a name in the form of those of SPDX must be one of them."""
    text = table.text("license", "")
    if re.fullmatch(r"[A-Za-z0-9.]+(-[A-Za-z0-9.+]+)+", text) and not text.startswith("LicenseRef-"):
        from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

        try:
            canonicalize_license_expression(text)
        except InvalidLicenseExpression:
            cause = "it has the form of a name of SPDX, and https://spdx.org/licenses lists no such name"
            hint = 'correct it, such as "CC-BY-SA-4.0"; for a licence of your own: "LicenseRef-…"'
            message = f"no licence has the name {text}"
            raise table.problem("bad-value", message, "license", cause=cause, hint=hint) from None
    return text


def reviewed_languages(
    table: Table, languages: tuple[Language, ...], default: tuple[Language, ...] = ()
) -> tuple[Language, ...]:
    """Return the languages of the key `publish_reviewed`."""
    tags = table.texts("publish_reviewed", [language.tag for language in default], noun="tags")
    message = "`publish_reviewed` names a language that the project does not have"
    return tuple(language_among(tag, languages, message, table, "publish_reviewed") for tag in tags)


def _slug(table: Table, folder: Path, *, adopted: bool) -> str:
    slug = table.text("slug", None if adopted else folder.name)
    if why := explain_bad_slug(slug):
        cause, hint = why
        raise table.problem("bad-slug", f"{slug!r} cannot be the name of a publication", "slug", cause=cause, hint=hint)
    return slug


def ascii_slug(text: str) -> str:
    """Convert a text to a slug of lower-case ASCII letters and digits, joined by hyphens; may be empty."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def explain_bad_slug(slug: str) -> tuple[str, str] | None:
    """Return why a publication cannot have this slug, and a hint; None if it can."""
    if slug in _RESERVED:
        return "the site has a page with this name already", "choose another name"
    if not SLUG.match(slug):
        return "it becomes a part of addresses and file names", "use small letters a to z, digits and single hyphens"
    return None


def _languages(table: Table, languages: tuple[Language, ...], original: Language, slug: str) -> tuple[Language, ...]:
    """Return the languages of the publication's editions, in the project's order; by default all."""
    tags = table.texts("languages", tuple(language.tag for language in languages))
    message = f"{slug} is published in an unknown language"
    published_in = {original, *(language_among(tag, languages, message, table, "languages") for tag in tags)}
    return tuple(language for language in languages if language in published_in)


def _bilingual(table: Table, languages: tuple[Language, ...], kind: Kind) -> tuple[tuple[Language, Language], ...]:
    """Return the pairs under `bilingual`, such as `it+sq`. Raises Problem `bad-value` for duplicates and other languages."""
    pairs: list[tuple[Language, Language]] = []
    texts = table.texts("bilingual", ())
    if texts and kind.id == "leaflet":
        hint = "remove the key; print the leaflet in each of the two languages"
        raise table.problem("bad-value", "a leaflet has no room for two languages", "bilingual", hint=hint)
    for text in texts:
        tags = text.split("+")
        pair = tuple(language for tag in tags for language in languages if language.tag == tag)
        if len(tags) != 2 or len(pair) != 2 or pair[0] == pair[1] or pair in pairs:
            known = ", ".join(language.tag for language in languages)
            hint = f'join two of its languages, the leading one first, each pair once: "it+sq"; it has {known}'
            raise table.problem("bad-value", f"{text!r} is not a pair of its languages", "bilingual", hint=hint)
        pairs.append((pair[0], pair[1]))
    return tuple(pairs)


def _categories(table: Table, key: str, categories: Mapping[str, Sequence[Category]]) -> tuple[str, ...]:
    """Return the ids at `key` in the order of the project's categories. Raises Problem `bad-value` for an unknown id."""
    names = table.texts(key, noun="names")
    category_ids = [category.id for category in categories[key]]
    for name in names:
        if name not in category_ids:
            hint = suggestion(name, category_ids) if category_ids else f"add it under [{key}] in project.toml"
            raise table.problem("bad-value", f"unknown value {name!r} in `{key}`", key, hint=hint)
    return tuple(name for name in category_ids if name in names)


def _changes(table: Table) -> tuple[Change, ...]:
    """Return the tables [[changes]]. Raises Problem `bad-value` if a version has two."""
    changes: dict[str, Change] = {}
    for row in table.tables("changes", "changes"):
        change = Change(row.text("version"), row.text("text"))
        row.reject_unknown_keys()
        if change.version in changes:
            hint = "describe all changes in one text"
            raise row.problem("bad-value", f"version {change.version} has two texts", "version", hint=hint)
        changes[change.version] = change
    return tuple(changes.values())


def _former_pages(table: Table, folder: Path) -> tuple[FormerPage, ...]:
    """Return the tables [[moved]] and [[removed]], which list removed documents."""
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
        row.reject_unknown_keys()
    for row, key in rows:
        if key == "from" and not _is_document(folder, to := row.text("to")):
            hint = "name an existing document; if there is none, use [[removed]] and give a reason"
            if to in pages and pages[to].to:
                hint = f'name the final document instead of one that moved too: perhaps "{pages[to].to}"'
            message = f"the entry leads to {to!r}, which is not a document of the publication"
            raise row.problem("bad-value", message, "to", hint=hint)
    return tuple(pages.values())


def _document(row: Table, key: str) -> str:
    name = row.matching(key, _DOCUMENT, f'a document as in the toctree, without .rst: {key} = "chapter"')
    if name in _PAGES:
        hint = "remove the entry: each edition has a page with this name"
        raise row.problem("bad-value", f"{name!r} is not a document", key, hint=hint)
    return name


def _is_document(folder: Path, name: str) -> bool:
    return any((folder / name).parent.glob(f"{glob.escape(PurePosixPath(name).name)}.*"))


def _isbns(table: Table, original: Language, languages: tuple[Language, ...]) -> tuple[tuple[str, str], ...]:
    """Return the ISBN of the original, or the ISBNs under [isbn] by language."""
    if (rows := table.by_language("isbn")) is None:
        text = _isbn(table, "isbn")
        return ((original.tag, text),) if text else ()
    isbns = tuple((language.tag, text) for language in languages if (text := _isbn(rows, language.tag)))
    rows.reject_unknown_keys()
    return isbns


def _dois(table: Table, languages: tuple[Language, ...]) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Return the DOI of the publication (`all` under [doi]), and the DOIs of its editions by language."""
    if (rows := table.by_language("doi")) is None:
        return _doi(table, "doi"), ()
    of_all = _doi(rows, "all")
    dois = tuple((language.tag, text) for language in languages if (text := _doi(rows, language.tag)))
    rows.reject_unknown_keys()
    seen: set[str] = {of_all} - {""}
    for tag, text in dois:
        if text in seen:
            message, hint = f"the DOI {text} is used twice", "register one for each edition, and one for all"
            raise rows.problem("bad-value", message, tag, hint=hint)
        seen.add(text)
    return of_all, dois


def _doi(table: Table, key: str) -> str:
    return table.matching(key, DOI, "a DOI without a URL before it, such as 10.5281/zenodo.1234567", "")


def _isbn(table: Table, key: str) -> str:
    text = table.text(key, "")
    if text and not is_isbn(text):
        cause, hint = "its check digit (the last one) is wrong", "copy it again from its source"
        if not looks_like_isbn(text):
            cause, hint = f'{key} = "{text}"', f'write 13 digits, with or without hyphens: {key} = "978-3-16-148410-0"'
        raise table.problem("bad-isbn", f"{text!r} is not an ISBN", key, cause=cause, hint=hint)
    return text
