# SPDX-License-Identifier: GPL-3.0-or-later
"""What the fork server imports: what every edition needs, and nothing that an edition of an adopted project does not."""

import subprocess
import sys

from pipeline.compose import ANY_PROJECT, IN_EVERY_RUN

_PRINT = "import sys, pipeline.publishing.preloaded_{}; print(*sys.modules)"


def imported(name: str) -> set[str]:
    command = [sys.executable, "-c", _PRINT.format(name)]
    return set(subprocess.run(command, check=True, capture_output=True, text=True).stdout.split())


def test_pages_of_an_adopted_project_need_few_imports() -> None:
    modules = imported("sphinx")

    assert {*ANY_PROJECT, *IN_EVERY_RUN, "pipeline.publishing.making"} <= modules
    assert modules.isdisjoint(
        ["bs4", "furo", "pipeline.proofread.checks", "sphinxcontrib.bibtex", "uharfbuzz", "weasyprint"]
    )


def test_pages_of_our_publications_have_their_theme() -> None:
    assert {"furo", "pipeline.proofread.checks", "sphinxcontrib.bibtex"} <= imported("pages")
