# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads profiles from the files of this package and of the project, whose entries override the package's.

The profile of a region, such as `de-CH.toml`, has only the differences from the language's profile.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from babel.core import get_global

from pipeline.languages.profile import LanguageProfile, Quotes, Spaces, Syllables, primary_of
from pipeline.model.toml_tables import TAG, Table

_PACKAGE = Path(__file__).parent
_SYSTEMS = ("debian", "fedora", "arch")
"""The systems for which a profile names packages of dictionaries."""
_LIMITS = re.compile(r"\d+ \d+ \d+\Z")
_MARKS = re.compile(r"\S…\S\Z")
_FILE_NAME = re.compile(r"[^/\\]+\.txt\Z")

type _Entries = Mapping[str, Any]
"""Fields of LanguageProfile by name."""


def profile_of(tag: str, project_profiles: Path | None = None) -> LanguageProfile:
    """Return the profile of a language; without files, it has only data from the CLDR and from libraries.

    `project_profiles` is a folder, which need not exist. Raises Problem for a mistake in a profile.
    """
    tag = tag.replace("_", "-")
    folders = [folder for folder in (_PACKAGE, project_profiles) if folder is not None]
    paths = [folder / f"{name}.toml" for name in dict.fromkeys((primary_of(tag), tag)) for folder in folders]
    return _merge(tag, tuple((path, path.stat().st_ctime_ns) for path in paths if path.is_file()))


def profiles(project_profiles: Path | None = None) -> Iterator[LanguageProfile]:
    """Yield the profile of each language with a file, ordered by tag."""
    folders = [folder for folder in (_PACKAGE, project_profiles) if folder is not None]
    tags = {path.stem for folder in folders for path in folder.glob("*.toml") if TAG.match(path.stem)}
    yield from (profile_of(tag, project_profiles) for tag in sorted(tags))


def guide(tag: str, project_profiles: Path | None = None, *, review: bool = False) -> tuple[str, bytes]:
    """Return file name and bytes of the guide for kits (for reviewers if `review`), in the language or else in English."""
    kind = "-review" if review else ""
    for name in (primary_of(tag), "en"):
        title = profile_of(name, project_profiles).guide
        for path in (
            folder / f"{name}{kind}.txt" for folder in (project_profiles, _PACKAGE) if folder is not None and title
        ):
            if path.is_file():
                # With a BOM and CRLF, for Notepad.
                return title, b"\xef\xbb\xbf" + path.read_text(encoding="utf-8").replace("\n", "\r\n").encode()
    raise FileNotFoundError(_PACKAGE / f"en{kind}.txt")


@cache
def _merge(tag: str, files: tuple[tuple[Path, int], ...]) -> LanguageProfile:
    entries: dict[str, Any] = {"packages": {}}
    for name in dict.fromkeys((primary_of(tag), tag)):
        entries["packages"] = {**entries["packages"], **dict(_packages(name))}
        for path, _ in files:
            entries |= _read(path) if path.stem == name else {}
    entries["dictionaries"] = tuple(_dictionaries(tag, entries.get("dictionaries")))
    return LanguageProfile(tag, **entries)


