# SPDX-License-Identifier: GPL-3.0-or-later
"""Find conf.py, documents and catalogues of an existing Sphinx project, and its languages."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.languages import autonym
from pipeline.model.problems import Problem
from pipeline.model.project import CATALOGUES
from pipeline.model.publication import Language, without_modifier
from pipeline.model.toml_tables import TAG

_CONFIGURATIONS = ("", "docs", "doc", "docs/source", "doc/source", "source", "documentation", "manual")
"""Folders that are searched for conf.py first."""
_DEPTH = 4
"""Depth of the search for conf.py below the folder."""
_LOCALES = ("locale", "locales", "po", "translations", "_locale", "i18n", "l10n", "lang", "docs/locale", "docs/po")
_PATTERNS = (CATALOGUES, "{language}.po", "{language}/{name}.po", "{name}/{language}.po")
"""Paths of catalogues in their folder, the usual one first."""
_NO_SOURCES = ("build", "dist", "node_modules", "site-packages", "tests", "test", "venv", "env")
_REFERENCE = re.compile(r"^#: (.*)$", re.MULTILINE)
_OF_DOCUMENTS = re.compile(r"\.(rst|md|txt|ipynb|inc|rest)\b|docstring of")
_SHORT_PAIR = re.compile(r'^msgid "(.+)"\nmsgstr "(.+)"$', re.MULTILINE)
_SAMPLE_SIZE = 100_000
"""Number of characters of a catalogue that are read to tell whether its messages come from documents."""


@dataclass(frozen=True, slots=True)
class CatalogueLayout:
    """The catalogues below a folder: their names (with slashes) by language, spelled as in the paths."""

    folder: Path
    pattern: str
    names: dict[str, frozenset[str]]

    @property
    def by_tag(self) -> dict[str, str]:
        """Language tag -> spelling in the paths; without names that are not valid tags."""
        return dict(sorted((tag, name) for name in self.names if (tag := tag_of(name))))

    def tag(self, name: str) -> str:
        """Return the tag that the catalogues use for a language; `name` if they do not have it."""
        return (
            name
            if name in self.by_tag
            else next((tag for tag in self.by_tag if Language(tag, "").is_named(name)), name)
        )

    @property
    def unknown_names(self) -> tuple[str, ...]:
        """The spellings that are not tags of known languages."""
        return tuple(name for name in sorted(self.names) if not tag_of(name))


def configuration_folder(folder: Path) -> Path:
    """Return the folder of the project's conf.py.

    Raises Problem `no-configuration` if there is none, or if several are in unusual folders, unless exactly one of these has
    catalogues.
    """
    for place in _CONFIGURATIONS:
        if (folder / place / "conf.py").is_file():
            return folder / place if place else folder
    deeper = [*_configurations(folder, _DEPTH)]
    translated = [candidate for candidate in deeper if has_catalogues((candidate, candidate.parent), ())]
    for found in (deeper, translated):
        if len(found) == 1:
            return found[0]
    if deeper:
        message = f"{folder} has several Sphinx projects"
        cause = f"each of these has a conf.py: {', '.join(str(candidate.relative_to(folder)) for candidate in deeper)}"
        hint = f"adopt each one separately: west-pipeline adopt {deeper[0]}"
    else:
        message = f"{folder} has no Sphinx project"
        cause = f"there is no conf.py in it or its subfolders, {_DEPTH} levels down"
        hint = "name the folder that holds conf.py, or the one above it"
    raise Problem("no-configuration", message, cause=cause, hint=hint)


def other_configurations(folder: Path, chosen: Path) -> tuple[Path, ...]:
    """Return the folders of other Sphinx projects that are not below the chosen one."""
    return tuple(
        place for place in _configurations(folder, _DEPTH) if place != chosen and not place.is_relative_to(chosen)
    )


def _configurations(folder: Path, depth: int) -> Iterator[Path]:
    if (folder / "conf.py").is_file() and _is_of_sphinx(folder / "conf.py"):
        yield folder
    if depth:
        for below in sorted(path for path in folder.iterdir() if path.is_dir() and not path.is_symlink()):
            if below.name not in _NO_SOURCES and not below.name.startswith((".", "_")):
                yield from _configurations(below, depth - 1)


def _is_of_sphinx(path: Path) -> bool:
    text = path.read_text(encoding="utf-8", errors="replace")
    return re.search(r"^(extensions|project|html_theme|master_doc|root_doc)\s*=", text, re.MULTILINE) is not None


def sources_folder(configuration: Path, root_document: str) -> Path:
    """Return the folder of the root document: the one of conf.py, or a subfolder."""
    places = (configuration, configuration / "source", configuration / "src")
    return next((place for place in places if any(map(Path.is_file, place.glob(f"{root_document}.*")))), configuration)


def has_catalogues(bases: Iterable[Path], configured: tuple[str, ...]) -> bool:
    """Return whether one of the usual places has catalogues."""
    return bool(catalogues(bases, configured).names)


def catalogues(bases: Iterable[Path], configured: tuple[str, ...]) -> CatalogueLayout:
    """Return the first catalogues found, in the configured folders, then in the usual ones; else an empty set.

    Sphinx resolves configured folders from the source folder, the first of `bases`.
    """
    bases = tuple(dict.fromkeys(base.resolve() for base in bases))
    for place in dict.fromkeys((*configured, *_LOCALES)):
        for base in bases:
            folder = (base / place).resolve()
            if folder.is_dir() and (found := _catalogues_in(folder)) is not None:
                return found
    return CatalogueLayout(bases[0] / (configured[0] if configured else "locale"), CATALOGUES, {})


def _catalogues_in(folder: Path) -> CatalogueLayout | None:
    paths = [path for path in folder.rglob("*.po") if not path.name.startswith(".")]
    for pattern in _PATTERNS:
        names: dict[str, set[str]] = {}
        form = re.compile(
            re.escape(pattern).replace(r"\{language\}", "([^/]+)", 1).replace(r"\{name\}", "(?P<name>.+)")
        )
        for path in paths:
            if match := form.fullmatch(path.relative_to(folder).as_posix()):
                language = match[2] if pattern.startswith("{name}") else match[1]
                names.setdefault(language, set()).add(match["name"] if "{name}" in pattern else "")
        if any(map(tag_of, names)) and (pattern == CATALOGUES or any(map(_is_of_documents, paths))):
            return CatalogueLayout(folder, pattern, {language: frozenset(of) for language, of in names.items()})
    return None


def _is_of_documents(path: Path) -> bool:
    """Return whether the messages of a catalogue come from documents: `po/` may hold the catalogues of a program."""
    with path.open(encoding="utf-8", errors="replace") as file:
        references = _REFERENCE.findall(file.read(_SAMPLE_SIZE))
    return not references or any(map(_OF_DOCUMENTS.search, references))


def is_translated(layout: CatalogueLayout, spelling: str) -> bool:
    """Return whether most translations in a language's catalogues differ from the originals."""
    names = sorted(layout.names.get(spelling, ()))
    texts = (_text(layout.folder / layout.pattern.format(language=spelling, name=name)) for name in names)
    pairs = [pair for text in texts for pair in _SHORT_PAIR.finditer(text)]
    return 2 * sum(1 for pair in pairs if pair[1] != pair[2]) > len(pairs)


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


