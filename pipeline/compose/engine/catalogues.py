# SPDX-License-Identifier: GPL-3.0-or-later
"""Empties and fills the registries in which Sphinx and gettext keep catalogues for as long as a process lasts.

Sphinx is made for one language a process: `sphinx.locale.translators` and `gettext._translations` keep the catalogues of
the first run, and modules freeze labels when they are imported. `Sphinx._init_i18n` alone loads them anew. To be filed:
docs/upstream/catalogues.md. Case: tests/compose/engine/cases/two-languages.

Replaces `StandaloneHTMLBuilder._get_translations_js`, too: it finds the labels of Sphinx's scripts in ready-made files, which
lack what Sphinx's catalogue of a language lacks. Upstream: https://github.com/sphinx-doc/sphinx/issues/1419 (closed). To be
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
from pipeline.system.versions import changed, original

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
    """Forget the catalogues of former runs of this process, and look labels up when they are printed.

    Sphinx freezes the labels of a module in the language in which that module is first imported; importing all of them
    before any language is chosen leaves the labels open.
    """
    gettext._translations.clear()  # type: ignore[attr-defined]  # gettext has no public way to read a changed file again
    for key in [key for key in locale.translators if key[0] != _CONSOLE]:
        del locale.translators[key]
    import_modules_with_labels()


def import_modules_with_labels() -> None:
    """Import the modules of Sphinx that hold labels, while no language is chosen."""
    chosen = {key: catalogue for key, catalogue in locale.translators.items() if key[0] != _CONSOLE}
    for key in chosen:
        del locale.translators[key]
    if isinstance(locale.get_translation("sphinx")("Search"), str):
        raise changed("Sphinx looks labels up before a language is chosen", "editions would have those of another one")
    for module in sphinx.application.builtin_extensions:
        import_module(module)
    locale.translators.update(chosen)


def reload_labels(app: Sphinx) -> gettext.NullTranslations:
    """Load Sphinx's labels in the language that `app` has now; return them."""
    # Sphinx has loaded them before extensions could choose a language, and adds what it loads again to what is there.
    locale.translators.pop(_SPHINX, None)
    app._init_i18n()
    return locale.translators[_SPHINX]


def print_labels_of(app: Sphinx, labels: gettext.NullTranslations) -> None:
    """Let Sphinx print these labels in this run."""
    locale.translators[_SPHINX] = app.translator = labels


def originals_by_translation() -> Mapping[str, str]:
    """Return the original of each translation of the documents that this run has loaded."""
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
    """Let a builder of HTML publish this file as its labels for scripts."""
    assert isinstance(builder, StandaloneHTMLBuilder)
    builder._get_translations_js = lambda: path  # type: ignore[method-assign]  # Sphinx has no other hook
