# SPDX-License-Identifier: GPL-3.0-or-later
"""The command `build`."""

from argparse import ArgumentTypeError
from dataclasses import dataclass
from shlex import quote
from typing import Annotated

from pipeline.commands.arguments import STORE, BuildingCommand, Option, output_format
from pipeline.model.problems import Problem
from pipeline.publishing.resources import Resources
from pipeline.publishing.run import build
from pipeline.report import builds
from pipeline.report.findings import print_findings
from pipeline.report.session import Session
from pipeline.report.summary import Summary
from pipeline.system.checkout import refuse_unmerged


def _number(text: str) -> int:
    """Parse the number of parallel jobs."""
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError(f"{text} is not a number of jobs, such as 4")
    return int(text)


@dataclass(frozen=True)
class BuildCommand(BuildingCommand):
    store: Annotated[str | None, STORE]
    scheduler: Annotated[
        str,
        Option(
            "--scheduler",
            default="",
            metavar="ADDRESS",
            help="make the editions on the workers of this Dask scheduler, such as tcp://10.0.0.5:8786; requires a store",
        ),
    ]
    jobs: Annotated[
        int | None,
        Option(
            "--jobs",
            type=_number,
            metavar="N",
            help="number of editions to make at once on this machine (default: one per core)",
        ),
    ]

    output_format: Annotated[str, output_format("warnings and failures (the rest goes to standard error)")]

    def run(self, session: Session) -> int:
        resources = Resources(self.store, self.scheduler, self.jobs)
        project = session.project
        refuse_unmerged(project.root)
        events = build(project, self.editions(project), self.chosen, resources, retry=self.retry)
        place = "" if session.folder is None else f" --project {quote(str(session.folder))}"
        summary = Summary(f"west-pipeline serve{place}")
        if self.output_format == "text":
            return session.present(events, builds.lines_for, summary)
        from pipeline.report.build_findings import FindingsOfBuild

        collected = FindingsOfBuild(project)
        try:
            return session.present(collected.collect_from(events), builds.lines_for, summary, to_stderr=True)
        except Problem as problem:
            collected.add_problem(problem)
            raise
        finally:
            findings = collected.findings()
            explanations = {finding.check: "" for finding in findings}
            print_findings(self.output_format, findings, project.root, explanations, "build")
