# SPDX-License-Identifier: GPL-3.0-or-later
"""Replaces `IndexEntries.create_index`, which sorts the index by code points without the accents, in every language.

Upstream: https://github.com/sphinx-doc/sphinx/issues/1400, https://github.com/sphinx-doc/sphinx/issues/736.
Case: tests/compose/engine/cases/index-order.
"""

from collections.abc import Callable
from typing import Any, Literal, cast

from sphinx.builders import Builder
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.environment import BuildEnvironment
from sphinx.environment.adapters.indexentries import IndexEntries

from pipeline.compose.engine import check_calls
from pipeline.system.versions import original

# Sphinx's own types are private.
type Targets = list[tuple[str | None, str | Literal[False]]]
"""The occurrences of a term: whether each is the main one, and its address, if any."""
type Entry = tuple[str, tuple[Targets, list[tuple[str, Targets]], str | None]]
"""A term with its occurrences, its sub-entries, and the key of its group."""
type Index = list[tuple[str, list[Entry]]]

_CREATE: Callable[..., Any] = original(
    IndexEntries, "create_index", "(self, builder, group_entries=True, _fixre=re.compile('(.*) ([(][^()]*[)])'))"
)
check_calls(StandaloneHTMLBuilder.write_genindex, "create_index")


def index_of(builder: Builder) -> Index:
    """Return the index of a publication, grouped."""
    return IndexEntries(builder.env).create_index(builder)


def order_index_with(order: Callable[[Index, BuildEnvironment], Index]) -> None:
    """Apply `order` to every index that Sphinx makes in this process."""

    def create_index(self: IndexEntries, builder: Builder, *args: Any, **options: Any) -> Index:
        return order(cast(Index, _CREATE(self, builder, *args, **options)), self.env)

    IndexEntries.create_index = create_index  # type: ignore[method-assign]  # Sphinx has no other hook
