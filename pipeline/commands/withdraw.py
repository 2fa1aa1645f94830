# SPDX-License-Identifier: GPL-3.0-or-later
"""The command `withdraw`: take an edition off the site, and show the reason there until a newer version is released."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from pipeline.commands.arguments import EditionCommand, Option
from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.model.publication import Edition, Language
from pipeline.model.releases import Releases, Withdrawal, new_identifier, version_of
from pipeline.model.releases_file import former_releases, releases_of
from pipeline.model.toml_tables import is_language
from pipeline.publishing import next_site, record
from pipeline.publishing.events import Drawn, Published
from pipeline.publishing.events import Event as BuildEvent
from pipeline.publishing.releases import write_releases
from pipeline.publishing.run import build
from pipeline.report import builds
from pipeline.report.lines import Line
from pipeline.report.session import Session
from pipeline.report.summary import Summary
from pipeline.system.lock import project_lock
from pipeline.system.steps import steps_in
from pipeline.translations.edition_inputs import translations_by_tag

_OF_A_LANGUAGE = re.compile(r"(?P<tag>[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]+)*)=(?P<text>.*)", re.DOTALL)


@dataclass(frozen=True)
class WithdrawCommand(EditionCommand):
    released: Annotated[
        str,
        Option("--released", metavar="VERSION", default="", help="the version to withdraw (default: the current one)"),
    ]
    reasons: Annotated[
        list[str],
        Option(
            "--reason",
            exclusive=True,
            metavar="[TAG=]TEXT",
            action="append",
            default=[],
            help='the reason for readers, in the original\'s language or in that of the tag: --reason "…" --reason sq="…"',
        ),
    ]
    undo: Annotated[bool, Option("--undo", exclusive=True, action="store_true", help="offer it again")]

    def run(self, session: Session) -> int:
        project, now = session.project, datetime.now(UTC).replace(microsecond=0)
        edition = self._former_edition(project) or self.edition(project)
        if self.undo:
            events = restore(project, edition, self.released)
        else:
            events = withdraw(project, edition, self.reasons, now, self.released)
        return session.present(events, lines_for, Summary())

    def _former_edition(self, project: Project) -> Edition | None:
        """Return the edition if it was released by a publication that the project no longer has."""
        if any(publication.slug == self.publication for publication in project.publications):
            return None
        history = former_releases(project).get(self.publication)
        if history is None or history.latest(self.language) is None:
            return None
        return Edition(history.publication, Language(self.language, self.language))


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A withdrawal was recorded; `others` are versions of the same edition that are still offered.

    Readers of the languages `lacking` get the reason in another language. `more`: the edition was withdrawn before, and now has
    the reason in more languages.
    """

    edition: Edition
    withdrawal: Withdrawal
    others: tuple[str, ...]
    lacking: tuple[Language, ...]
    more: bool = False


@dataclass(frozen=True, slots=True)
class Restored:
    """A withdrawal was undone."""

    edition: Edition
    withdrawal: Withdrawal


type Event = Withdrawn | Restored | BuildEvent


def withdraw(
    project: Project, edition: Edition, reasons: Sequence[str], now: datetime, version: str = ""
) -> Iterator[Event]:
    """Take a version of an edition (default: the current one) off the site, then update the pages that link to it.

    Each of `reasons` is `TAG=TEXT`, or a text in the publication's original language; for a version that is already withdrawn, they
    add languages. Raises Problem `nothing-to-withdraw` if the version is neither released nor current, or is already withdrawn with
    another reason in the same language; `missing-reason`; `unknown-language`; `locked`.
    """
    version = version or version_of(edition.publication)
    texts = _by_language(project, edition, reasons)
    with project_lock(project.build):
        history = releases_of(edition.publication)
        withdrawal = history.withdrawal(version, edition.language.tag)
        if withdrawal is not None:
            if repeated := [tag for tag, text in texts.items() if withdrawal.reasons_by_tag.get(tag, text) != text]:
                message = f"version {withdrawal.version} of {edition} is withdrawn already"
                cause = f"since {withdrawal.moment:%Y-%m-%d}: {withdrawal.reasons_by_tag[repeated[0]]}"
                hint = "run the command with --undo, then withdraw it again with another reason"
                raise Problem("nothing-to-withdraw", message, cause=cause, hint=hint)
            new = withdrawal.with_reasons(texts, edition.publication.original.tag)
            releases = history.with_replacement(withdrawal, new)
        else:
            title, title_tag = _title(project, history, edition, version)
            reason_tag, reason = next(iter(texts.items()))
            new = Withdrawal(
                slug=edition.publication.slug,
                version=version,
                tag=edition.language.tag,
                identifier=new_identifier(project, edition, version, f"withdrawal of {now.isoformat()}"),
                moment=now,
                title=title,
                reason=reason,
                reason_tag=reason_tag,
                title_tag=title_tag if title_tag != edition.language.tag else "",
            ).with_reasons(texts, edition.publication.original.tag)
            releases = history.with_withdrawal(new)
        write_releases(project, releases)
    other_versions = tuple(dict.fromkeys(release.version for release in releases.of(edition.language.tag)))
    translated = translations_by_tag(project, new.slug)
    reason_by_language = {
        language: new.reason_in(language.tag, translated.get(language.tag, {})) for language in project.languages
    }
    lacking = tuple(language for language, (_, tag) in reason_by_language.items() if tag != language.tag)
    yield Withdrawn(edition, new, other_versions, lacking, more=withdrawal not in (None, new))
    yield from build(project, _editions(project, edition))


