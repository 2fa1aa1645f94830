# SPDX-License-Identifier: GPL-3.0-or-later
"""What earlier versions had that is no longer known, with what to do: upgrades.toml."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path


def former(kind: str) -> Mapping[str, str]:
    """Return what to do about each former name of a kind: `keys`, `options`, `catalogues`, `commands` and so on."""
    return upgrades()[kind]


@cache
def upgrades() -> Mapping[str, Mapping[str, str]]:
    """Return all former names by kind."""
    return tomllib.loads(Path(__file__).with_name("upgrades.toml").read_text(encoding="utf-8"))
