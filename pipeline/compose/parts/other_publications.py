# SPDX-License-Identifier: GPL-3.0-or-later
"""References to other publications: `:pub:` prints the title of a chapter, procedure, form or term there, and its page.

The pipeline passes their targets, in the edition's language, as the fact `publications`. A plain sphinx-build has no such facts and
prints the publication's title.
"""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple
from urllib.parse import quote

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.roles import XRefRole
from sphinx.util.osutil import relative_uri
from sphinx.util.typing import ExtensionMetadata
from sphinx.writers.html5 import HTML5Translator

from pipeline.bookformat.facts import ReferredPublication
from pipeline.compose.context import context_of, makes_own_pages, words_of
from pipeline.compose.engine.applications import app_of
from pipeline.compose.mistakes import Mistake, did_you_mean
from pipeline.compose.nodes.rendering import add_node, open_tag
from pipeline.compose.parts.terminology import with_language
from pipeline.model.project import Project
from pipeline.model.publication import Format, Language
from pipeline.model.remark import Remark
from pipeline.model.targets import ROLE, TERM, Target, split_reference
from pipeline.theme import phrases, references

_MIN_SIMILARITY = 60
"""Minimum similarity (of 100) of a name to be suggested."""
_PART = re.compile(r"(%\(\w+\)s)")


class publication_reference(nodes.reference):  # noqa: N801 - docutils names nodes in lower case
    """A link into another publication; `hreflang` is its language's tag, empty if it is the edition's."""


class Match(NamedTuple):
    """A publication and a target in it; None for the whole publication."""

    slug: str
    publication: ReferredPublication
    target: Target | None


def is_reference(node: addnodes.pending_xref) -> bool:
    """Return whether a node refers to another publication."""
    return node.get("reftype") == ROLE and not node.get("refdomain")


def resolve(
    app: Sphinx, env: BuildEnvironment, node: addnodes.pending_xref, content: nodes.TextElement
) -> nodes.Node | None:
    """Return the link or text for a reference; if it is broken, warn and return its explicit text."""
    context = context_of(app)
    if not is_reference(node):
        return None
    if context is None:
        return content
    slug, name = split_reference(node["reftarget"])
    whole: ReferredPublication | None = app.config.edition_facts.publications.get(slug)
    wrong = _mistake_in(slug, name, context.project, context.publication.slug, whole)
    target = whole.targets.get(name) if whole is not None and name and not wrong else None
    if target is not None and not (node["refexplicit"] or target.title):
        step = Remark("write the words before it: :pub:`words <%(name)s>`", name=node["reftarget"])
        wrong = Mistake("pub.no-title", Remark("%(name)s has no title to print", name=node["reftarget"]), step)
    if wrong:
        wrong.warn(node)
        return content
    if whole is None:  # only publication.toml is known
        publication = context.project.publication(slug)
        whole = ReferredPublication((publication.title, publication.original.tag))
    match = Match(slug, whole, target)
    return _make_link(app, env, match, content.astext() if node["refexplicit"] else "", str(node["refdoc"]))


def _mistake_in(
    slug: str, name: str, project: Project, own_slug: str, whole: ReferredPublication | None
) -> Mistake | None:
    """Return the mistake in a reference, with what to write instead; None if it is correct or its targets are unknown."""
    slugs = [publication.slug for publication in project.publications if publication.slug != own_slug]
    if slug == own_slug:
        step = Remark("refer to its own labels with :ref: or :numref:, to its terms with :term:")
        return Mistake("pub.itself", Remark("%(name)s is this publication", name=slug), step)
    if whole is None and slug not in slugs:
        step = Remark("name the folder of another publication in source/, after it #label, /document or :term:term")
        sentence = Remark("there is no publication %(name)s", name=slug)
        return Mistake("pub.unknown-publication", sentence, did_you_mean(_near(slug, slugs), step))
    if whole is None or not whole.targets or name in whole.targets:
        return None
    sentences = {
        TERM: Remark("%(publication)s has no glossary term %(name)s", publication=slug, name=name.removeprefix(TERM)),
        "/": Remark("%(publication)s has no document %(name)s", publication=slug, name=name.removeprefix("/")),
        "#": Remark("%(publication)s has no label %(name)s", publication=slug, name=name.removeprefix("#")),
    }
    kind = next(kind for kind in sentences if name.startswith(kind) or kind == "#")
    names = [target.removeprefix(kind) for target in whole.targets if target.startswith(kind)]
    near = _near(name.removeprefix(kind), names)
    step = did_you_mean(near, Remark("correct the name, or take the reference out"))
    return Mistake("pub.unknown-target", sentences[kind], step)


