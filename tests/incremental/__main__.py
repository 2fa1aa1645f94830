# SPDX-License-Identifier: GPL-3.0-or-later
"""Random edits until the time is over: python -m tests.incremental --seconds 600 --seed 7.

The project is built after each edit, and after each group of edits its site is compared with that of a build from nothing. Where they
differ, the edits are printed as the command that repeats them: python -m tests.incremental --edits '[[["licence", 1]]]'. Written to a
file in tests/incremental/cases (`groups`), they are tried by the tests. Exit code 1 where a difference was found.
"""

import argparse
import json
import random
import sys
import time

from tests.incremental.comparison import tried
from tests.incremental.edits import EDITS, FORMATS

_MOST_GROUPS = 12


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.incremental", description=__doc__)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 30))
    parser.add_argument("--edits", type=json.loads, help="groups of edits as JSON, a comparison after each group")
    parser.add_argument("--all-formats", action="store_true", help="begin with HTML, PDF and EPUB")
    options = parser.parse_args(arguments)
    if options.edits is not None:
        return _try(options.edits)
    end, seed, failures = time.monotonic() + options.seconds, options.seed, 0
    while time.monotonic() < end:
        chosen = random.Random(seed)
        first = [[("formats", FORMATS.index(["html", "pdf", "epub"]))]] if options.all_formats else []
        groups = [
            [(chosen.choice([*EDITS]), chosen.randrange(24)) for _ in range(chosen.randint(1, 3))]
            for _ in range(_MOST_GROUPS)
        ]
        print(f"seed {seed}", flush=True)
        failures += _try([*first, *groups])
        seed += 1
    return 1 if failures else 0


def _try(groups: list[list[tuple[str, int]]]) -> int:
    """Make the edits, group by group; return 1 at the first difference."""
    compared = 0
    for number, (words, is_compared) in enumerate(tried(groups), start=1):
        compared += is_compared
        if words:
            print(f"after {json.dumps(groups[number - 1])}:", *words, sep="\n  ")
            print(f"repeat: python -m tests.incremental --edits '{json.dumps(groups[:number])}'", flush=True)
            return 1
    print(f"{compared} of {len(groups)} sites compared; the others cannot be built", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
