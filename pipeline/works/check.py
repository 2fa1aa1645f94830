# SPDX-License-Identifier: GPL-3.0-or-later
"""Proofreading every catalogue of the editions asked for."""

from collections.abc import Iterator

from pipeline.catalogue.gate import gate
from pipeline.catalogue.reading import read
from pipeline.findings import Finding
from pipeline.problems import Problem
from pipeline.project import Project
from pipeline.proofread.checks import BAD_ALLOW, CHECKS, explanation, proofread
from pipeline.publication import Edition
from pipeline.works.fingerprint import catalogue_files


def check(project: Project, editions: tuple[Edition, ...], name: str | None) -> Iterator[Finding]:
    """Yield the findings of each catalogue once, in the order of the editions; a broken one yields what the gate found."""
    _known(name)
    seen = set()
    for edition in editions:
        for path in catalogue_files(project, edition):
            if path in seen:
                continue
            seen.add(path)
            faults = gate(path, path.read_bytes(), edition.language)
            found = faults or proofread(read(path, edition.language))
            yield from (one for one in found if faults or name in (None, one.check))


def explain(name: str) -> str:
    """What a check looks for, with a bad and a good example. Raises Problem `unknown-check`."""
    return explanation(name)


def _known(name: str | None) -> None:
    if name is not None and name not in (*CHECKS, BAD_ALLOW):
        raise Problem("unknown-check", f"there is no check named {name!r}", hint=f"choose one of: {', '.join(CHECKS)}")
