# SPDX-License-Identifier: GPL-3.0-or-later
"""The command `new`: write the first files of a project, of a publication or of a language."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Annotated

from pipeline import __version__
from pipeline.commands import SKELETON
from pipeline.commands.arguments import Command, Option
from pipeline.languages import autonym, profile_of
from pipeline.languages.draft import draft
from pipeline.model.problems import Problem
from pipeline.model.project import PROJECT_FILE, PUBLICATION_FILE, Project
from pipeline.model.publication import Kind, Language, spdx
from pipeline.model.publication_file import explain_bad_slug
from pipeline.model.schemas import schema_files
from pipeline.model.term_list import TERMINOLOGY_FILE
from pipeline.proofread.dictionaries import dictionary
from pipeline.report.lines import Advice, Wrote
from pipeline.report.session import Session
from pipeline.system.files import is_begun, revise, write_if_changed, write_whole
from pipeline.system.machine import package_names, packages_of
from pipeline.translations.catalogues import SPHINX, catalogue_path
from pipeline.translations.interface import interface
from pipeline.words import READERS, TOOLS

_CI = Path(__file__).parent / "ci"
CI = ("github", "shell")
"""Where a new project can be built; each is a folder of files to copy."""
_OF_INTERFACE = {
    READERS: "messages that readers see in {}; those that an edition prints come first",
    SPHINX: "labels that Sphinx lacks in {}",
    TOOLS: "messages of commands, checks and the preview in {}, when you like: no edition needs them",
}
"""Descriptions of the interface catalogues."""
_PUBLICATION = """\
# The facts of this publication. The reference explains each key.

title = {title}
subtitle = ""
description = ""                  # one paragraph for the download site
origin = ""                       # where the text comes from, for the imprint
kind = "{kind}"
original = "{original}"
version = "0.1"
date = {date}
authors = []
keywords = []
{license}formats = ["html", "pdf", "epub"]
"""
_INDEX = """\
{rule}
{title}
{rule}

.. toctree::
   :numbered:
   :maxdepth: 2

   introduction
"""
_CHAPTER = """\
.. _introduction:

{rule}
{title}
{rule}

…
"""


def new_project(folder: Path, day: date, service: str | None = None) -> tuple[Path, ...]:
    """Write a small project, with one publication in four languages; return the paths of its files.

    With a `service` of CI, or `shell`, add the files that build and publish it there. Files of an interrupted run are completed.
    Raises Problem `already-there` if the folder has other files.
    """
    copies = _copies(SKELETON, {"$date": f"{day}"}) | schema_files()
    if service is not None:
        languages = tomllib.loads(copies[Path("source", PROJECT_FILE)].decode())["languages"]
        names = [*packages_of("debian"), *chain.from_iterable(profile_of(tag).packages["debian"] for tag in languages)]
        values = {"$packages": " ".join(names), "$wheel": wheel()}
        copies |= _copies(_CI / service, values)
    files = {folder / path: data for path, data in copies.items()}
    if folder.exists() and not (folder.is_dir() and is_begun(folder, files)):
        hint = "name an empty folder or a new one; for an existing Sphinx project, run `west-pipeline adopt`"
        raise Problem("already-there", "a new project needs an empty folder", path=folder, hint=hint)
    for path, data in files.items():
        write_if_changed(path, data)
    return tuple(files)


def wheel() -> str:
    """Return the path at which CI finds the wheel of this version, relative to the project's folder."""
    return f"wheels/west_pipeline-{__version__}-py3-none-any.whl"


def _copies(origin: Path, values: Mapping[str, str]) -> dict[Path, bytes]:
    """Return the files of a folder, by path in it, with placeholders replaced by these values."""
    copies = {}
    for path in sorted(origin.rglob("*")):
        # pip compiles conf.py when the package is installed.
        if path.is_file() and path.suffix != ".pyc":
            text = path.read_text(encoding="utf-8")
            for name, value in values.items():
                text = text.replace(name, value)
            copies[path.relative_to(origin)] = text.encode()
    return copies


def new_publication(
    project: Project, slug: str, kind: Kind, original: Language, title: str, day: date
) -> tuple[Path, ...]:
    """Write publication.toml, index.rst and a first chapter; return their paths.

    Files of an interrupted run are completed. Raises Problem `bad-slug`, or `already-there` if the folder has other
    files.
    """
    if why := explain_bad_slug(slug):
        cause, hint = why
        raise Problem("bad-slug", f"{slug!r} cannot be the name of a publication", cause=cause, hint=hint)
    folder = project.source / slug
    quoted = '"' + title.replace("\\", "\\\\").replace('"', '\\"') + '"'
    rule, licence = "=" * max(4, len(title)), project.license
    row = f'license = "{licence}"\n' if licence else ""
    comment = f"{spdx(licence, '..')}\n" if licence else ""
    described = _PUBLICATION.format(title=quoted, kind=kind, original=original.tag, date=day, license=row)
    texts = {
        "index.rst": comment + _INDEX.format(title=title, rule=rule),
        "introduction.rst": comment + _CHAPTER.format(title=title, rule=rule),
        PUBLICATION_FILE: spdx(licence) + described,  # last: it marks the folder as a publication
    }
    files = {folder / name: text.encode() for name, text in texts.items()}
    if folder.exists() and not (folder.is_dir() and is_begun(folder, files)):
        raise Problem("already-there", f"the folder {slug} already exists", path=folder, hint="choose another name")
    for path, data in files.items():
        write_if_changed(path, data)
    return tuple(files)


