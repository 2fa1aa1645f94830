# SPDX-License-Identifier: GPL-3.0-or-later
"""Addresses in HTML, and the files that they refer to."""

import re
from html import unescape
from urllib.parse import unquote, urlsplit

_SHOWN = re.compile(
    r"""(?<=\s)(?:src|data|href)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>=]+))|\burl\(\s*["']?([^"'()]*)""", re.IGNORECASE
)


def file_of(address: str) -> str:
    """Return the file path in an address, relative to its page; empty for links within the page and out of the edition."""
    try:
        parts = urlsplit(address)
    except ValueError:  # an invalid host in square brackets
        return ""
    return "" if parts.scheme or parts.netloc else unquote(parts.path)


def files_in(html: str) -> dict[str, None]:
    """Return the paths of the files that HTML embeds or downloads, in order and without duplicates."""
    addresses = (next(filter(None, match.groups()), "") for match in _SHOWN.finditer(html))
    return dict.fromkeys(filter(None, (file_of(unescape(address)) for address in addresses)))


def readable(html: str) -> str:
    """Return HTML with character references and percent-encoding decoded, so that file names are as on disk."""
    return unquote(unescape(html))
