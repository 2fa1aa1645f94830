# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds untranslated labels in pages and books of another language, and marks them as English."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from html import escape
from pathlib import Path
from typing import NamedTuple

from pipeline.model.composed import EnglishLabel
from pipeline.words import INTERFACE_LOCALES, LABELS, READERS, Words, path_of

SPHINX = "sphinx"
_TOKEN = re.compile(
    r"<!--.*?-->|<(script|style|title|textarea|option|svg|math)\b.*?</\1\s*>|<(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>",
    re.DOTALL | re.IGNORECASE,
)
"""Tags, and elements whose text cannot contain markup."""
_NAME = re.compile(r"</?([a-zA-Z][\w:-]*)")
_LANG = re.compile(r"\slang=[\"']([\w-]*)[\"']")
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
_VALUE = re.compile(r"%(?:\(\w+\))?[sd]|\$\{\w+\}")
_WORD = re.compile(r"[^\W\d_]+")
_MARK = '<span lang="en">'
_UNAMBIGUOUS = 3
"""Minimum words of a part that is recognised anywhere, and minimum letters of a part that is recognised if it is the whole text."""
_MAX_VALUE = 80


class _Part(NamedTuple):
    """The words of a label before, between or after its placeholders, as HTML."""

    label: tuple[str, str]
    words: str
    number: int
    has_value: bool


class EnglishLabels:
    """Marks the labels that the catalogues of a language lack; `found_labels` are the labels found, each with its domain.

    `has_label` tells whether Sphinx has a label in the language.
    """

    def __init__(self, words: Words, has_label: Callable[[str], bool]) -> None:
        self._tag = words.tag
        self._parts: defaultdict[str, list[_Part]] = defaultdict(list)
        self._by_words: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
        self.found_labels: dict[tuple[str, str], None] = {}
        if words.tag.partition("-")[0] == "en":
            return
        all_ours, all_of_sphinx = labels_in_english()
        own_labels = [form for forms in all_ours if not words.translates(forms[0]) for form in forms]
        sphinx_labels = [form for forms in all_of_sphinx if not has_label(forms[0]) for form in forms]
        labels = [
            *((text, READERS) for text in own_labels),
            *((text, SPHINX) for text in sphinx_labels if text not in own_labels),
        ]
        for part in (part for label in labels for part in _parts_of(label)):
            self._parts[_WORD.findall(part.words)[0]].append(part)
            self._by_words[part.words].append(part.label)  # “Licence” and “Licence: %s”
        for parts in self._parts.values():
            parts.sort(key=lambda part: -len(part.words))

    def __bool__(self) -> bool:
        """Tell whether the language lacks any labels."""
        return bool(self._parts)

    def mark(self, html: str) -> str:
        """Mark the English labels in a page or a part of one, and record them, including labels that are already marked."""
        if not self._parts:
            return html
        texts, end, last_token = [], 0, ""
        open_elements = [("", self._tag)]
        for token in _TOKEN.finditer(html):
            text = html[end : token.start()]
            if last_token == _MARK:
                self.found_labels |= dict.fromkeys(self._by_words.get(text, ()))
            texts += [self._marked(text) if open_elements[-1][1] == self._tag and text.strip() else text, token[0]]
            end, last_token = token.end(), token[0]
            _track_element(open_elements, token)
        return "".join([*texts, html[end:]])

    def with_places(self, locales: Path) -> tuple[EnglishLabel, ...]:
        """Return the labels found, with their lines in the project's catalogue, else in the pipeline's."""
        lines = {
            domain: _catalogue_lines(self._tag, domain, locales) for domain in (READERS, SPHINX) if self.found_labels
        }
        return tuple(
            EnglishLabel(text, lines[domain][0], lines[domain][1].get(text, 0)) for text, domain in self.found_labels
        )

    def _marked(self, text: str) -> str:
        pieces, end = [], 0
        for word in _WORD.finditer(text):
            if word.start() < end or word[0] not in self._parts:
                continue
            for part in self._parts[word[0]]:
                if _is_label_at(part, text, word.start()):
                    self.found_labels |= dict.fromkeys(self._by_words[part.words])
                    pieces += [text[end : word.start()], f"{_MARK}{part.words}</span>"]
                    end = word.start() + len(part.words)
                    break
        return "".join([*pieces, text[end:]])


def _catalogue_lines(tag: str, domain: str, locales: Path) -> tuple[Path, dict[str, int]]:
    paths = [path_of(tag, domain, folder) for folder in (locales, INTERFACE_LOCALES)]
    path = next((path for path in paths if path.is_file()), paths[0])
    return path, {form: line for forms, line in _messages(path) for form in forms} if path.is_file() else {}


@cache
def labels_in_english() -> tuple[tuple[tuple[str, ...], ...], tuple[tuple[str, ...], ...]]:
    """Return our labels and Sphinx's in English, each with its plural, from the pipeline's catalogues."""
    of_readers, of_sphinx = (sorted(INTERFACE_LOCALES.glob(f"*/LC_MESSAGES/{name}.po")) for name in (READERS, SPHINX))
    texts = (forms for path in of_sphinx for forms, _ in _messages(path))
    return tuple(forms for forms, _ in _messages(of_readers[0])), tuple(
        dict.fromkeys([*((label,) for label in LABELS), *texts])
    )


def _messages(path: Path) -> Iterator[tuple[tuple[str, ...], int]]:
    # Imported late: only needed if labels are missing.
    from babel.messages.pofile import read_po

    with path.open("rb") as file:
        for message in read_po(file):
            if message.id:
                yield (message.id,) if isinstance(message.id, str) else tuple(message.id), message.lineno or 0


def _parts_of(label: tuple[str, str]) -> Iterator[_Part]:
    texts = _VALUE.split(label[0])
    for text in texts:
        words = _WORD.findall(text)
        if sum(map(len, words)) >= _UNAMBIGUOUS:
            whole = text[text.index(words[0]) : text.rindex(words[-1]) + len(words[-1])]
            yield _Part(label, escape(" ".join(whole.split()), quote=False), len(words), len(texts) > 1)


def _is_label_at(part: _Part, text: str, start: int) -> bool:
    """Tell whether a text between two tags has a part of a label at `start`. Short parts count only alone or with a value.

    A middle dot (`1 May 2026 · draft translation`) separates texts.
    """
    end = start + len(part.words)
    if not text.startswith(part.words, start) or _WORD.match(text, end):
        return False
    if part.number >= _UNAMBIGUOUS:
        return True
    before, after = text[:start].rpartition("·")[2], text[end:].partition("·")[0].strip()
    has_value = after.startswith(":") or (part.has_value and len(after) <= _MAX_VALUE)
    return not _WORD.search(before) and (has_value or not _WORD.search(after))


def _track_element(open_elements: list[tuple[str, str]], token: re.Match[str]) -> None:
    """Update `open_elements`, the stack of names and languages of open elements, for a tag."""
    name = _NAME.match(token[0])
    if token[1] or name is None or name[1].lower() in _VOID or token[0].endswith("/>"):
        return
    if not token[0].startswith("</"):
        language = _LANG.search(token[0])
        open_elements.append((name[1], language[1] if language else open_elements[-1][1]))
    elif any(name[1] == other for other, _ in open_elements):
        while open_elements.pop()[0] != name[1]:
            pass
