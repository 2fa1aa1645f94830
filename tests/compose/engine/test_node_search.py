# SPDX-License-Identifier: GPL-3.0-or-later
"""A search without recursion finds what that of docutils does, in trees that stay as they are and in those that are changed."""

from collections.abc import Callable, Iterator

from docutils import nodes
from hypothesis import given
from hypothesis import strategies as st

from pipeline.compose.engine import node_search

type Search = Callable[..., Iterator[nodes.Node]]
CONDITIONS = (
    None,
    (),
    nodes.emphasis,
    (nodes.Text, nodes.strong),
    lambda node: isinstance(node, nodes.Element) and len(node) > 1,
)
WAYS = ({}, {"include_self": False}, {"descend": False}, {"siblings": True}, {"ascend": True})

LEAVES = st.builds(nodes.Text, st.sampled_from("abc")) | st.builds(nodes.emphasis) | st.builds(nodes.strong)
TREES = st.recursive(
    LEAVES,
    lambda below: st.builds(
        lambda kind, children: kind("", "", *children),
        st.sampled_from([nodes.emphasis, nodes.strong, nodes.paragraph]),
        st.lists(below, max_size=4),
    ),
    max_leaves=25,
).map(lambda node: nodes.paragraph("", "", node, nodes.Text("end")))


@given(TREES)
def test_it_finds_the_same_in_the_same_order(tree: nodes.Element) -> None:
    for root in [*node_search._findall(tree)]:
        for condition in CONDITIONS:
            for way in WAYS:
                found = [id(node) for node in node_search._walked(root, condition, **way)]
                assert found == [id(node) for node in node_search._findall(root, condition, **way)]


@given(TREES, st.lists(st.sampled_from(["leave", "remove", "replace", "fill", "clear"])))
def test_so_it_does_where_who_searches_changes_what_was_found(tree: nodes.Element, changes: list[str]) -> None:
    for condition in CONDITIONS:
        ours, theirs = tree.deepcopy(), tree.deepcopy()
        assert _changed(ours, node_search._walked, condition, changes) == _changed(
            theirs, node_search._findall, condition, changes
        )
        assert ours.pformat() == theirs.pformat()


def _changed(tree: nodes.Element, search: Search, condition: object, changes: list[str]) -> list[str]:
    """Search, and change in turn what is found; return that."""
    found = []
    waiting = iter(changes)
    for node in search(tree, condition):
        found.append(node.pformat())
        change = next(waiting, "leave")
        if change == "fill" and isinstance(node, nodes.Element):
            node += [nodes.emphasis(), nodes.Text("new")]
        elif change == "clear" and isinstance(node, nodes.Element):
            node.clear()
        elif change == "remove" and node.parent is not None:
            node.parent.remove(node)
        elif change == "replace" and node.parent is not None:
            node.parent.replace(node, [nodes.strong("", "", nodes.emphasis()), nodes.Text("new")])
    return found
