# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds untranslated labels in pages and books of another language, and marks them as English."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from html import escape
from pathlib import Path

from pipeline.model.composed import EnglishLabel
from pipeline.words import INTERFACE_LOCALES, LABELS, READERS, Words, path_of

SPHINX = "sphinx"
_TOKEN = re.compile(
    r"<!--.*?-->|<(script|style|title|textarea|option|svg|math)\b.*?</\1\s*>"
    r"|<(/?)([a-zA-Z][\w:-]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>|<[^>]*>",
    re.DOTALL | re.IGNORECASE,
)
"""Tags (whether it closes an element, its name, the rest), and elements whose text cannot contain markup."""
_LANG = re.compile(r"\slang=[\"']([\w-]*)[\"']")
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
_VALUE = re.compile(r"%(?:\(\w+\))?[sd]|\$\{\w+\}")
_LETTER = r"[^\W\d_]"
_SEGMENT = re.compile(rf"{_LETTER}[^·]*")
"""A text from its first letter: a middle dot (`1 May 2026 · draft translation`) separates texts."""
_PIECE = re.compile(rf"{_LETTER}.*{_LETTER}", re.DOTALL)
_PIECES = rf"(?<!{_LETTER})(?:%(long)s)(?!{_LETTER})|\A(?:(?:%(short)s)(?=\s*:|[\W\d_]*\Z)|(?:%(valued)s)(?!{_LETTER})(?=.{{,80}}\Z))"
"""Long pieces of labels are recognised anywhere in a segment; others at its beginning, with a value, a colon or nothing after them."""
_MARK = '<span lang="en">'
_UNAMBIGUOUS = 3
"""Minimum words of a long piece, and minimum letters of any piece."""


class EnglishLabels:
    """Marks the labels that the catalogues of a language lack; `found_labels` are the labels found, each with its domain.

    `has_label` tells whether Sphinx has a label in the language.
    """

    def __init__(self, words: Words, has_label: Callable[[str], bool]) -> None:
        self._tag = words.tag
        self.found_labels: dict[tuple[str, str], None] = {}
        self._labels: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)  # “Licence” and “Licence: %s”
        all_ours, all_of_sphinx = labels_in_english() if words.tag.partition("-")[0] != "en" else ((), ())
        domains = {form: SPHINX for forms in all_of_sphinx if not has_label(forms[0]) for form in forms}
        domains |= {form: READERS for forms in all_ours if not words.translates(forms[0]) for form in forms}
        pieces: dict[str, set[str]] = {"long": set(), "short": set(), "valued": set()}
        for label in domains.items():
            texts = _VALUE.split(label[0])
            for match in filter(None, map(_PIECE.search, texts)):
                if sum(map(str.isalpha, match[0])) >= _UNAMBIGUOUS:
                    piece = escape(" ".join(match[0].split()), quote=False)
                    self._labels[piece].append(label)
                    is_long = len(re.findall(f"{_LETTER}+", piece)) >= _UNAMBIGUOUS
                    pieces["long" if is_long else "valued" if texts[1:] else "short"].add(piece)
        longest_first = {kind: sorted(map(re.escape, found), key=len, reverse=True) for kind, found in pieces.items()}
        self._pieces = re.compile(
            _PIECES % {kind: "|".join(found) or "(?!)" for kind, found in longest_first.items()}, re.DOTALL
        )

    def __bool__(self) -> bool:
        """Tell whether the language lacks any labels."""
        return bool(self._labels)

    def mark(self, html: str) -> str:
        """Mark the English labels in a page or a part of one, and record them, including labels that are already marked."""
        if not self._labels:
            return html
        texts, end, last_token = [], 0, ""
        open_elements = [("", self._tag)]
        for token in _TOKEN.finditer(html):
            text = html[end : token.start()]
            if last_token == _MARK:
                self.found_labels |= dict.fromkeys(self._labels.get(text, ()))
            elif open_elements[-1][1] == self._tag:
                text = _SEGMENT.sub(lambda segment: self._pieces.sub(self._mark, segment[0]), text)
            texts += [text, token[0]]
            end, last_token = token.end(), token[0]
            _, closing, name, rest = token.groups("")
            if closing:
                while any(name == other for other, _ in open_elements) and open_elements.pop()[0] != name:
                    pass
            elif name and name.lower() not in _VOID and not rest.endswith("/"):
                language = _LANG.search(rest)
                open_elements.append((name, language[1] if language else open_elements[-1][1]))
        return "".join([*texts, html[end:]])

    def _mark(self, piece: re.Match[str]) -> str:
        self.found_labels |= dict.fromkeys(self._labels[piece[0]])
        return f"{_MARK}{piece[0]}</span>"

    def with_places(self, locales: Path) -> tuple[EnglishLabel, ...]:
        """Return the labels found, with their lines in the project's catalogue, else in the pipeline's."""
        lines = {
            domain: _catalogue_lines(self._tag, domain, locales) for domain in (READERS, SPHINX) if self.found_labels
        }
        return tuple(
            EnglishLabel(text, lines[domain][0], lines[domain][1].get(text, 0)) for text, domain in self.found_labels
        )


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
