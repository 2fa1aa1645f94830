# SPDX-License-Identifier: GPL-3.0-or-later
"""`make check-pdf`: every PDF of the site through veraPDF, as PDF/UA-1 and PDF/A-2a, and through our own structural checker.

Needs a Java runtime, as the tests do. Exit code 1 where anything is found, 3 where there is no site.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from tests.conftest import ROOT
from tests.typeset import structural, verapdf

SITE = ROOT / "build/site"


def faults(path: Path) -> Iterator[str]:
    """All that a PDF breaks, in words."""
    for profile, name in verapdf.PROFILES.items():
        yield from (f"{name}: {rule}" for rule in verapdf.broken_rules(path, profile))
    yield from (f"structure: {fault}" for fault in structural.faults(path))


def main(site: Path = SITE) -> int:
    paths = sorted(site.rglob("*.pdf"))
    if not paths:
        print(f"{site} holds no PDF: run make first", file=sys.stderr)
        return 3
    broken = 0
    for path in paths:
        found = list(faults(path))
        broken += bool(found)
        print(f"{'broken' if found else 'sound '}  {path.relative_to(site)}", flush=True)
        for fault in found:
            print(f"        {fault}", flush=True)
    print(f"{len(paths)} files, {broken} of them broken")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:2])))
