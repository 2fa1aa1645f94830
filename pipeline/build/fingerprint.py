# SPDX-License-Identifier: GPL-3.0-or-later
"""Fingerprints of all that can change an edition, in groups whose names are the reasons that editors read."""

import hashlib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path

from pipeline.build.edition_inputs import catalogue_folders, catalogue_path, speaks_in
from pipeline.model.project import Project
from pipeline.model.publication import Edition, Publication
from pipeline.model.releases import RELEASES_FILE

type Fingerprint = Mapping[str, str]
"""Reason -> digest of the inputs behind it."""

_LIBRARIES = (
    "sphinx",
    "docutils",
    "babel",
    "furo",
    "sphinxcontrib-bibtex",
    "weasyprint",
    "ziamath",
    "latex2mathml",
    "pydyf",
    "pikepdf",
    "pillow",
    "pyphen",
    "pyicu-wheels",
    "fontpkg-source-serif-4",
    "fontpkg-source-sans-3",
    "fontpkg-source-code-pro",
)
SOURCES = "the sources have changed"
_IGNORED = {"__pycache__", "_build", "node_modules", RELEASES_FILE}


def of_sources(project: Project) -> Mapping[Publication, Fingerprint]:
    """Return what extraction depends on: each publication's sources, and what the project shares among publications."""
    shared = _digest(project.root, _shared_sources(project))
    return {
        publication: {
            SOURCES: _digest(project.root, [publication.described_in, *_files(publication.folder, _excluded(project))]),
            "shared sources have changed": shared,
            "the pipeline has changed": of_pipeline(),
            "libraries have changed": _libraries(),
        }
        for publication in project.publications
    }


def of_editions(project: Project, sources: Mapping[Publication, Fingerprint]) -> Mapping[Edition, Fingerprint]:
    """Return what each edition depends on: its sources, as `of_sources` has them, and the catalogues of its language."""
    return {
        edition: {
            **sources[edition.publication],
            "new translations": _digest(project.root, catalogue_files(project, edition)),
        }
        for edition in project.editions()
    }


def of_files(project: Project, paths: Iterable[Path]) -> str:
    """Return the digest of some files of a project."""
    return _digest(project.root, paths)


def digest(facts: object) -> str:
    """Return one digest of facts about other editions, or of many fingerprints."""
    return hashlib.sha256(repr(facts).encode()).hexdigest()


def catalogue_files(project: Project, edition: Edition) -> tuple[Path, ...]:
    """Return the catalogues that can speak in this edition, those that exist."""
    folders = catalogue_folders(project.locales, edition.language)
    names = {path.relative_to(folder).with_suffix("").as_posix() for folder in folders for path in folder.rglob("*.po")}
    speaking = (name for name in names if speaks_in(name, edition.publication))
    return tuple(sorted(catalogue_path(project.locales, edition.language, name) for name in speaking))


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
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.name in _IGNORED or path in excluded:
            continue
        if path.is_dir():
            yield from _files(path, excluded)
        elif path.is_file():
            yield path


def _digest(root: Path, paths: Iterable[Path]) -> str:
    sums = {str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}
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
    package = Path(__file__).resolve().parent.parent
    catalogues = sorted((package.parent / "locales").glob("*/LC_MESSAGES/*.po"))
    of_interface = [path for path in catalogues if path.name in ("portal.po", "sphinx.po")]
    code = [path for path in _files(package, ()) if path.suffix != ".pyc"]
    return _digest(package.parent, [*code, *of_interface])


def of_program() -> str:
    """Return the digest of the pipeline and of the libraries that it uses."""
    return digest((of_pipeline(), _libraries()))


@cache
def _libraries() -> str:
    return " ".join(f"{name} {version(name)}" for name in _LIBRARIES)
