# SPDX-License-Identifier: GPL-3.0-or-later
"""Our own warnings. Sentence and next step are remarks in the log record, which `diagnosis` translates.

Plain Sphinx prints them in English: `sentence; step`.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence

from docutils import nodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from pipeline.model.remark import Remark, framed

UNSAFE_LINK = "link.unsafe"
"""The category of the one warning that stops extraction."""
_logger = logging.getLogger(__name__)


def _(template: str) -> str:
    """Mark a template for extraction."""
    return template


DID_YOU_MEAN = _("did you mean %(near)s?")
MISSING_FILE = _("the file %(name)s does not exist")
WHERE_FILES_ARE = _(
    "add the file, or correct its name; a path is relative to the document, or with / to the publication's folder"
)
"""Next step for missing files: our data files, and files of Sphinx's directives."""
OUTSIDE_FILE = _("%(name)s is outside of the project, and only files of the project are read")
OUTSIDE_STEP = _(
    "copy the file into the project; an adopted project can instead name its folder in project.toml: [layout] outside"
)


def warn(sentence: str, step: str = "", *, location: nodes.Node | str | None, category: str, quoted: str = "") -> None:
    """Warn of a mistake at a node or `file:line`; `category` is `type.subtype`, for `suppress_warnings` in conf.py.

    `quoted` is the source of the block that is left out because of it.
    """
    text = framed("%(sentence)s; %(step)s", sentence=sentence, step=step) if step else sentence
    kind, _, subtype = category.partition(".")
    record = {"sentence": sentence, "step": step, "quoted": quoted}
    _logger.warning("%s", text, location=location, type=kind, subtype=subtype or None, extra=record)


def did_you_mean(near: Sequence[str], fallback: Remark) -> Remark:
    """Return the next step for an unknown name: the similar names if there are any, or else `fallback`."""
    return Remark(DID_YOU_MEAN, near=", ".join(near)) if near else fallback


class Mistake(Exception):
    """A mistake in the arguments, options or content of a directive."""

    def __init__(self, category: str, sentence: Remark, step: Remark) -> None:
        super().__init__(sentence)
        self.category, self.sentence, self.step = category, sentence, step

    def warn(self, location: nodes.Node | str, quoted: str = "") -> None:
        warn(self.sentence, self.step, location=location, category=self.category, quoted=quoted)


class CheckedDirective(SphinxDirective, ABC):
    """Base of our directives. `make` returns the nodes; if it raises Mistake, the directive is left out with a warning."""

    def run(self) -> list[nodes.Node]:
        try:
            return self.make()
        except Mistake as mistake:
            mistake.warn(self.get_location(), self.block_text)
            return []

    @abstractmethod
    def make(self) -> list[nodes.Node]:
        """Return the nodes of this directive."""
