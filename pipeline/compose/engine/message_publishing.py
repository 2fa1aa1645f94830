# SPDX-License-Identifier: GPL-3.0-or-later
"""Replaces `sphinx.transforms.i18n._publish_msgstr`, which parses a translated message as a document of its own.

Sphinx parses blocks there: a translation that begins with `1. ` becomes a list and is dropped, and a catalogue can have
files of the machine read into the page (`.. include::`). There is no hook at this point.
Upstream: https://github.com/sphinx-doc/sphinx/issues/4863 (closed for headings alone) and
https://github.com/executablebooks/MyST-Parser/issues/852. To be filed: docs/upstream/message_publishing.md.
Cases: tests/compose/engine/cases/list-in-a-message and include-in-a-message.
"""

from collections.abc import Callable

from docutils import nodes
from sphinx.transforms import i18n

from pipeline.compose.engine import check_calls
from pipeline.system.versions import original

type Publish = Callable[..., nodes.Element]
"""Parses a message of a line of a source file into a paragraph, or a section with a title; takes what Sphinx's own takes."""

publish_as_sphinx: Publish = original(
    i18n, "_publish_msgstr", "(source, source_path, source_line, *, config, env, registry, settings)"
)
"""Sphinx's own function."""
check_calls(i18n.Locale.apply, "_publish_msgstr")


def publish_with(publish: Publish) -> None:
    """Let Sphinx call `publish` for each message, in all runs of this process."""
    i18n._publish_msgstr = publish
