# SPDX-License-Identifier: GPL-3.0-or-later
"""The word index of the search: the places of each form in all editions of a language, in scripts by first letters. Pure.

A browser loads `contents`, which says how long each passage is, and the script for the first three letters of each word that a
reader types. All forms of a word are there, as are corrections of typing errors; stems are made in the browser alone.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby, pairwise

from pipeline.portal.search.synonyms import Synonyms, fold, runs, split_words

_SIZE = 5000
"""The number of characters after which a script of words ends."""
_COMMON, _MIN_PASSAGES = 0.25, 100
"""Forms in more than this share and this number of passages have scripts of their own."""
_BETWEEN_GROUPS = frozenset(" \u00a0\u202f().-/")
_MAX_GROUPS = 6
_MIN_PART, _MIN_BEGINNING = 5, 3
"""Least letters of the last part of a compound, and of the parts before it."""
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class SearchTexts:
    """An edition as its scripts of texts hold it: for each script, the sections in it."""

    slug: str
    title: str
    scripts: Sequence[Sequence[Sequence[object]]]


@dataclass(slots=True)
class _Words:
    """The places of each form, by the number of the passage: the how-manieth word of it, its title first."""

    places: dict[str, dict[int, list[int]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))

    def note_all(self, text: str, passage: int, start: int) -> int:
        """Note each word, and groups of digits also as one: 800 290 290 as 290290 and 800290290 too. Return the next place."""
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
    """Yield the names and the texts of the scripts of a language: `contents`, those of common words, and those of the others.

    With `has_compounds` a form is also found by the last part of it that is a word itself: Notunterkunft by Unterkunft. Of the
    `synonyms` those count that no text has.
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
                # A gap in the numbers, since no phrase continues from the title to the text.
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
    yield "contents", f"siteSearch.contents({_json(contents)});\n"
    for number, form in enumerate(sorted(common)):
        yield f"common-{number}", _script([f"{form} {_postings(words.places[form])}"])
    for number, (_, lines) in enumerate(word_lists or [("", [])]):
        yield f"words-{number}", _script(lines)


def _entry(size: int, heads: int, section: Sequence[object], twin: int | None) -> str:
    """Return the data of a passage for ranking: counts of its words, of title words, of title words without numbers, and its kind."""
    named = sum(not run.isdigit() for run in runs(str(section[2])))
    kind = ("C" if section[1] == "" else "") + ("S" if len(section) > 4 and section[4] else "")
    counts = ".".join(map(_base36, (size, heads) if named == heads else (size, heads, named)))
    return counts + kind + (f"={_base36(twin)}" if twin is not None else "")


def _word_scripts(
    places: Mapping[str, Mapping[int, Sequence[int]]], extra_lines: Sequence[tuple[str, str]], has_compounds: bool
) -> list[tuple[str, list[str]]]:
    """Return the lines of each script of words, with the letters that the first of them begins with.

    Forms that begin with the same three letters, without their accents, are in one script.
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
    """Return compounds by their last part, which is a form itself."""
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
    """Return passages and the places in each, as differences: `1f.3.a,2.7` is 51 (3, 13) and 53 (7)."""
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
    return f"siteSearch.words({_json(chr(10).join(lines))});\n"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@cache
def _base36(number: int) -> str:
    return _DIGITS[number] if number < len(_DIGITS) else _base36(number // 36) + _DIGITS[number % 36]
