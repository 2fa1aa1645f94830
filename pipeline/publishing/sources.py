# SPDX-License-Identifier: GPL-3.0-or-later
"""The sources of a project at the beginning of a build: fingerprints, releases, contacts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipeline.model.contacts import ContactList, contacts_of
from pipeline.model.project import Project
from pipeline.model.publication import Edition, Publication
from pipeline.model.releases import Releases, Withdrawal
from pipeline.model.releases_file import releases
from pipeline.publishing import fingerprint
from pipeline.publishing.fingerprint import Fingerprint
from pipeline.publishing.templates import Extracted, extracted_templates


@dataclass(frozen=True, slots=True)
class Sources:
    """The fingerprints of a project's sources, its releases and contacts."""

    project: Project
    of_publications: Mapping[Publication, Fingerprint]
    of_editions: Mapping[Edition, Fingerprint]
    releases: Mapping[str, Releases]
    contacts: ContactList | None

    def withdrawal(self, edition: Edition) -> Withdrawal | None:
        """Return the withdrawal of an edition, or None; a bilingual edition is withdrawn if either of its languages is."""
        of_publication = self.releases[edition.publication.slug]
        withdrawals = (of_publication.current_withdrawal(language.tag) for language in edition.languages)
        return next(filter(None, withdrawals), None)

    def templates(self, editions: Iterable[Edition]) -> Extracted:
        """Return all templates, after updating those of these editions and of publications that they refer to."""
        scope = frozenset(edition.publication for edition in editions)
        is_whole = scope == frozenset(self.project.publications)
        return extracted_templates(
            self.project, None if is_whole else scope, self.of_publications, with_references=True
        )


def read_sources(project: Project) -> Sources:
    """Fingerprint the sources. Raises Problem for errors in releases.toml or contacts.toml."""
    of_publications = fingerprint.of_sources(project)
    of_editions = fingerprint.of_editions(project, of_publications)
    return Sources(project, of_publications, of_editions, releases(project), contacts_of(project))
