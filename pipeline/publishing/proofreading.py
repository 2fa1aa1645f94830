# SPDX-License-Identifier: GPL-3.0-or-later
"""Stops an edition whose catalogues have proofreading errors."""

from collections.abc import Iterable, Set
from dataclasses import replace
from itertools import chain

from pipeline.model.findings import Severity
from pipeline.model.message import Catalogue, Message
from pipeline.model.problems import Problem
from pipeline.publishing.job import Task
from pipeline.system.steps import digest


def refuse_errors(task: Task, passed: Set[str] = frozenset()) -> frozenset[str]:
    """Raise Problem `catalogue-errors` for a translation that would break the edition, or mislead its readers.

    Messages whose digests are in `passed` are skipped. Return the digests of all.
    """
    catalogues = task.catalogues
    if not catalogues:
        return frozenset()
    # Imported late: only the process that makes an edition needs it.
    from pipeline.proofread.checks import STOPPING, proofread

    digests = {
        catalogue.path: [_digest(catalogue, message) for message in catalogue.messages] for catalogue in catalogues
    }
    findings = chain.from_iterable(
        proofread(_unchecked(catalogue, digests[catalogue.path], passed), checks=STOPPING) for catalogue in catalogues
    )
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    if errors:
        first = errors[0]
        raise Problem(
            "catalogue-errors",
            f"{first.check}: {first.remark}",
            cause=f"{len(errors)} errors in the catalogues of {task.edition}" if len(errors) > 1 else "",
            hint="correct it; `west-pipeline check` lists all errors, `west-pipeline check --explain NAME` shows a good example",
            path=first.path,
            line=first.line,
        )
    return frozenset(chain.from_iterable(digests.values()))


def _unchecked(catalogue: Catalogue, digests: Iterable[str], passed: Set[str]) -> Catalogue:
    pairs = zip(catalogue.messages, digests, strict=True)
    return replace(catalogue, messages=tuple(message for message, digest in pairs if digest not in passed))


def _digest(catalogue: Catalogue, message: Message) -> str:
    """Return the digest of a message, independent of its line numbers."""
    rule = catalogue.header.get("Plural-Forms", "")
    whole = catalogue.language, catalogue.source_language, rule, replace(message, line=0, translation_line=0)
    return digest(whole)[:32]
