# SPDX-License-Identifier: GPL-3.0-or-later
"""Leaflets of six panels and cards of two: boxes with sections in pages and books, separate sheets in print."""

from collections.abc import Callable
from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata, OptionSpec
from sphinx.writers.html5 import HTML5Translator

from pipeline.compose.context import context_of, words_of
from pipeline.compose.docutils_tree import nearest
from pipeline.compose.engine.applications import app_of
from pipeline.compose.mistakes import Mistake
from pipeline.compose.nodes import titled_parts
from pipeline.compose.nodes.rendering import add_node, as_element, closing, open_tag
from pipeline.compose.nodes.titled_parts import TitledDirective, add_part, part, warn_of
from pipeline.compose.parts.contacts import is_neutral
from pipeline.model.kinds import standard_kinds
from pipeline.model.remark import Remark
from pipeline.theme.pictures import SCENES, descriptions, drawing
from pipeline.words import Words


class folded(part):  # noqa: N801 - docutils names nodes in lower case
    """Content printed on a separate sheet, panel by panel; `kind` names the sheet in the edition's language."""


class leaflet(folded):  # noqa: N801
    """An A4 sheet folded in three: front, inner flap, inside left, middle and right, back."""


class card(folded):  # noqa: N801
    """A card: front and back."""


class panel(part):  # noqa: N801
    """A page of a leaflet or card. `position` counts from 1 in reading order."""


class picture(nodes.General, nodes.Element):  # noqa: N801
    """A drawing of `pipeline.theme.pictures` by its `name`, in one `colour`, with its `description`."""


def one_of(*names: str) -> Callable[[str], str]:
    """Return a converter of an option's value. It raises ValueError, which docutils reports with the line of the directive."""
    return lambda argument: directives.choice(argument, names)


def _options(*papers: str) -> OptionSpec:
    return {"name": directives.unchanged_required, "paper": one_of(*papers), "own-imprint": directives.flag}


class Folded(TitledDirective):
    """Base of directives whose content is panels only, the exact number for the sheet.

    `:paper:` is one of its `papers`, by default the first; `:own-imprint:` leaves room for the imprint of the distributing organisation.
    """

    panels: ClassVar[int]
    papers: ClassVar[tuple[str, ...]]

    def fill(self, element: nodes.Element) -> None:
        words = words_of(self.env)
        element["paper"] = self.options.get("paper", self.papers[0])
        element["kind"] = words("Leaflet") if isinstance(element, leaflet) else words("Card")
        content = self.parse_content_to_nodes()
        for node in content:
            if not isinstance(node, panel | nodes.Invisible | nodes.system_message):
                sentence = Remark("a %(kind)s has text outside its panels", kind=self.name)
                step = Remark("indent it like the text of a panel")
                raise Mistake("leaflets.stray-text", sentence, step)
        panels = [node for node in content if isinstance(node, panel)]
        if len(panels) != self.panels:
            values = {"kind": self.name, "panels": self.panels, "count": len(panels)}
            sentence = Remark("a %(kind)s must have %(panels)s panels, but this one has %(count)s", **values)
            raise Mistake("leaflets.panels", sentence, Remark("divide the text into this number of panels"))
        for position, node in enumerate(panels, 1):
            node["position"] = position
        element += content
        element["own_imprint"] = "own-imprint" in self.options
        if element["own_imprint"] and is_neutral(element):
            sentence = Remark("a %(kind)s with neutral numbers must not name anybody", kind=self.name)
            raise Mistake("leaflets.own-imprint", sentence, Remark("take :own-imprint: out"))


class Leaflet(Folded):
    """`.. leaflet:: Title` with a `:name:` and six panels: front, inner flap, inside left, middle and right, back."""

    node_class = leaflet
    panels = 6
    papers = ("a4", "a5")
    option_spec: ClassVar[OptionSpec] = _options(*papers)


class Card(Folded):
    """`.. card:: Title` with a `:name:` and two panels: front and back."""

    node_class = card
    panels = 2
    papers = ("a6", "a5", "wallet")
    option_spec: ClassVar[OptionSpec] = _options(*papers)


class Panel(TitledDirective):
    """`.. panel:: Heading` inside a leaflet or card; its content is text, lists, a helpline. `:picture:` names a drawing."""

    node_class = panel
    option_spec: ClassVar[OptionSpec] = {
        "name": directives.unchanged_required,
        "picture": one_of(*descriptions(Words("en"))),
    }

    def fill(self, element: nodes.Element) -> None:
        if name := self.options.get("picture"):
            context = context_of(app_of(self.env))
            kind = context.publication.kind if context is not None else standard_kinds()["leaflet"]
            element += picture("", name=name, colour=kind.colour, description=descriptions(words_of(self.env))[name])
        super().fill(element)


def _open_picture(translator: HTML5Translator, node: nodes.Element) -> None:
    open_tag(translator, node, "div", class_name="picture scene" if node["name"] in SCENES else "picture")
    # For print the colour is part of the drawing; on screens the style sheet sets it, for light and dark.
    colour = node["colour"] if translator.builder.name == "paged" else "currentColor"
    translator.body.append(drawing(node["name"], colour, node["description"]))


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension(titled_parts.__name__)
    add_part(app, Leaflet)
    add_part(app, Card)
    add_node(app, picture, (_open_picture, closing("div")))
    # Panels are not named landmarks: there would be many, and some would repeat the leaflet's title.
    add_part(app, Panel, as_element("section", class_name="panel"))
    warn_of(
        app,
        panel,
        lambda element: not isinstance(element.parent, folded),
        "leaflets.stray-panel",
        Remark("a panel is outside a leaflet or card"),
        Remark("indent it like their text"),
    )
    # A leaflet or card has no footnote area.
    warn_of(
        app,
        nodes.footnote_reference,
        lambda call: nearest(call, panel) is not None,
        "leaflets.note-in-panel",
        Remark("a panel has no room for a footnote"),
        Remark("put it into the text"),
    )
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
