# SPDX-License-Identifier: GPL-3.0-or-later
"""Titled boxes of the kinds in parts.toml and in the project: procedures with steps, checklists, or kinds of a project's own."""

from collections.abc import Iterable
from typing import Any, ClassVar, TypeGuard

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import is_directive_registered
from sphinx.util.typing import ExtensionMetadata
from sphinx.writers.html5 import HTML5Translator

from pipeline.compose.context import context_of, label_words, part_kinds, words_of
from pipeline.compose.editions.bilingual import label_html
from pipeline.compose.engine.doctrees import read_only
from pipeline.compose.mistakes import Mistake
from pipeline.compose.nodes import titled_parts
from pipeline.compose.nodes.rendering import add_node, as_element, closing, open_tag
from pipeline.compose.nodes.titled_parts import (
    TitledDirective,
    add_part,
    box_list,
    close_title,
    part,
    part_class,
    title_identity,
    warn_of,
    with_boxes,
)
from pipeline.model.parts import STEP, PartKind
from pipeline.model.problems import Problem
from pipeline.model.remark import Remark


class steps(nodes.Sequential, nodes.Element):  # noqa: N801
    """Consecutive steps; `start` is the position of the first in its procedure."""


class step_title(nodes.Part, nodes.TextElement):  # noqa: N801
    """The title of a step, a separate message."""


class step_facts(nodes.Part, nodes.Element):  # noqa: N801
    """The facts of a step: actor, time, form."""


class step_fact(nodes.Part, nodes.TextElement):  # noqa: N801
    """A fact of a step, a separate message; `kind` is actor, time or form, `label` its name in the edition's language."""


class PartDirective(TitledDirective):
    """`.. KIND:: Title` with a `:name:` and the facts of its kind; its content is text, and steps or checklists if the kind has them."""

    kind: ClassVar[PartKind]

    def new_element(self) -> nodes.Element:
        return part_class(self.kind.name)()

    def fill(self, element: nodes.Element) -> None:
        kind, printed = self.kind, label_words(words_of(self.env), self.kind)
        if kind.is_own:
            element["look"] = kind.style_name
        if not kind.is_numbered and kind.name != STEP:
            element["kind"] = printed(kind.label)
        if facts := [self._fact(option, printed(label)) for option, label in kind.facts if option in self.options]:
            element += step_facts("", *facts)
        content = self.parse_content_to_nodes()
        if kind.boxes:
            content = with_boxes(content, f"{kind.style_name}-items")
            if not any(isinstance(child, box_list) for child in content):
                step = Remark("write its items as a bullet list, each after a hyphen")
                if any(isinstance(child, nodes.block_quote) for child in content):
                    step = Remark(
                        "begin all its lines in one column; beside a line further left, the list is a quotation"
                    )
                raise Mistake("parts.no-list", Remark("a %(kind)s has no list", kind=kind.name), step)
        if kind.steps:
            _gather_steps(element, content)
        else:
            element += content

    def _fact(self, option: str, label: str) -> nodes.Element:
        fact = self.option_text(step_fact, option)
        fact["kind"], fact["label"] = option, label
        return fact


def _gather_steps(element: nodes.Element, content: Iterable[nodes.Node]) -> None:
    """Add the content to a part; consecutive steps, with any invisible nodes between them, become one list."""
    position = 0
    group: steps | None = None
    for node in content:
        if group is not None and isinstance(node, nodes.Invisible | nodes.target | addnodes.index):
            group += node
            continue
        if not is_step(node):
            group = None
            element += node
            continue
        position += 1
        node["position"] = position
        if group is None:
            group = steps(start=position)
            element += group
        group += node


def is_step(node: nodes.Node | None) -> TypeGuard[part]:
    return isinstance(node, part) and node.tagname == STEP


