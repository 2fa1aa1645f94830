# SPDX-License-Identifier: GPL-3.0-or-later
"""The template of the interface's own words: the literals that code and page templates hand to the translator, the kinds, and
what the checks say of themselves."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path, PurePosixPath

from babel.messages.extract import extract_from_dir

from pipeline.model.kinds import KINDS_FILE, standard_kinds
from pipeline.model.publication import Language
from pipeline.model.template import PLURAL, Place, Template, TemplateMessage
from pipeline.proofread.checks import explanation_as_message
from pipeline.proofread.handbook import names

PORTAL = "portal"
_KEYWORDS = {"words": None, "Remark": None, "_": None, "gettext": None, "plural": (1, 2), "ngettext": (1, 2)}
_CHECKS = Place(PurePosixPath("pipeline/proofread/checks.py"), 0)
_METHODS = [("**.py", "python"), ("**.html", "jinja2"), ("**.jinja", "jinja2")]


@cache
def own_words() -> Template:
    """Return the template `portal`, in English; the places are files, relative to the folder that holds the package.

    They name no lines: a line of code that moves would change every catalogue, and no translator looks there.
    """
    package = Path(__file__).resolve().parents[1]
    places: dict[str, dict[Place, None]] = {}
    for text, place in _found(package):
        places.setdefault(text, {})[place] = None
    for name in names():
        places.setdefault(explanation_as_message(name), {})[_CHECKS] = None
    messages = [TemplateMessage(text, tuple(where), (f"{PORTAL}/{PORTAL}",)) for text, where in places.items()]
    return Template(PORTAL, Language("en", "English"), tuple(messages))


def _found(package: Path) -> Iterator[tuple[str, Place]]:
    rows = extract_from_dir(package, _METHODS, keywords=_KEYWORDS)
    for name, _, text, _, _ in sorted(rows, key=lambda row: (row[0], row[1])):
        place = Place(PurePosixPath(package.name, PurePosixPath(name)), 0)
        yield text if isinstance(text, str) else PLURAL.join(text), place
    for kind in standard_kinds().values():
        yield from (
            (text, Place(PurePosixPath(package.name, KINDS_FILE.name), 0)) for text in (kind.name, kind.heading)
        )
