# SPDX-License-Identifier: GPL-3.0-or-later
"""The only module that starts Sphinx: one application for an edition and a builder, in this process, without output."""

import codecs
import gettext
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import dropwhile, takewhile
from pathlib import Path

from docutils.utils import SystemMessage
from pybtex.scanner import PybtexSyntaxError
from sphinx import locale
from sphinx.application import ENV_PICKLE_FILENAME, Sphinx
from sphinx.errors import SphinxError, ThemeError
from sphinx.util.docutils import docutils_namespace, patch_docutils

from pipeline.compose import ANY_PROJECT
from pipeline.compose.configuration import all_installed, missing_extension, read_configuration
from pipeline.compose.contents import Papers, contents
from pipeline.compose.extensions import pictures
from pipeline.compose.extensions.labels import look_up_late
from pipeline.compose.extensions.messages import published
from pipeline.problems import Problem
from pipeline.project import Project
from pipeline.publication import About, Edition, Publication

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_WARNING = re.compile(
    r"(?:(?P<path>(?:[A-Za-z]:)?[^\n:]+?)(?::(?P<line>\d+))?:(?P<translated><translated>:\d*:?)? ?)?"
    r"(?P<kind>WARNING|ERROR|CRITICAL|SEVERE): (?P<text>.*)",
    re.DOTALL,
)
_KIND = re.compile(r"\[[\w.-]+\]")
_BEGINNING = re.compile(r"^.*?\b(?:WARNING|ERROR|CRITICAL): ", re.MULTILINE)
_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Composed:
    """What Sphinx did: its warnings, how many documents it read and wrote, and the name of the root document.

    `about` is what the edition says of itself, but for authors and keywords; `papers` what its papers say; `pictures`
    has a line for each picture that was encoded.
    """

    warnings: tuple[str, ...]
    read: int
    written: int
    root_document: str
    about: About = field(default_factory=About)
    papers: Papers = field(default_factory=dict)
    pictures: tuple[str, ...] = ()


@dataclass(slots=True)
class Run:
    """A Sphinx application that has been built, what it warned of, and what stopped it after a warning."""

    app: Sphinx
    warnings: tuple["Warned", ...] = ()
    stopped: Problem | None = None
    read: set[str] = field(default_factory=set)
    written: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Warned:
    """One warning of Sphinx: where in the sources, as far as Sphinx knows, and whether it is about a translation there."""

    text: str
    path: Path | None = None
    line: int | None = None
    is_of_translation: bool = False

    @classmethod
    def parse(cls, text: str) -> "Warned":
        found = _WARNING.match(text.strip())
        if found is None:
            return cls(text.strip())
        # The block of source that docutils quotes stands in the source, at the line named.
        words = found["text"].strip().splitlines() or [""]
        if words[0].startswith('Error in "') and words[0].endswith(":"):
            # docutils says first what is wrong, then, behind a blank line, quotes the directive.
            said = takewhile(str.strip, dropwhile(lambda line: not line.strip(), words[1:]))
            words[0] += "".join(f" {line.strip()}" for line in said)
        elif words[0].endswith(":"):
            # What an extension quotes ends with the error itself, and Sphinx with the kind of warning.
            words[0] += "".join([f" {line.strip()}" for line in words[1:] if not _KIND.fullmatch(line.strip())][-1:])
        line = int(found["line"]) if found["line"] else None
        path = Path(found["path"].strip()) if found["path"] else None
        return cls(words[0], path, line, bool(found["translated"]))


def compose(
    project: Project,
    edition: Edition,
    builder: str,
    *,
    catalogues: Path,
    doctrees: Path,
    out: Path,
    facts: Mapping[str, object],
    lines: Mapping[str, str] | None = None,
) -> Composed:
    """Build one edition into `out`.

    `catalogues` is a folder of compiled catalogues (`<lang>/LC_MESSAGES/<docname>.mo`), `facts` what the theme and the
    front matter are told (`edition_facts`), `lines` original -> `file.po:line`, for warnings about translations.

    Raises Problem `sphinx-warning` when warnings are fatal for the publication, `missing-extension`, `sphinx-error`.
    """
    overrides = {
        "language": edition.language.locale,
        "locale_dirs": [str(catalogues.resolve())],
        "edition_facts": dict(facts),
    }
    with sphinx(project, edition.publication, builder, doctrees=doctrees, out=out, overrides=overrides) as run:
        said = tuple(_say(warned, run, project, lines or {}) for warned in run.warnings)
        if said and edition.publication.warnings_are_fatal:
            # Else the next run would find all documents read, warn of nothing, and pass.
            (doctrees / ENV_PICKLE_FILENAME).unlink(missing_ok=True)
            places = [_place_in_catalogue(warned, run, lines or {}) for warned in run.warnings]
            raise _fatal(edition, run.warnings, said, places, project)
        if run.stopped is not None:
            raise run.stopped
        root_document = str(run.app.config.root_doc)
        # Nobody lists a preview, and reading all documents for it takes its time.
        about, papers = (About(), {}) if facts.get("preview") else contents(run.app)
        encoded = pictures.done(run.app)
        return Composed(said, len(run.read), len(run.written), root_document, about, papers, encoded)


