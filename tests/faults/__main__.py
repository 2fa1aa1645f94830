# SPDX-License-Identifier: GPL-3.0-or-later
"""Injects faults into commands at each call that writes: python -m tests.faults --seconds 3600 --command update.

The faults of a command are shared out among as many processes as there are cores.
"""

import os
import pickle
import random
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from dataclasses import asdict
from functools import reduce
from operator import add
from pathlib import Path

from tests.faults.campaign import Tally, campaign
from tests.faults.commands import COMMANDS
from tests.faults.injection import Bench, is_preloaded, preloaded
from tests.figures import begin, write


def main(words: list[str]) -> int:
    """Run the campaign; print what was wrong and write the figures. Return 1 where something was wrong."""
    parser = ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--seconds", type=float, default=1800, help="the time for all commands")
    parser.add_argument("--points", type=int, help="the most faults that are tried of a command")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 30))
    parser.add_argument("--command", action="append", choices=[command.name for command in COMMANDS])
    parser.add_argument("--figures", type=Path, help="the JSON file that the figures are written to")
    parser.add_argument("--processes", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--part", type=int, help="which of the processes this is; the command gives it to each")
    parser.add_argument("--scratch", type=Path, help="a folder for what a process needs; the command gives it to each")
    options = parser.parse_args(words)
    if is_preloaded():
        _be_process(options)
        return 0
    since, run = time.monotonic(), begin()
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        tallies = _all([*words, "--seed", str(options.seed)], options.processes, Path(folder))
    print(*tallies, sep="\n", flush=True)
    if options.figures:
        rows = [{**asdict(one), "tried": len(one.tried), "findings": len(one.findings)} for one in tallies]
        figures = {"seed": options.seed, "seconds": round(time.monotonic() - since), "commands": rows}
        write(options.figures, run, figures)
    return any(tally.findings for tally in tallies)


def _all(words: Sequence[str], processes: int, folder: Path) -> list[Tally]:
    """Run the processes; return what they have tried, command by command. Raises CalledProcessError where one fails."""
    running: list[tuple[Path, subprocess.Popen[bytes]]] = []
    for part in range(processes):
        scratch = folder / str(part)
        scratch.mkdir()
        command = preloaded("tests.faults", [*words, "--part", str(part), "--scratch", str(scratch)], scratch)
        running.append((scratch, subprocess.Popen(command)))
    for _, process in running:
        if process.wait():
            raise subprocess.CalledProcessError(process.returncode, process.args)
    found: list[list[Tally]] = [pickle.loads((scratch / "tallies").read_bytes()) for scratch, _ in running]
    return [reduce(add, of_command) for of_command in zip(*found, strict=True)]


def _be_process(options: Namespace) -> None:
    """Try the faults of one process; print each command's when it is done, and leave them in the file `tallies`."""
    until, tallies = time.monotonic() + options.seconds, []
    chosen = [command for command in COMMANDS if not options.command or command.name in options.command]
    part = slice(options.part, None, options.processes)
    bench = Bench(options.scratch)
    for tally in campaign(bench, chosen, until=until, seed=options.seed, most=options.points, part=part):
        tallies.append(tally)
        print(f"process {options.part + 1}: {tally}", flush=True)
    (options.scratch / "tallies").write_bytes(pickle.dumps(tallies))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
