# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes searches for nodes faster; they find the same, in the same order.

`docutils.nodes.Node.findall` asks each node for what is below it, through as many generators as the tree is deep there; here one
generator holds the way down: a half faster by class, twice by a function.
To be filed with docutils: "Node.findall: walk through the tree without recursion."

`sphinx.transforms.i18n.NodeMatcher` hands docutils a function that is called for each node; and for each heading Sphinx walks
through the whole document with it. Here it asks for nodes of its class, which is three times faster.
To be filed with Sphinx: "NodeMatcher.findall: let docutils choose nodes by class."
"""

from collections.abc import Callable, Iterator
from typing import Any

from docutils import nodes
from sphinx.transforms import i18n
from sphinx.util.nodes import NodeMatcher

from pipeline.compose.engine import check_calls
from pipeline.system.versions import original

original(NodeMatcher, "__init__", "(self, *node_classes, **attrs)")
original(NodeMatcher, "findall", "(self, node)")
check_calls(i18n._NodeUpdater.update_title_mapping, "NodeMatcher", "findall")
_findall = original(
    nodes.Node,
    "findall",
    "(self, condition=None, include_self=True, descend=True, siblings=False, ascend=False)",
)
type _Condition = type | tuple[type, ...] | Callable[[nodes.Node], bool] | None


class _ByClass(NodeMatcher[Any]):
    def findall(self, node: nodes.Node) -> Iterator[Any]:
        if len(self.classes) != 1:
            return super().findall(node)
        return filter(self.match, node.findall(self.classes[0]))


def search_by_class() -> None:
    """Let the translation of messages find nodes by class, in all runs of this process."""
    vars(i18n)["NodeMatcher"] = _ByClass


def search_without_recursion() -> None:
    """Let docutils walk through trees without recursion, in all runs of this process."""
    nodes.Node.findall = _walked  # type: ignore[assignment]  # that has overloads


def _walked(
    self: nodes.Node,
    condition: _Condition = None,
    include_self: bool = True,
    descend: bool = True,
    siblings: bool = False,
    ascend: bool = False,
) -> Iterator[nodes.Node]:
    if not (include_self and descend) or siblings or ascend:
        return iter(_findall(self, condition, include_self, descend, siblings, ascend))
    if condition is None or isinstance(condition, (type, tuple)):
        return _of_class(self, nodes.Node if condition is None else condition)
    return filter(condition, _of_class(self, nodes.Node))


def _of_class(root: nodes.Node, classes: type | tuple[type, ...]) -> Iterator[nodes.Node]:
    """Yield nodes in the order of the text. What is below a node is looked at when it has been yielded, as docutils does."""
    if isinstance(root, classes):
        yield root
    way = [iter(root.children)]
    while way:
        for node in way[-1]:
            if isinstance(node, classes):
                yield node
            if node.children:
                way.append(iter(node.children))
                break
        else:
            way.pop()
