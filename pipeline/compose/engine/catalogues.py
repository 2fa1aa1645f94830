# SPDX-License-Identifier: GPL-3.0-or-later
"""Clears and fills the process-wide caches of catalogues in Sphinx and gettext.

Sphinx expects one language per process: `sphinx.locale.translators` and `gettext._translations` cache the catalogues of the
first run, and modules freeze labels when they are imported. Only `Sphinx._init_i18n` reloads them. To be filed:
docs/upstream/catalogues.md. Case: tests/compose/engine/cases/two-languages.

Also replaces `StandaloneHTMLBuilder._get_translations_js`, which takes the labels of Sphinx's scripts from prebuilt files, without
labels that Sphinx's catalogue lacks. Upstream: https://github.com/sphinx-doc/sphinx/issues/1419 (closed). To be
filed: "Write translations.js from the catalogue that is loaded, so that `locale_dirs` can complete it." Case: script-labels.
"""

import gettext
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

import sphinx.application
from sphinx import locale
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.builders.html import StandaloneHTMLBuilder

from pipeline.compose.engine import check_calls
from pipeline.system.versions import original, version_problem

_GENERAL, _CONSOLE = "general", "console"
_SPHINX = (_GENERAL, "sphinx")

original(Sphinx, "_init_i18n", "(self)")
check_calls(Sphinx._init_i18n, "locale", "init", "translator")
check_calls(locale.init, "translators")
check_calls(locale.get_translator, "translators")
original(StandaloneHTMLBuilder, "_get_translations_js", "(self)")
check_calls(StandaloneHTMLBuilder.copy_translation_js, "_get_translations_js")
check_calls(StandaloneHTMLBuilder.init_js_files, "_get_translations_js")


def forget_catalogues() -> None:
    """Clear the catalogues of earlier runs in this process, and make labels lazy, looked up when they are printed.

    Sphinx freezes the labels of a module in the language in which the module is first imported; labels of modules imported
    before any language is chosen stay lazy.
    """
    gettext._translations.clear()  # type: ignore[attr-defined]  # gettext has no public way to read a changed file again
    for key in [key for key in locale.translators if key[0] != _CONSOLE]:
        del locale.translators[key]
    import_modules_with_labels()


def import_modules_with_labels() -> None:
    """Import the modules of Sphinx that define labels, with no language chosen."""
    chosen = {key: catalogue for key, catalogue in locale.translators.items() if key[0] != _CONSOLE}
    for key in chosen:
        del locale.translators[key]
    if isinstance(locale.get_translation("sphinx")("Search"), str):
        raise version_problem(
            "Sphinx looks labels up before a language is chosen", "editions would have the labels of another language"
        )
    for module in sphinx.application.builtin_extensions:
        import_module(module)
    locale.translators.update(chosen)


def reload_labels(app: Sphinx) -> gettext.NullTranslations:
    """Reload Sphinx's labels in the current language of `app`, and return them."""
    # Remove them first: Sphinx loaded them before extensions could choose a language, and a second load only adds to the first.
    locale.translators.pop(_SPHINX, None)
    app._init_i18n()
    return locale.translators[_SPHINX]


def print_labels_of(app: Sphinx, labels: gettext.NullTranslations) -> None:
    """Let Sphinx print these labels in this run."""
    locale.translators[_SPHINX] = app.translator = labels


def originals_by_translation() -> Mapping[str, str]:
    """Return the originals of document translations that this run has loaded, by translation."""
    return {
        translation: original
        for (namespace, _), catalogue in locale.translators.items()
        if namespace == _GENERAL and isinstance(catalogue, gettext.GNUTranslations)
        for original, translation in catalogue._catalog.items()  # type: ignore[attr-defined]  # gettext has no public list
    }


def has_script_labels(builder: Builder) -> bool:
    """Return whether a builder publishes labels for scripts in its language."""
    return isinstance(builder, StandaloneHTMLBuilder) and builder._get_translations_js() is not None


def publish_script_labels(builder: Builder, path: Path) -> None:
    """Let an HTML builder publish this file as its labels for scripts."""
    assert isinstance(builder, StandaloneHTMLBuilder)
    builder._get_translations_js = lambda: path  # type: ignore[method-assign]  # Sphinx has no other hook
