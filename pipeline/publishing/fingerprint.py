# SPDX-License-Identifier: GPL-3.0-or-later
"""Fingerprints of all inputs of an edition, in groups. The name of a group is the reason for a rebuild that editors read."""

import fnmatch
import os
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import fields
from functools import cache
from itertools import chain
from pathlib import Path

from pipeline.model.input_files import refuse_special, refuse_unencoded
from pipeline.model.project import Project
from pipeline.model.publication import Edition, Format, Language, Publication
from pipeline.model.releases import RELEASES_FILE
from pipeline.system.environment import checksums, fonts_by_script, versions
from pipeline.system.files import sha256_of
from pipeline.system.steps import digest
from pipeline.translations.catalogues import SPHINX, catalogues, owner
from pipeline.translations.edition_inputs import owners_in
from pipeline.words import READERS

type Fingerprint = Mapping[str, str]
"""Reason -> digest of the inputs behind it."""

_OF_NO_EDITION = (
    *(
        "__main__.py",
        "bootstrap.py",
        "command_line.py",
        "commands/**",
        "portal/**",
        "preview/**",
        "report/**",
    ),
    *(f"translations/{name}.py" for name in ("honesty", "interface", "settling", "signing", "vocabulary")),
    *("theme/web/portal/**", "theme/web/preview/**"),
)
"""Parts of the package, as patterns, that no edition depends on."""
_OF_ONE_FORMAT = {
    Format.HTML: ("theme/web/edition/*.html", "theme/web/edition/*/**"),
    Format.PDF: ("theme/print/**", "typeset/**"),
    Format.EPUB: ("theme/epub/**",),
}
"""Parts that affect a single format; parts in neither table affect all formats."""
CODE = "the pipeline has changed"
LIBRARIES = "libraries have changed"
SOURCES = "the sources have changed"
SHARED = "shared sources have changed"
SETTINGS = "project.toml has changed"
TRANSLATIONS = "new translations"
INTERFACE = "interface texts have changed"
_LANGUAGE, _FONTS = "the language has changed: ", "fonts have changed: "
"""Prefixes of reasons that count only for editions whose fingerprint has them; of fonts, those that a text requested."""
_PACKAGE = Path(__file__).resolve().parents[1]
_IGNORED = {"__pycache__", "_build", "node_modules", RELEASES_FILE}


def of_sources(project: Project) -> Mapping[Publication, Fingerprint]:
    """Return the inputs of extraction by publication: its sources, and what all publications share."""
    shared = {
        SHARED: _digest(project.root, _common_sources(project)),
        SETTINGS: _settings(project),
        **_language(project, project.original),
        CODE: of_code(),
        LIBRARIES: of_libraries(),
    }
    return {
        publication: {
            SOURCES: _digest(
                project.root, [publication.described_in, *_files(publication.folder, _excluded_folders(project))]
            ),
            **shared,
        }
        for publication in project.publications
    }


def of_libraries() -> str:
    """Return the digest of the versions of what is installed."""
    libraries = digest(sorted(versions().items()))
    _FILES[libraries] = versions()
    return libraries


@cache
def of_fonts() -> Fingerprint:
    """Return the fingerprint of this machine's fonts for scripts that our own fonts lack."""
    return {f"{_FONTS}{name}": digest(sorted(files.values())) for name, files in fonts_by_script().items()}


def with_fonts(fingerprints: Fingerprint, used_fonts: Collection[str]) -> Fingerprint:
    """Return a fingerprint without the fonts that are not in `used_fonts`."""
    return {
        reason: checksum
        for reason, checksum in fingerprints.items()
        if not reason.startswith(_FONTS) or reason.removeprefix(_FONTS) in used_fonts
    }


def is_relevant(reason: str, former: Fingerprint) -> bool:
    """Return whether a reason counts for an edition made from `former`; new languages and unused fonts do not."""
    return reason in former or not reason.startswith((_LANGUAGE, _FONTS))


