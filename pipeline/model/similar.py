# SPDX-License-Identifier: GPL-3.0-or-later
"""Suggests names for a mistyped one."""

from collections.abc import Iterable

_MIN_SIMILARITY = 72.0
"""Minimum similarity (0 to 100): `widht` and `width` have 80, `nota` and `note` 75."""
_MARGIN = 8.0
_MAX_NAMES = 3
_MAX_EDITS = 2


def similar(name: str, names: Iterable[str]) -> list[str]:
    """Return the names most similar to `name`, at most three, the most similar first."""
    from rapidfuzz import fuzz, process  # imported late: every command imports this module, but only mistakes need it

    def plain(name: str) -> str:
        return name.casefold().replace("_", "-").replace(" ", "-")

    choices = list(dict.fromkeys(other for other in names if other != name))
    matches = process.extract(
        name, choices, scorer=fuzz.ratio, processor=plain, score_cutoff=_MIN_SIMILARITY, limit=_MAX_NAMES
    )
    return [other for other, score, _ in matches if score >= matches[0][1] - _MARGIN]


def misspelling(name: str, names: Iterable[str], edits: int = _MAX_EDITS) -> str | None:
    """Return the name that `name` is a misspelling of: few edits away, such as swapped letters. None if there is none."""
    from rapidfuzz.distance import OSA  # as above

    slips = {other: OSA.distance(name, other.casefold()) for other in names}
    return (
        min(slips, key=lambda other: slips[other]) if 0 < min(slips.values(), default=0) <= edits < len(name) else None
    )


def suggestion(name: str, names: Iterable[str]) -> str:
    """Return a hint for an unknown name: similar names, or else all names."""
    choices = list(names)
    near = similar(name, choices)
    return f"did you mean {', '.join(near)}?" if near else f"choose one of: {', '.join(choices)}"
