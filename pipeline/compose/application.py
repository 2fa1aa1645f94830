# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs Sphinx for an edition and a builder, in this process, without output."""

import logging
import os
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, nullcontext, redirect_stdout
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory

from sphinx.application import ENV_PICKLE_FILENAME, Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import docutils_namespace, patch_docutils
from sphinx.util.matching import Matcher

from pipeline.bookformat.facts import EditionFacts
from pipeline.compose import ANY_PROJECT
from pipeline.compose.configuration import read_configuration, require_extensions
from pipeline.compose.contents import contents
from pipeline.compose.diagnosis import Translation, diagnose
from pipeline.compose.diagnosis.collected_warning import CollectedWarning, WarningCollector
from pipeline.compose.diagnosis.startup_problem import startup_problem
from pipeline.compose.diagnosis.warned_documents import is_about_order, record_warned_documents
from pipeline.compose.editions import pictures
from pipeline.compose.editions.english_labels import english_labels
from pipeline.compose.messages import messages_of
from pipeline.compose.translation.message_parsing import published
from pipeline.model.composed import Composed
from pipeline.model.diagnostics import MAX_NAMED, Diagnostic, summary
from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.model.publication import About, Edition, Publication
from pipeline.model.remark import Remark, join_remarks
from pipeline.system.files import machine_problem
from pipeline.system.templates import use_template_cache
from pipeline.system.versions import promise

with promise(Remark("without it, translated pages would show stale numbers, labels or links")):
    from pipeline.compose.engine.catalogues import forget_catalogues, originals_by_translation
    from pipeline.compose.engine.doctrees import share_doctrees
    from pipeline.compose.engine.navigation import share_navigation
    from pipeline.compose.engine.real_modules import keep_real_modules
    from pipeline.compose.engine.registries import forget_file_types
    from pipeline.compose.engine.skeletons import number_from_skeletons, update_skeletons


@dataclass(slots=True)
class Run:
    """A finished Sphinx run: its application, its warnings, and the error that stopped it, if there were warnings before it.

    `read` are the documents that it read.
    """

    app: Sphinx
    warnings: tuple[CollectedWarning, ...] = ()
    problem: Problem | None = None
    read: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class SphinxBuild:
    """Parameters of a Sphinx run: a publication and a builder, with output in `out`; all builders share `doctrees`.

    `overrides` replace settings of conf.py.
    """

    project: Project
    publication: Publication
    builder: str
    doctrees: Path
    out: Path
    overrides: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionBuild:
    """Parameters of an edition's build. `catalogues` is a folder of compiled catalogues (`<lang>/LC_MESSAGES/<docname>.mo`);
    `facts` are for the theme and the front matter (`edition_facts`). `second_doctrees` is the folder with the doctrees of
    a bilingual edition's second language, if they exist. `inputs` maps the files, domains and tools of the edition to their digests
    (compose/translation/stale_pages.py).
    """

    project: Project
    edition: Edition
    builder: str
    catalogues: Path
    doctrees: Path
    out: Path
    facts: EditionFacts
    second_doctrees: Path | None = None
    inputs: Mapping[str, str] = field(default_factory=dict)

    @property
    def build(self) -> SphinxBuild:
        """Sphinx's parameters for this edition."""
        overrides = {
            "language": self.edition.language.locale,
            "locale_dirs": [str(self.catalogues.resolve())],
            "edition_facts": self.facts,
            "second_doctrees": str(self.second_doctrees or ""),
            "edition_inputs": self.inputs,
        }
        return SphinxBuild(self.project, self.edition.publication, self.builder, self.doctrees, self.out, overrides)


def compose(
    edition_build: EditionBuild,
    *,
    lines: Mapping[str, str] | None = None,
    with_contents: bool = True,
) -> Composed:
    """Build an edition.

    `lines` maps originals to `file.po:line`, for warnings about translations. `with_contents=False` saves reading all documents, and
    leaves `about` and `papers` empty.

    Raises Problem `sphinx-warning` when warnings are fatal for the publication, `missing-extension`, `sphinx-error`.
    """
    project, edition = edition_build.project, edition_build.edition
    with sphinx(edition_build.build) as run:
        if (problem := machine_problem(warned.text for warned in run.warnings)) is not None:
            # Sphinx only warns if it cannot write a page.
            (edition_build.doctrees / ENV_PICKLE_FILENAME).unlink(missing_ok=True)
            raise problem
        mistakes = diagnose(run.warnings, run.app, project.root, _translations_at(run.app.env, lines or {}))
        if mistakes and edition.publication.warnings_are_fatal:
            raise _fatal(edition, mistakes, project)
        if run.problem is not None:
            raise run.problem
        env, root_document, encoded = run.app.env, str(run.app.config.root_doc), pictures.encoded_lines(run.app)
        about, papers = contents(run.app) if with_contents else (About(), {})
        documents = {name: Path(env.doc2path(name, base=False)).as_posix() for name in sorted(env.all_docs)}
        extra_files = tuple(_extra_files(run.app))
        english = english_labels(run.app)
        return Composed(mistakes, len(run.read), root_document, documents, about, papers, encoded, extra_files, english)


