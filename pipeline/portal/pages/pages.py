# SPDX-License-Identifier: GPL-3.0-or-later
"""The pages that say what the site does for its readers: how to read privately, privacy, accessibility. Pure."""

from collections.abc import Iterator, Mapping
from datetime import date
from urllib.parse import urlsplit

from jinja2 import Environment

from pipeline.model.publication import Language
from pipeline.theme import phrases
from pipeline.theme.policy import ACCESSIBILITY, PRIVACY, READING, WayOut

NAMES = (READING, PRIVACY, ACCESSIBILITY)

STATED = date(2026, 11, 25)
"""When the accessibility statement was last compared with what the tests of this project look at."""


def text_pages(environment: Environment, told: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Name and HTML of each page in one language. `told` is what every page of the portal needs."""
    language, way_out = told["language"], told["way_out"]
    assert isinstance(language, Language)
    assert isinstance(way_out, WayOut)
    more = {
        "host": urlsplit(way_out.href).hostname or "",
        "stated": phrases.long_date(STATED, language),
    }
    for name in NAMES:
        yield name, environment.get_template(name).render(told, name=name, **more)