class NumberParts(SphinxPostTransform):
    """Store the numbers of procedures, steps and forms in their nodes, for one document or an assembled tree."""

    default_priority = 5

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002 - Sphinx' signature
        self._number(self.document, self.env.current_document.docname)
        # Top down, so that inner documents come after outer ones: in Sphinx's assembled tree, parents of nodes are wrong.
        for start in self.document.findall(addnodes.start_of_file):
            self._number(start, start["docname"])

    def _number(self, tree: nodes.Element, docname: str) -> None:
        for element in tree.findall(part):
            if number := part_number(self.env, docname, element):
                element["number"] = number


def part_number(env: BuildEnvironment, docname: str, element: nodes.Element) -> str:
    """Return `3` for a procedure or form, `3.2` for a step, an empty string for an unnumbered part, such as in an orphan document."""
    if is_step(element):
        whole = element.parent.parent if isinstance(element.parent, steps) else None
        number = part_number(env, docname, whole) if isinstance(whole, part) else ""
        return f"{number}.{element['position']}" if number else str(element.get("position", ""))
    figtype = env.domains.standard_domain.get_enumerable_node_type(element) or ""
    numbers = env.toc_fignumbers.get(docname, {}).get(figtype, {}).get(element["ids"][0], ())
    return ".".join(map(str, numbers))


def resolve_step(
    app: Sphinx, env: BuildEnvironment, node: addnodes.pending_xref, content: nodes.TextElement
) -> nodes.reference | None:
    """Resolve a `:numref:` to a step, “Step 3.2”: Sphinx resolves only figures that it numbers itself."""
    standard = env.domains.standard_domain
    docname, identity, title = standard.labels.get(node["reftarget"], ("", "", ""))
    if node.get("refdomain") != "std" or node.get("reftype") != "numref" or not docname:
        return None
    target = read_only(env, docname).ids.get(identity)
    if not is_step(target):
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


def _add_kind(app: Sphinx, kind: PartKind) -> None:
    """Register the directive and the node of a kind of parts. Raises Problem `bad-value` if Sphinx already has its name."""
    node = part_class(kind.name)
    if kind.is_own and (
        is_directive_registered(kind.name) or hasattr(nodes, kind.name) or hasattr(addnodes, kind.name)
    ):
        context = context_of(app)
        where = context.project.described_in if context is not None else None
        message = f"a kind of part cannot be called {kind.name!r}: Sphinx uses that name"
        raise Problem("bad-value", message, hint="give it another name under [[parts]]", path=where)
    options = {"name": directives.unchanged_required} | {
        option: directives.unchanged_required for option, _ in kind.facts
    }
    in_titles = {"title_class": step_title} if kind.name == STEP else {}
    attributes = {"kind": kind, "node_class": node, "option_spec": options, **in_titles}
    classes = " ".join(dict.fromkeys((kind.style_name, kind.name)))
    as_step = as_element("li", class_name="step")
    as_section = as_element("section", class_name=classes, aria_labelledby=title_identity)
    html = as_step if kind.name == STEP else as_section
    add_part(
        app, type(f"{kind.name}_directive", (PartDirective,), attributes), html, kind.name if kind.is_numbered else ""
    )


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension(titled_parts.__name__)
    kinds = tuple(part_kinds(app))
    for kind in kinds:
        _add_kind(app, kind)
    # Cached documents contain the labels of these kinds.
    app.add_config_value("kinds_of_parts", repr(kinds), "env")
    add_node(app, steps, (_open_steps, closing("ol")))
    open_title, _ = as_element("p", _shown_number, class_name="step-title")
    add_node(app, step_title, (open_title, close_title), "paragraph", _number_before)
    add_node(app, step_facts, as_element("ul", class_name="step-facts", role="list"))
    fact = (_open_fact, closing("span></li"))
    add_node(app, step_fact, fact, "paragraph", lambda _translator, node: f"{node['label']}:")
    warn_of(
        app,
        part_class(STEP),
        lambda element: not isinstance(element.parent, steps),
        "procedures.stray-step",
        Remark("a step is outside a procedure"),
        Remark("indent it like the procedure's text"),
    )
    app.add_post_transform(NumberParts)
    app.connect("missing-reference", resolve_step)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
