# SPDX-License-Identifier: GPL-3.0-or-later
"""Empties and fills the registries in which Sphinx and gettext keep catalogues for as long as a process lasts.

Sphinx is made for one language a process: `sphinx.locale.translators` and `gettext._translations` keep the catalogues of
the first run, and modules freeze labels when they are imported. `Sphinx._init_i18n` alone loads them anew. To be filed:

    Two applications in one process, with `language="de"` and then `"it"`: the labels of the second are those of the first,
    since `locale.init` adds the catalogues of the second as fallbacks to those that `translators` has.

Case: tests/compose/engine/cases/two-languages.
"""

import gettext
from collections.abc import Mapping
from importlib import import_module

import sphinx.application
from sphinx import locale
from sphinx.application import Sphinx

from pipeline.compose.engine import check_calls
from pipeline.system.versions import changed, original

_GENERAL, _CONSOLE = "general", "console"
_SPHINX = (_GENERAL, "sphinx")

original(Sphinx, "_init_i18n", "(self)")
check_calls(Sphinx._init_i18n, "locale", "init", "translator")
check_calls(locale.init, "translators")
check_calls(locale.get_translator, "translators")


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
