# SPDX-License-Identifier: GPL-3.0-or-later
"""What is new in each version of a publication, and where its versions are: the change log of its page. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from pipeline.model.publication import Format, Language
from pipeline.model.releases import Release, Releases, Withdrawal
from pipeline.portal.shelf import Notice
from pipeline.theme import phrases
from pipeline.words import Words


@dataclass(frozen=True, slots=True)
class Version:
    """A version in the reader's language; addresses relative to the page, empty where there is nothing.

    `text` says what is new in it, in the language `tag`, empty where nobody has said it. `address` is its own for ever.
    """

    name: str
    day: str
    text: str = ""
    tag: str = ""
    address: str = ""
    html: str = ""
    pdf: str = ""
    pdf_facts: str = ""
    epub: str = ""
    epub_facts: str = ""
    withdrawn: Notice | None = None


@dataclass(frozen=True, slots=True)
class _Teller:
    """Tells the versions of a publication, of which `kept` has those that the site offers, in one language."""

    kept: Releases
    language: Language
    translations: Mapping[str, str]
    words: Words

    def present(self, day: date) -> Version:
        """The version on the site, which has an address of its own if it is released."""
        publication = self.kept.publication
        text, tag = self._told(self._new_in(publication.version), publication.original.tag)
        release = next((one for one in self.kept.of(self.language.tag) if one.version == publication.version), None)
        address = _address(release) if release is not None else ""
        return Version(publication.version, phrases.long_date(day, self.language), text, tag, address)

    def older(self, release: Release) -> Version:
        html, pdf, epub = (release.whole(one) for one in (Format.HTML, Format.PDF, Format.EPUB))
        if release.changes and release.changes_tag == self.language.tag:
            text, tag = release.changes, release.changes_tag
        else:
            # What is said there may have been translated, or said at all, since it was released.
            text, tag = self._told(self._new_in(release.version) or release.changes, self.kept.publication.original.tag)
        return Version(
            name=release.version,
            day=phrases.long_date(release.date, self.language),
            text=text,
            tag=tag,
            address=_address(release),
            html=f"../{release.address / html.path}" if html is not None else "",
            pdf=f"../{release.address / pdf.path}" if pdf is not None else "",
            pdf_facts=phrases.measure(pdf.pages, pdf.bytes, self.language, self.words) if pdf is not None else "",
            epub=f"../{release.address / epub.path}" if epub is not None else "",
            epub_facts=phrases.size(epub.bytes, self.language) if epub is not None else "",
        )

    def withdrawn(self, release: Release, withdrawal: Withdrawal) -> Version:
        said = self.words("withdrawn on %(date)s") % {
            "date": phrases.long_date(withdrawal.moment.date(), self.language)
        }
        notice = Notice(said, *withdrawal.reason_in(self.language.tag, self.translations))
        day = phrases.long_date(release.date, self.language)
        return Version(release.version, day, address=_address(release), withdrawn=notice)

    def _new_in(self, version: str) -> str:
        changes = self.kept.publication.changes
        return next((change.text for change in changes if change.version == version), "")

    def _told(self, text: str, tag: str) -> tuple[str, str]:
        translation = self.translations.get(text, "") if text else ""
        return (translation, self.language.tag) if translation else (text, tag)


def versions(
    kept: Releases, language: Language, translations: Mapping[str, str], words: Words, *, day: date | None
) -> tuple[Version, ...]:
    """The version on the site, if it says what is new, is released or has others before it, then these, the newest first.

    `kept` has the releases that the site offers, and those that are withdrawn; `day` is the date of the edition that is on
    the site, None where none is.
    """
    teller = _Teller(kept, language, translations, words)
    found = list(_older(teller))
    if day is not None:
        present = teller.present(day)
        if present.text or present.address or found:
            found.insert(0, present)
    return tuple(found)


def _older(teller: _Teller) -> Iterator[Version]:
    for release in reversed(teller.kept.all):
        withdrawal = teller.kept.withdrawal(release.version, release.tag)
        if release.tag != teller.language.tag:
            continue
        if withdrawal is not None:
            yield teller.withdrawn(release, withdrawal)
        elif release.version != teller.kept.publication.version:
            yield teller.older(release)


def _address(release: Release) -> str:
    """The page of the version, in all its languages."""
    return f"../{release.address}/index.html"
