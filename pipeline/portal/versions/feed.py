# SPDX-License-Identifier: GPL-3.0-or-later
"""The feed of a language: editions that are new, changed or withdrawn, as Atom (RFC 4287). Pure.

Identifiers are URNs, since RFC 4287 requires unique identifiers that never change, even if the site moves: releases.toml has those
of releases; the identifier of an unreleased edition contains its slug. Links are absolute if the site's address is known, otherwise
relative to the feed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from pathlib import PurePosixPath
from typing import NamedTuple

from lxml import etree

from pipeline.model.project import Project
from pipeline.model.publication import Artefact, Format, Language
from pipeline.model.releases import Release, Releases, feed_identifier
from pipeline.portal.edition_catalogue import address
from pipeline.portal.records.xml import LANG, add, atom_entry, atom_feed, serialized
from pipeline.theme.policy import media_type
from pipeline.words import Words

FEED = "feed.atom"
MEDIA_TYPE = "application/atom+xml"


class _FeedLink(NamedTuple):
    """`path` is below the site; `length` in bytes, 0 if unknown."""

    rel: str
    path: PurePosixPath
    media_type: str
    length: int = 0


class _Entry(NamedTuple):
    """`texts` are paragraphs, all of them in the language `tag`."""

    identifier: str
    title: str
    updated: datetime
    texts: Sequence[str]
    tag: str
    links: Sequence[_FeedLink] = ()


def feed(
    project: Project,
    language: Language,
    released: Iterable[Releases],
    unreleased: Iterable[Mapping[Format, Artefact]],
    words: Words,
    *,
    title: str,
    publisher: str,
    reasons: Mapping[str, str],
) -> bytes:
    """Return the feed's bytes, the newest entry first.

    `unreleased` has the artefacts, by format, of each edition on the site without a release. `reasons` translates the reasons of
    withdrawals. A withdrawal replaces the entry of its release by a new entry, so that feed readers show it as new.
    """
    entries = [entry for releases in released for entry in _entries(releases, language, words, reasons)]
    entries += [_of_edition(project, list(formats.values()), words) for formats in unreleased]
    entries.sort(key=lambda entry: (entry.updated, entry.identifier), reverse=True)
    base = project.site_url.rstrip("/")
    # RFC 4287 requires a time even without entries.
    day = max((publication.date for publication in project.publications), default=date(1970, 1, 1))
    changed = entries[0].updated if entries else datetime.combine(day, time(), UTC)
    identifier, name = feed_identifier(project, language.tag), f"{title} – {language.autonym}"
    root = atom_feed(identifier, name, changed, language.tag)
    add(add(root, "author"), "name", publisher or title)
    front = _FeedLink("alternate", PurePosixPath(language.tag, "index.html"), "text/html")
    self_link = _FeedLink("self", PurePosixPath(language.tag, FEED), MEDIA_TYPE)
    for link in (front, self_link) if base else (front,):
        _link(root, link, base, language)
    for entry in entries:
        _write(root, entry, base, language)
    return serialized(root)


def _entries(releases: Releases, language: Language, words: Words, reasons: Mapping[str, str]) -> Iterator[_Entry]:
    has_older = False
    for release in releases.all:
        if release.tag == language.tag and releases.withdrawal(release.version, release.tag) is None:
            yield _of_release(release, words, is_new=not has_older)
        has_older = has_older or release.tag == language.tag
    for withdrawal in releases.withdrawals:
        if withdrawal.tag == language.tag:
            title = words("Withdrawn: %(title)s, version %(version)s")
            title %= {"title": withdrawal.title, "version": withdrawal.version}
            reason, tag = withdrawal.reason_in(withdrawal.tag, reasons)
            yield _Entry(withdrawal.identifier, title, withdrawal.moment, [reason], tag)


def _of_release(release: Release, words: Words, *, is_new: bool) -> _Entry:
    template = words("New: %(title)s") if is_new else words("New version %(version)s: %(title)s")
    title = template % {"title": release.title, "version": release.version}
    # The changes are in the language of the entry only if they are translated.
    changes = release.changes if release.changes_tag == release.tag else ""
    texts = [text for text in (changes, release.description) if text] or [release.title]
    files = {format_: (release.address / file.path, file.bytes) for format_, file in release.formats.items()}
    return _Entry(release.identifier, title, release.released, texts, release.tag, tuple(_links(files)))


def _of_edition(project: Project, artefacts: Sequence[Artefact], words: Words) -> _Entry:
    first = artefacts[0]
    tag = first.edition.language.tag
    identifier = feed_identifier(project, f"{tag}/{first.edition.publication.slug}")
    # Without sizes, so that the feed does not change with each build.
    files = {artefact.format: (artefact.path, 0) for artefact in artefacts}
    day = datetime.combine(max(artefact.date for artefact in artefacts), time(), UTC)
    title = words("New: %(title)s") % {"title": first.title}
    return _Entry(identifier, title, day, [first.description or first.title], tag, tuple(_links(files)))


def _links(files: Mapping[Format, tuple[PurePosixPath, int]]) -> Iterator[_FeedLink]:
    """Yield the links to files with their sizes: the first is the entry's alternate, the others are enclosures."""
    rel = "alternate"
    for format_ in (Format.HTML, Format.PDF, Format.EPUB):
        if format_ in files:
            path, size = files[format_]
            yield _FeedLink(rel, path, media_type(path).partition(";")[0], 0 if format_ is Format.HTML else size)
            rel = "enclosure"


def _write(root: etree._Element, entry: _Entry, base: str, language: Language) -> None:
    element = atom_entry(root, entry.identifier, entry.title, entry.updated)
    for link in entry.links:
        _link(element, link, base, language)
    content = add(element, "content", "\n\n".join(entry.texts), type="text")
    if entry.tag != language.tag:
        content.set(LANG, entry.tag)


def _link(parent: etree._Element, link: _FeedLink, base: str, language: Language) -> None:
    href = f"{base}/{link.path}" if base else address(link.path, language)
    length = {"length": str(link.length)} if link.length else {}
    add(parent, "link", rel=link.rel, type=link.media_type, hreflang=language.tag, href=href, **length)
