# SPDX-License-Identifier: GPL-3.0-or-later
"""Enlarges figures: a link below the picture shows it over the whole page, and another link returns.

It works without scripts, through the fragment of the address (`#figure-path-enlarged`), so the browser's Back button closes it. The
bar of the quick exit stays on top.
"""

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata
from sphinx.writers.html5 import HTML5Translator

from pipeline.compose.context import makes_own_pages, words_of
from pipeline.compose.nodes import titled_parts
from pipeline.compose.nodes.rendering import add_node, as_element, open_tag


class enlarging(nodes.General, nodes.Element):  # noqa: N801  # docutils names nodes in small letters
    """A picture and a link to its enlarged copy, `refid`; `says` is the link's text, `label` its accessible name."""


class enlarged(nodes.General, nodes.Element):  # noqa: N801
    """The enlarged picture. `refid` is the figure to return to, `label` its title, `says` the text of the link back."""


def enlarge(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    if not makes_own_pages(app):
        return
    words = words_of(app.env)
    for number, figure in enumerate(list(doctree.findall(nodes.figure)), 1):
        image = figure[0]
        if not isinstance(image, nodes.image):
            continue  # the picture is already a link
        if not figure["ids"]:
            figure["ids"].append(f"figure-{number}")
        name = figure["ids"][0]
        caption = next(iter(figure.findall(nodes.caption)), None)
        large = image.deepcopy()
        for attribute in ("width", "height", "scale"):
            large.attributes.pop(attribute, None)
        for picture in (image, large):
            picture["classes"].append(
                "no-scaled-link"
            )  # Sphinx would link to the bare file, without a link back or quick exit
        large["full-size"] = True
        title = caption.astext() if caption is not None else str(image.get("alt", ""))
        numbers = app.env.toc_fignumbers.get(docname, {}).get("figure", {}).get(name)
        label = str(app.config.numfig_format["figure"]) % ".".join(map(str, numbers)) if numbers else title
        large_copy = enlarged("", large, ids=[f"{name}-enlarged"], refid=name, label=label, says=words("Close"))
        figure.parent.insert(figure.parent.index(figure) + 1, large_copy)
        enlarge_label = words("Enlarge")
        small = enlarging("", image, refid=large_copy["ids"][0], says=enlarge_label, label=f"{enlarge_label}: {label}")
        figure.replace(image, small)


def _close_small(translator: HTML5Translator, node: nodes.Element) -> None:
    # The link is next to the picture, not around it: alternative text is not a good name for a link.
    open_tag(translator, node, "a", class_name="enlarge", href=f"#{node['refid']}", aria_label=node["label"])
    translator.body.append(f"{translator.encode(node['says'])}</a>\n</div>\n")


def _open_large(translator: HTML5Translator, node: nodes.Element) -> None:
    open_tag(translator, node, "div", class_name="enlarged", role="dialog", aria_label=node["label"])
    translator.body.append(
        f'<p class="enlarged-back"><a href="#{node["refid"]}">{translator.encode(node["says"])}</a></p>\n'
        '<div class="enlarged-picture" tabindex="0">\n'
    )


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension(titled_parts.__name__)
    add_node(app, enlarging, (as_element("div", class_name="enlarging")[0], _close_small))
    add_node(app, enlarged, (_open_large, lambda translator, _node: translator.body.append("</div>\n</div>\n")))
    # After references are resolved, and before explanations (900) are added to captions.
    app.connect("doctree-resolved", enlarge, priority=890)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
