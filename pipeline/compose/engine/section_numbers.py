# SPDX-License-Identifier: GPL-3.0-or-later
"""Replaces `TocTreeCollector.assign_section_numbers`, which begins again at 1 with each numbered toctree.

Upstream: https://github.com/sphinx-doc/sphinx/issues/8128, https://github.com/sphinx-doc/sphinx/issues/3357, and the
declined https://github.com/sphinx-doc/sphinx/pull/4733. Case: tests/compose/engine/cases/two-numbered-toctrees.

Sphinx's collectors ask nothing but `BuildEnvironment.get_doctree` for a document, so that is shadowed on an environment; by
the preview too, which saves unpickling all documents on each change.
"""

from collections.abc import Callable

from docutils import nodes
from sphinx.environment import BuildEnvironment
from sphinx.environment.collectors.toctree import TocTreeCollector

from pipeline.compose.engine import check_calls
from pipeline.system.versions import changed, original

type GetDoctree = Callable[[str], nodes.document]

_ASSIGN: Callable[[TocTreeCollector, BuildEnvironment], list[str]] = original(
    TocTreeCollector, "assign_section_numbers", "(self, env)"
)
original(BuildEnvironment, "get_doctree", "(self, docname)")
check_calls(TocTreeCollector.get_updated_docs, "assign_section_numbers")
check_calls(TocTreeCollector.assign_section_numbers, "get_doctree")
check_calls(TocTreeCollector.assign_figure_numbers, "get_doctree")


def lend_doctrees(env: BuildEnvironment, get_doctree: GetDoctree | None) -> None:
    """Let `env.get_doctree` be another function; None gives it back."""
    vars(env).pop("get_doctree", None)
    if get_doctree is not None:
        vars(env)["get_doctree"] = get_doctree


def number_sections_through(join: Callable[[str, GetDoctree], nodes.document]) -> None:
    """Let Sphinx number the sections of the toctrees that `join` returns for a document, in all runs of this process."""

    def assign(self: TocTreeCollector, env: BuildEnvironment) -> list[str]:
        read: GetDoctree = env.get_doctree
        former: GetDoctree | None = vars(env).get("get_doctree")
        joined: set[str] = set()

        def get_doctree(docname: str) -> nodes.document:
            joined.add(docname)
            return join(docname, read)

        lend_doctrees(env, get_doctree)
        try:
            stale = _ASSIGN(self, env)
        finally:
            lend_doctrees(env, former)
        if joined != env.numbered_toctrees:
            raise changed(
                "Sphinx no longer asks env.get_doctree for the documents whose sections it numbers",
                "chapters would begin again at 1 in each part",
            )
        return stale

    TocTreeCollector.assign_section_numbers = assign  # type: ignore[method-assign]  # Sphinx has no other hook
