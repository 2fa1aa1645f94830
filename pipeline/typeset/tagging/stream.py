# SPDX-License-Identifier: GPL-3.0-or-later
"""The stream of a page, in which artifacts are marked as such and everything else gets a number for the tree."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pydyf
from weasyprint.pdf.stream import Stream

from pipeline.typeset.tagging.content import Artifact, Content


def stream_for(content: Content) -> type[Any]:
    """A class of streams that knows which boxes of this content are artifacts."""

    class TaggedStream(Stream):  # type: ignore[misc]  # WeasyPrint ships no types
        @contextmanager
        def marked(self, box: Any, tag: str) -> Iterator[None]:
            if self._tags is None:
                yield
                return
            artifact = content.artifacts.get(box)
            if artifact is None:
                number = len(self._tags)
                self._tags[box] = {"tag": tag, "mcid": number}
                self.begin_marked_content(tag, pydyf.Dictionary({"MCID": number}))
            else:
                self.begin_marked_content("Artifact", _properties(artifact))
            try:
                yield
            finally:
                self.end_marked_content()

    return TaggedStream


def _properties(artifact: Artifact) -> Any:
    properties = {"Type": f"/{artifact.type}"}
    if artifact.subtype:
        properties["Subtype"] = f"/{artifact.subtype}"
    return pydyf.Dictionary(properties)
