# SPDX-License-Identifier: GPL-3.0-or-later
"""Withdrawing: an edition goes off the site at once, and the reason stands in its place until there is a newer version."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pipeline.files import write_whole
from pipeline.problems import Problem
from pipeline.project import Project
from pipeline.publication import Edition
from pipeline.releases import Releases, Withdrawal, new_identifier, releases_of
from pipeline.works import record
from pipeline.works.build import Event as BuildEvent
from pipeline.works.build import build
from pipeline.works.lock import held


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """Written down; `others` are versions of the same edition that are still offered."""

    edition: Edition
    withdrawal: Withdrawal
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Restored:
    """The withdrawal is taken back."""

    edition: Edition
    withdrawal: Withdrawal


type Event = Withdrawn | Restored | BuildEvent


def withdraw(project: Project, edition: Edition, reason: str, now: datetime, version: str = "") -> Iterator[Event]:
    """Take a version of an edition (the present one unless said) off the site, then make again what led to it.

    `reason` is in the publication's original language. Raises Problem `nothing-to-withdraw` where the version was neither
    released nor is the present one, or is withdrawn already; `missing-reason`; `locked`.
    """
    wanted = version or edition.publication.version
    if not reason:
        hint = 'readers are told it: --reason "The telephone number on page 3 is dead."'
        raise Problem("missing-reason", "an edition is withdrawn for a reason", hint=hint)
    with held(project.build):
        so_far = releases_of(edition.publication)
        title = _title(so_far, edition, wanted, project.build / "state")
        new = Withdrawal(
            slug=edition.publication.slug,
            version=wanted,
            tag=edition.language.tag,
            identifier=new_identifier(project, edition, wanted, f"withdrawal of {now.isoformat()}"),
            moment=now,
            title=title,
            reason=reason,
            reason_tag=edition.publication.original.tag,
        )
        after = so_far.with_withdrawal(new)
        write_whole(after.path, after.to_toml().encode())
    others = tuple(dict.fromkeys(one.version for one in after.of(edition.language.tag)))
    yield Withdrawn(edition, new, others)
    yield from build(project, project.editions(edition.publication.slug))


def restore(project: Project, edition: Edition, version: str = "") -> Iterator[Event]:
    """Take a withdrawal back, and make the edition again. Raises Problem `nothing-to-withdraw`, `locked`."""
    wanted = version or edition.publication.version
    with held(project.build):
        so_far = releases_of(edition.publication)
        withdrawal = so_far.withdrawal(wanted, edition.language.tag)
        if withdrawal is None:
            known = [one.version for one in so_far.withdrawals if one.tag == edition.language.tag]
            raise Problem(
                "nothing-to-withdraw",
                f"version {wanted} of {edition} is not withdrawn",
                hint=f"withdrawn: {', '.join(known)}; choose one with --released" if known else "nothing need be done",
            )
        write_whole(so_far.path, so_far.without(withdrawal).to_toml().encode())
    yield Restored(edition, withdrawal)
    yield from build(project, project.editions(edition.publication.slug))


def _title(so_far: Releases, edition: Edition, version: str, state: Path) -> str:
    """The title that readers know it by."""
    released = so_far.release(version, edition.language.tag)
    if released is None and version != edition.publication.version:
        versions = dict.fromkeys(one.version for one in so_far.all if one.tag == edition.language.tag)
        raise Problem(
            "nothing-to-withdraw",
            f"{edition} was never released as version {version}",
            hint=f"choose from: {', '.join(versions) or edition.publication.version}",
        )
    if (before := so_far.withdrawal(version, edition.language.tag)) is not None:
        raise Problem(
            "nothing-to-withdraw",
            f"version {version} of {edition} is withdrawn already",
            cause=f"since {before.moment:%Y-%m-%d}: {before.reason}",
            hint="--undo takes that back; then withdraw it again with another reason",
        )
    if released is not None:
        return released.title
    known = record.read(state, edition)
    return known.title if known is not None else edition.publication.title
