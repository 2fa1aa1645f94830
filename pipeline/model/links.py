# SPDX-License-Identifier: GPL-3.0-or-later
"""What a link may lead to, read as a browser reads it."""

import re

SCHEMES = frozenset({"http", "https", "mailto", "tel", "sms", "ftp", "geo", "irc", "ircs", "news", "urn", "xmpp"})
"""The schemes of addresses to which a text may link. An address without one is a page of the site."""
_IGNORED = re.compile(r"[\t\r\n]|\A[\x00-\x20]+")
"""What a browser leaves out of an address before it looks for the scheme."""
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*(?=:)")


def is_safe(address: str) -> bool:
    """Return whether a link to this address can run nothing: its scheme, if it has one, is among `SCHEMES`."""
    scheme = _SCHEME.match(_IGNORED.sub("", address))
    return scheme is None or scheme[0].lower() in SCHEMES
