# SPDX-License-Identifier: GPL-3.0-or-later
"""What proofreading finds in the catalogues of an edition that is to be made, and that stops it.

Messages that had no errors when the edition was made last are not looked at again: a file beside it has their digests.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from itertools import chain

from pipeline.model.findings import Severity
from pipeline.model.message import Catalogue, Message
from pipeline.model.problems import Problem
from pipeline.publishing.job import Task
from pipeline.system.files import write_whole

_PASSED = "proofread"
"""The file: a line for what it was proofread with, then one for each message."""


def refuse_errors(task: Task) -> None:
    """Raise Problem `catalogue-errors` for a translation that would break the edition, or mislead its readers."""
    # Imported here: only the process that makes an edition pays for it.
    from pipeline.proofread.checks import STOPPING, proofread

    file, catalogues = task.folder / _PASSED, task.catalogues
    tools, *lines = file.read_text(encoding="ascii").splitlines() if file.is_file() else [""]
    passed = frozenset(lines) if tools == task.job.tools else frozenset()
    digests = {
        catalogue.path: [_digest(catalogue, message) for message in catalogue.messages] for catalogue in catalogues
    }
    findings = chain.from_iterable(
        proofread(_without(catalogue, digests[catalogue.path], passed), checks=STOPPING) for catalogue in catalogues
    )
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    if errors:
        first = errors[0]
        raise Problem(
            "catalogue-errors",
            f"{first.check}: {first.remark}",
            cause=f"{len(errors)} errors in the catalogues of {task.edition}" if len(errors) > 1 else "",
            hint="mend it; `west-pipeline check` lists all, `west-pipeline check --explain NAME` shows a good example",
            path=first.path,
            line=first.line,
        )
    now = dict.fromkeys(chain.from_iterable(digests.values()))
    if passed != now.keys():
        write_whole(file, "\n".join([task.job.tools, *now]).encode("ascii"))


def take_originals_apart(tasks: Iterable[Task]) -> None:
    """Take apart the originals that proofreading editions from nothing will ask for, once for all the processes that make them."""
    from pipeline.proofread.text import read

    for task in tasks:
        if not (task.folder / _PASSED).is_file():
            for message in chain.from_iterable(catalogue.messages for catalogue in task.job.catalogues):
                read(message.original)


def _without(catalogue: Catalogue, digests: Iterable[str], passed: frozenset[str]) -> Catalogue:
    pairs = zip(catalogue.messages, digests, strict=True)
    return replace(catalogue, messages=tuple(message for message, digest in pairs if digest not in passed))


def _digest(catalogue: Catalogue, message: Message) -> str:
    """Return the digest of a message wherever its lines stand in its catalogue."""
    rule = catalogue.header.get("Plural-Forms", "")
    whole = catalogue.language, catalogue.source_language, rule, replace(message, line=0, translation_line=0)
    return hashlib.sha256(repr(whole).encode()).hexdigest()[:32]
