# SPDX-License-Identifier: GPL-3.0-or-later
"""`python -m tests.growth`: each subject with each hard text; a row for each subject with its hardest text. Exit code 1 above n log n."""

import argparse
import sys

from pipeline.proofread.text import MAX_LENGTH
from tests.growth.measure import Growth, Text, growth, seconds, texts
from tests.growth.subjects import Subject, bounded, subjects

SLOWEST = 3.0
"""Seconds that the longest text that is parsed at all may take."""


def main(arguments: list[str] | None = None) -> int:
    asked = argparse.ArgumentParser(prog="python -m tests.growth")
    asked.add_argument("--row", default="", help="rows of that name")
    row: str = asked.parse_args(arguments).row
    hard = dict(texts())
    print(f"{'':24} {'s at 100,000':>12} {'power':>6}  hardest text")
    are_bounded = [_row(name, subject, hard) for name, subject in subjects().items() if row in name]
    print(f"\n{'':24} {f's at {MAX_LENGTH:,}':>12}")
    are_bounded += [_bounded_row(name, subject, hard) for name, subject in bounded().items() if row in name]
    return 0 if all(are_bounded) else 1


def _row(name: str, subject: Subject, hard: dict[str, Text]) -> bool:
    found = {text: growth(subject, hard[text]) for text in hard}
    order = sorted(found, key=lambda text: (found[text].power, found[text].longest), reverse=True)
    shown = [text for text in order if not found[text].is_bounded] or order[:1]
    for text in shown:
        _say(name, text, found[text])
    return found[order[0]].is_bounded


def _say(name: str, text: str, found: Growth) -> None:
    verdict = "" if found.is_bounded else "  ABOVE n log n"
    print(f"{name:24} {found.longest:12.3f} {found.power or 1:6.2f}  {text}{verdict}", flush=True)


def _bounded_row(name: str, subject: Subject, hard: dict[str, Text]) -> bool:
    found = {text: seconds(subject, hard[text].of(MAX_LENGTH)) for text in hard}
    text = max(found, key=lambda each: found[each])
    print(f"{name:24} {found[text]:12.3f} {'':6}  {text}{'' if found[text] <= SLOWEST else '  TOO SLOW'}", flush=True)
    return found[text] <= SLOWEST


if __name__ == "__main__":
    sys.exit(main())
