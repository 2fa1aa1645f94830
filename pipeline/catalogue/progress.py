# SPDX-License-Identifier: GPL-3.0-or-later
"""How far a catalogue is, counted in messages and in words of the original."""

import re
from collections.abc import Iterable

from pipeline.catalogue.message import Catalogue, State
from pipeline.publication import Progress

# What readers do not read: keys of citations, notes' marks, substitutions, addresses, targets of references.
_UNREAD = re.compile(
    r":(?:foot)?cite(?::\w+)?:`[^`]*`"
    r"|\[[#*]?[\w.-]*\]_"
    r"|\|[^|\s][^|]*\|_{0,2}"
    r"|\bhttps?://[^\s<>`]+"
    r"|<[^<>`]*>(?=`)"
)
_ROLE = re.compile(r":[A-Za-z][\w.+:-]*:(?=`)")
_WORD = re.compile(r"[^\W_]\w*(?:[’'.,:\u00a0-]\w+)*")


def progress(originals: Iterable[str], catalogue: Catalogue | None) -> Progress:
    """The state of some originals in a catalogue. What is not in it, or in no catalogue at all, is untranslated.

    An original with a plural holds both, with a NUL between them.
    """
    counted = {state: [0, 0] for state in State}
    for original in originals:
        message = catalogue.find(original.partition("\0")[0]) if catalogue else None
        count = counted[message.state if message else State.UNTRANSLATED]
        count[0] += 1
        count[1] += words(original)
    translated, fuzzy, untranslated = (counted[state] for state in (State.TRANSLATED, State.FUZZY, State.UNTRANSLATED))
    return Progress(translated[0], fuzzy[0], untranslated[0], translated[1], fuzzy[1], untranslated[1])


def words(text: str) -> int:
    """The words and numbers that readers read in a text of reStructuredText; markup and addresses do not count."""
    return len(_WORD.findall(_ROLE.sub("", _UNREAD.sub(" ", text))))