def gettext_compact_of(layout: CatalogueLayout, sources: Path, suffixes: Iterable[str], configured: bool | str) -> str:
    """Return the value of gettext_compact, as text, that fits the catalogues; empty if conf.py has the same value.

    A project may set it only on the command line of sphinx-build.
    """
    if not layout.names:
        return ""
    if "{name}" not in layout.pattern:
        return "" if isinstance(configured, str) else "docs"
    names = Counter(name for of_language in layout.names.values() for name in of_language)
    documents = {
        path.relative_to(sources).as_posix().removesuffix(suffix)
        for suffix in suffixes
        for path in sources.rglob(f"*{suffix}")
        if path.is_file()
    }
    choices: list[bool | str] = [configured, False, True, *(names if len(names) == 1 else ())]
    matches = [len(names.keys() & {_domain(name, choice) for name in documents}) for choice in choices]
    best = choices[matches.index(max(matches))]  # on a tie, the value of conf.py
    return "" if best == configured else str(best).lower() if isinstance(best, bool) else best


def _domain(document: str, compact: bool | str) -> str:
    """Return Sphinx's name for the catalogue of a document."""
    if isinstance(compact, str):
        return compact
    return document.partition("/")[0] if compact else document


def tag_of(name: str) -> str:
    """Return the language tag for a folder named `pt_BR`, `pt-br`, `zh_Hans` or `sr@latin`; empty if the name is no tag."""
    first, *subtags = without_modifier(name).split("-")
    parts = [first, *(part.title() if len(part) == 4 else part.upper() if len(part) == 2 else part for part in subtags)]
    tag = "-".join(parts)
    return tag if TAG.match(tag) and autonym(tag) else ""
