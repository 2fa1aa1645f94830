# SPDX-License-Identifier: GPL-3.0-or-later
"""The command `weblate`: the components of a project, as Weblate's `import_json` and API accept them."""

import re
from dataclasses import dataclass
from itertools import takewhile
from pathlib import PurePosixPath
from typing import Annotated

from pipeline.catalogue.reading import read
from pipeline.commands.arguments import Command, Option
from pipeline.model.message import Catalogue
from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.model.publication import Language
from pipeline.model.template import is_shared
from pipeline.report.lines import WELL
from pipeline.report.session import Session
from pipeline.translations.catalogues import INTERFACE
from pipeline.words import TOOLS

_HIGH, _MEDIUM, _LOW = 80, 100, 120
"""Priorities in Weblate: smaller numbers are translated first."""
_LICENCE = re.compile(r"SPDX-License-Identifier:\s*(\S+)")
_IN_ADDRESSES = "the project's name in addresses of Weblate (default: publications)"


@dataclass(frozen=True)
class WeblateCommand(Command):
    repository: Annotated[
        str, Option("--repository", metavar="URL", required=True, help="where Weblate clones the project from")
    ]
    push: Annotated[str, Option("--push", metavar="URL", default="", help="where Weblate pushes to (default: nowhere)")]
    branch: Annotated[str, Option("--branch", default="main", help="default: main")]
    weblate_project: Annotated[
        str, Option("--weblate-project", metavar="SLUG", default="publications", help=_IN_ADDRESSES)
    ]

    def run(self, session: Session) -> int:
        from pipeline.report.json_lines import JsonLines

        rows = components(session.project)
        presenter = session.presenter(is_document=True)
        if isinstance(presenter, JsonLines):
            presenter.document([component.settings(self, rows[0]) for component in rows])
            return WELL
        for component in rows:
            presenter.add(f"{component.slug}: {component.mask}, from {component.source}")
        presenter.add("next: the same with --json > components.json, then on the machine of Weblate:")
        presenter.add(f"  weblate import_json --project {self.weblate_project} --update components.json")
        return session.end(presenter)


@dataclass(frozen=True, slots=True)
class Component:
    """One catalogue in all its languages; `mask` is its path in the repository, with `*` for the language."""

    name: str
    mask: PurePosixPath
    source: str
    languages: tuple[str, ...]
    licence: str

    @property
    def slug(self) -> str:
        return re.sub(r"[^a-z0-9]+", "-", self.name.lower()).strip("-")

    def settings(self, command: WeblateCommand, first: "Component") -> dict[str, object]:
        """Return the component's Weblate settings; the other components share the repository clone of the first."""
        is_first = self is first
        clone = {"branch": command.branch, "push": command.push, "merge_style": "merge"}
        return {
            "name": self.name,
            "slug": self.slug,
            "vcs": "git",
            "repo": command.repository if is_first else f"weblate://{command.weblate_project}/{first.slug}",
            **(clone if is_first else {}),
            "filemask": str(self.mask),
            "file_format": "po",
            "file_format_params": {"po_line_wrap": 77, "po_keep_previous": True, "po_no_location": False},
            "template": "",
            "new_base": "",
            "new_lang": "none",
            "inherit_new_lang": False,
            "manage_units": False,
            "language_regex": f"^({'|'.join(map(re.escape, self.languages))})$",
            "source_language": {"code": self.source},
            "check_flags": "" if self.name in INTERFACE else "rst-text",
            "enforced_checks": [] if self.name in INTERFACE else ["rst-references", "rst-syntax"],
            "inherit_enforced_checks": False,
            "allow_translation_propagation": self.name not in INTERFACE,
            "priority": _HIGH if is_shared(self.name) else _LOW if self.name == TOOLS else _MEDIUM,
            **({"license": self.licence, "inherit_license": False} if self.licence else {}),
        }


def components(project: Project) -> tuple[Component, ...]:
    """Return a component for each catalogue below `locales`, sorted by name, publications first.

    Raises Problem `missing-catalogue` if none exists yet, and `broken-catalogue` for a malformed one.
    """
    by_name: dict[str, list[Catalogue]] = {}
    for language in project.languages:
        folder = project.locales / language.locale / "LC_MESSAGES"
        for path in sorted(folder.rglob("*.po")):
            by_name.setdefault(path.relative_to(folder).with_suffix("").as_posix(), []).append(read(path, language))
    if not by_name:
        cause = f"there are no .po files below {project.locales}"
        hint = "run west-pipeline update, commit the catalogues, then run this command again"
        message = "there are no catalogues for Weblate"
        raise Problem("missing-catalogue", message, cause=cause, hint=hint, path=project.locales)
    repositories = (folder for folder in (project.locales, *project.locales.parents) if (folder / ".git").exists())
    locales = project.locales.relative_to(next(repositories, project.root)).as_posix()
    tags = tuple(language.locale for language in project.languages)
    return tuple(
        Component(
            name,
            PurePosixPath(locales, "*", "LC_MESSAGES", f"{name}.po"),
            _source(project, name, by_name[name]),
            tags,
            _licence(by_name[name]),
        )
        for name in sorted(by_name, key=lambda name: (name in INTERFACE, is_shared(name), name))
    )


def _source(project: Project, name: str, catalogues: list[Catalogue]) -> str:
    """Return the source language in a catalogue's header, or else its publication's original language."""
    language = next((catalogue.source_language for catalogue in catalogues if catalogue.source_language), "")
    original = next(
        (publication.original for publication in project.publications if publication.slug == name), project.original
    )
    return Language(language or ("en" if name in INTERFACE else original.tag), "").locale


def _licence(catalogues: list[Catalogue]) -> str:
    """Return the SPDX identifier of the licence in a catalogue's first lines; empty if they name none."""
    for catalogue in catalogues:
        with catalogue.path.open(encoding="utf-8") as lines:
            for line in takewhile(lambda line: line.startswith("#"), lines):
                if match := _LICENCE.search(line):
                    return match[1]
    return ""
