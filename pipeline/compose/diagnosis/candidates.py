# SPDX-License-Identifier: GPL-3.0-or-later
"""The names that a publication knows: what a mistyped one may have meant."""

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path

from docutils.parsers.rst import directives
from docutils.parsers.rst.languages import en
from docutils.utils import new_document
from pygments.lexers import get_all_lexers  # type: ignore[import-untyped]  # Pygments has no types
from sphinx.application import Sphinx
from sphinx.domains.std import StandardDomain
from sphinx.environment import BuildEnvironment
from sphinxcontrib.bibtex.domain import BibtexDomain

from pipeline.compose.context import project_file
from pipeline.compose.diagnosis.warned import Warned
from pipeline.compose.engine.collected import directive_names, role_names
from pipeline.model.contacts import CONTACTS_FILE, read_contacts
from pipeline.model.organisations import BODIES_FILE, read_bodies
from pipeline.model.problems import Problem

type Values = Mapping[str, object]


def names_in_domains(env: BuildEnvironment, kind: str) -> Iterator[str]:
    """Yield the `directives` or `roles` of Sphinx's domains as a source writes them."""
    for domain in env.domains.sorted():
        yield from (name if domain.name == "std" else f"{domain.name}:{name}" for name in getattr(domain, kind))


class Candidates:
    """What a Sphinx application has read, while it is there. Each method yields the names for one kind of rule."""

    def __init__(self, app: Sphinx) -> None:
        self._app = app
        self._env = app.env
        self._source = Path(app.srcdir)
        self._files: dict[Path, list[str]] = {}

    @cached_property
    def _std(self) -> StandardDomain:
        return self._env.domains.standard_domain

    def text(self, path: Path | None) -> Sequence[str]:
        """Return the lines of a source; none where it cannot be read."""
        if path is None:
            return []
        if path not in self._files:
            readable = path.is_file()
            self._files[path] = path.read_text(encoding="utf-8", errors="replace").splitlines() if readable else []
        return self._files[path]

    def docname(self, warned: Warned) -> str:
        """Return the document that a warning is about; "" where it is about no document."""
        return self._env.path2doc(warned.path) or "" if warned.path is not None else ""

    def document_of(self, label: str) -> str:
        """Return the document in which a label stands, or ""."""
        return str(self._std.anonlabels.get(label, ("", ""))[0])

    def labels(self, _warned: Warned, _values: Values) -> Iterable[str]:
        return [*self._std.labels, *self._std.anonlabels]

    def terms(self, _warned: Warned, _values: Values) -> Iterable[str]:
        return [name for kind, name in self._std.objects if kind == "term"]

    def works(self, _warned: Warned, _values: Values) -> Iterable[str]:
        domain = self._env.domains.get("cite", None)
        return list(domain.bibdata.data.entries) if isinstance(domain, BibtexDomain) else []

    def equations(self, _warned: Warned, _values: Values) -> Iterable[str]:
        return self._env.domains.math_domain.equations

    def citations(self, _warned: Warned, _values: Values) -> Iterable[str]:
        return self._env.domains.citation_domain.citations

    def objects(self, _warned: Warned, _values: Values) -> Iterable[str]:
        return [entry[0] for domain in self._env.domains.sorted() for entry in domain.get_objects()]

    def documents(self, warned: Warned, values: Values) -> Iterator[str]:
        """Yield the documents as the mistyped one is written: with a slash, or from this document or the folder."""
        folder = posixpath.dirname(self.docname(warned)) or "."
        for name in sorted(self._env.found_docs):
            yield from (f"/{name}",) if str(values["name"]).startswith("/") else (posixpath.relpath(name, folder), name)

    def files(self, _warned: Warned, _values: Values) -> Iterable[str]:
        paths = (path for path in self._source.rglob("*") if path.is_file())
        return sorted(path.relative_to(self._source).as_posix() for path in paths)

    def contacts(self, _warned: Warned, _values: Values) -> Iterable[str]:
        with suppress(Problem):
            return [contact.id for contact in read_contacts(project_file(self._env, CONTACTS_FILE)).contacts]
        return []

    def bodies(self, _warned: Warned, _values: Values) -> Iterable[str]:
        with suppress(Problem):
            return list(read_bodies(project_file(self._env, BODIES_FILE)).bodies)
        return []

    def directives(self, _warned: Warned, _values: Values) -> Iterable[str]:
        return [*directive_names(), *names_in_domains(self._env, "directives")]

    def roles(self, _warned: Warned, _values: Values) -> Iterable[str]:
        return [*role_names(), *names_in_domains(self._env, "roles")]

    def options(self, _warned: Warned, values: Values) -> list[str]:
        """Return the options of the directive in `values`."""
        name = str(values["directive"])
        domain, _, short = name.rpartition(":")
        owner = self._env.domains.get(domain or "std", None)
        directive: object = owner.directives.get(short) if owner is not None else None
        # The module of a language is passed as docutils does.
        directive = directive or directives.directive(name, en, new_document(""))[0]  # type: ignore[arg-type]
        return sorted(getattr(directive, "option_spec", None) or ())

    def choices(self, _warned: Warned, values: Values) -> Iterable[str]:
        """Return what the warning itself lists."""
        return str(values["choices"]).split(", ")

    def lexers(self, _warned: Warned, _values: Values) -> Iterable[str]:
        return [name for _, names, _, _ in get_all_lexers() for name in names]

    def targets(self, warned: Warned, _values: Values) -> Iterable[str]:
        return self._written(warned, r"\.\. _`?([^:`]+)`?:")

    def substitutions(self, warned: Warned, _values: Values) -> Iterable[str]:
        return self._written(warned, r"\.\. \|([^|]+)\|")

    def footnotes(self, warned: Warned, _values: Values) -> Iterable[str]:
        return self._written(warned, r"\.\. \[#([^\]]+)\]")

    def calls_footnote(self, warned: Warned, name: str) -> bool:
        """Return whether the document calls a footnote of this name, `[#name]_`; names are not case sensitive."""
        return any(f"[#{name}]_" in line.lower() for line in self.text(warned.path))

    def _written(self, warned: Warned, pattern: str) -> list[str]:
        return [match[1] for line in self.text(warned.path) if (match := re.search(pattern, line))]
