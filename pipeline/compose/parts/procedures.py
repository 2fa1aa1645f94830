# SPDX-License-Identifier: GPL-3.0-or-later
"""Procedures: numbered through the whole publication, with steps that say who acts, within what time, with which form."""

from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.typing import ExtensionMetadata, OptionSpec
from sphinx.writers.html5 import HTML5Translator

from pipeline.compose.context import words_of
from pipeline.compose.engine.doctrees import read_only
from pipeline.compose.nodes import titled_parts
from pipeline.compose.nodes.rendering import add_node, as_element, closing, open_tag
from pipeline.compose.nodes.titled_parts import TitledDirective, add_part, close_title, part, warn_of
from pipeline.compose.translation.bilingual import label_html
from pipeline.model.remark import Remark


class procedure(part):  # noqa: N801 - docutils names nodes in lower case
    """A procedure. `number` is its own, as text, once the publication is put together."""


class steps(nodes.Sequential, nodes.Element):  # noqa: N801
    """Steps that follow each other; `start` is the position of the first in its procedure."""


class step(part):  # noqa: N801
    """A step. `position` counts from 1 in its procedure; `number` is “3.2” once the publication is put together."""


class step_title(nodes.Part, nodes.TextElement):  # noqa: N801
    """The title of a step, a message of its own."""


class step_facts(nodes.Part, nodes.Element):  # noqa: N801
    """Who acts, within what time, with which form."""


class step_fact(nodes.Part, nodes.TextElement):  # noqa: N801
    """One of the facts, a message of its own; `kind` is actor, time or form, `label` its name in the edition's language."""


class Procedure(TitledDirective):
    """`.. procedure:: Title` with a `:name:`; its content is text and steps."""

    node_class = procedure

    def fill(self, element: nodes.Element) -> None:
        position = 0
        group: steps | None = None
        for node in self.parse_content_to_nodes():
            if group is not None and isinstance(node, nodes.Invisible | nodes.target | addnodes.index):
                group += node
                continue
            if not isinstance(node, step):
                group = None
                element += node
                continue
            position += 1
            node["position"] = position
            if group is None:
                group = steps(start=position)
                element += group
            group += node


class Step(TitledDirective):
    """`.. step:: Title` inside a procedure."""

    node_class = step
    title_class = step_title
    option_spec: ClassVar[OptionSpec] = {
        **TitledDirective.option_spec,
        "actor": directives.unchanged_required,
        "time": directives.unchanged_required,
        "form": directives.unchanged_required,
    }

    def fill(self, element: nodes.Element) -> None:
        words = words_of(self.env)
        labels = {"actor": words("Who"), "time": words("When"), "form": words("Form")}
        facts = step_facts()
        for kind, label in labels.items():
            if kind in self.options:
                fact = self.option_text(step_fact, kind)
                fact["kind"], fact["label"] = kind, label
                facts += fact
        if facts.children:
            element += facts
        super().fill(element)


class NumberParts(SphinxPostTransform):
    """Write the numbers on procedures, steps and forms, for one document or for a whole tree put together."""

    default_priority = 5

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002 - Sphinx' signature
        self._number(self.document, self.env.current_document.docname)
        # Downwards, an inner document after the one it stands in: Sphinx leaves wrong parents in a tree put together.
        for start in self.document.findall(addnodes.start_of_file):
            self._number(start, start["docname"])

    def _number(self, tree: nodes.Element, docname: str) -> None:
        for element in tree.findall(part):
            if number := part_number(self.env, docname, element):
                element["number"] = number


def part_number(env: BuildEnvironment, docname: str, element: nodes.Element) -> str:
    """Return `3` for a procedure or form, `3.2` for a step, nothing for a part without a number, such as one of an orphan document."""
    if isinstance(element, step):
        whole = element.parent.parent if isinstance(element.parent, steps) else None
        number = part_number(env, docname, whole) if isinstance(whole, procedure) else ""
        return f"{number}.{element['position']}" if number else str(element.get("position", ""))
    figtype = env.domains.standard_domain.get_enumerable_node_type(element) or ""
    numbers = env.toc_fignumbers.get(docname, {}).get(figtype, {}).get(element["ids"][0], ())
    return ".".join(map(str, numbers))


def resolve_step(
    app: Sphinx, env: BuildEnvironment, node: addnodes.pending_xref, content: nodes.TextElement
) -> nodes.reference | None:
    """Let `:numref:` name a step, “Step 3.2”: Sphinx itself numbers only what it counts through the publication."""
    standard = env.domains.standard_domain
    docname, identity, title = standard.labels.get(node["reftarget"], ("", "", ""))
    if node.get("refdomain") != "std" or node.get("reftype") != "numref" or not docname:
        return None
    target = read_only(env, docname).ids.get(identity)
    if not isinstance(target, step):
        return None
    words = words_of(env)
    template = content.astext() if node["refexplicit"] else words("Step %s")
    number = part_number(env, docname, target)
    text = template.replace("%s", number).replace("{number}", number).replace("{name}", title)
    return standard.build_reference_node(node["refdoc"], app.builder, docname, identity, text, "numref")


def _open_steps(translator: HTML5Translator, node: nodes.Element) -> None:
    start = {"start": str(node["start"])} if node["start"] > 1 else {}
    # The role, because VoiceOver forgets that a list without markers is one.
    open_tag(translator, node, "ol", class_name="steps", role="list", **start)


def _open_fact(translator: HTML5Translator, node: nodes.Element) -> None:
    label = f'<span class="fact-label">{label_html(translator, node, "label")}</span> '
    translator.body.append(f'<li class="step-fact {node["kind"]}">{label}')
    open_tag(translator, node, "span", class_name="fact-text")


def _number_before(_translator: Any, node: nodes.Element) -> str:
    assert node.parent is not None
    return str(node.parent.get("number", ""))


def _shown_number(translator: Any, node: nodes.Element) -> str:
    number = _number_before(translator, node)
    return f'<span class="step-number">{number}</span> ' if number else ""


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension(titled_parts.__name__)
    add_part(app, Procedure, figtype="procedure")
    add_node(app, steps, (_open_steps, closing("ol")))
    add_part(app, Step, as_element("li", class_name="step"))
    open_title, _ = as_element("p", _shown_number, class_name="step-title")
    add_node(app, step_title, (open_title, close_title), "paragraph", _number_before)
    add_node(app, step_facts, as_element("ul", class_name="step-facts", role="list"))
    fact = (_open_fact, closing("span></li"))
    add_node(app, step_fact, fact, "paragraph", lambda _translator, node: f"{node['label']}:")
    warn_of(
        app,
        step,
        lambda element: not isinstance(element.parent, steps),
        "procedures.stray-step",
        Remark("a step stands outside a procedure"),
        Remark("indent it as far as the procedure's text"),
    )
    app.add_post_transform(NumberParts)
    app.connect("missing-reference", resolve_step)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
