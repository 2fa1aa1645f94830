# SPDX-License-Identifier: GPL-3.0-or-later
"""What a link may lead to, read as a browser reads it."""

import re
from collections.abc import Collection
from urllib.parse import urlsplit

SCHEMES = frozenset({"http", "https", "mailto", "tel", "sms", "ftp", "geo", "irc", "ircs", "news", "urn", "xmpp"})
"""The schemes of addresses to which a text may link. An address without one is a page of the site."""
_IGNORED = re.compile(r"[\t\r\n]|\A[\x00-\x20]+")
"""What a browser leaves out of an address before it looks for the scheme."""
_SLASHES = re.compile(r"\A((?:https?:|ftp:)(?=/*[^/])|(?=//))/*", re.IGNORECASE)
"""How an address with a host begins; a browser adds slashes that are missing, and leaves out those too many."""
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*(?=:)")


def is_safe(address: str) -> bool:
    """Return whether a link to this address can run nothing: its scheme, if it has one, is among `SCHEMES`."""
    scheme = _SCHEME.match(_IGNORED.sub("", address))
    return scheme is None or scheme[0].lower() in SCHEMES


def site_of(address: str, languages: Collection[str] = ()) -> str:
    """Return whose address this is: the host of a page, the domains of mail, else the whole address; "" for a page of the site itself.

    `www.` before a host is left out, and one of these `languages`, as in it.wikipedia.org.
    """
    text = _IGNORED.sub("", address).replace("\\", "/")
    text = _SLASHES.sub(lambda match: f"{match[1]}//", text, count=1)
    try:
        parts = urlsplit(text)
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return address
    if parts.scheme == "mailto":
        return ", ".join(sorted({receiver.rpartition("@")[2].lower() for receiver in parts.path.split(",")}))
    if not host:
        return text if parts.scheme else ""
    first, _, rest = host.partition(".")
    return rest if "." in rest and first in ("www", *languages) else host
