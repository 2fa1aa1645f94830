# SPDX-License-Identifier: GPL-3.0-or-later
"""The words that Sphinx, its theme and docutils print by themselves, in the language of the edition."""

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
"""What Sphinx's scripts say."""
_RESULTS = (
    "Search finished, found one page matching the search query.",
    "Search finished, found ${resultCount} pages matching the search query.",
)


class Labels(gettext.NullTranslations):
    """Our labels; those that we leave to Sphinx come from the fallback."""

    def __init__(self, catalogue: gettext.NullTranslations, fallback: gettext.NullTranslations) -> None:
        super().__init__()
        self._catalogue = catalogue
        self.add_fallback(fallback)

    def gettext(self, message: str) -> str:
        label = self._catalogue.gettext(message)
        return label if label is not message else super().gettext(message)

    def translates(self, message: str) -> bool:
        """Return whether one of the catalogues has this label; its translation may be the same."""
        return self.gettext(message) is not message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        label = self._catalogue.ngettext(msgid1, msgid2, n)
        if label not in (msgid1, msgid2):
            return label
        # Catalogues of Sphinx hold plurals with empty forms.
        return super().ngettext(msgid1, msgid2, n) or (msgid1 if n == 1 else msgid2)


def register_docutils_labels(profile: LanguageProfile, translate: Callable[[str], str] = str) -> None:
    """Register the labels of a language that docutils lacks where it looks for its own: those of the profile, else as translated.

    Else docutils looks for a module of the language's name anywhere, and takes a folder of that name for it. Directives and
    roles have their English names: a source is read in all languages.
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
            # Docutils remembers modules that it has met, so one that is there gets the labels of this project.
            vars(sys.modules.setdefault(name, ModuleType(name))).update(content)


class NameContents(SphinxTransform):
    """Keeps the anchor of a `.. contents::`, made of its heading, as it is in the language of the original."""

    default_priority = 4  # before anything refers to it

    def apply(self, **kwargs: Any) -> None:  # noqa: ARG002  # docutils' signature
        here, there = (
            nodes.make_id(docutils.languages.get_language(code).labels["contents"])
            for code in (self.config.language, original_language_of(app_of(self.env)).locale)
        )
        for topic in self.document.findall(nodes.topic):
            if "contents" in topic["classes"] and topic["ids"] == [here]:
                topic["ids"] = [there]
                self.document.ids[there] = self.document.ids.pop(here, topic)


def complete_script_labels(app: Sphinx) -> None:
    """Publish a file of labels for the browser instead of Sphinx's `translations.js`, which lacks what its catalogue lacks."""
    if not catalogues.has_script_labels(app.builder):
        return
    labels = app.translator
    messages: dict[str, object] = {text: labels.gettext(text) for text in _IN_SCRIPTS}
    rule = PluralRule.of(app.config.language)
    # By a number of each form: Sphinx's own catalogues may have their forms by another rule.
    messages[_RESULTS[0]] = [labels.ngettext(*_RESULTS, numbers[0]) for numbers in rule.numbers]
    content = {"locale": app.config.language, "messages": messages, "plural_expr": f"Number({rule.expression})"}
    path = Path(app.doctreedir, "labels.js")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"Documentation.addTranslations({json.dumps(content, ensure_ascii=False)});\n", encoding="utf-8")
    catalogues.publish_script_labels(app.builder, path)


def load_labels(app: Sphinx, folders: Sequence[Path], profile: LanguageProfile, *, after_sphinx: bool = False) -> None:
    """Let Sphinx print the labels in these folders, then ours, then its own, or its own first; what none has, as pages say it.

    Docutils prints its own, those of a profile, or else the same.
    """
    catalogue = lookup(app.config.language, DOMAIN, tuple(dict.fromkeys([*folders, INTERFACE_LOCALES])))
    both = catalogue, catalogues.reload_labels(app)
    words = lookup(profile.tag, READERS, tuple(dict.fromkeys([*folders, INTERFACE_LOCALES])))
    labels = Labels(Labels(*(reversed(both) if after_sphinx else both)), words)
    catalogues.print_labels_of(app, labels)
    register_docutils_labels(profile, labels.gettext)


def setup(app: Sphinx) -> ExtensionMetadata:
    if not isinstance(app.translator, Labels):  # those of a project are loaded before
        folders = [Path(app.srcdir, name).resolve() for name in app.config.locale_dirs]
        load_labels(app, folders, profile_of(app.config.language))
    app.setup_extension(original_language.__name__)
    app.add_transform(NameContents)
    app.connect("builder-inited", complete_script_labels)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
