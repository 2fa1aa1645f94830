# SPDX-License-Identifier: GPL-3.0-or-later
"""The preview of an edition: watches its files, updates its pages when a file is saved, and notifies browsers."""

import gc
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import chain
from pathlib import Path
from threading import Event, Thread

from pipeline.bookformat.facts import EditionFacts, ReferredPublication
from pipeline.commands.preview.pages import ComposedPages, PreviewPages
from pipeline.commands.preview.pdf import lay_out_chapter
from pipeline.commands.preview.texts import Faults, Suggestions, Texts, documents
from pipeline.commands.preview.writing import EditContext, Writer
from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.model.publication import Edition, EditionState
from pipeline.model.remark import Remark, framed
from pipeline.model.template import Template
from pipeline.portal.downloads.fonts import write_web_fonts
from pipeline.preview.board import Board
from pipeline.preview.orders import Lookup, OrderAnswer, OrderOutcome, Suggestion
from pipeline.preview.server import Server, serve
from pipeline.preview.snapshot import Paragraph, PreviewDocument, Snapshot, Trouble
from pipeline.publishing import record
from pipeline.publishing.references import References, references_of
from pipeline.publishing.templates import extracted_templates, templates
from pipeline.system.failed_jobs import problem_of_job
from pipeline.system.lock import project_lock
from pipeline.system.stamps import stamp_of
from pipeline.system.steps import steps_in
from pipeline.system.workers import Call, JobResult, Workers, single
from pipeline.translations.catalogues import catalogue_folders
from pipeline.translations.edition_inputs import Domains, EditionInputs, load_inputs
from pipeline.translations.vocabulary import Vocabulary, vocabulary_files

_POLL = 0.15
"""Seconds between two polls; polling a few hundred files takes a few milliseconds."""
_SETTLE = 0.04
"""Seconds without changes before an update: editors write a file in steps, or two files at once."""
_BATCH_SIZE = 100
"""Number of messages proofread at a time; more would keep the translator waiting."""


@dataclass(frozen=True, slots=True)
class Renewed:
    """The pages are up to date, or `held` back because of the troubles; `seconds` since the change was noticed."""

    seconds: float
    troubles: tuple[Trouble, ...]
    held: bool

    def __str__(self) -> str:
        unchanged = "; the pages are unchanged" if self.held else ""
        head = f"{len(self.troubles)} to fix{unchanged}" if self.troubles else f"updated in {self.seconds:.1f} s"
        lines = (f"  {f'{trouble.place}: ' if trouble.place else ''}{trouble.text}" for trouble in self.troubles)
        return "\n".join((head, *lines))


