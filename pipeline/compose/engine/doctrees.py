# SPDX-License-Identifier: GPL-3.0-or-later
"""Shadows `BuildEnvironment.get_doctree` on an environment, while Sphinx's collectors look through its documents.

They ask nothing else for a document, and there is no hook. Nothing to be filed: it is the means of `section_numbers`, and of
the preview, which saves unpickling all documents on each change.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from docutils import nodes
from sphinx.environment import BuildEnvironment
from sphinx.environment.collectors.toctree import TocTreeCollector

from pipeline.compose.engine import check_calls
from pipeline.system.versions import original

type GetDoctree = Callable[[str], nodes.document]

original(BuildEnvironment, "get_doctree", "(self, docname)")
check_calls(TocTreeCollector.assign_section_numbers, "get_doctree")
check_calls(TocTreeCollector.assign_figure_numbers, "get_doctree")


def lend_doctrees(env: BuildEnvironment, get_doctree: GetDoctree) -> None:
    """Let `env.get_doctree` be another function until `take_doctrees_back`."""
    vars(env)["get_doctree"] = get_doctree


def take_doctrees_back(env: BuildEnvironment) -> None:
    vars(env).pop("get_doctree", None)


@contextmanager
def lent_doctrees(env: BuildEnvironment, get_doctree: GetDoctree) -> Iterator[None]:
    """Do the same for a block, within which another loan may already be under way."""
    former = vars(env).get("get_doctree")
    lend_doctrees(env, get_doctree)
    try:
        yield
    finally:
        take_doctrees_back(env)
        if former is not None:
            lend_doctrees(env, former)
