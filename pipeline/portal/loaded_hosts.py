# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds what the finished pages load from other hosts, for the privacy page."""

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

from pipeline.portal.pieces import Pieces

_POLICY = '<meta http-equiv="Content-Security-Policy"'
_VALUE = r"""\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)"""
_LOADING = re.compile(
    rf"<(?:script|img|iframe|source|video|audio|embed|object|input|track)\b[^>]*?\s(?:src|srcset|data|poster){_VALUE}"
    rf"""|<link\b(?=[^>]*\srel\s*=\s*["']?[^"'>]*(?:stylesheet|icon|preload|prefetch|preconnect|manifest))[^>]*?\shref{_VALUE}"""
    r"|<style\b[^>]*>(.*?)</style"
    rf"|<[a-z][^>]*?\sstyle{_VALUE}",
    re.IGNORECASE | re.DOTALL,
)
_HOST = re.compile(r"""["'(=,\s](?:https?:)?//([\w.-]+\.[a-z]{2,})""", re.IGNORECASE)


class LoadedHosts(NamedTuple):
    """Hosts that pages load files from; `guarded` if each page forbids the browser to load any."""

    hosts: tuple[str, ...]
    guarded: bool


def loaded_hosts(pieces: Pieces, site: Path) -> LoadedHosts:
    """Return what the pages of all editions load. An edition's pages are read again only if one has changed.

    The portal's own pages all have the policy of their template.
    """
    folders: dict[str, dict[str, str]] = {}
    for path, checksum in sorted(pieces.files.items()):
        if path.count("/") > 1 and path.endswith((".html", ".css")):
            folders.setdefault("/".join(path.split("/")[:2]), {})[path] = checksum
    found = {
        name
        for folder, files in folders.items()
        for name in pieces.value(f"hosts in {folder}", files, partial(_hosts_in, site, files)).split()
    }
    return LoadedHosts(tuple(sorted(found - {"*"})), "*" not in found)


def _hosts_in(site: Path, files: dict[str, str]) -> str:
    """Return the hosts, and `*` if a page has no policy, separated by spaces."""
    return " ".join(sorted({name for path in files for name in _hosts(site / path)}))


def _hosts(path: Path) -> Iterator[str]:
    text = path.read_text(encoding="utf-8", errors="replace")
    if path.suffix == ".css":
        loading = re.findall(r"url\([^)]*\)|@import[^;]*", text)
    elif _POLICY in text:
        return
    else:
        yield "*"
        loading = ["".join(match) for match in _LOADING.findall(text)]
    for value in loading:
        yield from (host.lower() for host in _HOST.findall(f" {value}"))