def _settings(project: Project) -> str:
    """Return the digest of project.toml without its languages, which have separate fingerprints.

    An adopted project's digest includes them: there, an unknown language tag is only a warning.
    """
    without = {"root", "build_override", "languages", "publications"} - ({"languages"} if project.is_adopted else set())
    settings = {field.name: getattr(project, field.name) for field in fields(project) if field.name not in without}
    relative = {
        name: value.relative_to(project.root, walk_up=True).as_posix() if isinstance(value, Path) else value
        for name, value in settings.items()
    }
    return _digest_of_sums({_path(project, project.described_in): digest(relative)})


def _language(project: Project, language: Language) -> Fingerprint:
    """Return the fingerprint of a language: its entry in project.toml, and the project's profiles for it."""
    names = dict.fromkeys((language.tag.partition("-")[0], language.tag))
    profiles = [path for name in names if (path := project.profiles / f"{name}.toml").is_file()]
    sums = {_path(project, path): sha256_of(path) for path in profiles}
    described = {_path(project, project.described_in): digest(language)}
    return {f"{_LANGUAGE}{language.tag}": _digest_of_sums(described | sums)}


def _path(project: Project, path: Path) -> str:
    return path.relative_to(project.root, walk_up=True).as_posix()


def of_editions(project: Project, sources: Mapping[Publication, Fingerprint]) -> Mapping[Edition, Fingerprint]:
    """Return the fingerprint of each edition: its sources (see `of_sources`), catalogues, and the interface.

    Interface catalogues of all languages count, since an edition may print abstracts in other languages.
    """
    catalogues = {language: _catalogues(project, language) for language in project.languages}
    languages = {
        reason: checksum for language in project.languages for reason, checksum in _language(project, language).items()
    }
    of_interface = chain.from_iterable(
        found.get(name, ()) for found in catalogues.values() for name in (READERS, SPHINX)
    )
    interface = _digest(project.root, sorted(of_interface))
    start, sum_of = len(f"{project.root}/"), cache(sha256_of)  # shared catalogues are in every edition

    def translations(edition: Edition) -> str:
        speaking = (_catalogues_of(edition, catalogues[language]) for language in edition.languages)
        return _digest_of_sums({str(path)[start:]: sum_of(path) for path in chain.from_iterable(speaking)})

    return {
        edition: {
            **sources[edition.publication],
            **languages,
            TRANSLATIONS: translations(edition),
            INTERFACE: interface,
        }
        for edition in project.all_editions()
    }


def of_files(project: Project, paths: Iterable[Path]) -> str:
    """Return the digest of some files of a project."""
    return _digest(project.root, paths)


def tools(fingerprints: Fingerprint) -> str:
    """Return the digest that invalidates cached doctrees."""
    return digest((fingerprints[CODE], fingerprints[LIBRARIES], sorted(of_fonts().items())))


def catalogue_files(project: Project, edition: Edition) -> tuple[Path, ...]:
    """Return the existing catalogues that can affect this edition."""
    return _catalogues_of(edition, _catalogues(project, edition.language))


def _catalogues(project: Project, language: Language) -> Mapping[str, Sequence[Path]]:
    """Return the catalogues of a language by publication."""
    by_owner: dict[str, list[Path]] = {}
    for name, path in catalogues(project.locales, language, project.catalogues).items():
        by_owner.setdefault(owner(name), []).append(path)
    return by_owner


def _catalogues_of(edition: Edition, catalogues: Mapping[str, Sequence[Path]]) -> tuple[Path, ...]:
    owners = owners_in(edition.publication)
    speaking = catalogues.values() if owners is None else (catalogues.get(owner, ()) for owner in owners)
    return tuple(sorted(chain.from_iterable(speaking)))


def _excluded_folders(project: Project) -> tuple[Path, ...]:
    return (project.build, project.locales, project.archive)


