# SPDX-License-Identifier: GPL-3.0-or-later
"""Takes pictures, downloads and documents from outside of the project out of an edition, with a warning.

A picture is looked at twice: before its labels are read as messages, and before Sphinx collects the pictures, when those of
translations are there, too.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms import SphinxTransform
from sphinx.util.i18n import get_image_filename_for_language
from sphinx.util.typing import ExtensionMetadata

from pipeline.compose.editions.pictures import replace_by_words
from pipeline.compose.engine.file_access import OutsideFileError, require_inside
from pipeline.compose.mistakes import OUTSIDE_FILE, OUTSIDE_STEP, warn
from pipeline.model.problems import Problem
from pipeline.model.remark import Remark


class RemoveOutsideFiles(SphinxTransform):
    default_priority = 4  # before the labels of drawings are read

    def apply(self, **kwargs: Any) -> None:  # noqa: ARG002  # docutils' signature
        _remove(self.env, self.document)


def remove_collected(app: Sphinx, doctree: nodes.document) -> None:
    _remove(app.env, doctree)


def _remove(env: BuildEnvironment, doctree: nodes.document) -> None:
    """Replace pictures and downloads from outside by their words."""
    found: list[nodes.Element] = [*doctree.findall(nodes.image), *doctree.findall(addnodes.download_reference)]
    for node in found:
        name = str(node["uri"] if isinstance(node, nodes.image) else node["reftarget"])
        try:
            for path in _paths(env, node, name):
                require_inside(env, path, name)
        except OutsideFileError:
            warn(Remark(OUTSIDE_FILE, name=name), Remark(OUTSIDE_STEP), location=node, category="outside-file")
            if isinstance(node, nodes.image):
                replace_by_words(node)
            else:
                node.replace_self(node.children)


def _paths(env: BuildEnvironment, node: nodes.Element, name: str) -> Iterator[Path]:
    """Yield the files that Sphinx would take for a picture or a download. Raises OutsideFileError."""
    if "://" in name or name.startswith("data:"):
        return
    names = [name, *([get_image_filename_for_language(name, env)] if isinstance(node, nodes.image) else [])]
    for one in names:
        path = Path(env.relfn2path(one)[1])
        yield from Path(path.anchor).glob(str(path.relative_to(path.anchor))) if one.endswith(".*") else [path]


def refuse_outside_documents(_app: Sphinx, env: BuildEnvironment, docnames: Iterable[str]) -> None:
    """Raise Problem `outside-file` if a document that is read is a link to outside of the project."""
    for docname in docnames:
        path = Path(env.doc2path(docname))
        try:
            require_inside(env, path, path.name)
        except OutsideFileError:
            raise Problem(
                "outside-file",
                f"the document {path.name} is a link to outside of the project",
                cause=f"it leads to {path.resolve()}",
                hint=Remark(OUTSIDE_STEP),
                path=path,
            ) from None


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_transform(RemoveOutsideFiles)
    app.connect("env-before-read-docs", refuse_outside_documents)
    app.connect("doctree-read", remove_collected, priority=100)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