def _packages(tag: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the packages of dictionaries for exactly this tag, by system."""
    for system, rows in _dictionary_table().items():
        if tag in rows.get("others", {}):
            yield system, tuple(rows["others"][tag])
        elif tag in rows["named_alike"].split():
            yield system, (f"hunspell-{tag.lower()}",)


@cache
def _dictionary_table() -> dict[str, Any]:  # parsed TOML
    return tomllib.loads((_PACKAGE / "dictionaries.toml").read_text(encoding="utf-8"))


def _dictionaries(tag: str, names: tuple[str, ...] | None) -> Iterator[str]:
    """Yield the names of dictionaries: the region's first, then the profile's or else the default names."""
    primary, _, suffix = tag.partition("-")
    has_region = len(suffix) == 2 and suffix.isalpha()
    if has_region:
        yield f"{primary}_{suffix.upper()}"
    if names is not None:
        yield from names
    elif not has_region:
        likeliest = get_global("likely_subtags").get(primary, primary)  # uk_Cyrl_UA
        yield from (f"{primary}_{likeliest.rpartition('_')[2]}", primary)


def _read(path: Path) -> _Entries:
    table = Table.read(path)
    entries: dict[str, Any] = {}
    for name, read in _TABLES.items():
        part = table.table(name)
        if part is not None:
            entries |= {key: value for key, value in read(part).items() if value not in (None, "")}
            part.reject_unknown_keys()
    table.reject_unknown_keys()
    return entries


def _quotes(table: Table) -> _Entries:
    outer, inner = (
        table.matching(key, _MARKS, "two quotation marks with … between them, such as «…»")
        for key in ("outer", "inner")
    )
    return {"quotes": Quotes.of(outer, inner, table.text("also_foreign", ""))}


def _spaces(table: Table) -> _Entries:
    parts = ("|".join(map(re.escape, table.texts("abbreviations", noun="abbreviations")))).replace(r"\ ", " ?")
    per_cent = "\u00a0" if table.choice("per_cent", ("none", "no-break")) == "no-break" else ""
    abbreviations = re.compile(rf"\b(?:{parts})") if parts else None
    return {"spaces": Spaces(per_cent, table.flag("section"), table.flag("thousands"), abbreviations)}


def _words(table: Table) -> _Entries:
    return {
        "doubled_words": _text_set(table, "doubled"),
        "small_words": _words_of(table, "small"),
        "capital_nouns": _flag(table, "capital_nouns"),
        "per_cent_words": _texts(table, "per_cent"),
        "telephone_words": _texts(table, "telephone"),
        "negation": _texts(table, "negation"),
        "negative": _texts(table, "negative"),
    }


def _spelling(table: Table) -> _Entries:
    packages = table.table("packages")
    if packages is None:
        return {"dictionaries": _texts(table, "dictionaries")}
    names = {system: tuple(packages.texts(system)) for system in _SYSTEMS if system in packages.values}
    packages.reject_unknown_keys()
    return {"dictionaries": _texts(table, "dictionaries"), "packages": names}


def _hyphenation(table: Table) -> _Entries:
    vowels, onsets = _text_set(table, "vowels"), _text_set(table, "onsets") or frozenset()
    limits = table.matching("limits", _LIMITS, "three numbers, such as 6 3 3", "")
    digraphs = _words_of(table, "digraphs") or ()
    return {"hyphenation_limits": limits, "syllables": Syllables(vowels, digraphs, onsets) if vowels else None}


def _search(table: Table) -> _Entries:
    return {"stemmer": table.text("stemmer", ""), **{key: _flag(table, key) for key in ("elision", "compounds")}}


def _kit(table: Table) -> _Entries:
    what = "the name of a file that ends with .txt"
    guide, answer = (table.matching(key, _FILE_NAME, what, "") for key in ("guide", "answer"))
    has_text = table.path.with_suffix(".txt").is_file()
    return {"guide": guide if has_text else "", "answer": answer}


def _texts_of(field: str) -> Callable[[Table], _Entries]:
    """Return a function that reads a table with arbitrary keys into a field."""
    return lambda table: {field: {name: table.text(name) for name in table.values}}


_TABLES: Mapping[str, Callable[[Table], _Entries]] = {
    "quotes": _quotes,
    "spaces": _spaces,
    "words": _words,
    "spelling": _spelling,
    "hyphenation": _hyphenation,
    "search": _search,
    "respelled": _texts_of("respelled"),
    "irregular": _texts_of("irregular"),
    "kit": _kit,
    "bibliography": lambda table: {
        "bibliography": {name: table.language(name, table.text(name)) for name in table.values}
    },
    "labels": _texts_of("labels"),
}


def _texts(table: Table, key: str) -> tuple[str, ...] | None:
    return table.texts(key) if key in table.values else None


def _words_of(table: Table, key: str) -> tuple[str, ...] | None:
    """Return the words of a text; None if the key is missing."""
    words = table.text(key, "").split()
    return tuple(words) if key in table.values else None


def _text_set(table: Table, key: str) -> frozenset[str] | None:
    words = _words_of(table, key)
    return frozenset(words) if words is not None else None


def _flag(table: Table, key: str) -> bool | None:
    value = table.flag(key)
    return value if key in table.values else None
