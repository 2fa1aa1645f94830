# SPDX-License-Identifier: GPL-3.0-or-later
"""The command `adopt`: write two TOML files next to an existing Sphinx project, and change nothing else in it."""

import functools
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from pipeline.commands import sphinx_layout as layout
from pipeline.commands.arguments import Command, Option
from pipeline.languages import autonym
from pipeline.model.problems import Problem
from pipeline.model.project import CATALOGUES, PROJECT_FILE, PUBLICATION_FILE, Project
from pipeline.model.publication_file import ascii_slug
from pipeline.report.lines import Advice, Line, Wrote, count, lines_for_any
from pipeline.report.session import Session
from pipeline.system.files import write_if_changed, write_whole

if TYPE_CHECKING:
    from pipeline.compose.configuration import Configuration

_PROJECT = """\
# Written by `west-pipeline adopt`; yours to change. To undo it, delete this file, publication.toml and build/.
format = 1
title = {title}
publisher = {publisher}
original = {original}
site_url = ""
contact = ""
exit_url = ""             # target of a quick exit on each page, for readers who are watched: "https://www.wikipedia.org/"

[layout]
configuration = {configuration}
sources = {sources}
locales = {locales}
{made}
[languages]
{languages}
"""
_PUBLICATION = """\
slug = {slug}
title = {title}
kind = "manual"
original = {original}
{version}
date = {date}
authors = {authors}
formats = ["html", "pdf", "epub"]
publish_at = 0            # incomplete translations are published, with their percentage
warnings = "reported"     # "fatal" once the project builds without any
"""
_NO_VERSION = '# version = "1.0"       # conf.py has no version; without one, nothing can be released'


@dataclass(frozen=True, slots=True)
class Found:
    """A file or a folder of the project, and its content."""

    path: Path
    what: str


@dataclass(frozen=True)
class SphinxProject:
    """The Sphinx project to adopt, as found: its conf.py, documents and catalogues."""

    folder: Path
    configuration: Path
    conf: "Configuration"
    sources: Path
    catalogues: layout.CatalogueLayout
    gettext_compact: str

    @property
    def title(self) -> str:
        return self.folder.name if self.conf.project in ("", "Project name not set") else self.conf.project

    @property
    def conf_language(self) -> str:
        """The language tag in conf.py."""
        return self.catalogues.tag(layout.tag_of(self.conf.language) or self.conf.language.replace("_", "-"))

    @functools.cached_property
    def original(self) -> str:
        """The language of the sources; English if conf.py names the language of a translation."""
        spelling = self.catalogues.by_tag.get(self.conf_language, "")
        return "en" if layout.is_translated(self.catalogues, spelling) else self.conf_language

    @property
    def findings(self) -> Iterator[Found]:
        """Describe what was found."""
        contradicted = (
            f" as its catalogues show, though it says {self.conf_language}; correct `original` in both files if this is wrong"
            if self.original != self.conf_language
            else ""
        )
        yield Found(
            self.configuration / "conf.py",
            f"{self.title} {self.conf.version}".rstrip() + f", written in {self.original}{contradicted}",
        )
        for other in layout.other_configurations(self.folder, self.configuration):
            yield Found(other / "conf.py", f"another project, not included; to adopt it: west-pipeline adopt {other}")
        by_tag = self.catalogues.by_tag
        if not by_tag:
            yield Found(
                self.catalogues.folder, "no catalogues; correct `locales` in project.toml if they are elsewhere"
            )
            return
        names = Counter(name for language in by_tag.values() for name in self.catalogues.names[language])
        of_all = "one for all documents" if "{name}" not in self.catalogues.pattern else count(len(names), "catalogue")
        left_out = (
            f"; left out, because these are not language tags: {', '.join(self.catalogues.unknown_names)}"
            if self.catalogues.unknown_names
            else ""
        )
        yield Found(self.catalogues.folder / self.catalogues.pattern, f"{of_all} of {', '.join(by_tag)}{left_out}")


@dataclass(frozen=True)
class AdoptCommand(Command):
    folder: Annotated[Path, Option(type=Path)]
    languages: Annotated[
        str | None,
        Option("--languages", metavar="TAG,…", help="languages to publish in (default: those with catalogues)"),
    ]

    def run(self, session: Session) -> int:
        return session.present(self._events(), lines_for, root=Path.cwd())

    def _events(self) -> Iterator[Found | Wrote | Advice]:
        tags = tuple(tag for tag in (self.languages or "").split(",") if tag)
        _require_absent(self.folder.resolve() / PROJECT_FILE)
        adopted = inspect_project(self.folder)
        yield from adopted.findings
        files = adopt(adopted, tags, date.today())
        try_to_build(files)
        yield from map(Wrote, files)
        yield Advice(f"west-pipeline build --project {self.folder}")


