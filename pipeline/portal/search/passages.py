# SPDX-License-Identifier: GPL-3.0-or-later
"""The passages of a page for the search: its sections, steps and glossary terms, with the languages of their words. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from lxml import etree, html

from pipeline.portal.page_text import INLINE, classes_of

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_TITLES = frozenset(("part-title", "step-title"))
_NOTE = "footnote-reference"
"""The class of footnote references, which would otherwise be joined to the word before them."""
_ENDS = ".:;,!?…–—·»”“’)"


type Run = tuple[str, str]
"""A text, and the tag of its language."""


@dataclass(slots=True)
class SearchPassage:
    """A passage, the target of a search result. `anchor` is empty for the head of a page; `blocks` are its paragraphs.

    A list of sources ranks last: its titles contain the words that everybody searches for.
    """

    anchor: str
    title: Sequence[Run] = ()
    blocks: list[Sequence[Run]] = field(default_factory=list)
    are_sources: bool = False

    @property
    def text(self) -> Sequence[Run]:
        """The paragraphs on one line; a middle dot follows each that ends without punctuation, such as a table cell."""
        text: list[Run] = []
        for block in self.blocks:
            if text:
                words, tag = text[-1]
                text[-1] = (words + (" " if words[-1] in _ENDS else " · "), tag)
            text += block
        return text


def passages(text: html.HtmlElement) -> list[SearchPassage]:
    """Return the passages of a page's text (see page_text.py) in order, starting with its head; empty without words."""
    current = head = SearchPassage("")
    all_passages, line = [head], list[Run]()
    open_blocks = [(head, head)]  # for each open block
    languages = [next(filter(None, (ancestor.get("lang") for ancestor in (text, *text.iterancestors()))), "")]
    walk = etree.iterwalk(text, events=("start", "end"))
    for event, element in walk:
        is_block = element.tag not in INLINE
        if is_block and (words := _words(line)):
            current.blocks.append(words)
        line = [] if is_block else line
        if event == "end":
            languages.pop()
            current = open_blocks.pop()[1] if is_block else current
            line.append((element.tail or "", languages[-1]))
            continue
        languages.append(element.get("lang") or languages[-1])
        titled_passage = None
        if is_block:
            home = open_blocks[-1][0]
            inside, after, titled_passage = _open_block(element, current, home)
            all_passages += [inside] if inside is not current and inside is not home else []
            open_blocks.append((inside, after))
            current = inside
        if titled_passage is not None:
            titled_passage.title = _words(_inline(element, languages[-1]))
        if titled_passage is not None or _NOTE in classes_of(element):
            walk.skip_subtree()
        else:
            line.append((element.text or "", languages[-1]))
    # The outermost section is the page; the text before it belongs to the same passage.
    if len(all_passages) > 1 and not head.title:
        all_passages[1].blocks[:0] = head.blocks
        all_passages[1].anchor = ""
        del all_passages[0]
    return [passage for passage in all_passages if passage.title or passage.blocks]


def _open_block(
    block: html.HtmlElement, current: SearchPassage, home: SearchPassage
) -> tuple[SearchPassage, SearchPassage, SearchPassage | None]:
    """Return the passage for the text in a block, for the text after it, and the passage whose title it is (or None).

    `current` is the passage of the text before it, `home` the passage of the enclosing block.
    """
    classes, name = classes_of(block), block.get("id")
    if block.tag in _HEADINGS or not _TITLES.isdisjoint(classes):
        return current, current, None if home.title else home
    if block.tag == "dd":
        return current, current, None
    if block.tag == "dt" and name:
        term = SearchPassage(name)
        return term, term, term
    if name and (block.tag == "section" or "step" in classes):
        return SearchPassage(_anchor(block)), home, None
    home.are_sources |= "citation" in classes
    return home, home, None


def _inline(element: html.HtmlElement, language: str) -> Iterator[Run]:
    """Yield all text in an element with its language."""
    if _NOTE in classes_of(element):
        return
    tag = element.get("lang") or language
    yield element.text or "", tag
    for child in element:
        yield from _inline(child, tag)
        yield child.tail or "", tag


def _anchor(section: html.HtmlElement) -> str:
    """Return the editors' label of a section, from an empty span at its start, or else the section's own identifier."""
    labels = [str(section.get("id"))]
    for child in section:
        if child.tag == "span" and child.get("id") and not len(child) and not child.text:
            labels.append(child.get("id"))
        else:
            break
    # Labels such as `index-3` number the entries of the index, so they are not stable.
    return [label for label in labels if not label.startswith("index-")][-1] if len(labels) > 1 else labels[0]


def _words(runs: Iterable[Run]) -> Sequence[Run]:
    """Normalize spaces, and join adjacent runs in the same language."""
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
