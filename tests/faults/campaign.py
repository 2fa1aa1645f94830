# SPDX-License-Identifier: GPL-3.0-or-later
"""Tries faults at the points of a command, and tells what was wrong then, or after the next run."""

import random
import re
import shutil
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.commands import Command, Places, copy
from tests.faults.injection import Bench, Kind, Point, Ran
from tests.faults.judgement import beginning, fault_of_catalogue, faults_of_site, kept, snapshot

_TOLD = re.compile(r" \[(?!store\])[a-z-]+\]$", re.MULTILINE)
"""The first line of a problem. That a store is out of reach is a remark: the build goes on without it."""
_SITE = "project/build/site/"
_WELL, _FINDINGS, _PROBLEM = 0, 1, 3


@dataclass
class Tally:
    """What was tried of one command: its points, the numbers of those tried, the faults injected, and what was wrong."""

    command: str
    points: int = 0
    tried: set[int] = field(default_factory=set)
    injected: int = 0
    findings: list[str] = field(default_factory=list)

    def __add__(self, other: "Tally") -> "Tally":
        """Return what two processes have tried of the same command."""
        return Tally(
            self.command,
            self.points,
            self.tried | other.tried,
            self.injected + other.injected,
            self.findings + other.findings,
        )

    def __str__(self) -> str:
        tried = f"{self.injected} faults at {len(self.tried)} of {self.points} points"
        return "\n".join([*self.findings, f"{self.command}: {tried}, {len(self.findings)} wrong"])


@dataclass
class _Case:
    """A command, the place where it begins, and what an undisturbed run makes of it."""

    command: Command
    place: Path
    points: tuple[Point, ...]
    old: dict[str, str]
    new: dict[str, str]
    ends: dict[str, tuple[int, dict[str, str], str]] = field(default_factory=dict)
    """What the next run ends with, by the state in which it begins."""


def campaign(
    bench: Bench,
    commands: Sequence[Command],
    *,
    until: float,
    seed: int,
    most: int | None = None,
    part: slice = slice(None),
) -> Iterator[Tally]:
    """Try faults at the points of each command, in a random order, until a moment of the monotonic clock.

    Each command may take its part of the time that is left; `most` is the number of faults that are tried of each, and `part`
    says which of them this process tries.
    """
    folder = bench.scratch / "places"
    folder.mkdir()
    places = Places(bench, folder)
    for number, command in enumerate(commands):
        case = _begin(bench, places, command)
        tally = Tally(command.name, len(case.points))
        end = time.monotonic() + (until - time.monotonic()) / (len(commands) - number)
        faults = [(point, kind) for point in case.points for kind in point.kinds()]
        random.Random(seed).shuffle(faults)
        for point, kind in faults[:most][part]:
            if time.monotonic() > end:
                break
            tally.tried.add(point.number)
            tally.injected += _try(bench, case, point, kind, tally.findings)
        yield tally


def _begin(bench: Bench, places: Places, command: Command) -> _Case:
    place = places.of(command)
    undisturbed = copy(place, place.with_name(f"{place.name}-undisturbed"))
    ran = bench.run(undisturbed, command.words)
    assert ran.code == _WELL, ran.output
    site = undisturbed / "project/build/site"
    assert not site.is_dir() or not [*faults_of_site(site)]
    return _Case(command, place, ran.points, kept(snapshot(place)), kept(snapshot(undisturbed)))


def _try(bench: Bench, case: _Case, point: Point, kind: Kind, findings: list[str]) -> bool:
    """Inject a fault at a point, add what is wrong then or after the next run; return whether it was injected."""
    place = copy(case.place, bench.scratch / "tried")
    ran = bench.run(place, case.command.words, point, kind)
    where = f"{case.command.name}: {kind.name} at {point.call} {point.number} ({_short(point.path, place)})"
    findings += [f"{where}: {wrong}" for wrong in _wrong(bench, case, place, ran, is_killed="kill" in kind.name)]
    shutil.rmtree(place)
    return ran.injected > 0


def _wrong(bench: Bench, case: _Case, place: Path, ran: Ran, *, is_killed: bool) -> Iterator[str]:
    whole = snapshot(place)
    now = kept(whole)
    if not (is_killed and ran.injected):
        yield from _outcome(ran, is_done=now == case.new)
    yield from _catalogues(case, place, now)
    if _site(now) not in (_site(case.old), _site(case.new)):
        # One of which an edition failed is neither the old nor the new one.
        withdrawn = {path.removeprefix(_SITE) for path in _site(case.old).keys() - _site(case.new).keys()}
        failed = ran.code == _PROBLEM
        found = (
            [*faults_of_site(place / "project/build/site", withdrawn)]
            if failed
            else [_differ(_site(now), _site(case.new))]
        )
        yield from (f"the site is not whole: {fault}" for fault in found[:3])
    state = beginning(place, whole)
    if state not in case.ends:
        again = bench.run(place, case.command.words)
        case.ends[state] = again.code, kept(snapshot(place)), again.output
    code, end, output = case.ends[state]
    if end != case.new:
        yield f"the next run ends elsewhere: {_differ(end, case.new)} ({output.strip()[:200]})"
    elif code != _WELL and now != case.new:
        yield f"the next run ends with {code}: {output.strip()[:200]}"


def _outcome(ran: Ran, *, is_done: bool) -> Iterator[str]:
    """Yield what is wrong in how a command that was not killed has ended: it says in one message what failed, or it is done."""
    if "Traceback" in ran.output or ran.code not in (_WELL, _FINDINGS, _PROBLEM):
        yield f"it ends with {ran.code}: {ran.output.strip()[-2000:]}"
    elif ran.code == _WELL and not is_done:
        yield f"it ends well, and is not done: {ran.output.strip()[-200:]}"
    elif ran.code != _WELL and len(told := _TOLD.findall(ran.output)) != 1:
        yield f"it tells {len(told)} problems: {ran.output.strip()[-600:]}"


def _catalogues(case: _Case, place: Path, now: dict[str, str]) -> Iterator[str]:
    for path, state in now.items():
        if path.endswith(".po") and state not in (case.old.get(path), case.new.get(path)):
            yield f"{path} is neither the old nor the new one: {fault_of_catalogue(place / path) or 'gettext takes it'}"
    for path in (case.old.keys() & case.new.keys()) - now.keys():
        if path.endswith(".po"):
            yield f"{path} is gone"


def _site(files: dict[str, str]) -> dict[str, str]:
    return {path: state for path, state in files.items() if path.startswith(_SITE)}


def _differ(first: dict[str, str], second: dict[str, str]) -> str:
    paths = sorted(path for path in first.keys() | second.keys() if first.get(path) != second.get(path))
    return f"{len(paths)} differ, {', '.join(paths[:3])}"


def _short(path: str, place: Path) -> str:
    return path.removeprefix(f"{place.parent}/places/").partition("/")[2]
