# SPDX-License-Identifier: GPL-3.0-or-later
"""What is new in each version of a publication, and where its versions are: the change log of its page. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from pipeline.model.publication import Language
from pipeline.model.releases import Release, Releases, Withdrawal
from pipeline.portal.edition_catalogue import WithdrawalNotice
from pipeline.portal.format_links import NO_FILES, FormatLinks
from pipeline.theme import phrases
from pipeline.words import Words


@dataclass(frozen=True, slots=True)
class Version:
    """A version in the reader's language; addresses relative to the page, empty where there is nothing.

    `text` are its changes, in the language `tag`; empty if unknown. `address` is permanent.
    """

    name: str
    day: str
    text: str = ""
    tag: str = ""
    address: str = ""
    files: FormatLinks = NO_FILES
    withdrawn: WithdrawalNotice | None = None


@dataclass(frozen=True, slots=True)
class _VersionPresenter:
    """Presents the versions of a publication in one language; `releases` has those that the site offers."""

    releases: Releases
    language: Language
    translations: Mapping[str, str]
    words: Words

    def present(self, day: date) -> Version:
        """Return the version on the site, which has an address of its own if it is released."""
        publication = self.releases.publication
        text, tag = self._translated(self._new_in(publication.version), publication.original.tag)
        offered = self.releases.of(self.language.tag)
        release = next((release for release in offered if release.version == publication.version), None)
        address = _address(release) if release is not None else ""
        return Version(publication.version, phrases.long_date(day, self.language), text, tag, address)

    def older(self, release: Release) -> Version:
        if release.changes and release.changes_tag == self.language.tag:
            text, tag = release.changes, release.changes_tag
        else:
            # The text may have been translated, or written at all, since the release.
            text, tag = self._translated(
                self._new_in(release.version) or release.changes, self.releases.publication.original.tag
            )
        return Version(
            name=release.version,
            day=phrases.long_date(release.date, self.language),
            text=text,
            tag=tag,
            address=_address(release),
            files=FormatLinks.of(
                release.formats, lambda path: f"../{release.address / path}", self.language, self.words
            ),
        )

    def withdrawn(self, release: Release, withdrawal: Withdrawal) -> Version:
        date_ = phrases.long_date(withdrawal.moment.date(), self.language)
        text = self.words("withdrawn on %(date)s") % {"date": date_}
        notice = WithdrawalNotice(text, *withdrawal.reason_in(self.language.tag, self.translations))
        day = phrases.long_date(release.date, self.language)
        return Version(release.version, day, address=_address(release), withdrawn=notice)

    def _new_in(self, version: str) -> str:
        changes = self.releases.publication.changes
        return next((change.text for change in changes if change.version == version), "")

    def _translated(self, text: str, tag: str) -> tuple[str, str]:
        translation = self.translations.get(text, "") if text else ""
        return (translation, self.language.tag) if translation else (text, tag)


def changelog(
    releases: Releases, language: Language, translations: Mapping[str, str], words: Words, *, day: date | None
) -> tuple[Version, ...]:
    """Return the version on the site, if it has a text of changes, is released or has others before it, then these, the newest first.

    `releases` has the releases that the site offers, and those that are withdrawn; `day` is the date of the edition that is on
    the site, None where none is.
    """
    presenter = _VersionPresenter(releases, language, translations, words)
    versions = list(_older(presenter))
    if day is not None:
        present = presenter.present(day)
        if present.text or present.address or versions:
            versions.insert(0, present)
    return tuple(versions)


def _older(presenter: _VersionPresenter) -> Iterator[Version]:
    for release in reversed(presenter.releases.all):
        withdrawal = presenter.releases.withdrawal(release.version, release.tag)
        if release.tag != presenter.language.tag:
            continue
        if withdrawal is not None:
            yield presenter.withdrawn(release, withdrawal)
        elif release.version != presenter.releases.publication.version:
            yield presenter.older(release)


def _address(release: Release) -> str:
    """Return the address of the page of a version, in all its languages."""
    return f"../{release.address}/index.html"
