# SPDX-License-Identifier: GPL-3.0-or-later
"""In which language a text is written, told by its smallest words: sure or silent, for texts of a few words and more."""

import re

SMALL_WORDS = {
    "it": "il lo gli della delle dei degli del nella nelle nei nel alla alle agli dalla dalle che non per con sono è più"
    " una anche questo questa essere come quando dal sul sulla tra fra chi si o ai",
    "en": "the of and to is that for with are on by not this from have has be was were which their they it its or"
    " when who what there been should may can will at",
    "de": "der die das und ist nicht mit den dem des ein eine einer einem einen für auf von zu im sich auch sie es wird"
    " werden sind oder bei nach aus wie dass kann über als wenn",
    "sq": "të dhe në për nga që me një është nuk janë ka kjo këtë ky ose por kur si edhe mund duhet ai ajo tyre saj"
    " atë çdo tek te u së prej sipas",
}
"""Words that hardly any of the other languages has."""

_SETS = {tag: frozenset(words.split()) for tag, words in SMALL_WORDS.items()}
_WORD = re.compile(r"[^\W\d_]+")
_ADDRESS = re.compile(r"\S+://\S+|\bwww\.\S+|\S+@\S+")
"""Its parts are words of no language, often English ones."""
_ENOUGH = 4
"""So many different small words of one language in a text say that it is in it, …"""
_SHARE = 0.2
"""… if at least so large a part of all words are."""


def language_of(text: str, expected: str) -> str:
    """The language a text is surely written in; `expected` where nothing says otherwise, or where that one is not known."""
    if expected not in _SETS:
        return expected
    words = [word.casefold() for word in _WORD.findall(_ADDRESS.sub(" ", text))]
    found = {tag: [word for word in words if word in small] for tag, small in _SETS.items()}
    best = max(found, key=lambda tag: len(found[tag]))
    # Names of newspapers and works bring the same few small words again and again.
    says_so = len(set(found[best])) >= _ENOUGH and len(found[best]) >= _SHARE * len(words)
    return best if says_so and len(found[best]) > 3 * len(found[expected]) else expected
