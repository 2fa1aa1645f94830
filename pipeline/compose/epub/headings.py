# SPDX-License-Identifier: GPL-3.0-or-later
"""The contents of an EPUB: documents and their sections, as Sphinx has collected them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

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

    def of_documents(included: Iterable[str], level: int) -> Iterator[Heading]:
        for name in included:
            if name not in listed and name in pages:
                listed.add(name)
                yield from of_list(name, env.tocs[name], level)

    def of_list(name: str, toc: nodes.Element, level: int) -> Iterator[Heading]:
        """Yield the lines of one of Sphinx’s lists."""
        for child in toc.children:
            if isinstance(child, addnodes.toctree):
                yield from of_documents(child["includefiles"], level)
            elif isinstance(child, nodes.list_item):
                link = child.next_node(nodes.reference)
                inner = [inner_list for inner_list in child.children if isinstance(inner_list, nodes.bullet_list)]
                deeper = level if link is None else level + 1
                below = tuple(line for inner_list in inner for line in of_list(name, inner_list, deeper))
                if link is None:
                    yield from below
                    continue
                anchor = str(link["anchorname"])
                number = ".".join(map(str, env.toc_secnumbers.get(name, {}).get(anchor) or ()))
                text = f"{number}{env.config.html_secnumber_suffix if number else ''}{plain(link)}"
                yield Heading(text, f"{pages[name]}{anchor}", below=below if level < _DEPTH else ())
            elif isinstance(child, nodes.Element):
                yield from of_list(name, child, level)

    lines = [Heading(words("About this publication"), pages[root])]
    in_parts = {id(toctree): number for number, toctree in parts(env.tocs[root])}
    for toctree in env.tocs[root].findall(addnodes.toctree):
        chapters = tuple(of_documents(toctree["includefiles"], 2 if id(toctree) in in_parts else 1))
        if chapters and id(toctree) in in_parts:
            title = f"{words('Part %s') % in_parts[id(toctree)]}. {toctree['caption']}"
            lines.append(Heading(title, chapters[0].href, below=chapters))
        else:
            lines += chapters
    # What no list of contents names stands at the end, and must be found.
    lines += of_documents(names, 1)
    return (*lines, *([Heading(words("Index"), index)] if index else ()))
