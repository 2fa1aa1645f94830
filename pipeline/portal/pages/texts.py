# SPDX-License-Identifier: GPL-3.0-or-later
"""The pages that say what the site does for its readers: how to read privately, privacy, accessibility."""

from collections.abc import Iterator
from datetime import date
from urllib.parse import urlsplit

from pipeline.model.publication import Language
from pipeline.portal.site import Site
from pipeline.theme import phrases
from pipeline.theme.policy import ACCESSIBILITY, PRIVACY, READING

NAMES = (READING, PRIVACY, ACCESSIBILITY)

STATED = date(2026, 11, 25)
"""When the accessibility statement was last compared with what the tests of this project look at."""


def text_pages(site: Site, language: Language) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of each page in one language."""
    host, stated = urlsplit(site.project.exit_url).hostname or "", phrases.long_date(STATED, language)
    for name in NAMES:
        yield name, site.page(name, language, "../", name=name, host=host, stated=stated)
