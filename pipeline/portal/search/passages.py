# SPDX-License-Identifier: GPL-3.0-or-later
"""The passages of a page for the search: its sections, steps and glossary terms, with the languages of their words. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from lxml import html

from pipeline.portal.page_text import classes_of

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_TITLES = frozenset(("part-title", "step-title"))
_INLINE = frozenset(
    ("a", "abbr", "b", "cite", "code", "em", "i", "mark", "math", "q", "small", "span", "strong", "sub", "sup")
)
_NOTE = "footnote-reference"
"""The class of the call of a note, which would belong to the word before it."""
_ENDS = ".:;,!?…–—·»”“’)"


type Run = tuple[str, str]
"""Words, and the tag of the language that they are in."""


@dataclass(slots=True)
class SearchPassage:
    """A passage that a result leads to. `anchor` is empty for the head of a page; `blocks` are its paragraphs.

    A list of sources is read after all else: its titles of other works have the words that everybody looks for.
    """

    anchor: str
    title: Sequence[Run] = ()
    blocks: list[Sequence[Run]] = field(default_factory=list)
    are_sources: bool = False

    @property
    def text(self) -> Sequence[Run]:
        """The paragraphs on one line; a middle dot separates cells, rows and whatever else ends without punctuation."""
        text: list[Run] = []
        for block in self.blocks:
            if text:
                words, tag = text[-1]
                text[-1] = (words + (" " if words[-1] in _ENDS else " · "), tag)
            text += block
        return text


def passages(text: html.HtmlElement) -> list[SearchPassage]:
    """Return the passages of the text of a page (`page_text.py`) in their order; its head comes first. Empty without words."""
    head = SearchPassage("")
    all_passages = [head]
    languages = (one.get("lang") for one in (text, *text.iterancestors()))
    _walk(text, next(filter(None, languages), ""), head, all_passages)
    # The outermost section is the page; the text before it belongs to the same passage.
    if len(all_passages) > 1 and not head.title:
        all_passages[1].blocks[:0] = head.blocks
        all_passages[1].anchor = ""
        del all_passages[0]
    return [passage for passage in all_passages if passage.title or passage.blocks]


def _walk(element: html.HtmlElement, around: str, current: SearchPassage, passages: list[SearchPassage]) -> None:
    """Add the text below an element to the passage that it belongs to, and the passages that begin in it to `passages`.

    `around` is the language of the text around the element.
    """
    line = _Line(current)
    tag = element.get("lang") or around
    line.add((element.text or "", tag))
    for child in element:
        if child.tag in _INLINE:
            line.add(*_inline(child, tag))
        else:
            line.end()
            current = line.section = _below(child, tag, current, line.home, passages)
        line.add((child.tail or "", tag))
    line.end()


def _below(
    child: html.HtmlElement, around: str, current: SearchPassage, home: SearchPassage, passages: list[SearchPassage]
) -> SearchPassage:
    """Read a block; return the passage that the text after it belongs to."""
    classes = classes_of(child)
    if child.tag in _HEADINGS or not _TITLES.isdisjoint(classes):
        if not home.title:
            home.title = _words(_inline(child, around))
            return current
        _walk(child, around, current, passages)
        return current
    if child.tag == "dt" and child.get("id"):
        term = SearchPassage(child.get("id"), _words(_inline(child, around)))
        passages.append(term)
        return term
    if child.tag == "dd":
        _walk(child, around, current, passages)
        return current
    if child.get("id") and (child.tag == "section" or "step" in classes):
        inner = SearchPassage(_anchor(child))
        passages.append(inner)
        _walk(child, around, inner, passages)
        return home
    home.are_sources |= "citation" in classes
    _walk(child, around, home, passages)
    return home


class _Line:
    """Collects the text of a block until the next begins. `home` is the passage around, `section` the one at this place."""

    def __init__(self, section: SearchPassage) -> None:
        self.home = self.section = section
        self.parts: list[Run] = []

    def add(self, *parts: Run) -> None:
        self.parts += parts

    def end(self) -> None:
        if line := _words(self.parts):
            self.section.blocks.append(line)
        self.parts.clear()


def _inline(element: html.HtmlElement, around: str) -> Iterator[Run]:
    """Yield all text within."""
    if _NOTE in classes_of(element):
        return
    tag = element.get("lang") or around
    yield element.text or "", tag
    for child in element:
        yield from _inline(child, tag)
        yield child.tail or "", tag


def _anchor(section: html.HtmlElement) -> str:
    """Return the label that editors gave, which is in an empty span at the head; else the section's own identifier."""
    labels = [str(section.get("id"))]
    for child in section:
        if child.tag == "span" and child.get("id") and not len(child) and not child.text:
            labels.append(child.get("id"))
        else:
            break
    # `index-3` counts the entries of the index of terms, and changes with them.
    return [label for label in labels if not label.startswith("index-")][-1] if len(labels) > 1 else labels[0]


def _words(runs: Iterable[Run]) -> Sequence[Run]:
    """Return the same with single spaces between words, none at the ends, and neighbours in one language joined."""
    joined: list[Run] = []
    is_apart = False
    for text, tag in runs:
        words = " ".join(text.split())
        if words and joined:
            last, last_tag = joined.pop()
            last += " " * (is_apart or text[0].isspace())
            joined += [(last + words, tag)] if tag == last_tag else [(last, last_tag), (words, tag)]
        elif words:
            joined.append((words, tag))
        is_apart = text[-1].isspace() if words else is_apart or bool(text)
    return joined
