# SPDX-License-Identifier: GPL-3.0-or-later
"""Translates drawings: the labels of an SVG are messages of the document that shows it.

Each label is inserted after its image as a node, which Sphinx extracts and translates like any message. When the document has
been read, a translated copy of the drawing is written next to the doctrees, and the image points to it. Sources are not
changed.
"""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders.gettext import I18nBuilder
from sphinx.environment import BuildEnvironment
from sphinx.transforms import SphinxTransform
from sphinx.util.typing import ExtensionMetadata

from pipeline.compose.mistakes import warn
from pipeline.compose.nodes.attached_messages import attach, attached_message, detach, write_generated
from pipeline.compose.translation.message_parsing import note_published
from pipeline.media import svg
from pipeline.media.svg_faults import faults
from pipeline.model.problems import Problem
from pipeline.model.remark import Remark


class drawing_label(attached_message):  # noqa: N801  # docutils names nodes in small letters
    """One label of the image before it."""


class FindLabels(SphinxTransform):
    """Puts the labels of each drawing after its image, before messages are translated."""

    default_priority = 5

    def apply(self, **kwargs: Any) -> None:  # noqa: ARG002  # docutils' signature
        is_checked = "pipeline.compose" in self.config.extensions
        for image in list(self.document.findall(nodes.image)):
            if is_checked and "://" in str(image["uri"]):
                sentence = Remark("a picture would be loaded from outside: %(name)s", name=image["uri"])
                step = Remark("put it into the publication's folder")
                warn(sentence, step, location=image, category="drawing.elsewhere")
            path = _path(image, self.env)
            if path is None or image.parent is None:
                continue
            labels = []
            for label in _labels(path, is_checked=is_checked):
                node = drawing_label(label.text, original=label.text)
                node.source, node.line = str(path), label.line
                labels.append(node)
            attach(image, labels)


def _labels(path: Path, *, is_checked: bool) -> Iterable[svg.DrawnLabel]:
    """Return the labels of a drawing; warn if it cannot be read or, if `is_checked`, has forbidden content."""
    try:
        data = path.read_bytes()
        for fault in faults(data) if is_checked else ():
            warn(fault.message, location=f"{path}:{fault.line}", category="drawing")
        return svg.labels(data)
    except Problem as problem:
        sentence = Remark("the drawing cannot be read: %(reason)s", reason=problem.cause)
        step = Remark("open it in the program that made it, and save it as SVG again")
        warn(sentence, step, location=f"{path}:{problem.line or 1}", category="drawing.broken")
        return ()


def _path(image: nodes.image, env: BuildEnvironment) -> Path | None:
    """Return the file of an image if it is a drawing among the sources, else None."""
    uri = str(image["uri"])
    if not uri.endswith(".svg") or "://" in uri:
        return None
    path = Path(env.relfn2path(uri, env.docname)[1])
    return path if path.is_file() else None


def show_translated(app: Sphinx, doctree: nodes.document) -> None:
    """Remove the labels from the tree; if any is translated, let the image show a translated copy."""
    if isinstance(app.builder, I18nBuilder):
        return  # extraction needs them
    for image in list(doctree.findall(nodes.image)):
        path = _path(image, app.env)
        labels = detach(image, drawing_label)
        translations = {label["original"]: label["translation"] for label in labels if label.get("translation")}
        if path is not None and translations:
            app.env.note_dependency(os.path.relpath(path, app.srcdir))
            tag = str(app.config.language).replace("_", "-")
            drawing = svg.translate_labels(path.read_bytes(), lambda text: translations.get(text, text), tag)  # noqa: B023  # it is called at once
            for label in drawing.too_long:
                # The label's line in the drawing, to find its line in the catalogue.
                words, place = translations[label.text], f"{path}:{label.line}:<translated>:1"
                note_published(app.env, str(path), label.line, words)
                sentence = Remark("“%(label)s” is too long for its box in the drawing", label=words)
                warn(sentence, Remark("shorten it"), location=place, category="drawing.label")
            image["uri"] = write_generated(app, "drawings", path.name, drawing.data)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_node(drawing_label)
    app.add_transform(FindLabels)
    # Before Sphinx collects images (500).
    app.connect("doctree-read", show_translated, priority=400)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
