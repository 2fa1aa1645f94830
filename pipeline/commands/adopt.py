# SPDX-License-Identifier: GPL-3.0-or-later
"""The command `adopt`: write two TOML files beside an existing Sphinx project; nothing of it is changed."""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

from pipeline.commands.arguments import Command, Option
from pipeline.commands.memory import ascii_slug
from pipeline.commands.new import autonym
from pipeline.model.problems import Problem
from pipeline.model.project import PROJECT_FILE, PUBLICATION_FILE
from pipeline.model.toml_tables import TAG
from pipeline.report.lines import Advice, Wrote
from pipeline.report.session import Session
from pipeline.system.files import write_if_changed, write_whole

_PLACES = ("", "docs", "doc", "docs/source", "doc/source", "source", "documentation", "manual")
_LOCALES = ("locale", "locales", "po", "translations", "_locale", "../locale", "../locales", "../po", "../translations")
_PROJECT = """\
# Written by `west-pipeline adopt`; yours to change. Take this file and publication.toml away, and the project is as it was.
format = 1
title = {title}
publisher = {publisher}
original = {original}
site_url = ""
contact = ""

[layout]
configuration = {configuration}
sources = {sources}
locales = {locales}

[languages]
{languages}
"""
_PUBLICATION = """\
slug = {slug}
title = {title}
kind = "manual"
original = {original}
version = {version}
date = {date}
authors = {authors}
formats = ["html", "pdf", "epub"]
publish_at = 0            # editions are published as far as they are, with their percentage
warnings = "reported"     # "fatal" once the project builds without any
"""


@dataclass(frozen=True)
class AdoptCommand(Command):
    folder: Annotated[Path, Option(type=Path)]
    languages: Annotated[
        str | None,
        Option("--languages", metavar="TAG,…", help="languages to publish in (default: those with catalogues)"),
    ]

    def run(self, session: Session) -> int:
        tags = tuple(tag for tag in (self.languages or "").split(",") if tag)
        paths = adopt(self.folder, tags, date.today())
        advice = Advice(f"west-pipeline build --project {self.folder}")
        return session.present([*map(Wrote, paths), advice], root=Path.cwd())


def adopt(folder: Path, languages: tuple[str, ...], day: date) -> tuple[Path, Path]:
    """Write project.toml and publication.toml into the folder; return their paths.

    `languages` are tags; none means all that have catalogues. Raises Problem where there is no conf.py, where
    it cannot be run, where its extensions are not installed, and where the folder has been taken on before; what a run that was
    cut off has left is completed.
    """
    from pipeline.compose.configuration import all_installed, read_configuration

    folder = folder.resolve()
    files = (folder / PROJECT_FILE, folder / PUBLICATION_FILE)
    _require_absent(files[0])
    conf_folder = _configuration_folder(folder)
    conf = read_configuration(conf_folder)
    all_installed(conf.extensions, conf_folder)
    # The root document is in the folder of conf.py, or in one below it.
    places = (conf_folder, conf_folder / "source", conf_folder / "src")
    sources = next(
        (place for place in places if any(map(Path.is_file, place.glob(f"{conf.root_document}.*")))), conf_folder
    )
    locales = _locales((sources, conf_folder), conf.locale_folders)
    title = folder.name if conf.project in ("", "Project name not set") else conf.project
    original = conf.language.replace("_", "-")
    # The names of all folders that hold catalogues, as tags; some may be none.
    folders = sorted(path.parent.name for path in locales.glob("*/LC_MESSAGES") if any(path.rglob("*.po")))
    available = [name.replace("_", "-") for name in folders]
    tags = dict.fromkeys([original, *(languages or filter(_is_tag, available))])
    project = _PROJECT.format(
        title=_quoted(title),
        publisher=_quoted(conf.author or title),
        original=_quoted(original),
        configuration=_quoted(str(conf_folder.relative_to(folder))),
        sources=_quoted(str(sources.relative_to(folder))),
        locales=_quoted(str(locales.relative_to(folder, walk_up=True))),
        languages="\n".join([*(f"{tag} = {_quoted(autonym(tag))}" for tag in tags), *_omitted(available)]),
    )
    publication = _PUBLICATION.format(
        slug=_quoted(ascii_slug(title) or "document"),
        title=_quoted(title),
        original=_quoted(original),
        version=_quoted(conf.version or "1"),
        date=day,
        authors=f"[{_quoted(conf.author)}]" if conf.author else "[]",
    )
    if files[1].exists() and files[1].read_bytes() != publication.encode():
        _require_absent(files[1])
    # The project's file last: with it, the folder is taken on.
    write_if_changed(files[1], publication.encode())
    write_whole(files[0], project.encode())
    return files


def _require_absent(path: Path) -> None:
    if path.exists():
        hint = "take the file away to begin anew"
        raise Problem("already-there", "this project has been taken on already", path=path, hint=hint)


def _configuration_folder(folder: Path) -> Path:
    for place in _PLACES:
        if (folder / place / "conf.py").is_file():
            return folder / place if place else folder
    deeper = sorted(path.parent for path in folder.glob("*/*/conf.py"))
    if len(deeper) == 1:
        return deeper[0]
    several, none = (
        f"{len(deeper)} files conf.py two folders down",
        f"no conf.py in: {', '.join(p or '.' for p in _PLACES)}",
    )
    message = f"{folder} holds no Sphinx project that can be told apart"
    hint = "name the folder that holds conf.py, or the one above it"
    raise Problem("no-configuration", message, cause=several if deeper else none, hint=hint)


def _locales(bases: tuple[Path, ...], configured: tuple[str, ...]) -> Path:
    """Return the first folder that holds catalogues: those that conf.py names, then the usual ones; else where they would be.

    Sphinx reads the names from the sources' folder, which comes first in `bases`.
    """
    for place in (*configured, *_LOCALES):
        for base in bases:
            folder = (base / place).resolve()
            if any(folder.glob("*/LC_MESSAGES/**/*.po")):
                return folder
    return bases[0] / (configured[0] if configured else "locale")


def _is_tag(name: str) -> bool:
    return bool(TAG.match(name) and autonym(name))


def _omitted(names: list[str]) -> list[str]:
    """Return a comment on missing catalogues, or on folders such as `sr@latin`, whose names no page or PDF can be marked with."""
    if not names:
        return [
            "# no catalogues were found; a row such as this for each language that has some, once `locales` is right"
        ]
    odd = [name for name in names if not _is_tag(name)]
    return [f"# left out, since these are no tags of known languages: {', '.join(odd)}"] if odd else []


def _quoted(text: str) -> str:
    """Return a TOML basic string; JSON's escapes are a subset of TOML's."""
    return json.dumps(text, ensure_ascii=False)
