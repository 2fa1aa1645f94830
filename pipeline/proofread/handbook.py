# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation of the checks: explanations from their docstrings, and examples in each language. Writes no files."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.languages.profile import name_of
from pipeline.proofread.checks import ALLOWABLE, BAD_ALLOW, TWO_TRANSLATIONS, explanation, explanation_as_message
from pipeline.words import Words

LANGUAGES = ("it", "en", "de", "sq")
"""The languages of the examples, in display order."""

_EXAMPLES = Path(__file__).with_name("examples")
_BLANK, _NO_BREAK_SPACE = "␣", "⍽"
_SHOWN = 60
"""Number of characters of a repeated text that are shown."""
_OUTER_OR_DOUBLED = re.compile(r"\A +| +\Z| {2,}")
_UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Example:
    """A text in which a check finds something, and its correction.

    `bad` and `good` are in `language`. `original` is in the language `source`; both are "" for checks of a single text.
    `elsewhere` is the translation in another catalogue, for the check that compares catalogues. `repeated` is the number of
    repetitions of the text in the file that make up `bad`.
    """

    language: str
    bad: str
    good: str
    source: str = ""
    original: str = ""
    elsewhere: str = ""
    repeated: int = 1


def check_names() -> tuple[str, ...]:
    """Return the names of all checks, in handbook order."""
    return (*ALLOWABLE, TWO_TRANSLATIONS, BAD_ALLOW)


def examples(name: str) -> tuple[Example, ...]:
    """Return the examples of a check, in the order of LANGUAGES."""
    path = _EXAMPLES / f"{name}.toml"
    if not path.is_file():
        return ()
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    read = (Example(tag, **tables[tag]) for tag in LANGUAGES if tag in tables)
    return tuple(replace(example, bad=example.bad * example.repeated) for example in read)


def entry(name: str, words: Words) -> str:
    """Return the explanation of a check with its examples, for a terminal. Raises Problem `unknown-check`."""
    text = explanation_as_message(name)
    translated = explanation(name) if words(text) == text else words(text)
    return "\n\n".join(filter(None, (translated, render(examples(name), words))))


def render(cases: tuple[Example, ...], words: Words) -> str:
    """Return examples as plain text, with visible signs for blanks and no-break spaces where they matter."""
    text = "\n\n".join("\n".join(_lines(example, words)) for example in cases)
    blank, no_break_space = words("%(sign)s is a space"), words("%(sign)s is a no-break space (U+00A0)")
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
        # Show invisible characters: blanks where they matter, no-break spaces, control characters.
        blanks = _OUTER_OR_DOUBLED.sub(lambda match: _BLANK * len(match[0]), text) if "\n" not in text else text
        spaces = blanks.replace("\u00a0", _NO_BREAK_SPACE)
        visible = _UNSEEN.sub(lambda match: match[0].encode("unicode_escape").decode(), spaces)
        first, *more_lines = visible.split("\n")
        yield f"  {f'{label}:':{width}}{first}"
        yield from (f"  {'':{width}}{line}".rstrip() for line in more_lines)
