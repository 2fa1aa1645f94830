# SPDX-License-Identifier: GPL-3.0-or-later
"""Injects faults into commands at each call that writes: python -m tests.faults --seconds 3600 --command update."""

import json
import random
import subprocess
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
    parser.add_argument("--scratch", type=Path, help="a folder for what the run needs; the command gives it to itself")
    options = parser.parse_args(words)
    if not is_preloaded():
        with tempfile.TemporaryDirectory(prefix="faults-") as folder:
            command = preloaded("tests.faults", [*words, "--scratch", folder], Path(folder))
            return subprocess.run(command, check=False).returncode
    since, tallies = time.monotonic(), []
    bench = Bench(options.scratch)
    chosen = [command for command in COMMANDS if not options.command or command.name in options.command]
    for tally in campaign(bench, chosen, until=since + options.seconds, seed=options.seed, most=options.points):
        tallies.append(tally)
        tried = f"{tally.injected} faults at {tally.tried} of {tally.points} points"
        print(*tally.findings, f"{tally.command}: {tried}, {len(tally.findings)} wrong", sep="\n", flush=True)
    if options.figures:
        rows = [{**asdict(tally), "findings": len(tally.findings)} for tally in tallies]
        figures = {"seed": options.seed, "seconds": round(time.monotonic() - since), "commands": rows}
        options.figures.parent.mkdir(parents=True, exist_ok=True)
        options.figures.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return any(tally.findings for tally in tallies)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
