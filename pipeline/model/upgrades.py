# SPDX-License-Identifier: GPL-3.0-or-later
"""Names in earlier versions that no longer exist, with advice, from upgrades.toml."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path


def former_names(kind: str) -> Mapping[str, str]:
    """Return the advice for each former name of a kind: `keys`, `options`, `catalogues`, `commands` and so on."""
    return upgrades()[kind]


@cache
def upgrades() -> Mapping[str, Mapping[str, str]]:
    """Return the advice for all former names by kind."""
    return tomllib.loads(Path(__file__).with_name("upgrades.toml").read_text(encoding="utf-8"))
