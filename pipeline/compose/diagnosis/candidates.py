# SPDX-License-Identifier: GPL-3.0-or-later
"""Collects the names that exist in a publication, to suggest one for a mistyped name."""

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from docutils.parsers.rst import directives
from docutils.parsers.rst.languages import en
from docutils.utils import new_document
from pygments.lexers import get_all_lexers
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from pipeline.compose.context import context_of
from pipeline.compose.diagnosis.collected_warning import CollectedWarning
from pipeline.compose.engine.registries import directive_names, role_names

type Values = Mapping[str, object]


def names_in_domains(env: BuildEnvironment, kind: str) -> Iterator[str]:
    """Yield the names of `directives` or `roles` in Sphinx's domains, as written in sources."""
    for domain in env.domains.sorted():
        yield from (name if domain.name == "std" else f"{domain.name}:{name}" for name in getattr(domain, kind))


class Candidates:
    """The names that exist in a Sphinx application after reading its documents."""

    def __init__(self, app: Sphinx) -> None:
        self.env = app.env
        self.standard = app.env.domains.standard_domain
        self._texts: dict[Path, list[str]] = {}
        context = context_of(app)
        self._build = context.project.build if context is not None else None

    def text(self, path: Path | None) -> Sequence[str]:
        """Return the lines of a source, or an empty list if there is no file."""
        if path is None:
            return []
        if path not in self._texts:
            text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
            self._texts[path] = text.splitlines()
        return self._texts[path]

    def docname(self, warning: CollectedWarning) -> str:
        """Return the document that a warning is about, or ""."""
        return self.env.path2doc(warning.path) or "" if warning.path is not None else ""

    def document_of(self, label: str) -> str:
        """Return the document that contains a label, or ""."""
        return str(self.standard.anonlabels.get(label, ("", ""))[0])

    def documents(self, warning: CollectedWarning, values: Values) -> Iterator[str]:
        """Yield document names in the form of the mistyped one: with a leading slash, or relative to the document and to the sources."""
        folder = posixpath.dirname(self.docname(warning)) or "."
        for name in sorted(self.env.found_docs):
            yield from (f"/{name}",) if str(values["name"]).startswith("/") else (posixpath.relpath(name, folder), name)

    def options(self, _warning: CollectedWarning, values: Values) -> list[str]:
        """Return the options of the directive in `values`."""
        name = str(values["directive"])
        domain, _, short = name.rpartition(":")
        owner = self.env.domains.get(domain or "std", None)
        directive: object = owner.directives.get(short) if owner is not None else None
        # As in docutils, pass the module of a language.
        directive = directive or directives.directive(name, en, new_document(""))[0]  # type: ignore[arg-type]
        return sorted(getattr(directive, "option_spec", None) or ())

    def calls_footnote(self, warning: CollectedWarning, name: str) -> bool:
        """Return whether the document calls a footnote of this name, `[#name]_`; names are not case sensitive."""
        return any(f"[#{name}]_" in line.lower() for line in self.text(warning.path))

    def text_matches(self, warning: CollectedWarning, pattern: str) -> list[str]:
        return [match[1] for line in self.text(warning.path) if (match := re.search(pattern, line))]

    def works(self) -> list[str]:
        domain = self.env.domains.get("cite", None)
        if domain is None:
            return []
        from sphinxcontrib.bibtex.domain import BibtexDomain  # imported late: few adopted projects have bibliographies

        return list(domain.bibdata.data.entries) if isinstance(domain, BibtexDomain) else []

    @cached_property
    def files(self) -> list[str]:
        """The files among the sources, except the build folder, which may be there in an adopted project."""
        source, paths = Path(self.env.srcdir), []
        for folder, folders, files in source.walk():
            folders[:] = [name for name in folders if folder / name != self._build]
            paths += [(folder / name).relative_to(source).as_posix() for name in files]
        return sorted(paths)


NAMES: dict[str, Callable[[Candidates, CollectedWarning, Values], Iterable[str]]] = {
    "labels": lambda candidates, _warning, _values: [*candidates.standard.labels, *candidates.standard.anonlabels],
    "terms": lambda candidates, _warning, _values: [
        name for kind, name in candidates.standard.objects if kind == "term"
    ],
    "works": lambda candidates, _warning, _values: candidates.works(),
    "equations": lambda candidates, _warning, _values: candidates.env.domains.math_domain.equations,
    "citations": lambda candidates, _warning, _values: candidates.env.domains.citation_domain.citations,
    "objects": lambda candidates, _warning, _values: [
        entry[0] for domain in candidates.env.domains.sorted() for entry in domain.get_objects()
    ],
    "documents": Candidates.documents,
    "files": lambda candidates, _warning, _values: candidates.files,
    "directives": lambda candidates, _warning, _values: [
        *directive_names(),
        *names_in_domains(candidates.env, "directives"),
    ],
    "roles": lambda candidates, _warning, _values: [*role_names(), *names_in_domains(candidates.env, "roles")],
    "options": Candidates.options,
    # The choices that the warning itself lists.
    "choices": lambda _candidates, _warning, values: str(values["choices"]).split(", "),
    "lexers": lambda _candidates, _warning, _values: [name for _, names, _, _ in get_all_lexers() for name in names],
    "targets": lambda candidates, warning, _values: candidates.text_matches(warning, r"\.\. _`?([^:`]+)`?:"),
    "substitutions": lambda candidates, warning, _values: candidates.text_matches(warning, r"\.\. \|([^|]+)\|"),
    "footnotes": lambda candidates, warning, _values: candidates.text_matches(warning, r"\.\. \[#([^\]]+)\]"),
}
"""Functions by kind of name: each returns the existing names for a warning, given the values that its rule took from it."""
