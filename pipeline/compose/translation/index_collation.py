# SPDX-License-Identifier: GPL-3.0-or-later
"""Sorts index and glossary by the alphabet of the edition's language, and groups the index under its letters.

Sphinx sorts all languages by code points without accents: in Albanian, `ç` falls under C and `dhjetë` among words with D; in
German, `Straße` and `Öl` are where nobody looks for them. This module uses ICU's collation.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import cache
from itertools import groupby
from typing import Any, cast

import icu
from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.locale import get_translation
from sphinx.transforms import SphinxTransform
from sphinx.util.typing import ExtensionMetadata

from pipeline.compose.engine.index_order import Index, order_index_with

type Key = tuple[int, bytes, str]

_label_of_sphinx = get_translation("sphinx")


@cache
def _letters(language: str) -> icu.ImmutableIndex:
    return icu.AlphabeticIndex(icu.Locale(language)).addLabels(icu.Locale("en")).buildImmutableIndex()


@cache
def sort_key(language: str) -> Callable[[str], Key]:
    """Return a key function for `sorted`: punctuation and numbers first, then words in the language's dictionary order."""
    collator = icu.Collator.createInstance(icu.Locale(language))

    def key(text: str) -> Key:
        text = text.removeprefix("\N{RIGHT-TO-LEFT MARK}")
        # Ignore quotation marks and brackets before a word.
        word = re.sub(r"^[^\w]+", "", text) or text
        return int(word[:1].isalpha()), collator.getSortKey(word), text

    return key


def letter(text: str, language: str) -> str:
    """Return the letter of the language's alphabet under which a word is listed (`Xh`, `Ë`), or "" for numbers and punctuation."""
    word = re.sub(r"^[^\w]+", "", unicodedata.normalize("NFC", text))
    if not word[:1].isalpha():
        return ""
    letters = _letters(language)
    name, kind = letters.getBucket(letters.getBucketIndex(word))
    # A word in another alphabet, or in a script without one, is listed under its own first character.
    label = str(name) if kind == icu.UAlphabeticIndexLabelType.NORMAL else word[:1]
    return label[:1].upper() + label[1:].lower()


def alphabetical(index: Index, language: str, symbols: str) -> Index:
    """Sort index entries by the language's collation, grouped by letter; groups named by an entry are kept."""
    by_name = sort_key(language)
    flat = [
        (name, (targets, sorted(inner, key=lambda sub: by_name(sub[0])), group))
        for _, entries in index
        for name, (targets, inner, group) in entries
    ]
    flat.sort(key=lambda entry: (by_name(entry[1][2] or entry[0]), by_name(entry[0])))
    groups = groupby(flat, key=lambda entry: entry[1][2] or letter(entry[0], language) or symbols)
    return [(name, list(entries)) for name, entries in groups]


def _order(index: Index, env: BuildEnvironment) -> Index:
    """Return Sphinx's index in the language's order, or unchanged if this extension is not loaded or switched off."""
    is_on = "alphabetical_order" in env.config and env.config.alphabetical_order
    return alphabetical(index, env.config.language, _label_of_sphinx("Symbols")) if is_on else index


class SortGlossary(SphinxTransform):
    """Re-sorts glossaries with `:sorted:` by the language's alphabet."""

    default_priority = 501  # right after Sphinx's own sorting

    def apply(self, **kwargs: Any) -> None:  # noqa: ARG002  # docutils' signature
        key = sort_key(self.config.language)
        for glossary in self.document.findall(addnodes.glossary):
            if glossary["sorted"]:
                entries = cast(nodes.definition_list, glossary[0])
                entries[:] = sorted(entries, key=lambda entry: key(cast(nodes.Element, entry)[0].astext()))


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_config_value("alphabetical_order", True, "env", bool)
    order_index_with(_order)
    app.add_transform(SortGlossary)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
