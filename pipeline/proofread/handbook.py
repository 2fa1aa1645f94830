# SPDX-License-Identifier: GPL-3.0-or-later
"""What the checks say of themselves: the words of their code, and an example in each language. Writes no file."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.languages.profile import name_of
from pipeline.proofread.checks import ALLOWABLE, BAD_ALLOW, TWO_TRANSLATIONS, explanation, explanation_as_message
from pipeline.words import Words

LANGUAGES = ("it", "en", "de", "sq")
"""The tags of the languages in which each check has an example, in the order in which they are shown."""

_EXAMPLES = Path(__file__).with_name("examples")
_BLANK, _NO_BREAK_SPACE = "␣", "⍽"
_SHOWN = 60
"""Characters that are shown of a text that says the same over and over."""
_OUTER_OR_DOUBLED = re.compile(r"\A +| +\Z| {2,}")
_UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Example:
    """A text in which a check finds something, and how it is right.

    `language` is that of `bad` and `good`. `original` is in the language `source`; both are "" where the check asks one
    text alone. `elsewhere` is what another catalogue has for the same original, of the check that compares catalogues.
    `repeated` tells how often the file's `bad` stands in it.
    """

    language: str
    bad: str
    good: str
    source: str = ""
    original: str = ""
    elsewhere: str = ""
    repeated: int = 1


def names() -> tuple[str, ...]:
    """Return the names of all checks, in the order of the handbook."""
    return (*ALLOWABLE, TWO_TRANSLATIONS, BAD_ALLOW)


def examples(name: str) -> tuple[Example, ...]:
    """Return the examples of a check, in the order of LANGUAGES; none where it has no file of them."""
    path = _EXAMPLES / f"{name}.toml"
    if not path.is_file():
        return ()
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    read = (Example(tag, **tables[tag]) for tag in LANGUAGES if tag in tables)
    return tuple(replace(one, bad=one.bad * one.repeated) for one in read)


def entry(name: str, words: Words) -> str:
    """Return what a check finds and why, with its examples, for a terminal. Raises Problem `unknown-check`."""
    text = explanation_as_message(name)
    translated = explanation(name) if words(text) == text else words(text)
    return "\n\n".join(filter(None, (translated, rendered(examples(name), words))))


def rendered(cases: tuple[Example, ...], words: Words) -> str:
    """Return examples as plain text, with signs for blanks and no-break spaces where they matter."""
    text = "\n\n".join("\n".join(_lines(one, words)) for one in cases)
    blank, no_break_space = words("%(sign)s is a blank"), words("%(sign)s is a no-break space (U+00A0)")
    signs = ((_BLANK, blank), (_NO_BREAK_SPACE, no_break_space))
    legend = ", ".join(meaning % {"sign": sign} for sign, meaning in signs if sign in text)
    return "\n\n".join(filter(None, (text, words("Here %(legend)s.") % {"legend": legend} if legend else "")))


def _lines(example: Example, words: Words) -> Iterator[str]:
    labels = {
        words("Original (%(language)s)") % {"language": name_of(example.source or "en", words.tag)}: example.original,
        words("Elsewhere"): example.elsewhere,
        words("Bad"): example.bad if example.repeated == 1 else f"{example.bad[:_SHOWN]}…",
        words("Good"): example.good,
    }
    rows = {label: text for label, text in labels.items() if text}
    width = max(map(len, rows)) + 2
    yield name_of(example.language, words.tag)
    for label, text in rows.items():
        # Signs for what nobody sees: blanks where they matter, no-break spaces, control characters.
        blanks = _OUTER_OR_DOUBLED.sub(lambda match: _BLANK * len(match[0]), text) if "\n" not in text else text
        spaces = blanks.replace("\u00a0", _NO_BREAK_SPACE)
        visible = _UNSEEN.sub(lambda match: match[0].encode("unicode_escape").decode(), spaces)
        first, *others = visible.split("\n")
        yield f"  {f'{label}:':{width}}{first}"
        yield from (f"  {'':{width}}{line}".rstrip() for line in others)
