# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads and adds to what Sphinx has collected without a public name: glossary terms, and index entries of the search.

Terms: `StandardDomain._terms` and `._note_term`; a directive that makes a glossary of its own has no other way to register
its terms. Entries: `BuildEnvironment._search_index_index_entries`, which forgets the pages that a run does not write.
Upstream: https://github.com/sphinx-doc/sphinx/issues/12599. Case: tests/compose/engine/cases/search-after-rebuild.
"""

from collections.abc import Mapping
from typing import Any

from sphinx.domains.std import StandardDomain
from sphinx.environment import BuildEnvironment
from sphinx.search import IndexBuilder

from pipeline.compose.engine import check_calls
from pipeline.system.versions import original

original(StandardDomain, "_note_term", "(self, term, labelid, location=None)")
check_calls(IndexBuilder.__init__, "_search_index_index_entries")


def terms(env: BuildEnvironment) -> dict[str, tuple[str, str]]:
    """Return the glossary terms in small letters with their documents and anchors; what is added to it is found by `:term:`."""
    return env.domains.standard_domain._terms


def note_term(env: BuildEnvironment, term: str, anchor: str, docname: str) -> None:
    """Register a term of the document that is read; Sphinx warns of a second one of that name."""
    env.domains.standard_domain._note_term(term, anchor, location=(docname, None))


def search_entries(env: BuildEnvironment) -> dict[str, Any]:
    """Return the index entries of the search by document."""
    return env._search_index_index_entries


def add_search_entries(env: BuildEnvironment, entries: Mapping[str, Any]) -> None:
    """Add the entries of documents whose pages this run may not write."""
    env._search_index_index_entries.update(entries)
