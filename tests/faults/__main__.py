# SPDX-License-Identifier: GPL-3.0-or-later
"""Injects faults into commands at each call that writes: python -m tests.faults --seconds 3600 --command update."""

import json
import os
import random
import sys
import tempfile
import time
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path

from tests.faults.campaign import campaign
from tests.faults.commands import COMMANDS
from tests.faults.injection import Bench, is_preloaded, preloaded


def main(words: list[str]) -> int:
    """Run the campaign; print what was wrong and write the figures. Return 1 where something was wrong."""
    parser = ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--seconds", type=float, default=1800, help="the time for all commands")
    parser.add_argument("--points", type=int, help="the most faults that are tried of a command")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 30))
    parser.add_argument("--command", action="append", choices=[command.name for command in COMMANDS])
    parser.add_argument("--figures", type=Path, help="the JSON file that the figures are written to")
    parser.add_argument("--scratch", type=Path, help=SCRATCH)
    options = parser.parse_args(words)
    if not is_preloaded():
        with tempfile.TemporaryDirectory(prefix="faults-") as folder:
            command = preloaded("tests.faults", [*words, "--scratch", folder], Path(folder))
            return os.waitstatus_to_exitcode(os.spawnvp(os.P_WAIT, command[0], command) << 8)
    chosen = [command for command in COMMANDS if not options.command or command.name in options.command]
    bench, until, tallies = Bench(options.scratch), time.monotonic() + options.seconds, []
    for tally in campaign(bench, chosen, until=until, seed=options.seed, most=options.points):
        tallies.append(tally)
        for finding in tally.findings:
            print(finding)
        print(
            f"{tally.command}: {tally.injected} faults at {tally.tried} of {tally.points} points, {len(tally.findings)} wrong"
        )
        sys.stdout.flush()
    if options.figures:
        figures = {
            "seed": options.seed,
            "commands": [{**asdict(row), "findings": len(row.findings)} for row in tallies],
        }
        options.figures.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return any(tally.findings for tally in tallies)


SCRATCH = "a folder for what the run needs; given by the command to itself"

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