def new_language(project: Project, tag: str) -> tuple[Path, ...]:
    """Add a language to project.toml, as the last line of [languages], and write its profile; return the written paths.

    The profile is written only if the pipeline's is incomplete and the project has none. Raises Problem `unknown-language`, or
    `already-there` if nothing is left to do.
    """
    name = autonym(tag)
    if not name:
        cause, hint = "the tag is not in the Unicode locale data", "use a BCP 47 tag such as fr, sl, pt-BR"
        raise Problem("unknown-language", f"{tag!r} is not a language tag", cause=cause, hint=hint)
    profile, path = profile_of(tag, project.profiles), project.profiles / f"{tag}.toml"
    paths: list[Path] = []
    if all(language.tag != tag for language in project.languages):
        row = f'{tag} = "{name}"\n' if re.fullmatch(r"[A-Za-z0-9_-]+", tag) else f'"{tag}" = "{name}"\n'
        revise(project.described_in, lambda data: (_add_row(data.decode(), row).encode(), None))
        paths.append(project.described_in)
    if any(profile.missing) and not path.exists():
        write_whole(path, draft(profile, name, project.license).encode())
        paths.append(path)
    if not paths:
        raise Problem("already-there", f"the project is already published in {tag}", path=project.described_in)
    return tuple(paths)


def next_steps(project: Project, tag: str) -> Iterator[str]:
    """Yield the next steps for a new language, other than its catalogues. Raises Problem `broken-catalogue`."""
    language = Language(tag, autonym(tag))
    for part in interface(project, [language], ()):
        waiting = part.progress.messages - part.progress.translated
        if waiting:
            path = catalogue_path(project.locales, language, part.name).relative_to(project.root)
            what = _OF_INTERFACE[part.name]
            yield f"translate {waiting} {what.format(path)}"
    terms = project.source / TERMINOLOGY_FILE
    if terms.is_file():
        columns = terms.read_text(encoding="utf-8").partition("\n")[0].rstrip("\r").split("\t")
        if lacking := [column for column in (tag, f"definition_{tag}") if column not in columns]:
            yield f"add the columns {' and '.join(lacking)} to {terms.relative_to(project.root)}"
    if dictionary(tag, project_profiles=project.profiles) is None:
        packages = package_names(profile_of(tag, project.profiles).packages)
        yield f"install {packages or 'a Hunspell dictionary, of which no package is known'}, so that spelling is checked"
    path = (project.profiles / f"{tag}.toml").relative_to(project.root)
    for entry, cost in profile_of(tag, project.profiles).missing:
        yield f"write {entry} in {path}: without it {cost}"
    yield f"translate the publications, as far as west-pipeline progress --language {tag} says"


def _add_row(text: str, row: str) -> str:
    """Insert the row after the last row of the table [languages], and change nothing else."""
    lines = text.splitlines(keepends=True)
    start = next(n for n, line in enumerate(lines) if re.match(r"\s*\[languages\]", line))
    tables = (n for n in range(start + 1, len(lines)) if lines[n].lstrip().startswith("["))
    end = next(tables, len(lines))
    while not lines[end - 1].strip():
        end -= 1
    if not lines[end - 1].endswith("\n"):
        lines[end - 1] += "\n"
    return "".join([*lines[:end], row, *lines[end:]])


@dataclass(frozen=True)
class NewCommand(Command):
    what: Annotated[str, Option(choices=("project", "publication", "language"))]
    name: Annotated[
        str, Option(help="the folder of the project, the slug of the publication, or the tag of the language")
    ]
    kind: Annotated[
        str,
        Option(
            "--kind",
            metavar="KIND",
            default="manual",
            help="kind of a publication: manual, paper, proceedings, leaflet, report, or one of the project's own (default: manual)",
        ),
    ]
    original: Annotated[
        str | None,
        Option("--original", metavar="TAG", help="language in which a publication is written (default: the project's)"),
    ]
    title: Annotated[
        str | None, Option("--title", help="title of a publication, in that language (default: from the slug)")
    ]
    ci: Annotated[
        str | None,
        Option(
            "--ci",
            choices=CI,
            help="for a project: also write what builds and publishes it, on GitHub or as a script for any service",
        ),
    ]

    def run(self, session: Session) -> int:
        if self.what == "project":
            paths = new_project(Path(self.name).resolve(), date.today(), self.ci)
            steps = [f"cd {self.name}, then west-pipeline build; titles and languages are in source/project.toml"]
            if self.ci == "github":
                steps.append(f"commit the wheel as {wheel()}, or change its path in the CI files")
            return session.present([*map(Wrote, paths), Advice("\n- ".join(steps))], root=Path.cwd())
        project = session.project
        if self.what == "language":
            paths = new_language(project, self.name)
            steps = ["run west-pipeline update to create its catalogues; then", *next_steps(project, self.name)]
            wrote = [Wrote(path, f"now with {self.name}") for path in paths]
            return session.present([*wrote, Advice("\n- ".join(steps))])
        title = self.title or self.name.replace("-", " ").capitalize()
        original = project.language(self.original) if self.original else project.original
        paths = new_publication(project, self.name, project.kind(self.kind), original, title, date.today())
        advice = Advice("write its chapters, then west-pipeline update, then west-pipeline build")
        return session.present(chain(map(Wrote, paths), [advice]))
