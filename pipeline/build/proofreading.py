# SPDX-License-Identifier: GPL-3.0-or-later
"""What proofreading finds in the catalogues of an edition that is to be made, and that stops it."""

from itertools import chain

from pipeline.build.job import Job
from pipeline.model.findings import Severity
from pipeline.model.problems import Problem


def refuse_errors(job: Job) -> None:
    """Raise Problem `catalogue-errors` for a translation that would break the edition, or mislead its readers."""
    # Imported here: only the process that makes an edition pays for it.
    from pipeline.proofread.checks import STOPPING, proofread

    findings = chain.from_iterable(proofread(catalogue, checks=STOPPING) for catalogue in job.catalogues)
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    if errors:
        first = errors[0]
        raise Problem(
            "catalogue-errors",
            f"{first.check}: {first.remark}",
            cause=f"{len(errors)} errors in the catalogues of {job.edition}" if len(errors) > 1 else "",
            hint="mend it; `make check` lists all, `pipeline check --explain NAME` shows a good example",
            path=first.path,
            line=first.line,
        )