def lines_for(event: object) -> Iterator[Line]:
    """Yield the lines for what was found."""
    match event:
        case Found(path, what):
            yield Line(f"found {path}: {what}")
        case _:
            yield from lines_for_any(event)


def inspect_project(folder: Path) -> SphinxProject:
    """Read a Sphinx project and run its conf.py; writes nothing.

    Raises Problem if there is no conf.py, if it fails, or if an extension is not installed.
    """
    from pipeline.compose.configuration import read_configuration, require_extensions, require_imports

    folder = folder.resolve()
    configuration = layout.configuration_folder(folder)
    require_imports(configuration)
    conf = read_configuration(configuration)
    require_extensions(conf.extensions, configuration)
    sources = layout.sources_folder(configuration, conf.root_document)
    bases = (sources, configuration, sources.parent, configuration.parent, folder)
    inside = (base for base in bases if base.is_relative_to(folder) or base == folder.parent)
    found = layout.catalogues(inside, conf.locale_folders)
    compact = layout.gettext_compact_of(found, sources, conf.suffixes, conf.gettext_compact)
    return SphinxProject(folder, configuration, conf, sources, found, compact)


def adopt(sphinx_project: SphinxProject, languages: tuple[str, ...], day: date) -> tuple[Path, Path]:
    """Write project.toml and publication.toml into the folder of a project; return their paths.

    `languages` are tags; empty means all with catalogues. Files of an interrupted run are completed. Raises Problem if
    the folder is adopted already.
    """
    folder, conf, catalogues = sphinx_project.folder, sphinx_project.conf, sphinx_project.catalogues
    files = (folder / PROJECT_FILE, folder / PUBLICATION_FILE)
    _require_absent(files[0])
    title, original = sphinx_project.title, sphinx_project.original
    tags = dict.fromkeys([original, *map(catalogues.tag, languages or catalogues.by_tag)])
    settings = [f"catalogues = {_toml_string(catalogues.pattern)}\n"] if catalogues.pattern != CATALOGUES else []
    settings += (
        [f"gettext_compact = {_toml_string(sphinx_project.gettext_compact)}\n"]
        if sphinx_project.gettext_compact
        else []
    )
    checkout = next((parent for parent in (folder, *folder.parents) if (parent / ".git").exists()), folder)
    if checkout != folder:
        above = _toml_string(str(checkout.relative_to(folder, walk_up=True)))
        settings.append(f"outside = [{above}]          # documents may include files of the whole checkout\n")
    project = _PROJECT.format(
        title=_toml_string(title),
        publisher=_toml_string(conf.author or title),
        original=_toml_string(original),
        configuration=_toml_string(str(sphinx_project.configuration.relative_to(folder))),
        sources=_toml_string(str(sphinx_project.sources.relative_to(folder))),
        locales=_toml_string(str(catalogues.folder.relative_to(folder, walk_up=True))),
        made="".join(settings),
        languages="\n".join(
            [*(f"{tag} = {_toml_string(autonym(tag))}" for tag in tags), *_omitted_comment(catalogues)]
        ),
    )
    publication = _PUBLICATION.format(
        slug=_toml_string(ascii_slug(title) or "document"),
        title=_toml_string(title),
        original=_toml_string(original),
        version=f"version = {_toml_string(conf.version)}" if conf.version else _NO_VERSION,
        date=day,
        authors=f"[{_toml_string(conf.author)}]" if conf.author else "[]",
    )
    if files[1].exists() and files[1].read_bytes() != publication.encode():
        _require_absent(files[1])
    # Write project.toml last: it marks the folder as adopted.
    write_if_changed(files[1], publication.encode())
    write_whole(files[0], project.encode())
    return files


def try_to_build(files: tuple[Path, Path]) -> None:
    """Start Sphinx as a build does. If it fails, remove the two files and raise its Problem."""
    from pipeline.compose.application import try_to_start

    try:
        project = Project.load(files[0].parent)
        try_to_start(project, project.publications[0])
    except Problem:
        for path in files:
            path.unlink()
        raise


def _require_absent(path: Path) -> None:
    if path.exists():
        hint = f"to start again, delete {PROJECT_FILE} and {PUBLICATION_FILE}"
        raise Problem("already-there", "this project is already adopted", path=path, hint=hint)


def _omitted_comment(catalogues: layout.CatalogueLayout) -> list[str]:
    """Return a comment on missing catalogues, or on folders whose names are no valid language tags."""
    if not catalogues.names:
        return ["# no catalogues found; correct `locales`, then add a line like the one above for each language"]
    return (
        [f"# left out, because these are not tags of known languages: {', '.join(catalogues.unknown_names)}"]
        if catalogues.unknown_names
        else []
    )


def _toml_string(text: str) -> str:
    """Return a TOML basic string; JSON's escapes are a subset of TOML's."""
    return json.dumps(text, ensure_ascii=False)
