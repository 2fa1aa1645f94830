# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks that a translation keeps what the original refers to. The order does not matter, nor do words for readers."""

from collections import Counter
from collections.abc import Iterator

from pipeline.proofread.pair import Pair
from pipeline.proofread.text import Role


def lost_role(pair: Pair) -> Iterator[str]:
    """Find roles of the original that the translation dropped.

    Bad:   See :doc:`install`  ->  Shih instalimin
    Good:  See :doc:`install`  ->  Shih :doc:`install`
    """
    lost, _, _ = _compared(pair)
    for role in lost:
        yield f"{role} is missing; put it in, with the words of your language"


def extra_role(pair: Pair) -> Iterator[str]:
    """Find roles that the original does not have, or whose names were translated.

    Bad:   a :term:`victim`  ->  ein :begriff:`Opfer`
    Good:  a :term:`victim`  ->  ein :term:`Opfer`
    """
    _, extra, _ = _compared(pair)
    for role in extra:
        yield f"{role} is not in the original; take it out, or give it the original's name"


def changed_target(pair: Pair) -> Iterator[str]:
    """Find references whose target was translated or mistyped. Only the words before <…> are the translator's.

    Bad:   See :ref:`Referral <referral>`  ->  Siehe :ref:`Weiterverweisung <weiterverweisung>`
    Good:  See :ref:`Referral <referral>`  ->  Siehe :ref:`Weiterverweisung <referral>`
    """
    _, _, changed = _compared(pair)
    for wanted, found in changed:
        yield f"{found} should be {wanted}; keep the target as it is"


def lost_footnote(pair: Pair) -> Iterator[str]:
    """Find marks of footnotes that are missing, changed or added.

    Bad:   It is free [#number]_.  ->  È gratuito.
    Good:  It is free [#number]_.  ->  È gratuito [#number]_.
    """
    yield from _both_ways(pair.original.footnotes, pair.translation.footnotes)


def lost_citation(pair: Pair) -> Iterator[str]:
    """Find marks of citations that are missing, changed or added.

    Bad:   as shown [Rossi2024]_  ->  siç u tregua
    Good:  as shown [Rossi2024]_  ->  siç u tregua [Rossi2024]_
    """
    yield from _both_ways(pair.original.citations, pair.translation.citations)


def lost_substitution(pair: Pair) -> Iterator[str]:
    """Find names between bars, which stand for another text, that are missing, translated or added.

    Bad:   since |year|  ->  seit |jahr|
    Good:  since |year|  ->  seit |year|
    """
    yield from _both_ways(pair.original.substitutions, pair.translation.substitutions)


def lost_reference(pair: Pair) -> Iterator[str]:
    """Find links by name that are missing, or that an underscore at the end of a word makes by mistake.

    Bad:   the field name  ->  das Feld name_
    Good:  the field name  ->  das Feld name\\_
    """
    wanted, found = pair.original.references, pair.translation.references
    if len(wanted) > len(found):
        yield f"{len(wanted) - len(found)} of the links {', '.join(dict.fromkeys(wanted))} is missing; put it in"
    elif len(found) > len(wanted):
        extra = next(iter(Counter(found) - Counter(wanted)))
        yield f"{extra} is a link that the original does not have; write \\_ for the sign itself"


def lost_literal(pair: Pair) -> Iterator[str]:
    """Find ``literal`` texts that the translation dropped, or that lost their quotes.

    Bad:   Press ``OK``  ->  Premere OK
    Good:  Press ``OK``  ->  Premere ``OK``
    """
    wanted, found = pair.original.literals, pair.translation.literals
    lost = [*(Counter(wanted) - Counter(found)).elements()][: max(0, len(wanted) - len(found))]
    for literal in lost:
        yield f"``{literal}`` is missing; put it in, between two backquotes on each side"


def lost_emphasis(pair: Pair) -> Iterator[str]:
    """Find *emphasis* and **strong** words that lost their stars. More of it than the original has is the translator's choice.

    Bad:   *prima* di tutto  ->  vor allem
    Good:  *prima* di tutto  ->  *vor* allem
    """
    for mark in dict.fromkeys((Counter(pair.original.emphases) - Counter(pair.translation.emphases)).elements()):
        yield f"{mark} is missing; put the stars around the words that they stand around in the original"


def changed_url(pair: Pair) -> Iterator[str]:
    """Find addresses that differ. A page of the same site in the reader's language is welcome, so this is a notice.

    Bad:   https://example.org/report  ->  https://example.org/raport
    Good:  https://example.org/report  ->  https://example.org/report
    """
    lost = Counter(pair.original.urls) - Counter(pair.translation.urls)
    extra = Counter(pair.translation.urls) - Counter(pair.original.urls)
    if lost and extra:
        yield f"{', '.join(lost)} became {', '.join(extra)}"
    elif lost or extra:
        yield f"{', '.join(lost or extra)} is {'missing' if lost else 'not in the original'}"


def _compared(pair: Pair) -> tuple[list[Role], list[Role], list[tuple[Role, Role]]]:
    """The roles that are missing, those too many, and those of which only the target differs (wanted, found)."""
    wanted, found = Counter(pair.original.roles), Counter(pair.translation.roles)
    lost, extra = list((wanted - found).elements()), list((found - wanted).elements())
    changed = []
    for role in tuple(lost):
        other = next((each for each in extra if each.name == role.name), None)
        if other is not None:
            lost.remove(role)
            extra.remove(other)
            changed.append((role, other))
    return lost, extra, changed


def _both_ways(wanted: tuple[str, ...], found: tuple[str, ...]) -> Iterator[str]:
    for mark in (Counter(wanted) - Counter(found)).elements():
        yield f"{mark} is missing; put it in as it stands in the original"
    for mark in (Counter(found) - Counter(wanted)).elements():
        yield f"{mark} is not in the original; take it out"
