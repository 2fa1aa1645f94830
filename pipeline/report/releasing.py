# SPDX-License-Identifier: GPL-3.0-or-later
"""The events of `pipeline release` and `pipeline withdraw` in words."""

from collections.abc import Iterator

from pipeline.report import builds
from pipeline.report.said import Kind, Said, count, day
from pipeline.works.release import NotReady, Refused, Released, Unchanged
from pipeline.works.withdraw import Restored, Withdrawn


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
        case Withdrawn(edition, withdrawal, others):
            yield Said(f"{edition}: version {withdrawal.version} is withdrawn, and off the site")
            for version in others:
                yield Said(f"  version {version} is still offered: --released {version} withdraws it too")
        case Restored(edition, withdrawal):
            yield Said(f"{edition}: version {withdrawal.version} is offered again")
        case _:
            yield from builds.say(event)