class Preview:
    """One edition's preview: `with Preview(…) as it: for event in it.run(): …`.

    Sources are only read; catalogues are written when somebody saves on a page. Entering it raises Problem
    `unknown-publication`, `unknown-language`, `locked`, `port-taken`, or the Problem of a failed extraction.
    """

    def __init__(self, root: Path, slug: str, tag: str, port: int) -> None:
        self._root = root
        self._slug, self._tag = slug, tag
        self._folder = root / "build" / "preview" / tag / slug
        self._board = Board()
        self._snapshot = Snapshot()
        self._port = port
        self._closed = Event()
        self._faults: Faults | None = None
        self._unread: tuple[Project, EditionInputs, ComposedPages] | None = None
        self._inputs: tuple[Project, EditionInputs] | None = None
        self._has_begun_fonts = False
        # A separate process: this one does not need fontTools and WeasyPrint.
        self._workers = Workers[Future[Path] | None, object]()
        self._writer = Writer()
        self._suggestions: Suggestions | None = None

    def __enter__(self) -> "Preview":
        with ExitStack() as stack:
            stack.enter_context(project_lock(self._folder))
            project, edition = self._edition()
            self._first = project
            # Also take the project's lock, since a build extracts into the same folders.
            with project_lock(project.build):
                self._templates: tuple[Template, ...] = templates(project, (edition.publication,))
            facts, abstracts = self._read_facts(project, edition)
            self._pages = PreviewPages(self._folder, facts, abstracts)
            self._server: Server = serve(self._board, self._pages.visible, project, edition, self._port)
            self._lock = stack.pop_all()
        Thread(target=self._server.serve_forever, args=(_POLL,), daemon=True).start()
        return self

    def close(self) -> None:
        """Let `run` end after its current update."""
        self._closed.set()

    def __exit__(self, *_error: object) -> None:
        self.close()
        self._server.shutdown()
        self._server.server_close()
        gc.enable()
        self._workers.kill()
        self._lock.close()

    @property
    def address(self) -> str:
        return self._server.address

    def run(self) -> Iterator[Renewed]:
        """Make the pages, and update them whenever a file changes, until the preview is closed."""
        last_stamp = words = ""
        gc.disable()  # see `_collect`
        while not self._closed.is_set():
            stamp = wait_until_stable(self._stamp, last_stamp)
            if stamp != last_stamp:
                since = time.monotonic()
                last_stamp, self._suggestions = stamp, None
                if words != (words := stamp_of(vocabulary_files(self._project))):
                    self._faults = self._unread = None  # the terminology or a word list has changed
                yield self._renew(since)
                _collect()
                self._make_fonts()
            elif self._unread is not None:
                project, inputs, composed = self._unread
                if self._proofread(inputs):  # still to be proofread
                    self._unread = None
                    self._publish(replace(self._snapshot, documents=self._documents(project, inputs, composed)))
            else:
                self._board.wait_for_orders(_POLL)
            self._carry_out()
            self._print_chapters()
            self._deliver_chapters()

    def _make_fonts(self) -> None:
        """Make our web fonts in the background, after the first pages, if no build has made them."""
        if not self._has_begun_fonts and not self._server.drawer.has_fonts:
            self._has_begun_fonts = True
            tags = [language.tag for language in self._project.languages]
            self._workers.add(None, single(Call(partial(write_web_fonts, self._project.build / "fonts", tags))))

    def _edition(self) -> tuple[Project, Edition]:
        project = Project.load(self._root)
        publication, language = project.publication(self._slug), project.language(self._tag)
        if language not in publication.languages:
            raise Problem(
                "unknown-language",
                f"{self._slug} is not published in {language.autonym}",
                hint=f"choose one of: {', '.join(language.tag for language in publication.languages)}",
            )
        return project, Edition(publication, language)

    def _read_facts(self, project: Project, edition: Edition) -> tuple[EditionFacts, Domains]:
        """Return the edition's facts, and the translations of its abstracts in other languages, by domain.

        They are fixed for the session: a change would rewrite all pages.
        """
        loaded = _readable(project, project.editions(self._slug), self._templates)
        day = loaded[edition].date if edition in loaded else edition.publication.date
        facts = EditionFacts(preview=True, date=day, publications=self._other_publications(project, edition))
        abstracts = {other.language.tag: inputs.abstracts for other, inputs in loaded.items() if other != edition}
        return facts, {f"abstract.{tag}": words for tag, words in abstracts.items() if words}

    def _other_publications(self, project: Project, edition: Edition) -> Mapping[str, ReferredPublication]:
        """Return the publications that the edition refers to, as of the start of the preview."""
        slugs = {slug for slug, _ in references_of(self._templates, edition.publication)}
        referenced = [other for other in project.publications if other.slug in slugs and other != edition.publication]
        if not referenced:
            return {}
        with project_lock(project.build):
            with_referenced, _ = extracted_templates(project, (edition.publication, *referenced))
        editions = chain.from_iterable(project.editions(publication.slug) for publication in referenced)
        loaded = _readable(project, editions, with_referenced)
        offered = {other for other, inputs in loaded.items() if inputs.state is not EditionState.HELD}
        record_of = partial(record.read, steps_in(project.build))
        return References(project, with_referenced, loaded.get, offered.__contains__, record_of).facts(edition)

    def _stamp(self) -> str:
        places = _watched_files(self._project, self._slug, self._tag)
        return stamp_of(places, excluded=[self._project.build], in_editors=True)

    @property
    def _project(self) -> Project:
        """Return the project as last read without errors."""
        return self._inputs[0] if self._inputs is not None else self._first

    def _renew(self, since: float) -> Renewed:
        try:
            project, edition = self._edition()
            inputs = load_inputs(project, edition, self._templates)
            self._inputs = (project, inputs)
            self._proofreader(project, edition)
            composed = self._pages.make(project, inputs, self._templates)
        except Problem as problem:
            return self._renew_failed(problem, since)
        is_good = not composed.warnings or not edition.publication.warnings_are_fatal or not self._snapshot.pages
        if is_good:
            self._pages.show()
        pages = self._snapshot.pages + is_good
        self._unread = None if self._proofread(inputs) else (project, inputs, composed)
        documents = self._documents(project, inputs, composed)
        self._publish(Snapshot(documents, composed.warnings, pages, not is_good))
        return Renewed(time.monotonic() - since, composed.warnings, not is_good)

    def _proofreader(self, project: Project, edition: Edition) -> Faults:
        if self._faults is None:
            vocabulary = Vocabulary(project, templates=self._templates)
            self._faults = Faults(vocabulary, smart_quotes=edition.publication.adopted)
        return self._faults

    def _proofread(self, inputs: EditionInputs) -> bool:
        """Proofread a few messages; return whether all are done."""
        assert self._faults is not None
        remaining = [
            self._faults.proofread(catalogue, _BATCH_SIZE) for _, catalogue in inputs.sources if catalogue is not None
        ]
        return not any(remaining)

    def _documents(
        self, project: Project, inputs: EditionInputs, composed: ComposedPages
    ) -> tuple[PreviewDocument, ...]:
        assert self._faults is not None
        texts = Texts(project, inputs, self._templates)
        return documents(texts, composed.documents, self._faults, inputs.edition.publication)

    def _renew_failed(self, problem: Problem, since: float) -> Renewed:
        trouble = Trouble(
            framed("%(message)s [%(code)s]", message=problem.message, code=problem.code),
            self._short(problem.place),
            self._short(problem.cause),
            problem.hint,
        )
        self._publish(replace(self._snapshot, troubles=(trouble,), held=True))
        return Renewed(time.monotonic() - since, (trouble,), held=True)

    def _publish(self, snapshot: Snapshot) -> None:
        self._snapshot = replace(snapshot, undoable=self._writer.undoable)
        self._board.put(self._snapshot)

    def _short(self, text: str) -> str:
        """Return a text, or a remark with all its values, with paths relative to the project."""
        if isinstance(text, Remark):
            values = text.values.items()
            return framed(
                text.template,
                **{name: self._short(value) if isinstance(value, str) else value for name, value in values},
            )
        return text.replace(f"{self._root}/", "")

    def _carry_out(self) -> None:
        """Carry out the orders of pages. The changed files are noticed like all other changes."""
        for order, future in self._board.orders():
            assert self._inputs is not None  # who asks has seen pages
            project, inputs = self._inputs
            path = project.root / order.paragraph.place.rpartition(":")[0]
            try:
                faults = self._proofreader(project, inputs.edition)
                context = EditContext(project, inputs.edition.language, faults, self._server.drawer.words)
                if isinstance(order, Lookup):
                    found = tuple(self._suggestions_of(order.paragraph))
                    future.set_result(OrderAnswer(OrderOutcome.UNCHANGED, suggestions=found))
                else:
                    future.set_result(self._writer.carry_out(context, order, datetime.now().astimezone()))
            except Problem as problem:
                future.set_exception(problem)
            except OSError as error:
                hint = "check the free space and your permissions there"
                cause = error.strerror or str(error)
                stopped = Problem("file-system", "the file cannot be written", cause=cause, hint=hint, path=path)
                future.set_exception(stopped)

    def _suggestions_of(self, paragraph: Paragraph) -> Iterator[Suggestion]:
        if self._suggestions is None:
            self._suggestions = Suggestions(self._project, self._project.language(self._tag))
        return self._suggestions.of(paragraph)

    def _print_chapters(self) -> None:
        """Make the requested PDFs. Sphinx runs here, the typesetting in a separate process."""
        for document, future in self._board.pdf_requests():
            try:
                assert self._inputs is not None  # who asks has seen pages
                project, inputs = self._inputs
                folder = self._pages.make_book(project, inputs, self._templates)
                self._submit(folder, document, future)
            except Problem as problem:
                future.set_exception(problem)
            _collect()

    def _submit(self, folder: Path, document: str, future: Future[Path]) -> None:
        names = [source.document for source in self._pages.documents]
        lay_out = partial(
            lay_out_chapter,
            folder,
            document,
            is_root=document == names[0],
            is_whole=len(names) == 1,
            picture_cache=self._project.pictures,
        )
        self._workers.add(future, single(Call(lay_out)))

    def _deliver_chapters(self) -> None:
        """Deliver finished chapters to the requests that wait for them."""
        for result in self._workers.poll(timeout=0):
            if isinstance(result, JobResult) and result.key is not None:
                if result.error is not None:
                    result.key.set_exception(problem_of_job("the chapter", result.error))
                else:
                    assert isinstance(result.value, Path)
                    result.key.set_result(result.value)


