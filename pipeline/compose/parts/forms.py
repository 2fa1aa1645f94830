# SPDX-License-Identifier: GPL-3.0-or-later
"""Forms to print or to fill in on a screen, with fields and choices; numbered throughout the publication."""

from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata, OptionSpec
from sphinx.writers.html5 import HTML5Translator

from pipeline.compose.docutils_tree import nearest
from pipeline.compose.mistakes import Mistake
from pipeline.compose.nodes import titled_parts
from pipeline.compose.nodes.rendering import add_directive, add_node, closing, open_tag
from pipeline.compose.nodes.titled_parts import TitledDirective, add_part, box_list, part, warn_of, with_boxes
from pipeline.model.remark import Remark

MAX_LINES = 40
"""Maximum writing lines of a field: one page."""


class form(part):  # noqa: N801 - docutils names nodes in lower case
    """A form."""


class unnumbered_form(form):  # noqa: N801
    """A form without a number. A separate class, since Sphinx numbers nodes by their class."""

    tagname = "form"


class form_field(nodes.General, nodes.Element):  # noqa: N801
    """A field; `kind` is text or choice, `lines` the number of lines to write on, `position` counts from 1 in the form.

    `choose` is `one` if only one box of a choice may be ticked, or `any`.
    """


class field_label(nodes.Part, nodes.TextElement):  # noqa: N801
    """The question, a separate message."""


class Form(TitledDirective):
    """`.. form:: Title` with a `:name:`; its content is text and fields. With `:unnumbered:` it has no number."""

    node_class = form
    option_spec: ClassVar[OptionSpec] = {"name": directives.unchanged_required, "unnumbered": directives.flag}

    def new_element(self) -> nodes.Element:
        return unnumbered_form() if "unnumbered" in self.options else form()

    def fill(self, element: nodes.Element) -> None:
        super().fill(element)
        for position, field in enumerate(element.findall(form_field), 1):
            field["position"] = position


def line_count(argument: str) -> int:
    """Return the value of `:lines:`. Raises ValueError, which docutils reports with the line of the directive."""
    count = directives.nonnegative_int(argument)
    if not 1 <= count <= MAX_LINES:
        raise ValueError(f"a field has 1 to {MAX_LINES} lines, not {count}")
    return count


class Field(TitledDirective):
    """`.. field:: Label` inside a form; a bullet list in it is a list of choices, other text is help for filling it in."""

    node_class = form_field
    title_class = field_label
    option_spec: ClassVar[OptionSpec] = {
        "lines": line_count,
        "choose": lambda argument: directives.choice(argument, ("one", "any")),
    }

    def give_anchor(self, element: nodes.Element) -> None:
        """Do nothing: a field is identified by its position in the form."""

    def fill(self, element: nodes.Element) -> None:
        element += with_boxes(self.parse_content_to_nodes(), "choices")
        is_choice = any(isinstance(child, box_list) for child in element.children)
        element["kind"] = "choice" if is_choice else "text"
        element["lines"] = self.options.get("lines", 0 if is_choice else 1)
        if "choose" in self.options and not is_choice:
            sentence = Remark("a field without a list offers nothing to choose")
            step = Remark("write the choices as a bullet list, each after a hyphen")
            raise Mistake("forms.no-choices", sentence, step)
        element["choose"] = self.options.get("choose", "any") if is_choice else ""


def _field_identity(node: nodes.Element) -> str:
    """Return the anchor of a field's label: the form's anchor and the field's position; empty outside of forms."""
    whole, field = nearest(node, form), nearest(node, form_field)
    return f"{whole['ids'][0]}-field-{field['position']}" if whole is not None and field is not None else ""


def _open_field(translator: HTML5Translator, node: nodes.Element) -> None:
    identity = _field_identity(node)
    attributes = {"data_kind": node["kind"], "data_lines": str(node["lines"])}
    if node["choose"] == "one":
        attributes["data_choose"] = "one"
    if node["kind"] == "choice" and identity:
        attributes |= {"role": "group", "aria_labelledby": identity}
    open_tag(translator, node, "div", class_name="field", **attributes)


def _close_field(translator: HTML5Translator, node: nodes.Element) -> None:
    lines = '<span class="writing-line"></span>' * node["lines"]
    writing = f'<div class="writing" aria-hidden="true">{lines}</div>\n' if lines else ""
    translator.body.append(f"{writing}</div>\n")


def _open_label(translator: HTML5Translator, node: nodes.Element) -> None:
    if identity := _field_identity(node):
        node["ids"] = [identity]
    open_tag(translator, node, "p", class_name="field-label")


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension(titled_parts.__name__)
    add_part(app, Form, figtype="form")
    add_node(app, form_field, (_open_field, _close_field))
    add_node(app, field_label, (_open_label, closing("p")), "paragraph")
    add_directive(app, "field", Field)
    warn_of(
        app,
        form_field,
        lambda field: "position" not in field,
        "forms.stray-field",
        Remark("a field is outside a form"),
        Remark("indent it like the form's text"),
    )
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
