# SPDX-License-Identifier: GPL-3.0-or-later
"""Replaces `MessageCatalogBuilder.finish`, which writes a .pot file for each document that nobody reads.

The messages are taken from the builder's catalogues. For each file, Sphinx makes an environment of Jinja and compiles its template
again: half of the time that extraction takes.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sphinx.builders import Builder
from sphinx.builders.gettext import MessageCatalogBuilder

from pipeline.compose.engine import check_calls
from pipeline.system.versions import original

_FINISH = original(MessageCatalogBuilder, "finish", "(self)")
check_calls(Builder.build, "finish")
check_calls(MessageCatalogBuilder.finish, "catalogs", "GettextRenderer", "should_write")


@contextmanager
def no_pot_files() -> Iterator[None]:
    """Let the builder of catalogues collect messages, and write no file, in the block."""
    MessageCatalogBuilder.finish = Builder.finish  # type: ignore[method-assign]  # Sphinx has no other hook
    try:
        yield
    finally:
        MessageCatalogBuilder.finish = _FINISH  # type: ignore[method-assign]  # as above
