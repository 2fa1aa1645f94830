# SPDX-License-Identifier: GPL-3.0-or-later
"""Looks for what must never be lost until the time is over: python -m tests.campaign --seconds 3600.

New examples for each property, then faults, lives and random books, a third of the time each. Figures go into docs/campaigns with
commit and date, and into the table of the handbook (python -m tests.reference). Exit code 1 if something was found.
"""

import os
import subprocess
import sys
import time
from argparse import ArgumentParser

from tests.conftest import ROOT

_FIGURES = "docs/campaigns"


def main(words: list[str]) -> int:
    asked = ArgumentParser(prog="python -m tests.campaign", description=__doc__)
    asked.add_argument("--seconds", type=int, default=3600, help="the time for faults, lives and books together")
    asked.add_argument("--examples", type=int, default=500, help="how many new examples a property gets")
    options = asked.parse_args(words)
    third, seed = str(options.seconds // 3), str(int(time.time()))
    os.environ["EXAMPLES"] = str(options.examples)
    campaigns = (
        ("pytest", "-q", "-m", "hypothesis and not slow", "-n", "auto", "--hypothesis-profile=campaign"),
        ("tests.faults", "--seconds", third, "--figures", f"{_FIGURES}/faults.json"),
        ("tests.laws", "--seconds", third, "--figures", f"{_FIGURES}/laws.json"),
        ("tests.fuzz", "--seconds", third, "--books", "1000000", "--seed", seed, "--figures", f"{_FIGURES}/books.json"),
    )
    codes = [
        subprocess.run([sys.executable, "-m", *campaign], cwd=ROOT, check=False).returncode for campaign in campaigns
    ]
    subprocess.run([sys.executable, "-m", "tests.reference"], cwd=ROOT, check=True)
    return int(any(codes))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
