# SPDX-License-Identifier: GPL-3.0-or-later
"""The template of the interface's own words: every literal that our code and our page templates hand to the translator."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path, PurePosixPath

from babel.messages.extract import extract_from_dir

from pipeline.catalogue.template import PLURAL, Place, Template, TemplateMessage
from pipeline.publication import Language

PORTAL = "portal"
_KEYWORDS = {"words": None, "Remark": None, "_": None, "gettext": None, "plural": (1, 2), "ngettext": (1, 2)}
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
    messages = [TemplateMessage(text, tuple(where), (f"{PORTAL}/{PORTAL}",)) for text, where in places.items()]
    return Template(PORTAL, Language("en", "English"), tuple(messages))


def _found(package: Path) -> Iterator[tuple[str, Place]]:
    rows = extract_from_dir(package, _METHODS, keywords=_KEYWORDS)
    for name, _, text, _, _ in sorted(rows, key=lambda row: (row[0], row[1])):
        place = Place(PurePosixPath(package.name, PurePosixPath(name)), 0)
        yield text if isinstance(text, str) else PLURAL.join(text), place
