# SPDX-License-Identifier: GPL-3.0-or-later
"""Translates the labels that Sphinx, its theme and docutils print into the language of the edition."""

import gettext
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import docutils.languages
from docutils import nodes
from docutils.languages import en
from docutils.parsers.rst import languages as parser_languages
from docutils.utils import normalize_language_tag
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.util.typing import ExtensionMetadata

from pipeline.compose.engine import catalogues
from pipeline.compose.engine.applications import app_of
from pipeline.compose.translation import original_language
from pipeline.compose.translation.original_language import original_language_of
from pipeline.languages import LanguageProfile, profile_of
from pipeline.languages.libraries import docutils_labels
from pipeline.model.plurals import PluralRule
from pipeline.words import INTERFACE_LOCALES, READERS, lookup

DOMAIN = "sphinx"
_IN_SCRIPTS = (
    "Search Results",
    "Your search did not match any documents. Please make sure that all words are spelled correctly "
    "and that you've selected enough categories.",
    "Searching",
    "Preparing search...",
    ", in ",
    "Hide Search Matches",
)
"""Messages of Sphinx's scripts."""
_RESULTS = (
    "Search finished, found one page matching the search query.",
    "Search finished, found ${resultCount} pages matching the search query.",
)


class Labels(gettext.NullTranslations):
    """Looks labels up in a catalogue, then in a fallback."""

    def __init__(self, catalogue: gettext.NullTranslations, fallback: gettext.NullTranslations) -> None:
        super().__init__()
        self._catalogue = catalogue
        self.add_fallback(fallback)

    def gettext(self, message: str) -> str:
        label = self._catalogue.gettext(message)
        return label if label is not message else super().gettext(message)

    def translates(self, message: str) -> bool:
        """Return whether a catalogue has this label, even if its translation equals the original."""
        return self.gettext(message) is not message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        label = self._catalogue.ngettext(msgid1, msgid2, n)
        if label not in (msgid1, msgid2):
            return label
        # Sphinx's catalogues contain plurals with empty forms.
        return super().ngettext(msgid1, msgid2, n) or (msgid1 if n == 1 else msgid2)


def register_docutils_labels(profile: LanguageProfile, translate: Callable[[str], str] = str) -> None:
    """Register labels with docutils: the profile's, or else `translate`d ones if docutils does not have the language.

    For an unknown language, docutils would import any module or folder with its name. Directives and roles keep their
    English names, since a source is read in all languages.
    """
    if not profile.labels and docutils_labels(profile.tag):
        return
    fields = {profile.labels.get(name, name).lower(): name for name in en.bibliographic_fields.values()}
    labels = {node: translate(label.strip("!").capitalize()) for node, label in en.labels.items()}
    languages = {
        "labels": labels | dict(profile.labels),
        "bibliographic_fields": fields,
        "author_separators": [";", ","],
    }
    parser = {"directives": dict(parser_languages.en.directives), "roles": dict(parser_languages.en.roles)}
    for tag in normalize_language_tag(profile.tag):
        for package, content in (("docutils.languages", languages), ("docutils.parsers.rst.languages", parser)):
            name = f"{package}.{tag.replace('-', '_')}"
            # docutils caches modules, so an existing one gets the labels of this project.
            vars(sys.modules.setdefault(name, ModuleType(name))).update(content)


class NameContents(SphinxTransform):
    """Gives `.. contents::` its anchor in the original language: docutils makes it of the translated heading."""

    default_priority = 4  # before anything refers to it

    def apply(self, **kwargs: Any) -> None:  # noqa: ARG002  # docutils' signature
        translated, original_title = (
            nodes.make_id(docutils.languages.get_language(code).labels["contents"])
            for code in (self.config.language, original_language_of(app_of(self.env)).locale)
        )
        for topic in self.document.findall(nodes.topic):
            if "contents" in topic["classes"] and topic["ids"] == [translated]:
                topic["ids"] = [original_title]
                self.document.ids[original_title] = self.document.ids.pop(translated, topic)


def complete_script_labels(app: Sphinx) -> None:
    """Publish our labels for scripts instead of Sphinx's `translations.js`, which is as incomplete as Sphinx's catalogue."""
    if not catalogues.has_script_labels(app.builder):
        return
    labels = app.translator
    messages: dict[str, object] = {text: labels.gettext(text) for text in _IN_SCRIPTS}
    rule = PluralRule.of(app.config.language)
    # Look up each form by a number of the CLDR's plural rule, which Sphinx's catalogues may not use.
    messages[_RESULTS[0]] = [labels.ngettext(*_RESULTS, numbers[0]) for numbers in rule.numbers]
    content = {"locale": app.config.language, "messages": messages, "plural_expr": f"Number({rule.expression})"}
    path = Path(app.doctreedir, "labels.js")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"Documentation.addTranslations({json.dumps(content, ensure_ascii=False)});\n", encoding="utf-8")
    catalogues.publish_script_labels(app.builder, path)


def load_labels(app: Sphinx, folders: Sequence[Path], profile: LanguageProfile, *, after_sphinx: bool = False) -> None:
    """Let Sphinx look labels up in these folders, in our catalogue, in Sphinx's, and finally among the texts of pages.

    With `after_sphinx`, Sphinx's catalogue comes first. docutils uses its own labels or the profile's, or else the same labels.
    """
    catalogue = lookup(app.config.language, DOMAIN, tuple(dict.fromkeys([*folders, INTERFACE_LOCALES])))
    in_order = catalogue, catalogues.reload_labels(app)
    words = lookup(profile.tag, READERS, tuple(dict.fromkeys([*folders, INTERFACE_LOCALES])))
    labels = Labels(Labels(*(reversed(in_order) if after_sphinx else in_order)), words)
    catalogues.print_labels_of(app, labels)
    register_docutils_labels(profile, labels.gettext)


def setup(app: Sphinx) -> ExtensionMetadata:
    if not isinstance(app.translator, Labels):  # else a project's labels have been loaded
        folders = [Path(app.srcdir, name).resolve() for name in app.config.locale_dirs]
        load_labels(app, folders, profile_of(app.config.language))
    app.setup_extension(original_language.__name__)
    app.add_transform(NameContents)
    app.connect("builder-inited", complete_script_labels)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
