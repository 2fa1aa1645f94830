# SPDX-License-Identifier: GPL-3.0-or-later
"""Pseudo-translations: originals with accents on their letters, and with markup and placeholders as they are."""

import re

_ACCENTS = str.maketrans("acdeghijklnorstuwyzACDEGHIJKLNORSTUWYZ", "áçđéğħíĵķłñöŕšţûŵýžÁÇĐÉĞĦÍĴĶŁÑÖŔŠŢÛŴÝŽ")
_MARKUP = re.compile(
    r"""``.*?``                                  # literals
    | :[\w:+.-]+:`[^`]*` | `[^`<]*<[^<>`]*>`__?  # roles, links with an address
    | \[[#*\w.-]+\]_ | \|[^|\s][^|]*\|           # footnotes, citations, substitutions
    | \$[^$]*\$ | \\.                            # formulas, what is escaped
    | (?:https?://|mailto:|tel:)[^\s<>]+ | [\w.+-]+@[\w.-]+
    | %(?:\(\w+\))?[sdrif] | \{\w*\} | <[^<>]*>  # placeholders, tags
    """,
    re.VERBOSE | re.DOTALL,
)


def accented(text: str) -> str:
    """Return a text with accents on its letters, without those of its markup."""
    parts, end = [], 0
    for match in _MARKUP.finditer(text):
        parts += [text[end : match.start()].translate(_ACCENTS), match[0]]
        end = match.end()
    return "".join([*parts, text[end:].translate(_ACCENTS)])
