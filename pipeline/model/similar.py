# SPDX-License-Identifier: GPL-3.0-or-later
"""Names that somebody may have meant with a mistyped one."""

from collections.abc import Iterable

_NEAR = 72.0
"""Of 100: `widht` and `width` have 80, `nota` and `note` 75."""
_BESIDE_THE_BEST = 8.0
_MOST = 3
_SLIPS = 2


def similar(name: str, names: Iterable[str]) -> list[str]:
    """Return the names closest to `name`, at most three, the closest first."""
    from rapidfuzz import fuzz, process  # for mistakes alone: every command imports this module

    def plain(name: str) -> str:
        return name.casefold().replace("_", "-").replace(" ", "-")

    choices = list(dict.fromkeys(other for other in names if other != name))
    matches = process.extract(name, choices, scorer=fuzz.ratio, processor=plain, score_cutoff=_NEAR, limit=_MOST)
    return [other for other, score, _ in matches if score >= matches[0][1] - _BESIDE_THE_BEST]


def misspelling(name: str, names: Iterable[str]) -> str | None:
    """Return the one of the names that is `name` with one or two slips of the fingers, such as letters that changed places."""
    from rapidfuzz.distance import OSA  # as above

    slips = {other: OSA.distance(name, other.casefold()) for other in names}
    return (
        min(slips, key=lambda other: slips[other]) if 0 < min(slips.values(), default=0) <= _SLIPS < len(name) else None
    )


def choice(name: str, names: Iterable[str]) -> str:
    """Return the next step for a name that is none of these: those that are near, or all."""
    choices = list(names)
    near = similar(name, choices)
    return f"did you mean {', '.join(near)}?" if near else f"choose one of: {', '.join(choices)}"
