# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads and extends private registries of Sphinx and docutils: terms, search entries, directives and roles.

Terms: `StandardDomain._terms` and `._note_term`; a directive that builds its own glossary cannot register its terms otherwise.
Search entries: `BuildEnvironment._search_index_index_entries`, which loses the pages that a run does not write. Upstream:
https://github.com/sphinx-doc/sphinx/issues/12599. Case: tests/compose/engine/cases/search-after-rebuild. Directives and roles:
docutils' registries, to suggest names for mistyped ones. To be filed with docutils: "A public way to list the names of
registered directives and roles." File types: the default of `source_suffix`. To be filed with Sphinx: "merge_source_suffix adds the
suffixes of extensions to the default of source_suffix, with which the next application of the process starts."
"""

from collections.abc import Mapping
from typing import Any

from docutils.parsers.rst import directives, roles
from sphinx.config import Config
from sphinx.domains.std import StandardDomain
from sphinx.environment import BuildEnvironment
from sphinx.search import IndexBuilder

from pipeline.compose.engine import check_calls
from pipeline.system.versions import original

original(StandardDomain, "_note_term", "(self, term, labelid, location=None)")
check_calls(IndexBuilder.__init__, "_search_index_index_entries")


def terms(env: BuildEnvironment) -> dict[str, tuple[str, str]]:
    """Return the registry of terms: document and anchor by lower-case term. `:term:` finds entries added to it."""
    return env.domains.standard_domain._terms


def note_term(env: BuildEnvironment, term: str, anchor: str, docname: str) -> None:
    """Register a term of the current document; Sphinx warns of duplicates."""
    env.domains.standard_domain._note_term(term, anchor, location=(docname, None))


def search_entries(env: BuildEnvironment) -> dict[str, Any]:
    """Return the entries of the search index, by document."""
    return env._search_index_index_entries


def add_search_entries(env: BuildEnvironment, entries: Mapping[str, Any]) -> None:
    """Add search entries of documents whose pages this run may not write."""
    env._search_index_index_entries.update(entries)


def forget_file_types() -> None:
    """Remove from the default of `source_suffix` what extensions of earlier applications in this process have added."""
    default = Config.config_values["source_suffix"].default
    default.clear()
    default[".rst"] = "restructuredtext"


def directive_names() -> list[str]:
    """Return the names of docutils' own directives, then of those that Sphinx and extensions have registered outside domains."""
    return [*directives._directive_registry, *directives._directives]  # type: ignore[attr-defined]  # no public list


def role_names() -> list[str]:
    """Return the names of docutils' own roles, then of those that Sphinx and extensions have registered outside domains."""
    return [*roles._role_registry, *added_role_names()]  # type: ignore[attr-defined]  # no public list


def added_role_names() -> list[str]:
    return [*roles._roles]  # type: ignore[attr-defined]  # no public list
