# SPDX-License-Identifier: GPL-3.0-or-later
"""The command `withdraw`: take an edition off the site at once, and put the reason in its place until there is a newer version."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from pipeline.build import record
from pipeline.build.build import Event as BuildEvent
from pipeline.build.build import build
from pipeline.build.edition_inputs import words_of
from pipeline.commands.arguments import EditionCommand, Option
from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.model.publication import Edition, Language
from pipeline.model.releases import Releases, Withdrawal, new_identifier, releases_of
from pipeline.model.toml_tables import is_language
from pipeline.report import builds
from pipeline.report.said import Said
from pipeline.report.session import Session
from pipeline.report.summary import Summary
from pipeline.system.files import write_whole
from pipeline.system.lock import held

_OF_A_LANGUAGE = re.compile(r"(?P<tag>[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]+)*)=(?P<text>.*)", re.DOTALL)


@dataclass(frozen=True)
class WithdrawCommand(EditionCommand):
    """Take an edition off the site, or offer it again."""

    released: Annotated[
        str, Option("--released", metavar="VERSION", default="", help="this version (default: the present one)")
    ]
    reasons: Annotated[
        list[str],
        Option(
            "--reason",
            one_of=True,
            metavar="[TAG=]TEXT",
            action="append",
            default=[],
            help='what readers are told, in the original\'s language or in that of the tag: --reason "…" --reason sq="…"',
        ),
    ]
    undo: Annotated[bool, Option("--undo", one_of=True, action="store_true", help="offer it again")]

    def run(self, session: Session) -> int:
        project, now = session.project, datetime.now(UTC).replace(microsecond=0)
        edition = self.edition(project)
        if self.undo:
            events = restore(project, edition, self.released)
        else:
            events = withdraw(project, edition, self.reasons, now, self.released)
        return session.present(events, say, Summary())


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """Written down; `others` are versions of the same edition that are still offered.

    Readers of the languages `lacking` are told the reason in another language. `more` tells that the edition was withdrawn
    before, and has the reason in more languages now.
    """

    edition: Edition
    withdrawal: Withdrawal
    others: tuple[str, ...]
    lacking: tuple[Language, ...]
    more: bool = False


@dataclass(frozen=True, slots=True)
class Restored:
    """The withdrawal is taken back."""

    edition: Edition
    withdrawal: Withdrawal


type Event = Withdrawn | Restored | BuildEvent


def withdraw(
    project: Project, edition: Edition, reasons: Sequence[str], now: datetime, version: str = ""
) -> Iterator[Event]:
    """Take a version of an edition (the present one unless said) off the site, then make again what led to it.

    Each of `reasons` is `TAG=TEXT`, or a text in the publication's original language. Of an edition that is withdrawn
    already they are the reason in more languages. Raises Problem `nothing-to-withdraw` where the version was neither
    released nor is the present one, or is withdrawn already for a reason in that language; `missing-reason`;
    `unknown-language`; `locked`.
    """
    wanted = version or edition.publication.version
    given = _given(project, edition, reasons)
    with held(project.build):
        so_far = releases_of(edition.publication)
        before = so_far.withdrawal(wanted, edition.language.tag)
        if before is not None:
            new = _explained(edition, before, given)
            after = so_far.with_other(before, new)
        else:
            new = _withdrawal(project, so_far, edition, wanted, given, now)
            after = so_far.with_withdrawal(new)
        write_whole(after.path, after.to_toml().encode())
    others = tuple(dict.fromkeys(one.version for one in after.of(edition.language.tag)))
    yield Withdrawn(edition, new, others, _lacking(project, new), more=before is not None)
    yield from build(project, project.editions(edition.publication.slug))


def _given(project: Project, edition: Edition, reasons: Sequence[str]) -> dict[str, str]:
    """The text for each language that was given."""
    given: dict[str, str] = {}
    for reason in reasons:
        found = _OF_A_LANGUAGE.match(reason)
        has_tag = found is not None and is_language(found["tag"])
        tag = project.language(found["tag"]).tag if found and has_tag else edition.publication.original.tag
        text = (found["text"] if found and has_tag else reason).strip()
        if tag in given:
            message, hint = f"there are two reasons in the language {tag}", "give one text for each language"
            raise Problem("missing-reason", message, cause=f"{given[tag]!r} and {text!r}", hint=hint)
        if text:
            given[tag] = text
    if not given:
        hint = 'readers are told it: --reason "The telephone number on page 3 is dead."'
        raise Problem("missing-reason", "an edition is withdrawn for a reason", hint=hint)
    return given


def _explained(edition: Edition, before: Withdrawal, given: Mapping[str, str]) -> Withdrawal:
    """The withdrawal with its reason in more languages."""
    if known := [tag for tag in given if tag in before.given]:
        raise Problem(
            "nothing-to-withdraw",
            f"version {before.version} of {edition} is withdrawn already",
            cause=f"since {before.moment:%Y-%m-%d}: {before.given[known[0]]}",
            hint="--undo takes that back; then withdraw it again with another reason",
        )
    return before.with_reasons(given, edition.publication.original.tag)


def _withdrawal(
    project: Project, so_far: Releases, edition: Edition, version: str, given: Mapping[str, str], now: datetime
) -> Withdrawal:
    title, title_tag = _title(project, so_far, edition, version)
    tag, reason = next(iter(given.items()))
    return Withdrawal(
        slug=edition.publication.slug,
        version=version,
        tag=edition.language.tag,
        identifier=new_identifier(project, edition, version, f"withdrawal of {now.isoformat()}"),
        moment=now,
        title=title,
        reason=reason,
        reason_tag=tag,
        title_tag=title_tag if title_tag != edition.language.tag else "",
    ).with_reasons(given, edition.publication.original.tag)


def _lacking(project: Project, withdrawal: Withdrawal) -> tuple[Language, ...]:
    """The languages in which the reason is neither given nor translated."""
    translated = words_of(project, withdrawal.slug)
    return tuple(
        language
        for language in project.languages
        if withdrawal.reason_in(language.tag, translated.get(language.tag, {}))[1] != language.tag
    )


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


def _title(project: Project, so_far: Releases, edition: Edition, version: str) -> tuple[str, str]:
    """The title that readers know it by, and its language."""
    released = so_far.release(version, edition.language.tag)
    if released is None and version != edition.publication.version:
        versions = dict.fromkeys(one.version for one in so_far.all if one.tag == edition.language.tag)
        raise Problem(
            "nothing-to-withdraw",
            f"{edition} was never released as version {version}",
            hint=f"choose from: {', '.join(versions) or edition.publication.version}",
        )
    publication, tag = edition.publication, edition.language.tag
    known = record.read(project.build / "state", edition)
    title = released.title if released is not None else known.title if known is not None else publication.title
    if not edition.is_translation or title != publication.title:
        return title, tag
    translation = words_of(project, publication.slug).get(tag, {}).get(title)
    return (translation, tag) if translation else (title, publication.original.tag)


def say(event: object) -> Iterator[Said]:
    """Say an event of a withdrawal, or of the build that goes with it."""
    match event:
        case Withdrawn(edition, withdrawal, others, lacking, more):
            done = "has its reason in more languages" if more else "is withdrawn, and off the site"
            yield Said(f"{edition}: version {withdrawal.version} {done}")
            if lacking:
                yield Said(_advice(edition, withdrawal, lacking))
            for version in others:
                yield Said(f"  version {version} is still offered: --released {version} withdraws it too")
        case Restored(edition, withdrawal):
            yield Said(f"{edition}: version {withdrawal.version} is offered again")
        case _:
            yield from builds.say(event)


def _advice(edition: Edition, withdrawal: Withdrawal, languages: Sequence[Language]) -> str:
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