def _collect() -> None:
    """Collect garbage after a Sphinx run, and exclude the objects that survive the first run from later collections.

    Collections during a run would traverse everything that Sphinx unpickles. With the exclusion, a collection takes 0.05 s instead
    of 0.2 s.
    """
    gc.collect()
    if not gc.get_freeze_count():
        gc.freeze()


def _readable(
    project: Project, editions: Iterable[Edition], templates: tuple[Template, ...]
) -> dict[Edition, EditionInputs]:
    """Load the editions with readable catalogues; errors in other catalogues are reported by the pages or by builds."""
    loaded = {}
    for edition in editions:
        with suppress(Problem):
            loaded[edition] = load_inputs(project, edition, templates)
    return loaded


def _watched_files(project: Project, slug: str, tag: str) -> list[Path]:
    """Return the files of an edition: its sources, shared sources, and the catalogues of its language."""
    publication = project.publication(slug)
    catalogues = catalogue_folders(project.locales, project.language(tag), project.catalogues)
    paths = [publication.described_in, publication.folder, *catalogues]
    if publication.adopted:
        return [project.described_in, project.configuration / "conf.py", *paths]
    other_folders = {other.folder for other in project.publications if other.slug != slug}
    shared = (path for path in project.source.iterdir() if path not in other_folders and not path.name.startswith("."))
    return [*paths, *shared]


def wait_until_stable(read_state: Callable[[], str], former: str) -> str:
    """Poll until `read_state()` differs from `former` and is stable; return `former` if nothing has changed."""
    state = read_state()
    while state != former:
        time.sleep(_SETTLE)
        next_state = read_state()
        if next_state == state:
            break
        state = next_state
    return state
