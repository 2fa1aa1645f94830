# SPDX-License-Identifier: GPL-3.0-or-later
"""The events of `pipeline release` and `pipeline withdraw` in words."""

from collections.abc import Iterator, Sequence

from pipeline.commands.release import NotReady, Refused, Released, Unchanged
from pipeline.commands.withdraw import Restored, Withdrawn
from pipeline.model.publication import Edition, Language
from pipeline.model.releases import Withdrawal
from pipeline.report import builds
from pipeline.report.said import Kind, Said, count, day


def say(event: object) -> Iterator[Said]:
    """Say an event of a release or a withdrawal, or of the build that goes with it."""
    match event:
        case Released(edition, release, path):
            files = count(len(release.files), "file")
            yield Said(f"{edition}: released as version {release.version}, {files}; {path}")
        case Unchanged(edition, release):
            yield Said(f"{edition}: version {release.version} was released on {day(release.released)}")
        case NotReady(edition, reason):
            yield Said(f"{edition}: not released: {reason}")
        case Refused(edition, problem):
            yield Said(f"{edition}: not released\n{problem}", Kind.FAILURE)
        case Withdrawn(edition, withdrawal, others, lacking, more):
            done = "has its reason in more languages" if more else "is withdrawn, and off the site"
            yield Said(f"{edition}: version {withdrawal.version} {done}")
            if lacking:
                yield Said(_lacking(edition, withdrawal, lacking))
            for version in others:
                yield Said(f"  version {version} is still offered: --released {version} withdraws it too")
        case Restored(edition, withdrawal):
            yield Said(f"{edition}: version {withdrawal.version} is offered again")
        case _:
            yield from builds.say(event)


def _lacking(edition: Edition, withdrawal: Withdrawal, languages: Sequence[Language]) -> str:
    """Say in which languages readers are told the reason in another one, and what to do about it."""
    publication = edition.publication
    released = f" --released {withdrawal.version}" if withdrawal.version != publication.version else ""
    reasons = " ".join(f'--reason {language.tag}="…"' for language in languages)
    update = withdrawal.reason_tag == publication.original.tag
    return (
        f"  readers in {', '.join(one.autonym for one in languages)} are told the reason in another language; next: "
        f"pipeline withdraw --publication {publication.slug} --language {edition.language.tag}{released} "
        f"{reasons}" + (", or pipeline update, and translate it in the catalogue" if update else "")
    )