def _by_language(project: Project, edition: Edition, reasons: Sequence[str]) -> dict[str, str]:
    """Parse reasons, `TAG=TEXT` or texts in the original's language; return the texts by tag."""
    texts: dict[str, str] = {}
    for reason in reasons:
        match = _OF_A_LANGUAGE.match(reason)
        has_tag = match is not None and is_language(match["tag"])
        tag = project.language(match["tag"]).tag if match and has_tag else edition.publication.original.tag
        text = (match["text"] if match and has_tag else reason).strip()
        if tag in texts:
            message, hint = f"there are two reasons in the language {tag}", "give one text for each language"
            raise Problem("missing-reason", message, cause=f"{texts[tag]!r} and {text!r}", hint=hint)
        if text:
            texts[tag] = text
    if not texts:
        hint = 'tell readers why: --reason "The telephone number on page 3 is dead."'
        raise Problem("missing-reason", "the reason of the withdrawal is missing", hint=hint)
    return texts


def restore(project: Project, edition: Edition, version: str = "") -> Iterator[Event]:
    """Revoke a withdrawal and rebuild the edition, or finish an interrupted restore.

    Raises Problem `nothing-to-withdraw`, `locked`.
    """
    version = version or edition.publication.version
    with project_lock(project.build):
        history = releases_of(edition.publication)
        withdrawal = history.withdrawal(version, edition.language.tag)
        if withdrawal is not None:
            write_releases(project, history.without(withdrawal))
            yield Restored(edition, withdrawal)
    # An earlier restore may have been interrupted before it updated the site.
    is_behind = next_site.folder_of(project) != project.site
    for event in build(project, _editions(project, edition)):
        is_behind = is_behind or isinstance(event, Published) or (isinstance(event, Drawn) and bool(event.pieces))
        yield event
    if withdrawal is None and not is_behind:
        versions = [other.version for other in history.withdrawals if other.tag == edition.language.tag]
        choice = f"withdrawn: {', '.join(versions)}; choose one with --released"
        message = f"version {version} of {edition} is not withdrawn"
        raise Problem("nothing-to-withdraw", message, hint=choice if versions else "nothing to do")


def _editions(project: Project, edition: Edition) -> tuple[Edition, ...]:
    """Return the editions of the publication of an edition; none if the project no longer has it."""
    return tuple(other for other in project.editions() if other.publication == edition.publication)


def _title(project: Project, history: Releases, edition: Edition, version: str) -> tuple[str, str]:
    """Return the title of the version, and its language."""
    released = history.release(version, edition.language.tag)
    if released is None and version != edition.publication.version:
        versions = dict.fromkeys(release.version for release in history.all if release.tag == edition.language.tag)
        hint = f"choose from: {', '.join(versions) or edition.publication.version}"
        raise Problem("nothing-to-withdraw", f"{edition} was never released as version {version}", hint=hint)
    publication, tag = edition.publication, edition.language.tag
    built = record.read(steps_in(project.build), edition)
    title = released.title if released is not None else built.title if built is not None else publication.title
    if not edition.is_translation or title != publication.title:
        return title, tag
    translation = translations_by_tag(project, publication.slug).get(tag, {}).get(title)
    return (translation, tag) if translation else (title, publication.original.tag)


def lines_for(event: object) -> Iterator[Line]:
    """Yield the lines for an event of a withdrawal, or of the build that goes with it."""
    match event:
        case Withdrawn(edition, withdrawal, other_versions, lacking, more):
            state = "now has its reason in more languages" if more else "is withdrawn and off the site"
            yield Line(f"{edition}: version {withdrawal.version} {state}")
            if lacking:
                yield Line(_advice(edition, withdrawal, lacking))
            for version in other_versions:
                yield Line(f"  version {version} is still offered: --released {version} withdraws it too")
        case Restored(edition, withdrawal):
            yield Line(f"{edition}: version {withdrawal.version} is offered again")
        case _:
            yield from builds.lines_for(event)


def _advice(edition: Edition, withdrawal: Withdrawal, languages: Sequence[Language]) -> str:
    """Name the languages in which the reason is missing, and the next step."""
    publication = edition.publication
    released = f" --released {withdrawal.version}" if withdrawal.version != publication.version else ""
    reasons = " ".join(f'--reason {language.tag}="…"' for language in languages)
    update = withdrawal.reason_tag == publication.original.tag
    return (
        f"  readers in {', '.join(language.autonym for language in languages)} see the reason in another language; next: "
        f"west-pipeline withdraw --publication {publication.slug} --language {edition.language.tag}{released} "
        f"{reasons}" + (", or west-pipeline update, and translate it in the catalogue" if update else "")
    )