def _near(name: str, names: Sequence[str]) -> list[str]:
    from rapidfuzz import process  # imported late: only mistakes need it

    return [entry for entry, *_ in process.extract(name, names, limit=3, score_cutoff=_MIN_SIMILARITY)]


def _make_link(app: Sphinx, env: BuildEnvironment, match: Match, explicit: str, docname: str) -> nodes.Node:
    """Return the reference as a link, or as text if it has no address, such as in a book whose project has no site."""
    on_screen = makes_own_pages(app)
    inside = _reference_nodes(env, match, explicit, on_screen=on_screen)
    address = _address(app, match, docname, on_screen=on_screen)
    if not address:
        return nodes.inline("", "", *inside, classes=[ROLE])
    tag = match.publication.tag
    language = tag if tag != _tag(env) else ""
    return publication_reference("", "", *inside, refuri=address, hreflang=language, internal=False, classes=[ROLE])


def _reference_nodes(env: BuildEnvironment, match: Match, explicit: str, *, on_screen: bool) -> list[nodes.Node]:
    """Return the text of a reference: “Procedure 3: First contact, in *Manual*, p. 12”, or the author's explicit text and the page."""
    words, title, reference = words_of(env), match.publication.title, match.target
    publication: list[nodes.Node] = [nodes.emphasis("", "", *with_language(title, env.config.language))]
    is_paged = app_of(env).builder.name == "paged"
    page = match.publication.pages.get(reference.name, "") if reference is not None and is_paged else ""
    number = [nodes.Text(page)]
    place = _fill_template(references.at_page(words), publication=publication, page=number) if page else publication
    if explicit and (on_screen or title[0].casefold() in explicit.casefold()):
        page_text = _fill_template(f" {references.page_alone(words)}", page=number) if page else []
        printed: list[nodes.Node] = [nodes.Text(explicit), *page_text]
    elif explicit:
        printed = [nodes.Text(f"{explicit} ("), *place, nodes.Text(")")]
    elif reference is not None:
        target = with_language((reference.title, reference.tag), env.config.language)
        if reference.number:  # the number precedes the title: “Procedure 3: First contact”
            label = words("Step %s") if reference.kind == "step" else str(env.config.numfig_format[reference.kind])
            target.insert(0, nodes.Text(f"{label % reference.number}: "))
        printed = _fill_template(references.in_publication(words), target=target, publication=place)
    else:
        printed = place
    # Name the language of the target if it is not the edition's.
    tag, context = match.publication.tag, context_of(app_of(env))
    if not tag or tag == _tag(env) or context is None:
        return printed
    name = phrases.language_name(context.project.language(tag), Language(_tag(env), ""))
    return _fill_template(references.in_language(words_of(env)), reference=printed, language=[nodes.Text(name)])


def _fill_template(template: str, **pieces: Iterable[nodes.Node]) -> list[nodes.Node]:
    """Return a sentence with its placeholders replaced by nodes."""
    filled: list[nodes.Node] = []
    for part in filter(None, _PART.split(template)):
        filled += [node.deepcopy() for node in pieces[part[2:-2]]] if _PART.fullmatch(part) else [nodes.Text(part)]
    return filled


def _address(app: Sphinx, match: Match, docname: str, *, on_screen: bool) -> str:
    """Return the address of a reference: relative on a page, on the site from a book; empty if there is none."""
    context = context_of(app)
    tag, target = match.publication.tag, match.target
    # A preview serves one publication alone.
    if context is None or not tag or app.config.edition_facts.preview or not (on_screen or context.project.site_url):
        return ""
    page, anchor = f"{tag}/{match.slug}.html", ""
    if Format.HTML in match.publication.formats:
        page = f"{tag}/{match.slug}/{target.document if target is not None else 'index'}.html"
        anchor = f"#{quote(target.anchor)}" if target is not None and target.anchor else ""
    if on_screen:
        return relative_uri(app.builder.get_target_uri(docname), f"../../{page}") + anchor
    return f"{context.project.site_url.rstrip('/')}/{page}{anchor}"


def _tag(env: BuildEnvironment) -> str:
    return str(env.config.language).replace("_", "-")


def _open(translator: HTML5Translator, node: nodes.Element) -> None:
    language = {"hreflang": node["hreflang"]} if node["hreflang"] else {}
    open_tag(translator, node, "a", class_name="reference", href=node["refuri"], **language)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_role(ROLE, XRefRole())
    add_node(app, publication_reference, (_open, lambda translator, _: translator.body.append("</a>")), "reference")
    app.connect("missing-reference", resolve)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
