# SPDX-License-Identifier: GPL-3.0-or-later
"""What the search reads: the text of each edition by section, as a script that does nothing but hold it.

A script, since a page that comes from disk may load one and nothing else. One for each edition, since a reader who
searches one publication needs no other, and an edition that changes leaves the others as they are.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from lxml import html

from pipeline.portal.downloads.sums import SumOf
from pipeline.system.files import sha256_of, write_if_changed

FOLDER = "_search"
"""Below the site: a folder for each language, and in it a script for each edition, and the stemmer."""
_LEFT_OUT = ("genindex.html", "search.html", "py-modindex.html")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_INLINE = frozenset(
    ("a", "abbr", "b", "cite", "code", "em", "i", "mark", "math", "q", "small", "span", "strong", "sub", "sup")
)
_SILENT_TAGS = frozenset(("script", "style", "noscript", "svg", "nav", "button", "input"))
_SILENT = frozenset(
    (
        "back-to-top",
        "edition-bar",
        "edition-notice",
        "enlarge-sign",
        "enlarged",
        "explanation",
        "footnote-reference",
        "headerlink",
        "imprint",
        "kind",
        "offprint",
        "paper-only",
        "search-marks",
        "toctree-wrapper",
    )
)
"""Classes of what stands on a page without being text of the publication."""
_LABELS = frozenset(("caption-number", "fact-label", "part-kind"))
"""Classes of what the page sets apart from the words after it by its look alone."""
_ENDS = ".:;,!?…–—·»”“’)"


type _Run = tuple[str, str]
"""Words, and the tag of the language that they are in."""


@dataclass(slots=True)
class _Section:
    """One passage that a result leads to. `anchor` is empty for the head of a page; `blocks` are its paragraphs.

    A list of sources is read after all else: its titles of other works have the words that everybody looks for.
    """

    anchor: str
    title: Sequence[_Run] = ()
    blocks: list[Sequence[_Run]] = field(default_factory=list)
    are_sources: bool = False

    @property
    def text(self) -> Sequence[_Run]:
        """The paragraphs on one line; a point stands between cells, rows and whatever else ends without a sign."""
        text: list[_Run] = []
        for block in self.blocks:
            if text:
                said, tag = text[-1]
                text[-1] = (said + (" " if said[-1] in _ENDS else " · "), tag)
            text += block
        return text


def place_index(
    edition: Path, slug: str, title: str, target: Path, without: Collection[str] = (), sum_of: SumOf = sha256_of
) -> None:
    """Write what the search reads of the HTML edition in the folder `edition` to the script `target`.

    `without` are pages that are not read, relative to the folder. The script begins with a sum of all that it is made of;
    where that is still the same, nothing is read but the sums of pages.
    """
    pages = [page for page in _pages(edition) if page.relative_to(edition).as_posix() not in without]
    key = f"/* {_key(edition, pages, slug, title, sum_of)} */\n"
    if not (target.is_file() and target.read_text(encoding="utf-8").startswith(key)):
        write_if_changed(target, (key + _script(edition, pages, slug, title)).encode())


def _pages(edition: Path) -> list[Path]:
    return sorted(
        page
        for page in edition.rglob("*.html")
        if page.name not in _LEFT_OUT and not page.relative_to(edition).parts[0].startswith("_")
    )


def _key(edition: Path, pages: Sequence[Path], slug: str, title: str, sum_of: SumOf) -> str:
    digest = hashlib.sha256(f"{_own_code()} {slug} {title}".encode())
    for page in pages:
        digest.update(f"{page.relative_to(edition).as_posix()}\n{sum_of(page)}\n".encode())
    return digest.hexdigest()


@cache
def _own_code() -> str:
    return hashlib.sha256(Path(__file__).read_bytes()).hexdigest()


def _script(edition: Path, pages: Sequence[Path], slug: str, title: str) -> str:
    roots = {page.relative_to(edition).as_posix(): html.document_fromstring(page.read_bytes()) for page in pages}
    names: list[Sequence[object]] = []
    lines: list[str] = []
    for name in _in_order(roots):
        found = sections(roots[name])
        if not found:
            continue
        own = str(roots[name].get("lang", ""))
        lines += (_json(_row(len(names), one, own)) for one in found)
        heading = found[0].title
        names.append(_short(name, _plain(heading), _elsewhere(heading, own)))
    # A line for each section: a change in one is a change of one line.
    head = f'"slug":{_json(slug)},"title":{_json(title)},"pages":{_json(names)}'
    return f"siteSearch.editions.push({{{head},\n" + '"sections":[\n' + ",\n".join(lines) + "\n]});\n"


def _row(page: int, one: _Section, own: str) -> Sequence[object]:
    """A passage of an edition in the language `own`; what follows its text is left out where there is nothing to say."""
    title, text = _elsewhere(one.title, own), _elsewhere(one.text, own)
    return _short(page, one.anchor, _plain(one.title), _plain(one.text), int(one.are_sources), title, text)


def _short(*row: object) -> Sequence[object]:
    """A row without the flags and lists at its end that say nothing."""
    return row[: max(n for n, one in enumerate(row, 1) if one or isinstance(one, str))]


def _plain(runs: Iterable[_Run]) -> str:
    return "".join(text for text, _ in runs)


def _elsewhere(runs: Iterable[_Run], own: str) -> Sequence[tuple[int, int, str]]:
    """Where it is in another language than `own`: from, to, and which. Letters are counted as scripts count them."""
    found: list[tuple[int, int, str]] = []
    at = 0
    for text, tag in runs:
        start, at = at, at + len(text.encode("utf-16-le")) // 2
        if tag != own:
            is_next = bool(found) and found[-1][1:] == (start, tag)
            found.append((found.pop()[0] if is_next else start, at, tag))
    return found


def _in_order(roots: dict[str, html.HtmlElement]) -> list[str]:
    """The pages as the contents beside the first page have them, the first page before all."""
    first = roots.get("index.html")
    links = first.xpath("//*[contains(@class, 'sidebar-tree')]//a/@href") if first is not None else []
    told = dict.fromkeys(["index.html", *(str(link).partition("#")[0] for link in links)])
    return [name for name in told if name in roots] + [name for name in roots if name not in told]


def sections(root: html.HtmlElement) -> list[_Section]:
    """The passages of a page in the order of the text; its head comes first. Empty for a page without text."""
    found = root.xpath("//article[@role='main'] | //*[@role='main'] | //main")
    if not found:
        return []
    head = _Section("")
    read = [head]
    _walk(found[0], head, read)
    # The outermost section is the page; what stands before it is the same passage.
    if len(read) > 1 and not head.title:
        read[1].blocks[:0] = head.blocks
        read[1].anchor = ""
        del read[0]
    return [one for one in read if one.title or one.blocks]


def _walk(element: html.HtmlElement, current: _Section, read: list[_Section]) -> None:
    """Add the text below an element to the passage that it belongs to; `read` gets the passages that begin in it."""
    line = _Line(current)
    tag = _language(element)
    line.add((element.text or "", tag))
    for child in element:
        if isinstance(child.tag, str) and not _is_silent(child):
            if child.tag in _INLINE:
                line.add(*_inline(child))
            else:
                line.end()
                current = line.section = _below(child, current, line.home, read)
        line.add((child.tail or "", tag))
    line.end()


def _below(child: html.HtmlElement, current: _Section, home: _Section, read: list[_Section]) -> _Section:
    """Read a block; returns the passage that what comes after it belongs to."""
    if child.tag in _HEADINGS or "part-title" in _classes(child) or "step-title" in _classes(child):
        if not home.title:
            home.title = _words(_inline(child))
            return current
        _walk(child, current, read)
        return current
    if child.tag == "dt" and child.get("id"):
        term = _Section(child.get("id"), _words(_inline(child)))
        read.append(term)
        return term
    if child.tag == "dd":
        _walk(child, current, read)
        return current
    if child.get("id") and (child.tag == "section" or "step" in _classes(child)):
        inner = _Section(_anchor(child))
        read.append(inner)
        _walk(child, inner, read)
        return home
    home.are_sources |= "citation" in _classes(child)
    _walk(child, home, read)
    return home


class _Line:
    """Collects the text of a block until the next begins. `home` is the passage around, `section` the one at this place."""

    def __init__(self, section: _Section) -> None:
        self.home = self.section = section
        self.parts: list[_Run] = []

    def add(self, *parts: _Run) -> None:
        self.parts += parts

    def end(self) -> None:
        if line := _words(self.parts):
            self.section.blocks.append(line)
        self.parts.clear()


def _inline(element: html.HtmlElement) -> Iterator[_Run]:
    """All text within, without signs that are there for the eye or for scripts."""
    runs = _within(element, _language(element))
    if _LABELS.isdisjoint(_classes(element)):
        yield from runs
    else:
        yield from _words(runs)
        yield ": ", _language(element)


def _within(element: html.HtmlElement, tag: str) -> Iterator[_Run]:
    if element.tag == "math":
        yield element.get("alttext", ""), tag  # its elements are no words
        return
    yield element.text or "", tag
    for child in element:
        if isinstance(child.tag, str) and not _is_silent(child):
            yield from _inline(child)
        yield child.tail or "", tag


def _language(element: html.HtmlElement) -> str:
    around = (element, *element.iterancestors())
    return next((str(tag) for one in around if (tag := one.get("lang"))), "")


def _anchor(section: html.HtmlElement) -> str:
    """The label that editors gave, which stands in a span at the head; else the section's own."""
    own = [str(section.get("id"))]
    for child in section:
        if child.tag == "span" and child.get("id") and not len(child) and not child.text:
            own.append(child.get("id"))
        else:
            break
    # `index-3` counts the entries of the index of terms, and changes with them.
    return [one for one in own if not one.startswith("index-")][-1] if len(own) > 1 else own[0]


def _is_silent(element: html.HtmlElement) -> bool:
    return (
        element.tag in _SILENT_TAGS or element.get("aria-hidden") == "true" or not _SILENT.isdisjoint(_classes(element))
    )


def _classes(element: html.HtmlElement) -> list[str]:
    return (element.get("class") or "").split()


def _words(runs: Iterable[_Run]) -> Sequence[_Run]:
    """The same with one blank between two words, and none at the ends; neighbours in one language are one."""
    found: list[_Run] = []
    is_apart = False
    for text, tag in runs:
        words = " ".join(text.split())
        if words and found:
            said, before = found.pop()
            said += " " * (is_apart or text[0].isspace())
            found += [(said + words, tag)] if tag == before else [(said, before), (words, tag)]
        elif words:
            found.append((words, tag))
        is_apart = text[-1].isspace() if words else is_apart or bool(text)
    return found


def _json(value: object) -> str:
    # U+2028 and U+2029 end a line in scripts of older browsers.
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def take_away(folder: Path, wanted: Set[Path]) -> None:
    """Remove the scripts of editions and languages that are gone."""
    for file in folder.glob("*/*.js"):
        if file not in wanted:
            file.unlink()
