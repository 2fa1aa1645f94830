# SPDX-License-Identifier: GPL-3.0-or-later
"""The contents of an EPUB: documents and their sections, as Sphinx has collected them."""

from collections.abc import Iterator, Mapping, Sequence

from docutils import nodes
from sphinx import addnodes
from sphinx.environment import BuildEnvironment

from pipeline.compose.contents import plain
from pipeline.compose.epub.package import Heading
from pipeline.compose.paged.book_parts import parts
from pipeline.words import Words

_DEPTH = 3


def headings(
    env: BuildEnvironment, names: Sequence[str], pages: Mapping[str, str], words: Words, index: str
) -> tuple[Heading, ...]:
    """Return the lines of the contents: title page, documents in their order with what stands below them, and the index if there is one.

    `names` are the documents in reading order, `pages` their files.
    """
    root, listed = names[0], {names[0]}
    lines = [Heading(words("About this publication"), pages[root])]
    in_parts = {id(toctree): number for number, toctree in parts(env.tocs[root])}
    for toctree in env.tocs[root].findall(addnodes.toctree):
        chapters = tuple(_of_toctree(env, toctree, pages, listed, 2 if id(toctree) in in_parts else 1))
        if chapters and id(toctree) in in_parts:
            title = f"{words('Part %s') % in_parts[id(toctree)]}. {toctree['caption']}"
            lines.append(Heading(title, chapters[0].href, below=chapters))
        else:
            lines += chapters
    # What no list of contents names stands at the end, and must be found.
    lines += [line for name in names if name not in listed for line in _document(env, name, pages, listed, 1)]
    return (*lines, *([Heading(words("Index"), index)] if index else ()))


def _of_toctree(
    env: BuildEnvironment, toctree: addnodes.toctree, pages: Mapping[str, str], listed: set[str], level: int
) -> Iterator[Heading]:
    for document in map(str, toctree["includefiles"]):
        yield from _document(env, document, pages, listed, level)


def _document(
    env: BuildEnvironment, name: str, pages: Mapping[str, str], listed: set[str], level: int
) -> Iterator[Heading]:
    if name in listed or name not in pages:
        return
    listed.add(name)
    yield from _lines(env, name, env.tocs[name], pages, listed, level)


def _lines(
    env: BuildEnvironment,
    name: str,
    toc: nodes.Element,
    pages: Mapping[str, str],
    listed: set[str],
    level: int,
) -> Iterator[Heading]:
    """Yield the lines of one of Sphinx’s lists."""
    for child in toc.children:
        if isinstance(child, addnodes.toctree):
            yield from _of_toctree(env, child, pages, listed, level)
        elif isinstance(child, nodes.list_item):
            inner = [inner_list for inner_list in child.children if isinstance(inner_list, nodes.bullet_list)]
            link = child.next_node(nodes.reference)
            if link is None:
                yield from (
                    line for inner_list in inner for line in _lines(env, name, inner_list, pages, listed, level)
                )
                continue
            below = tuple(
                line for inner_list in inner for line in _lines(env, name, inner_list, pages, listed, level + 1)
            )
            anchor = str(link["anchorname"])
            number = ".".join(map(str, env.toc_secnumbers.get(name, {}).get(anchor) or ()))
            text = f"{number}{env.config.html_secnumber_suffix if number else ''}{plain(link)}"
            yield Heading(text, f"{pages[name]}{anchor}", below=below if level < _DEPTH else ())
        elif isinstance(child, nodes.Element):
            yield from _lines(env, name, child, pages, listed, level)
