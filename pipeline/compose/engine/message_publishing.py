# SPDX-License-Identifier: GPL-3.0-or-later
"""Replaces `sphinx.transforms.i18n._publish_msgstr`, which parses a translated message as a separate document.

Sphinx parses blocks there: a translation that begins with `1. ` becomes a list and is dropped, and a catalogue can include any file
on the machine (`.. include::`). There is no hook. Upstream: https://github.com/sphinx-doc/sphinx/issues/4863 (closed for
headings alone) and https://github.com/executablebooks/MyST-Parser/issues/852. To be filed: docs/upstream/message_publishing.md.
Cases: tests/compose/engine/cases/list-in-a-message and include-in-a-message. In Sphinx 8.2 the function is `publish_msgstr`,
with the application instead of environment and registry.
"""

from collections.abc import Callable
from typing import Any, cast

import sphinx
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.transforms import i18n

from pipeline.compose.engine import check_calls
from pipeline.compose.engine.applications import app_of
from pipeline.system.versions import original

type Publish = Callable[..., nodes.Element]
"""Parses a message into a paragraph, or a section with a title; has the parameters of Sphinx's function."""

_IS_SPHINX_8 = sphinx.version_info < (9,)
_NAME = "publish_msgstr" if _IS_SPHINX_8 else "_publish_msgstr"

_original: Any = original(
    i18n,
    _NAME,
    "(app, source, source_path, source_line, config, settings)"
    if _IS_SPHINX_8
    else "(source, source_path, source_line, *, config, env, registry, settings)",
)
check_calls(i18n.Locale.apply, _NAME)


def publish_as_sphinx(
    source: str, path: str, line: int, *, config: Config, env: BuildEnvironment, registry: Any, settings: Any
) -> nodes.Element:
    """Parse a message with Sphinx's own function."""
    if _IS_SPHINX_8:
        return cast(nodes.Element, _original(app_of(env), source, path, line, config, settings))
    return cast(
        nodes.Element, _original(source, path, line, config=config, env=env, registry=registry, settings=settings)
    )


def publish_with(publish: Publish) -> None:
    """Let Sphinx call `publish` for each message, in all runs of this process."""

    def publish_for(app: Sphinx, source: str, path: str, line: int, config: Config, settings: Any) -> nodes.Element:
        return publish(source, path, line, config=config, env=app.env, registry=app.registry, settings=settings)

    vars(i18n)[_NAME] = publish_for if _IS_SPHINX_8 else publish