@contextmanager
def sphinx(
    project: Project,
    publication: Publication,
    builder: str,
    *,
    doctrees: Path,
    out: Path,
    overrides: Mapping[str, object],
) -> Iterator[Run]:
    """Build a publication; the run is good for questions until the block ends. Raises Problem, never Sphinx's errors."""
    _forget_former_runs()
    settings = dict(overrides)
    if publication.adopted:
        settings["extensions"] = _with_ours(project.configuration)
    warnings = io.StringIO()
    with docutils_namespace(), patch_docutils(project.configuration):
        try:
            app = Sphinx(
                publication.folder,
                project.configuration,
                out,
                doctrees,
                builder,
                confoverrides=settings,
                status=None,
                warning=warnings,
            )
            run = Run(app)
            app.connect("env-before-read-docs", lambda _app, _env, docnames: run.read.update(docnames))
            app.connect("doctree-resolved", lambda _app, _doctree, docname: run.written.add(docname))
        except Exception as error:
            # Extensions of other projects may raise anything; whoever builds gets a Problem, with the error behind it.
            raise _stopped(error, project, publication, _split(warnings.getvalue())) from error
        try:
            app.build()
        except Exception as error:
            # What Sphinx warned of before says more than what stumbled over it.
            run.stopped = _stopped(error, project, publication)
            run.stopped.__cause__ = error
        # Each once: Sphinx says some anew for each page that it writes.
        run.warnings = tuple(dict.fromkeys(Warned.parse(text) for text in _split(warnings.getvalue())))
        if run.stopped is not None and not run.warnings:
            raise run.stopped
        yield run


def _forget_former_runs() -> None:
    """Sphinx and gettext keep the catalogues of a process's earlier runs; a second edition must not find them."""
    for name in [key for key in locale.translators if key[0] != "console"]:
        del locale.translators[name]
    gettext._translations.clear()  # type: ignore[attr-defined]  # gettext has no public way to read a changed file again
    look_up_late()


def _with_ours(configuration: Path) -> list[str]:
    """The extensions that an adopted conf.py names, and those of ours that serve any project."""
    theirs = read_configuration(configuration).extensions
    all_installed(theirs, configuration)
    return [*theirs, *(name for name in ANY_PROJECT if name not in theirs)]


def _stopped(error: Exception, project: Project, publication: Publication, warnings: Sequence[str] = ()) -> Problem:
    """The Problem that stands for an error of Sphinx or of an extension; `warnings` came before it, and may say more."""
    behind = getattr(error, "orig_exc", error)
    if isinstance(behind, Problem):
        return behind
    if isinstance(behind, UnicodeDecodeError) and (path := _file_of(behind.object, publication)) is not None:
        return Problem(
            "bad-encoding",
            "the file is not UTF-8",
            cause=str(behind),
            hint="save it as UTF-8 in your editor",
            path=path,
            line=behind.object.count(b"\n", 0, behind.start) + 1,
        )
    if isinstance(behind, PybtexSyntaxError):
        return Problem(
            "broken-references",
            "the list of works cannot be read as BibTeX",
            cause=str(behind),
            hint="look at the entry that ends before that line: a brace, a quote or a comma is missing",
            path=Path(behind.filename) if behind.filename else None,
            line=behind.lineno,
        )
    said = str(error).strip() or type(error).__name__
    said = said if isinstance(error, (SphinxError, SystemMessage, OSError)) else f"{type(error).__name__}: {said}"
    if isinstance(error, ThemeError) and (theme := re.search(r"no theme named '([^']+)'", said)):
        return missing_extension(
            f"the theme that conf.py names is not installed: {theme[1]}", (theme[1],), project.configuration
        )
    if module := re.search(r"Could not import extension (\S+)", said):
        return missing_extension(f"an extension cannot be imported: {module[1]}", (module[1],), project.configuration)
    return Problem(
        "sphinx-error",
        f"Sphinx cannot build {publication.slug}",
        cause="\n".join([said, *warnings[:_SHOWN]]),
        hint="mend what the cause names; plain sphinx-build with the same sources says more",
        path=project.configuration / "conf.py" if type(error).__name__ == "ConfigError" else None,
    )


