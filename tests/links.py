# SPDX-License-Identifier: GPL-3.0-or-later
"""The links of a site in files."""

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from lxml import html


class BrokenLink(NamedTuple):
    """A link of a page to what is not there; paths are relative to the site."""

    page: str
    link: str
    target: str


def broken_links(site: Path) -> list[BrokenLink]:
    """The links of the pages of a site, or of a folder of its, that lead to no file in it, or to no place on a page."""
    return [*_broken_links(Path(os.path.normpath(site)))]


def _broken_links(site: Path) -> Iterator[BrokenLink]:
    root_of = cache(lambda path: html.parse(str(path)).getroot())
    places = cache(lambda path: {*root_of(path).xpath("//@id")})
    for page in sorted(site.rglob("*.html")):
        for element, _, link, _ in root_of(page).iterlinks():
            parts = urlsplit(link)
            # `schema.DC` names a vocabulary, which nobody fetches.
            if parts.scheme or parts.netloc or link.startswith("#svg-") or element.get("rel") == "schema.DC":
                continue
            top = site if parts.path.startswith("/") else page.parent  # on the page of what is not found
            target = Path(os.path.normpath(top / unquote(parts.path).lstrip("/"))) if parts.path else page
            file = target / "index.html" if target.is_dir() else target
            # `#page=31` of a PDF is for its reader.
            is_placed = (
                not parts.fragment or file.suffix != ".html" or not file.is_file() or parts.fragment in places(file)
            )
            if not file.is_file() or not is_placed:
                yield BrokenLink(str(page.relative_to(site)), link, os.path.relpath(file, site))
