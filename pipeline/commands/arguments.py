# SPDX-License-Identifier: GPL-3.0-or-later
"""A command of the command line: a frozen dataclass with a field for each argument, and a method that runs it."""

from abc import ABC, abstractmethod
from argparse import Action, ArgumentParser, Namespace
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Annotated, Any, Self, get_type_hints

from pipeline.model.project import Project
from pipeline.model.publication import Edition, Format
from pipeline.report.findings import FORMATS
from pipeline.report.session import Session
from pipeline.system.store import VARIABLE


class Option:
    """The command-line syntax of the field that it annotates.

    Without flags it is positional; exactly one of a command's `exclusive` fields must be given. Shells complete the values that
    `completer` returns, else file names. The settings are argparse's.
    """

    def __init__(
        self,
        *flags: str,
        exclusive: bool = False,
        completer: Callable[..., list[str]] | None = None,
        **settings: Any,  # argparse has no better type for them
    ) -> None:
        self.flags, self.exclusive, self.completer, self.settings = flags, exclusive, completer, settings


class _StoreOnce(Action):
    """Stores the value of an option, and rejects a second value: argparse would silently use the last one."""

    def __call__(
        self, parser: ArgumentParser, namespace: Namespace, value: object, option_string: str | None = None
    ) -> None:
        former = getattr(namespace, self.dest)
        if former is not self.default:
            parser.error(f"{option_string} is given twice, with {former} and {value}: run the command once for each")
        setattr(namespace, self.dest, value)


def _publications(parsed_args: Namespace, **_: object) -> list[str]:
    return [publication.slug for publication in _project(parsed_args).publications]


def _languages(parsed_args: Namespace, **_: object) -> list[str]:
    return [language.tag for language in _project(parsed_args).languages]


def _project(arguments: Namespace) -> Project:
    return Session(0, getattr(arguments, "folder", None)).project


def output_format(what: str) -> Option:
    """Return the option `--output-format` of a command that prints findings."""
    text = f"print {what} as SARIF 2.1.0, or GitHub Actions commands"
    return Option("--output-format", choices=("text", *FORMATS), default="text", help=text)


STORE = Option(
    "--store",
    metavar="PLACE",
    help=f"the folder of the store of results (default: {VARIABLE}, or build/store)",
)


@dataclass(frozen=True)
class Command(ABC):
    """One command with its arguments; a subclass annotates each of its fields with an Option."""

    @abstractmethod
    def run(self, session: Session) -> int:
        """Run the command; return its exit code. Raises Problem if it cannot finish."""

    @classmethod
    def add_arguments(cls, parser: ArgumentParser) -> None:
        """Add an argument for each field, in their order."""
        hints = get_type_hints(cls, include_extras=True)
        group = None
        for field in fields(cls):
            (option,) = hints[field.name].__metadata__
            if option.exclusive and group is None:
                group = parser.add_mutually_exclusive_group(required=True)
            target = group if option.exclusive and group is not None else parser
            if option.flags:
                action = target.add_argument(
                    *option.flags, dest=field.name, **{"action": _StoreOnce, **option.settings}
                )
            else:
                action = target.add_argument(field.name, **option.settings)
            action.completer = option.completer  # type: ignore[attr-defined]  # of argcomplete

    @classmethod
    def of(cls, arguments: Namespace) -> Self:
        """Return the command for parsed arguments."""
        return cls(**{field.name: getattr(arguments, field.name) for field in fields(cls)})


_REPEATABLE: Mapping[str, Any] = {"nargs": "+", "action": "extend", "default": []}
"""Settings of a repeatable option with several values."""


@dataclass(frozen=True)
class NarrowedCommand(Command):
    """A command for all editions, or only for those of some publications, or in some languages, or both."""

    publications: Annotated[
        list[str],
        Option(
            "-P",
            "--publication",
            metavar="SLUG",
            completer=_publications,
            help="only these publications",
            **_REPEATABLE,
        ),
    ]
    languages: Annotated[
        list[str],
        Option("-L", "--language", metavar="TAG", completer=_languages, help="only these languages", **_REPEATABLE),
    ]

    def editions(self, project: Project) -> tuple[Edition, ...]:
        """Return the requested editions. Raises Problem for an unknown name."""
        return self._chosen(project.editions)

    def _chosen(self, editions_of: Callable[[str | None, str | None], tuple[Edition, ...]]) -> tuple[Edition, ...]:
        slugs: Sequence[str | None] = self.publications or (None,)
        tags: Sequence[str | None] = self.languages or (None,)
        requested = {edition for slug in slugs for tag in tags for edition in editions_of(slug, tag)}
        return tuple(edition for edition in editions_of(None, None) if edition in requested)


@dataclass(frozen=True)
class BuildingCommand(NarrowedCommand):
    """A command for some or all formats of the requested editions."""

    formats: Annotated[
        list[str],
        Option(
            "-F",
            "--format",
            choices=("html", "pdf", "epub"),
            nargs="+",
            action="extend",
            default=[],
            help="only these formats",
        ),
    ]

    retry: Annotated[
        bool, Option("--again", action="store_true", help="retry what failed, even if nothing has changed since")
    ]

    def editions(self, project: Project) -> tuple[Edition, ...]:
        """Return the requested editions, bilingual ones included. Raises Problem for an unknown name."""
        return self._chosen(project.all_editions)

    @property
    def chosen(self) -> tuple[Format, ...]:
        """The requested formats."""
        return tuple(map(Format, self.formats or Format))


@dataclass(frozen=True)
class EditionCommand(Command):
    """A command for one edition."""

    publication: Annotated[
        str,
        Option(
            "-P",
            "--publication",
            metavar="SLUG",
            required=True,
            completer=_publications,
            help="the publication of the edition",
        ),
    ]
    language: Annotated[
        str,
        Option(
            "-L", "--language", metavar="TAG", required=True, completer=_languages, help="the language of the edition"
        ),
    ]

    def edition(self, project: Project) -> Edition:
        """Return the edition. Raises Problem for an unknown name."""
        (edition,) = project.editions(self.publication, self.language)
        return edition
