# SPDX-License-Identifier: GPL-3.0-or-later
"""What the search knows of a language, as a script: its stemmer, Snowball's or our own, and what its profile says.

Words are stemmed in the browser alone, those of the texts and those that a reader types: two stemmers, one here and one
there, would have to agree on every word.
"""

import json
from functools import cache
from pathlib import Path

from pipeline.languages import LanguageProfile, libraries

_OWN = Path(__file__).resolve().parents[2] / "theme/web/portal/static"
_SCRIPT = """\
/* Snowball, BSD-3-Clause: snowballstem.org */
(function () {{
{base}
{own}
var stemmer = new {name}Stemmer();
siteSearch.stem = function (word) {{ return stemmer.stemWord(word); }};
}})();
"""


def stemmer(profile: LanguageProfile) -> bytes:
    """Return a script that sets `siteSearch.stem` and `siteSearch.language`; empty where nothing is known.

    Without a stemmer whole words and beginnings are found.
    """
    rules = {
        "elides": profile.elision,
        "compounds": profile.compounds,
        "respelled": profile.respelled,
        "irregular": profile.irregular,
    }
    known = {name: rule for name, rule in rules.items() if rule}
    script = f"siteSearch.language = {json.dumps(known, ensure_ascii=False)};\n" if known else ""
    own = _OWN / f"stem-{profile.primary}.js"
    return (script + (own.read_text(encoding="utf-8") if own.is_file() else _snowball(profile.snowball))).encode()


@cache
def _snowball(name: str) -> str:
    if not name or not libraries.snowball(name).is_file():
        return ""
    base, own = (libraries.snowball(file).read_text(encoding="utf-8") for file in ("base", name))
    return _SCRIPT.format(base=base.strip(), own=own.strip(), name=name.capitalize())
