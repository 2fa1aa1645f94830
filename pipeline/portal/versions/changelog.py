# SPDX-License-Identifier: GPL-3.0-or-later
"""The change log on a publication's page: its versions, their changes and addresses. Pure."""

import posixpath
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from pipeline.model.publication import Language
from pipeline.model.releases import Releases
from pipeline.portal.edition_catalogue import NO_FILES, EditionCatalogue, FormatLinks, WithdrawalNotice
from pipeline.theme import phrases
from pipeline.words import Words


@dataclass(frozen=True, slots=True)
class Version:
    """A version in the reader's language. Addresses are relative to the page, empty if there is none.

    `text` are its changes, in the language `tag`; empty if unknown. `address` is permanent.
    """

    name: str
    day: str
    text: str = ""
    tag: str = ""
    address: str = ""
    files: FormatLinks = NO_FILES
    withdrawn: WithdrawalNotice | None = None


def changelog(
    releases: Releases, language: Language, catalogue: EditionCatalogue, words: Words, *, day: date | None
) -> tuple[Version, ...]:
    """Return the versions in a language, the newest first, including withdrawn ones.

    The current version is left out if `day`, the date of its edition on the site, is None, or if it is the only version, not
    released, and has no description of changes. `releases` has the offered and the withdrawn releases.
    """
    publication = releases.publication
    new_in = {change.version: change.text for change in publication.changes}

    def translated(text: str) -> tuple[str, str]:
        translation = catalogue.texts(language).get(text, "") if text else ""
        return (translation, language.tag) if translation else (text, publication.original.tag)

    versions: list[Version] = []
    present = Version(publication.version, "", *translated(new_in.get(publication.version, "")))
    for release in (release for release in reversed(releases.all) if release.tag == language.tag):
        address = f"../{release.address}/index.html"  # the page of the version, in all its languages
        version = Version(release.version, phrases.long_date(release.date, language), address=address)
        withdrawal = releases.withdrawal(release.version, release.tag)
        if withdrawal is not None:
            notice = catalogue.notice(withdrawal, language, words("withdrawn on %(date)s"))
            versions.append(replace(version, withdrawn=notice))
        elif release.version == publication.version:
            present = replace(present, address=address)
        else:
            text, tag = release.changes, release.changes_tag
            if not text or tag != language.tag:
                # the text may have been written or translated after the release
                text, tag = translated(new_in.get(release.version, "") or text)
            files = FormatLinks.of(release.formats, partial(posixpath.join, "..", release.address), language, words)
            versions.append(replace(version, text=text, tag=tag, files=files))
    if day is not None and (present.text or present.address or versions):
        versions.insert(0, replace(present, day=phrases.long_date(day, language)))
    return tuple(versions)
