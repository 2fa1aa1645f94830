# SPDX-License-Identifier: GPL-3.0-or-later
"""`python -m tests.corpus`: build the projects of projects.toml from a local mirror, and write docs/campaigns/corpus.md.

python -m tests.corpus --mirror DIR [--row WORDS] [--reserve] [--keep FOLDER]

DIR has a git repository for each, DIR/{owner}/{name}.git, or is a pattern with {owner} and {name}. Each project has a folder of its
own in FOLDER (build/corpus). Code of these projects runs, as it does when they build themselves.
"""

import argparse
import os
import re
import sys
from pathlib import Path

from tests.conftest import ROOT
from tests.corpus.building import build, compile_packages, read_projects
from tests.corpus.table import Row, read_rows, write_table

VARIABLE = "CORPUS_MIRROR"


def main() -> int:
    parser = argparse.ArgumentParser(
        description="Adopt and build public projects of Sphinx, and note what comes of it."
    )
    parser.add_argument(
        "--mirror", default=os.environ.get(VARIABLE, ""), help=f"where the repositories are (default: {VARIABLE})"
    )
    parser.add_argument("--row", default="", help="a regular expression that is looked for in the names of projects")
    parser.add_argument("--reserve", action="store_true", help="build those that are kept in reserve as well")
    parser.add_argument("--keep", type=Path, default=ROOT / "build/corpus", help="the folder in which they are built")
    parser.add_argument("--table", action="store_true", help="write the table of what is known, and build nothing")
    arguments = parser.parse_args()
    projects, rows = read_projects(), read_rows()
    if not arguments.table:
        if not arguments.mirror:
            print(f"name the folder of the repositories: --mirror DIR, or {VARIABLE}", file=sys.stderr)
            return 2
        compile_packages()
        for project in projects:
            if re.search(arguments.row, project.name) and (arguments.reserve or not project.reserve):
                row: Row = build(project, arguments.mirror, arguments.keep)
                rows[project.name] = row
                print(f"{project.name}: {row.reason or f'{row.cpu_all:.0f} s of CPU'}", flush=True)
                write_table(projects, rows)
    write_table(projects, rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
