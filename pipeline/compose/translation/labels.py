# SPDX-License-Identifier: GPL-3.0-or-later
"""The words that Sphinx, its theme and docutils print by themselves, in the language of the edition."""

import gettext
import json
import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import docutils.languages
import sphinx.application
from docutils import nodes
from docutils.languages import en
from docutils.parsers.rst import languages as parser_languages
from docutils.utils import normalize_language_tag
from sphinx import locale
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.config import Config
from sphinx.transforms import SphinxTransform
from sphinx.util.typing import ExtensionMetadata

from pipeline.compose.translation.metadata import own
from pipeline.languages import LanguageProfile, profile_of
from pipeline.model.plurals import PluralRule
from pipeline.words import OWN_LOCALES, Words, lookup

DOMAIN = "sphinx"
_IN_THE_BROWSER = (
    "Search Results",
    "Your search did not match any documents. Please make sure that all words are spelled correctly "
    "and that you've selected enough categories.",
    "Searching",
    "Preparing search...",
    ", in ",
    "Hide Search Matches",
)
"""What Sphinx's scripts say."""
_FOUND = (
    "Search finished, found one page matching the search query.",
    "Search finished, found ${resultCount} pages matching the search query.",
)


class Labels(gettext.NullTranslations):
    """Our labels; those that we leave to Sphinx are found in the fallback."""

    def __init__(self, ours: gettext.NullTranslations, theirs: gettext.NullTranslations) -> None:
        super().__init__()
        self._ours = ours
        self.add_fallback(theirs)

    def gettext(self, message: str) -> str:
        found = self._ours.gettext(message)
        return found if found != message else super().gettext(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        found = self._ours.ngettext(msgid1, msgid2, n)
        if found not in (msgid1, msgid2):
            return found
        # Catalogues of Sphinx hold plurals with empty forms.
        return super().ngettext(msgid1, msgid2, n) or (msgid1 if n == 1 else msgid2)


def look_up_late() -> None:
    """Let Sphinx's labels be looked up when they are printed.

    Sphinx freezes the labels of a module in the language in which that module is first imported, so a second edition in
    one process, or a language chosen after start-up, would keep words of the first. Importing all before any language is
    chosen leaves them open.
    """
    chosen = dict(locale.translators)
    for name, domain in chosen:
        if name != "console":
            del locale.translators[name, domain]
    for module in sphinx.application.builtin_extensions:
        import_module(module)
    locale.translators.update(chosen)


def register_docutils_labels(profile: LanguageProfile) -> None:
    """Register the labels of a language that docutils lacks where it looks for its own; English where there are none.

    Else docutils looks for a module of the language's name anywhere, and takes a folder of that name for it. Directives and
    roles have their English names: a source is read in all languages.
    """
    if profile.docutils_labels == "docutils":
        return
    fields = {profile.labels.get(name, name).lower(): name for name in en.bibliographic_fields.values()}
    languages = {
        "labels": {**en.labels, **profile.labels},
        "bibliographic_fields": fields,
        "author_separators": [";", ","],
    }
    parser = {"directives": dict(parser_languages.en.directives), "roles": dict(parser_languages.en.roles)}
    for tag in normalize_language_tag(profile.tag):
        for package, content in (("docutils.languages", languages), ("docutils.parsers.rst.languages", parser)):
            name = f"{package}.{tag.replace('-', '_')}"
            # Docutils remembers modules that it has met, so one that is there gets the labels of this project.
            vars(sys.modules.setdefault(name, ModuleType(name))).update(content)


def complete(app: Sphinx) -> None:
    """Put our labels (sphinx.po of the project, then of this checkout) before Sphinx's, in the language now chosen."""
    # Sphinx has loaded its own before extensions could speak, perhaps in another language; what it loads twice it mixes.
    locale.translators.pop(("general", DOMAIN), None)
    app._init_i18n()
    locale.translators["general", DOMAIN] = app.translator = Labels(_ours(app), app.translator)


def name_the_numbered(app: Sphinx, config: Config) -> None:
    """`Figura 3`, `Abbildung 3`: how figures, tables, procedures and forms are called with their number."""
    known = own(app)
    if known is None or known[1].adopted:
        return
    words = Words(config.language, known[0].locales)
    ours = {
        "figure": words("Figure %s"),
        "table": words("Table %s"),
        "code-block": words("Listing %s"),
        "section": words("Section %s"),
        "procedure": words("Procedure %s"),
        "form": words("Form %s"),
    }
    config.numfig_format = ours | config.numfig_format


class NameContents(SphinxTransform):
    """The anchor of a `.. contents::` is made of its heading; it stays the one that it has in the original's language."""

    default_priority = 4  # before anything refers to it

    def apply(self, **kwargs: Any) -> None:  # noqa: ARG002  # docutils' signature
        known = own(self.env._app)
        if known is None:
            return
        here, there = (_anchor(code) for code in (self.config.language, known[1].original.locale))
        for topic in self.document.findall(nodes.topic):
            if "contents" in topic["classes"] and topic["ids"] == [here]:
                topic["ids"] = [there]
                self.document.ids[there] = self.document.ids.pop(here, topic)


def _anchor(code: str) -> str:
    return nodes.make_id(docutils.languages.get_language(code).labels["contents"])


def script_labels(app: Sphinx) -> dict[str, object]:
    """Return Sphinx's labels for the browser in the form of its `translations.js`."""
    labels = app.translator
    messages: dict[str, object] = {text: labels.gettext(text) for text in _IN_THE_BROWSER}
    rule = PluralRule.of(app.config.language)
    # By a number of each form: Sphinx's own catalogues may have their forms by another rule.
    messages[_FOUND[0]] = [labels.ngettext(*_FOUND, numbers[0]) for numbers in rule.numbers]
    return {"locale": app.config.language, "messages": messages, "plural_expr": f"Number({rule.expression})"}


def give_labels_to_scripts(app: Sphinx) -> None:
    """Sphinx's file of labels for the browser lacks what its catalogue lacks; ours takes its place."""
    builder = app.builder
    if not isinstance(builder, StandaloneHTMLBuilder) or builder._get_translations_js() is None:
        return
    labels = script_labels(app)
    path = Path(app.doctreedir, "labels.js")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"Documentation.addTranslations({json.dumps(labels, ensure_ascii=False)});\n", encoding="utf-8")
    builder._get_translations_js = lambda: path  # type: ignore[method-assign]  # the one place where Sphinx asks for it


def _ours(app: Sphinx) -> gettext.NullTranslations:
    known = own(app)
    folders = [known[0].locales.resolve()] if known is not None else []
    return lookup(app.config.language, DOMAIN, tuple(dict.fromkeys([*folders, OWN_LOCALES])))


def setup(app: Sphinx) -> ExtensionMetadata:
    complete(app)
    known = own(app)
    register_docutils_labels(profile_of(app.config.language, known[0].profiles if known is not None else None))
    app.add_transform(NameContents)
    # Sphinx fills in its own names at 800 and checks them there.
    app.connect("config-inited", name_the_numbered, priority=700)
    app.connect("builder-inited", give_labels_to_scripts)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
