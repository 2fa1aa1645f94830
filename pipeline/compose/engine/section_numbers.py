# SPDX-License-Identifier: GPL-3.0-or-later
"""Wraps `TocTreeCollector.assign_section_numbers`, which restarts at 1 in each numbered toctree.

Upstream: https://github.com/sphinx-doc/sphinx/issues/8128, https://github.com/sphinx-doc/sphinx/issues/3357, and the declined
https://github.com/sphinx-doc/sphinx/pull/4733. Case: tests/compose/engine/cases/two-numbered-toctrees.

Sphinx's collectors read documents only by `BuildEnvironment.get_doctree`, which is shadowed on the environment.
"""

from collections.abc import Callable

from docutils import nodes
from sphinx.environment import BuildEnvironment
from sphinx.environment.collectors.toctree import TocTreeCollector

from pipeline.compose.engine import check_calls
from pipeline.compose.engine.doctrees import GetDoctree, patched_get_doctree
from pipeline.system.versions import original, version_problem

_ASSIGN: Callable[[TocTreeCollector, BuildEnvironment], list[str]] = original(
    TocTreeCollector, "assign_section_numbers", "(self, env)"
)
check_calls(TocTreeCollector.get_updated_docs, "assign_section_numbers")
check_calls(TocTreeCollector.assign_section_numbers, "get_doctree")


def number_sections_through(join: Callable[[BuildEnvironment, str, GetDoctree], nodes.document]) -> None:
    """Let Sphinx number sections by the toctrees that `join` returns for a document, in all runs of this process."""

    def assign(self: TocTreeCollector, env: BuildEnvironment) -> list[str]:
        read: GetDoctree = env.get_doctree
        joined_doctrees: set[str] = set()

        def get_doctree(docname: str) -> nodes.document:
            joined_doctrees.add(docname)
            return join(env, docname, read)

        with patched_get_doctree(env, get_doctree):
            stale = _ASSIGN(self, env)
        if joined_doctrees != env.numbered_toctrees:
            raise version_problem(
                "Sphinx no longer asks env.get_doctree for the documents whose sections it numbers",
                "chapters would begin again at 1 in each part",
            )
        return stale

    TocTreeCollector.assign_section_numbers = assign  # type: ignore[method-assign]  # Sphinx has no other hook
