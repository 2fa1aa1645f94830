# SPDX-License-Identifier: GPL-3.0-or-later
"""Fingerprints of all that can change an edition, in groups whose names are the reasons that editors read."""

import glob
import hashlib
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import chain
from pathlib import Path

from pipeline.build.edition_inputs import SPHINX, catalogue_folders, catalogue_path, owner, owners_in
from pipeline.model.project import Project
from pipeline.model.publication import Edition, Format, Language, Publication
from pipeline.model.releases import RELEASES_FILE
from pipeline.system.environment import checksums, environment_for
from pipeline.system.files import sha256_of
from pipeline.words import PORTAL

type Fingerprint = Mapping[str, str]
"""Reason -> digest of the inputs behind it."""

_OF_NO_EDITION = (
    *("__main__.py", "bootstrap.py", "commands/**", "exchange/**", "portal/**", "preview/**", "report/**"),
    *("theme/web/portal/**", "theme/web/preview/**"),
)
"""Parts of the package, as patterns, that no edition is made by."""
_OF_ONE_FORMAT = {
    Format.HTML: ("theme/web/edition/*.html", "theme/web/edition/*/**"),
    Format.PDF: ("theme/print/**", "typeset/**"),
    Format.EPUB: ("theme/epub/**",),
}
"""Parts that make one format alone; what is in neither table makes all."""
CODE = "the pipeline has changed"
LIBRARIES = "libraries have changed"
SOURCES = "the sources have changed"
_PACKAGE = Path(__file__).resolve().parents[1]
_IGNORED = {"__pycache__", "_build", "node_modules", RELEASES_FILE}


def of_sources(project: Project) -> Mapping[Publication, Fingerprint]:
    """Return what extraction depends on: each publication's sources, and what the project shares among publications."""
    shared = _digest(project.root, _shared_sources(project))
    libraries = environment_for(project.configuration / "conf.py")
    return {
        publication: {
            SOURCES: _digest(project.root, [publication.described_in, *_files(publication.folder, _excluded(project))]),
            "shared sources have changed": shared,
            CODE: of_code(),
            LIBRARIES: libraries,
        }
        for publication in project.publications
    }


def of_editions(project: Project, sources: Mapping[Publication, Fingerprint]) -> Mapping[Edition, Fingerprint]:
    """Return what each edition depends on: its sources, as `of_sources` has them, and the catalogues of its language."""
    names = {language: _catalogue_names(project, language) for language in project.languages}
    sum_of = cache(sha256_of)  # what all publications share is a part of every edition

    def translations(edition: Edition) -> str:
        files = [
            path for language in edition.languages for path in _speaking(project, edition, language, names[language])
        ]
        return _digest_of_sums({str(path.relative_to(project.root)): sum_of(path) for path in files})

    return {
        edition: {**sources[edition.publication], "new translations": translations(edition)}
        for edition in project.all_editions()
    }


def of_files(project: Project, paths: Iterable[Path]) -> str:
    """Return the digest of some files of a project."""
    return _digest(project.root, paths)


def tools(prints: Fingerprint) -> str:
    """Return what is the same as long as documents that were read need not be read again by other code."""
    return digest((prints[CODE], prints[LIBRARIES]))


def digest(facts: object) -> str:
    """Return one digest of facts about other editions, or of many fingerprints."""
    return hashlib.sha256(repr(facts).encode()).hexdigest()


def catalogue_files(project: Project, edition: Edition) -> tuple[Path, ...]:
    """Return the catalogues that can speak in this edition, those that exist."""
    return _speaking(project, edition, edition.language, _catalogue_names(project, edition.language))


def _catalogue_names(project: Project, language: Language) -> Mapping[str, Sequence[str]]:
    """Return the names of the catalogues of a language by that of their publication, of which they have one each and more."""
    folders = catalogue_folders(project.locales, language)
    names = {path.relative_to(folder).with_suffix("").as_posix() for folder in folders for path in folder.rglob("*.po")}
    by_owner: dict[str, list[str]] = {}
    for name in names:
        by_owner.setdefault(owner(name), []).append(name)
    return by_owner


def _speaking(
    project: Project, edition: Edition, language: Language, names: Mapping[str, Sequence[str]]
) -> tuple[Path, ...]:
    owners = owners_in(edition.publication)
    speaking = chain.from_iterable(names.values() if owners is None else (names.get(one, ()) for one in owners))
    return tuple(sorted(catalogue_path(project.locales, language, name) for name in speaking))


def _excluded(project: Project) -> tuple[Path, ...]:
    return (project.build, project.locales, project.archive)


def _shared_sources(project: Project) -> list[Path]:
    """Return project.toml, conf.py, and all beside them but publications and what `check` alone reads."""
    if any(publication.adopted for publication in project.publications):
        return [project.described_in, project.configuration / "conf.py", *sorted(project.profiles.glob("*.toml"))]
    folders = tuple(publication.folder for publication in project.publications)
    lists = (*project.source.glob("words-*.txt"), project.source / "lints.toml")
    return list(_files(project.source, (*folders, *lists, *_excluded(project))))


def _files(folder: Path, excluded: tuple[Path, ...]) -> Iterable[Path]:
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        path = folder / entry.name
        if entry.name.startswith(".") or entry.name in _IGNORED or path in excluded:
            continue
        if entry.is_dir():
            yield from _files(path, excluded)
        elif entry.is_file():
            yield path


def _digest(root: Path, paths: Iterable[Path]) -> str:
    return _digest_of_sums({str(path.relative_to(root)): sha256_of(path) for path in paths})


def _digest_of_sums(sums: Mapping[str, str]) -> str:
    total = digest(list(sums.items()))
    _FILES[total] = sums
    return total


_FILES: dict[str, Mapping[str, str]] = {}
"""The checksums of the files behind each digest that this process has taken."""


def files_behind(digest: str) -> Mapping[str, str]:
    """Return the checksums of the files, by path, that were read for a digest in this process; nothing for other facts."""
    return _FILES.get(digest, {})


@cache
def of_pipeline() -> str:
    """Return the digest of the pipeline's code, styles and interface catalogues."""
    return digest([*_sums_of_code().items()])


def of_program(sources: Mapping[Publication, Fingerprint]) -> str:
    """Return the digest of the whole pipeline and of the libraries that publications with these prints are made with."""
    return digest((of_pipeline(), sorted({prints[LIBRARIES] for prints in sources.values()})))


@cache
def of_code(name: Format | None = None) -> str:
    """Return the digest of that part of them which makes a format, or what all formats share."""
    return _digest_of_sums({str(_PACKAGE.name / path): _sums_of_code()[path] for path in code(name)})


def code(name: Format | None = None) -> tuple[Path, ...]:
    """Return the files of that part, relative to the folder of the package."""
    others = chain.from_iterable(parts for other, parts in _OF_ONE_FORMAT.items() if other is not name)
    patterns = (glob.translate(part, recursive=True) for part in (*_OF_NO_EDITION, *others))
    without = re.compile("|".join(patterns))
    return tuple(path for path in _sums_of_code() if not without.match(path.as_posix()))


@cache
def _sums_of_code() -> Mapping[Path, str]:
    # In a checkout the folder is a link to the repository's, which holds the publications' catalogues too.
    locales = _PACKAGE / "locales"
    of_interface = sorted(path for name in (PORTAL, SPHINX) for path in locales.glob(f"*/LC_MESSAGES/{name}.po"))
    files = (*(path for path in _files(_PACKAGE, (locales,)) if path.suffix != ".pyc"), *of_interface)
    return {path.relative_to(_PACKAGE): digest for path, digest in checksums(files).items()}
