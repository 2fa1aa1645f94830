# SPDX-License-Identifier: GPL-3.0-or-later
"""The stemmer of a language as a script for the browser: Snowball's, as Sphinx ships them, and our own for Albanian.

Words are stemmed in the browser alone, those of the texts and those that a reader types: two stemmers, one here and one
there, would have to agree on every word.
"""

from functools import cache
from importlib import resources
from pathlib import Path

from pipeline.model.publication import Language

_OWN = Path(__file__).resolve().parents[2] / "theme/web/portal/static"
_SNOWBALL = resources.files("sphinx.search") / "minified-js"
_NAMES = {
    "ca": "catalan",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "hu": "hungarian",
    "it": "italian",
    "nb": "norwegian",
    "nl": "dutch",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sv": "swedish",
    "tr": "turkish",
}
_SCRIPT = """\
/* Snowball, BSD-3-Clause: snowballstem.org */
(function () {{
{base}
{own}
var stemmer = new {name}Stemmer();
siteSearch.stem = function (word) {{ return stemmer.stemWord(word); }};
}})();
"""


@cache
def stemmer(language: Language) -> bytes:
    """A script that sets `siteSearch.stem`; empty for a language that has no stemmer: whole words and beginnings do."""
    code = language.tag.partition("-")[0]
    own = _OWN / f"stem-{code}.js"
    if own.is_file():
        return own.read_bytes()
    name = _NAMES.get(code)
    if name is None:
        return b""
    base, one = ((_SNOWBALL / f"{file}-stemmer.js").read_text(encoding="utf-8") for file in ("base", name))
    return _SCRIPT.format(base=base.strip(), own=one.strip(), name=name.capitalize()).encode()
