# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks the targets of links, parsing URLs as browsers do."""

import re
from collections.abc import Collection
from urllib.parse import urlsplit

SCHEMES = frozenset({"http", "https", "mailto", "tel", "sms", "ftp", "geo", "irc", "ircs", "news", "urn", "xmpp"})
"""The URL schemes to which a text may link. A URL without a scheme is a page of the site."""
CODE_SCHEMES = frozenset({"data", "javascript", "vbscript"})
"""Schemes that run code in some browser."""
_IGNORED = re.compile(r"[\t\r\n]|\A[\x00-\x20]+")
"""Characters of a URL that browsers ignore before they look for the scheme."""
_SLASHES = re.compile(r"\A((?:https?:|ftp:)(?=/*[^/])|(?=//))/*", re.IGNORECASE)
"""The beginning of a URL with a host; browsers add missing slashes and ignore extra ones."""
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*(?=:)")


def is_safe(address: str) -> bool:
    """Return whether a link to this URL cannot execute anything: it has no scheme, or one of `SCHEMES`."""
    scheme = _SCHEME.match(_IGNORED.sub("", address))
    return scheme is None or scheme[0].lower() in SCHEMES


def scheme_and_slip(address: str) -> tuple[str, str]:
    """Return the scheme of a URL, and the known scheme of which it is a misspelling: `htp` -> `http`; empty if it is none."""
    from pipeline.model.similar import misspelling

    scheme = _SCHEME.match(_IGNORED.sub("", address))
    name = scheme[0].lower() if scheme is not None else ""
    return name, (misspelling(name, sorted(SCHEMES)) or "") if name else ""


def site_of(address: str, languages: Collection[str] = ()) -> str:
    """Return the host of a URL, the domains of a mail address, or else the whole URL; "" for a page of the site itself.

    `www.` is removed from a host, and so is one of `languages`, as in it.wikipedia.org.
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