def _extra_files(app: Sphinx) -> Iterator[str]:
    is_excluded = Matcher(app.config.exclude_patterns)
    for place in (Path(app.confdir, path) for path in app.config.html_extra_path):
        folder = place if place.is_dir() else place.parent
        files = (path for path in (place.rglob("*") if place.is_dir() else [place]) if path.is_file())
        names = (file.relative_to(folder).as_posix() for file in files)
        yield from (name for name in names if not is_excluded(name))


@contextmanager
def sphinx(build: SphinxBuild) -> Iterator[Run]:
    """Build a publication; the run can be queried until the block ends. Raises Problem, never Sphinx's errors."""
    with ExitStack() as stack:
        run = _run_or_begin_anew(build, stack)
        if is_about_order(run.app, run.warnings, run.read):
            stack.close()
            (build.doctrees / ENV_PICKLE_FILENAME).unlink(missing_ok=True)
            run = stack.enter_context(_run(build))
        yield run


def _run_or_begin_anew(build: SphinxBuild, stack: ExitStack) -> Run:
    """Run Sphinx; if it fails over what an earlier run left, which may be damaged, run it again without that."""
    is_warm = (build.doctrees / ENV_PICKLE_FILENAME).exists()
    try:
        run = stack.enter_context(_run(build))
        is_damaged = run.problem is not None and run.problem.code == "sphinx-error"
        is_damaged |= any(warning.text.startswith("Failed to read build info file") for warning in run.warnings)
    except Problem as problem:
        is_damaged = problem.code == "sphinx-error"
        if not (is_warm and is_damaged):
            raise
    if is_warm and is_damaged:
        stack.close()
        for folder in (build.doctrees, build.out):
            rmtree(folder, ignore_errors=True)
        run = stack.enter_context(_run(build))
    return run


@contextmanager
def _run(build: SphinxBuild) -> Iterator[Run]:
    with _application(build) as (app, warnings):
        run, at_startup = Run(app), len(warnings.warnings)
        app.connect("env-before-read-docs", lambda _app, _env, docnames: run.read.update(docnames))
        try:
            app.build()
        except Exception as error:
            # Earlier warnings explain more than the error that they caused.
            run.problem = startup_problem(error, build.project, build.publication)
            run.problem.__cause__ = error
        run.warnings = warnings.warnings
        record_warned_documents(app, run.warnings[at_startup:])
        if run.problem is not None and not run.warnings:
            raise run.problem
        yield run


def try_to_start(project: Project, publication: Publication) -> None:
    """Start Sphinx with all extensions, without building. Raises Problem if it does not start."""
    with TemporaryDirectory() as folder:
        places = Path(folder, "doctrees"), Path(folder, "out")
        with _application(SphinxBuild(project, publication, "dummy", *places, {})):
            pass


@contextmanager
def _application(build: SphinxBuild) -> Iterator[tuple[Sphinx, WarningCollector]]:
    """Start Sphinx for a publication, and collect its warnings. Raises Problem if it does not start."""
    # Before Furo's accessible-pygments sets the root logger to print everything that libraries log.
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    logging.disable(logging.DEBUG)  # Sphinx would make an unused record for each event and node
    share_doctrees()
    number_from_skeletons()
    share_navigation()
    forget_catalogues()
    forget_file_types()
    keep_real_modules()
    # Catalogues have been checked and compiled before; the files of an adopted project are never written.
    settings, configuration = {"gettext_auto_build": False, **build.overrides}, build.project.configuration
    if build.publication.adopted:
        # The extensions of an adopted conf.py, plus ours for any project.
        with _silent_programs():
            extensions = read_configuration(configuration).extensions
        require_extensions(extensions, configuration)
        if (compact := build.project.gettext_compact) != "":
            settings["gettext_compact"] = {"true": True, "false": False}.get(compact, compact)
        settings["extensions"] = [*extensions, *(name for name in ANY_PROJECT if name not in extensions)]
    warnings = WarningCollector()
    # No docutils.conf is read, since one of a contribution could overwrite any file: below the null device there is none.
    with docutils_namespace(), patch_docutils(os.devnull):
        try:
            # Redirect output of extensions to stderr; show errors of programs that a conf.py starts, such as git, only once.
            with redirect_stdout(sys.stderr), nullcontext() if build.builder == "gettext" else _silent_programs():
                app = _CollectingSphinx(build, settings, warnings)
        except Exception as error:
            # Wrap any exception in a Problem: extensions of other projects may raise anything.
            raise startup_problem(error, build.project, build.publication, warnings.warnings) from error
        if build.builder == "gettext":
            vars(app.builder)["finish"] = lambda: None  # nobody reads its files
        if build.builder != "gettext" or app.config.numfig:
            app.connect("env-updated", update_skeletons)
        use_template_cache(getattr(getattr(app.builder, "templates", None), "environment", None))
        yield app, warnings