def shared_sources(project: Project) -> list[Path]:
    """Return project.toml, conf.py, and the files next to them, except publications and files that only `check` reads."""
    if project.is_adopted:
        return [project.described_in, *_modules(project), *_profiles(project)]
    folders = tuple(publication.folder for publication in project.publications)
    lists = (*project.source.glob("words-*.txt"), project.source / "lints.toml")
    return list(_files(project.source, (*folders, *lists, *_excluded_folders(project))))


def _common_sources(project: Project) -> list[Path]:
    """Return the shared sources except project.toml and the profiles of languages."""
    shared = shared_sources(project)
    return [path for path in shared if path != project.described_in and path not in _profiles(project)]


def settings_files(project: Project) -> Mapping[str, str]:
    """Return the checksums of project.toml and of the profiles of languages, by their paths in the project."""
    files = (project.described_in, *_profiles(project))
    return {_path(project, path): sha256_of(path) for path in files}


def _profiles(project: Project) -> list[Path]:
    return sorted(project.profiles.glob("*.toml"))


def _modules(project: Project) -> Iterable[Path]:
    """Yield conf.py and the modules next to it that are outside the sources."""
    places = [*(publication.folder for publication in project.publications), *_excluded_folders(project)]
    first, *extensions = project.modules
    yield first
    yield from (path for path in extensions if not any(path.is_relative_to(place) for place in places))


def _files(folder: Path, excluded: tuple[Path, ...]) -> Iterable[Path]:
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        path = folder / entry.name
        if entry.name.startswith(".") or entry.name in _IGNORED or path in excluded:
            continue
        refuse_unencoded(path)
        if entry.is_dir():
            yield from _files(path, excluded)
        elif entry.is_file():
            yield path
        else:
            refuse_special(path)


def _digest(root: Path, paths: Iterable[Path]) -> str:
    start = len(f"{root}/")
    return _digest_of_sums({str(path)[start:]: sha256_of(path) for path in paths})


def _digest_of_sums(sums: Mapping[str, str]) -> str:
    total = digest(list(sums.items()))
    _FILES[total] = sums
    return total


_FILES: dict[str, Mapping[str, str]] = {}
"""The file checksums and library versions behind each digest that this process has calculated."""


def files_behind(digest: str) -> Mapping[str, str]:
    """Return the checksums, by path, of the files that a digest of this process covers; empty for digests of other facts."""
    return _FILES.get(digest, {})


@cache
def of_pipeline() -> str:
    """Return the digest of the pipeline's code, styles and interface catalogues."""
    return digest([*_sums_of_code().items()])


def of_program(sources: Mapping[Publication, Fingerprint]) -> str:
    """Return the digest of the whole pipeline and of the libraries in these fingerprints."""
    libraries = sorted({fingerprints[LIBRARIES] for fingerprints in sources.values()})
    return digest((of_pipeline(), libraries, sorted(of_fonts().items())))


@cache
def of_code(name: Format | None = None) -> str:
    """Return the digest of the code for this format; without `name`, of the code that all formats share."""
    return _digest_of_sums({str(_PACKAGE.name / path): _sums_of_code()[path] for path in code(name)})


def code(name: Format | None = None) -> tuple[Path, ...]:
    """Return the files behind `of_code`, relative to the package's folder."""
    other_parts = chain.from_iterable(parts for other, parts in _OF_ONE_FORMAT.items() if other is not name)
    patterns = (fnmatch.translate(part) for part in (*_OF_NO_EDITION, *other_parts))
    without = re.compile("|".join(patterns))
    return tuple(path for path in _sums_of_code() if not without.match(path.as_posix()))


@cache
def _sums_of_code() -> Mapping[Path, str]:
    # In a checkout, the folder is a link to the repository's `locales`, which also has catalogues of publications.
    locales = _PACKAGE / "locales"
    of_interface = sorted(path for name in (READERS, SPHINX) for path in locales.glob(f"*/LC_MESSAGES/{name}.po"))
    files = (*(path for path in _files(_PACKAGE, (locales,)) if path.suffix != ".pyc"), *of_interface)
    return {path.relative_to(_PACKAGE): digest for path, digest in checksums(files).items()}
