# SPDX-License-Identifier: GPL-3.0-or-later
"""The lines for the events of `pipeline release` and `pipeline withdraw`."""

from collections.abc import Iterator, Sequence

from pipeline.commands.release import NotReady, Refused, Released, Unchanged
from pipeline.commands.withdraw import Restored, Withdrawn
from pipeline.model.publication import Edition, Language
from pipeline.model.releases import Withdrawal
from pipeline.report import builds
from pipeline.report.lines import Level, Line, count, day


def lines_for(event: object) -> Iterator[Line]:
    """Yield the lines for an event of a release or a withdrawal, or of the build that goes with it."""
    match event:
        case Released(edition, release, path):
            files = count(len(release.files), "file")
            yield Line(f"{edition}: released as version {release.version}, {files}; {path}")
        case Unchanged(edition, release):
            yield Line(f"{edition}: version {release.version} was released on {day(release.released)}")
        case NotReady(edition, reason):
            yield Line(f"{edition}: not released: {reason}")
        case Refused(edition, problem):
            yield Line(f"{edition}: not released\n{problem}", Level.FAILURE)
        case Withdrawn(edition, withdrawal, others, lacking, more):
            state = "has its reason in more languages" if more else "is withdrawn, and off the site"
            yield Line(f"{edition}: version {withdrawal.version} {state}")
            if lacking:
                yield Line(_lacking(edition, withdrawal, lacking))
            for version in others:
                yield Line(f"  version {version} is still offered: --released {version} withdraws it too")
        case Restored(edition, withdrawal):
            yield Line(f"{edition}: version {withdrawal.version} is offered again")
        case _:
            yield from builds.lines_for(event)


def _lacking(edition: Edition, withdrawal: Withdrawal, languages: Sequence[Language]) -> str:
    """Name the languages whose readers get the reason in another one, and what to do about it."""
    publication = edition.publication
    released = f" --released {withdrawal.version}" if withdrawal.version != publication.version else ""
    reasons = " ".join(f'--reason {language.tag}="…"' for language in languages)
    update = withdrawal.reason_tag == publication.original.tag
    return (
        f"  readers in {', '.join(language.autonym for language in languages)} are told the reason in another language; next: "
        f"pipeline withdraw --publication {publication.slug} --language {edition.language.tag}{released} "
        f"{reasons}" + (", or pipeline update, and translate it in the catalogue" if update else "")
    )