@contextmanager
def _silent_programs() -> Iterator[None]:
    """Discard the standard error output of child processes."""
    sys.stderr.flush()
    stderr_copy = os.dup(2)
    with Path(os.devnull).open("wb") as nothing:
        os.dup2(nothing.fileno(), 2)
    try:
        yield
    finally:
        sys.stderr.flush()
        os.dup2(stderr_copy, 2)
        os.close(stderr_copy)


class _CollectingSphinx(Sphinx):
    """Sphinx with its warnings collected, including those at startup."""

    def __init__(self, build: SphinxBuild, settings: dict[str, object], warnings: WarningCollector) -> None:
        self._collector = warnings
        folders = build.publication.folder, build.project.configuration, build.out, build.doctrees
        super().__init__(*folders, build.builder, settings, status=None, warning=None)

    def setup_extension(self, extname: str) -> None:
        """Set up an extension. Start to collect warnings here: Sphinx sets up its log handlers just before the first extension."""
        self._collector.attach()
        super().setup_extension(extname)


def _translations_at(
    env: BuildEnvironment, lines: Mapping[str, str]
) -> Callable[[CollectedWarning, str], Translation | None]:
    """Return a function that finds the translation that a warning is about; it returns None if that is unknown.

    docutils warns of links and substitutions after all translations have been inserted, so the name in the warning tells whether
    it is about the translation.
    """
    originals = originals_by_translation()
    in_source = cache(partial(_originals_in, env))

    def find(warning: CollectedWarning, name: str) -> Translation | None:
        source, line = str(warning.path), warning.line or 0
        texts = published.get(env, {}).get((source, line), [])
        if not warning.is_of_translation:
            texts = [text for text in texts if name and name in text]
        found = [original for text in texts if (original := originals.get(text))]
        for original in found or (in_source(source)[line] if warning.is_of_translation else ()):
            if place := lines.get(original):
                return Translation(place, original)
        return None

    return find


def _originals_in(env: BuildEnvironment, source: str) -> Mapping[int, Sequence[str]]:
    """Return the messages of a source file by line, from the doctrees, which may be from an earlier run."""
    originals = defaultdict(list)
    file = Path(source.partition(":docstring of ")[0])
    for name in env.all_docs:
        if file in (Path(env.doc2path(name)), *(Path(env.srcdir, other).resolve() for other in env.dependencies[name])):
            for node, original in messages_of(env.get_doctree(name)):
                if node.source == source:
                    originals[node.line or 0].append(original)
    return originals


def _fatal(edition: Edition, mistakes: Sequence[Diagnostic], project: Project) -> Problem:
    """Return one Problem for all mistakes, at the position of the first: in the catalogue if it must be fixed there."""
    first = mistakes[0]
    path, _, line = first.translation.rpartition(":")
    is_one = len(mistakes) == 1
    lines = [line for mistake in mistakes[:MAX_NAMED] for line in mistake.lines(with_step=not is_one)]
    rest = [Remark("… and %(n)s more", n=len(mistakes) - MAX_NAMED)] if len(mistakes) > MAX_NAMED else []
    return Problem(
        "sphinx-warning",
        f"{edition}: {summary(mistakes)}; an edition with mistakes is not published",
        cause=join_remarks("\n", [*lines, *rest]),
        hint=first.step if is_one else Remark("correct each mistake as described; its consequences disappear with it"),
        path=project.root / (path or str(first.path)) if path or first.path is not None else None,
        line=int(line) if path else first.line,
        diagnostics=mistakes,
    )