def _file_of(data: bytes, publication: Publication) -> Path | None:
    """The document that holds these bytes: who could not decode them does not say which it is."""
    files = (path for path in sorted(publication.folder.rglob("*")) if path.is_file())
    # The decoder has taken a byte order mark away.
    return next((path for path in files if path.read_bytes().removeprefix(codecs.BOM_UTF8) == data), None)


def _split(text: str) -> list[str]:
    """Sphinx's stream of warnings, one text for each; lines that begin no warning belong to the one before."""
    found: list[str] = []
    for line in _COLOUR.sub("", text).splitlines():
        if _BEGINNING.match(line) or not found:
            found.append(line)
        else:
            found[-1] += f"\n{line}"
    return [one for one in found if one.strip()]


def _say(warned: Warned, run: Run, project: Project, lines: Mapping[str, str]) -> str:
    """`source/manual/index.rst:12: text (translation: locales/de/…po:34)`, with paths from the project's root."""
    if warned.path is None:
        return warned.text
    place = f"{_from_root(warned.path, project)}:{warned.line}" if warned.line else _from_root(warned.path, project)
    of_catalogue = _place_in_catalogue(warned, run, lines)
    said = f"{place}: {warned.text}"
    return f"{said} (translation: {_from_root(Path(of_catalogue), project)})" if of_catalogue else said


def _place_in_catalogue(warned: Warned, run: Run, lines: Mapping[str, str]) -> str:
    return _line_of_translation(warned, run, lines) if warned.is_of_translation else ""


def _line_of_translation(warned: Warned, run: Run, lines: Mapping[str, str]) -> str:
    """`file.po:line` of the translation that stands at a line of the sources; empty when it cannot be told."""
    texts = published.get(run.app.env, {}).get((str(warned.path), warned.line or 0), [])
    originals = {
        translated: original
        for name, catalogue in locale.translators.items()
        if name[0] == "general"
        for original, translated in getattr(catalogue, "_catalog", {}).items()
    }
    found = (lines.get(originals.get(text, ""), "") for text in texts)
    return next((place for place in found if place), "")


def _from_root(path: Path, project: Project) -> str:
    return str(path.relative_to(project.root)) if path.is_relative_to(project.root) else str(path)


def _fatal(
    edition: Edition, warnings: tuple[Warned, ...], said: tuple[str, ...], places: Sequence[str], project: Project
) -> Problem:
    """The Problem of all warnings; it stands where the first does, in the catalogue if that is where it can be mended."""
    more = f"\n… and {len(said) - _SHOWN} more" if len(said) > _SHOWN else ""
    count = "a warning" if len(said) == 1 else f"{len(said)} warnings"
    path, line = next(filter(None, map(_where, warnings, places)), (None, None))
    return Problem(
        "sphinx-warning",
        f"{edition}: Sphinx has {count}, and nothing is published with warnings",
        cause="\n".join(said[:_SHOWN]) + more,
        hint=_mend(warnings, places),
        path=project.root / path if path is not None else None,
        line=line,
    )


def _where(warned: Warned, place: str) -> tuple[Path, int | None] | None:
    """The file and line to mend: those of the catalogue (`file.po:line`), or of the source."""
    path, _, line = place.rpartition(":")
    if path:
        return Path(path), int(line)
    return (warned.path, warned.line) if warned.path is not None else None


def _mend(warnings: Sequence[Warned], places: Sequence[str]) -> str:
    if not all(places):
        return 'mend the sources, or for a translation its catalogue; or set warnings = "reported" in publication.toml'
    if any("term not in glossary" in warned.text for warned in warnings):
        return "mend the translation: write :term:`your words <term>`, with the term as the glossary of your language has it"
    return "mend the translation, in the line that is named"
