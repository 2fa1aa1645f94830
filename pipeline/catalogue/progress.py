# SPDX-License-Identifier: GPL-3.0-or-later
"""The progress of a catalogue, in messages and in words of the original."""

import re
from collections import Counter
from collections.abc import Iterable

from pipeline.model.message import Catalogue, State
from pipeline.model.publication import Progress

# Markup that readers do not see: citation keys, footnote references, substitutions, URLs, targets of references.
_UNREAD = re.compile(
    r":(?:foot)?cite(?::\w+)?:`[^`]*`"
    r"|\[[#*]?[\w.-]*\]_"
    r"|\|[^|\s][^|]*\|_{0,2}"
    r"|\bhttps?://[^\s<>`]+"
    r"|<[^<>`]*>(?=`)"
)
_ROLE = re.compile(r":[A-Za-z][\w.+:-]{0,80}:(?=`)")
_WORD = re.compile(r"[^\W_]\w*(?:[’'.,:\u00a0-]\w+)*")


def progress(originals: Iterable[str], catalogue: Catalogue | None) -> Progress:
    """Return the progress of these originals. Originals that are not in the catalogue (or None) count as untranslated.

    Singular and plural of an original are one text, separated by NUL.
    """
    messages, read = Counter[State](), Counter[State]()
    for original in originals:
        message = catalogue.find(original.partition("\0")[0]) if catalogue else None
        state = message.state if message else State.UNTRANSLATED
        messages[state] += 1
        read[state] += words(original)
    return Progress(
        translated=messages[State.TRANSLATED],
        fuzzy=sum(messages[state] for state in State if state.is_fuzzy),
        untranslated=messages[State.UNTRANSLATED],
        translated_words=read[State.TRANSLATED],
        fuzzy_words=sum(read[state] for state in State if state.is_fuzzy),
        untranslated_words=read[State.UNTRANSLATED],
        changed=messages[State.CHANGED],
        suggested=messages[State.SUGGESTED],
    )


def words(text: str) -> int:
    """Return the number of words and numbers in a reStructuredText text, without markup and addresses."""
    return len(_WORD.findall(_ROLE.sub("", _UNREAD.sub(" ", text))))
