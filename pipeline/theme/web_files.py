# SPDX-License-Identifier: GPL-3.0-or-later
"""The static files of pages on screens: style sheets and scripts that are written in parts, joined in a fixed order."""

from pathlib import Path

_WEB = Path(__file__).parent / "web"
_STATIC = {
    "portal.css": "portal/static/portal.css",
    "language.js": "portal/static/language.js",
    "search.css": "portal/static/search.css",
    "search.js": "portal/static/search.js",
    "icon.svg": "edition/static/icon.svg",
    "exit.css": "edition/static/exit.css",
    "exit.js": "edition/static/exit.js",
    "kept.css": "portal/static/kept.css",
}
PORTAL_FILES = tuple(_STATIC)


def web_file(name: str) -> bytes:
    return (_WEB / _STATIC[name]).read_bytes()
