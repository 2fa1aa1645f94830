# SPDX-License-Identifier: GPL-3.0-or-later
"""Replaces `StandaloneHTMLBuilder._get_translations_js`, which finds the labels of Sphinx's scripts in a ready-made file.

Those files lack what Sphinx's catalogue of a language lacks. Upstream: https://github.com/sphinx-doc/sphinx/issues/1419
(closed). To be filed: "Write translations.js from the catalogue that is loaded, so that `locale_dirs` can complete it."
Case: tests/compose/engine/cases/script-labels.
"""

from pathlib import Path

from sphinx.builders import Builder
from sphinx.builders.html import StandaloneHTMLBuilder

from pipeline.compose.engine import check_calls
from pipeline.system.versions import original

original(StandaloneHTMLBuilder, "_get_translations_js", "(self)")
check_calls(StandaloneHTMLBuilder.copy_translation_js, "_get_translations_js")
check_calls(StandaloneHTMLBuilder.init_js_files, "_get_translations_js")


def has_script_labels(builder: Builder) -> bool:
    """Return whether a builder publishes labels for scripts in its language."""
    return isinstance(builder, StandaloneHTMLBuilder) and builder._get_translations_js() is not None


def publish_script_labels(builder: Builder, path: Path) -> None:
    """Let a builder of HTML publish this file as its labels for scripts."""
    assert isinstance(builder, StandaloneHTMLBuilder)
    builder._get_translations_js = lambda: path  # type: ignore[method-assign]  # Sphinx has no other hook
