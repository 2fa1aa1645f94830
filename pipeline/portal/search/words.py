# SPDX-License-Identifier: GPL-3.0-or-later
"""The word index of the search: the positions of each word form in all editions of a language, in scripts by first letters. Pure.

A browser loads `contents`, which has the length of each passage, and the script for the first three letters of each word of the
query. That script has all forms of the word, and the candidates for typing errors; the browser does the stemming.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby, pairwise

from pipeline.portal.search.synonyms import Synonyms, fold, runs, split_words

_SIZE = 5000
"""Maximum characters in a script of words, unless the words with the same three letters have more."""
_COMMON, _MIN_PASSAGES = 0.25, 100
"""Forms in more than this share and this number of passages have separate scripts."""
_BETWEEN_GROUPS = frozenset(" \u00a0\u202f().-/")
_MAX_GROUPS = 6
_MIN_PART, _MIN_BEGINNING = 5, 3
"""Minimum letters of the last part of a compound, and of the part before it."""
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class SearchTexts:
    """The search texts of an edition: for each script, its sections."""

    slug: str
    title: str
    scripts: Sequence[Sequence[Sequence[object]]]


@dataclass(slots=True)
class _Words:
    """The positions of each form by passage number: word indexes that begin with the passage's title."""

    places: dict[str, dict[int, list[int]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))

    def note_all(self, text: str, passage: int, start: int) -> int:
        """Add each word, and adjacent groups of digits also joined: 800 290 290 as 290290 and 800290290. Return the next position."""
        places, place, separator = self.places, start, ""
        groups: list[str] = []
        for is_one, run in split_words(text):
            if not is_one:
                separator = run
                continue
            form = run.lower()
            places[form][passage].append(place)
            if form.isdigit() and form.isascii():
                is_near = len(separator) <= len("-()") and _BETWEEN_GROUPS.issuperset(separator)
                groups = ([*groups, form] if is_near else [form])[-_MAX_GROUPS:]
                for first in range(len(groups) - 1):
                    places["".join(groups[first:])][passage].append(place - len(groups) + 1 + first)
            elif groups:
                groups = []
            place += 1
        return place


def word_scripts(
    editions: Sequence[SearchTexts], synonyms: Synonyms, *, has_compounds: bool
) -> Iterator[tuple[str, str]]:
    """Yield names and texts of the scripts of a language: `contents`, a script per common word, and the scripts of other words.

    With `has_compounds`, a form is also found by a last part that is a word itself: Notunterkunft by Unterkunft. Only `synonyms` that
    occur in no text are used.
    """
    words, numbers = _Words(), dict[tuple[str, str], int]()
    total = 0
    rows: list[dict[str, object]] = []
    for edition in editions:
        scripts: list[str] = []
        for sections in edition.scripts:
            entries: list[str] = []
            for section in sections:
                title, text = str(section[2]), str(section[3])
                heads = words.note_all(title, total, 0)
                # Leave a gap in the positions, so that no phrase spans title and text.
                size = words.note_all(text, total, heads + 1)
                twin = numbers.setdefault((title, text), total) if text else total
                entries.append(_entry(size, heads, section, twin if twin != total else None))
                total += 1
            scripts.append(" ".join(entries))
        rows.append({"slug": edition.slug, "title": edition.title, "scripts": scripts})
    common = {form for form, places in words.places.items() if len(places) > max(total * _COMMON, _MIN_PASSAGES)}
    known = {fold(form) for form in words.places}
    new_synonyms = [(word, f"{word}> {meant}") for word, meant in synonyms.items() if word not in known]
    word_lists = _word_scripts(
        {form: of for form, of in words.places.items() if form not in common}, new_synonyms, has_compounds
    )
    contents = {"common": " ".join(sorted(common)), "words": [first for first, _ in word_lists], "editions": rows}
    yield "contents", f"siteSearch.contents({javascript(contents)});\n"
    for number, form in enumerate(sorted(common)):
        yield f"common-{number}", _script([f"{form} {_postings(words.places[form])}"])
    for number, (_, lines) in enumerate(word_lists or [("", [])]):
        yield f"words-{number}", _script(lines)


def _entry(size: int, heads: int, section: Sequence[object], twin: int | None) -> str:
    """Return the ranking data of a passage: its counts of words, title words and title words that are not numbers, and its kind."""
    named = sum(not run.isdigit() for run in runs(str(section[2])))
    kind = ("C" if section[1] == "" else "") + ("S" if len(section) > 4 and section[4] else "")
    counts = ".".join(map(_base36, (size, heads) if named == heads else (size, heads, named)))
    return counts + kind + (f"={_base36(twin)}" if twin is not None else "")


def _word_scripts(
    places: Mapping[str, Mapping[int, Sequence[int]]], extra_lines: Sequence[tuple[str, str]], has_compounds: bool
) -> list[tuple[str, list[str]]]:
    """Return the lines of each script of words, with the first letters of its first line.

    Forms with the same first three letters, ignoring accents, are in the same script.
    """
    lines = [*extra_lines, *((fold(form), f"{form} {_postings(of_form)}") for form, of_form in places.items())]
    if has_compounds:
        for part, compounds in _parts(places).items():
            lines.append((part, f"{part}< {_postings(_joined([places[form] for form in compounds]))}"))
    scripts: list[tuple[str, list[str]]] = []
    for first, group in groupby(sorted(lines), lambda line: line[0][:3]):
        added = [line for _, line in group]
        if scripts and sum(map(len, scripts[-1][1])) + sum(map(len, added)) < _SIZE:
            scripts[-1][1].extend(added)
        else:
            scripts.append((first, added))
    return scripts


def _parts(places: Mapping[str, object]) -> dict[str, list[str]]:
    """Return compounds by their last part, which must be a form itself."""
    known = {fold(form) for form in places if not form[0].isdigit()}
    parts: dict[str, list[str]] = defaultdict(list)
    for form in sorted(places):
        plain = fold(form)
        for start in range(_MIN_BEGINNING, len(plain) - _MIN_PART + 1):
            if plain[start:] in known:
                parts[plain[start:]].append(form)
    return parts


def _joined(all_places: Sequence[Mapping[int, Sequence[int]]]) -> Mapping[int, Sequence[int]]:
    joined: dict[int, list[int]] = defaultdict(list)
    for places in all_places:
        for passage, of_passage in places.items():
            joined[passage] += of_passage
    return {passage: sorted(joined[passage]) for passage in sorted(joined)}


def _postings(places: Mapping[int, Sequence[int]]) -> str:
    """Return passages and positions as differences in base 36: `1f.3.a,2.7` is passage 51 (positions 3, 13) and 53 (7)."""
    parts: list[str] = []
    last = 0
    for passage, of_passage in places.items():
        part = f"{_base36(passage - last)}.{_base36(of_passage[0])}"
        for before, after in pairwise(of_passage):
            part += f".{_base36(after - before)}"
        parts.append(part)
        last = passage
    return ",".join(parts)


def _script(lines: Sequence[str]) -> str:
    return f"siteSearch.words({javascript(chr(10).join(lines))});\n"


def javascript(value: object) -> str:
    """Return a value as JSON for a script."""
    # In older browsers, U+2028 and U+2029 end a line of a script.
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


@cache
def _base36(number: int) -> str:
    return _DIGITS[number] if number < len(_DIGITS) else _base36(number // 36) + _DIGITS[number % 36]
