# SPDX-License-Identifier: GPL-3.0-or-later
"""What is not translated says in which language it is, so that it is read aloud and hyphenated as what it is."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import docutils.languages
from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.util.typing import ExtensionMetadata

from pipeline.compose.context import Context, context_of
from pipeline.compose.engine.applications import app_of
from pipeline.compose.messages import messages_of
from pipeline.compose.translation import original_language
from pipeline.compose.translation.original_language import original_language_of
from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.model.publication import Language, Publication

FIELD = "language"
"""The field at the top of a document that is written in another language than its publication: `:language: de`."""


def original_of(value: str, project: Project, publication: Publication, document: Path) -> Language:
    """Return the language in which a document is written; `value` is its field, empty where it has none.

    Raises Problem `unknown-language`, with the line of the field, when the project does not have that language.
    """
    tag = value.strip()
    if not tag:
        return publication.original
    for language in project.languages:
        if language.tag == tag:
            return language
    lines = document.read_text(encoding="utf-8").splitlines()
    raise Problem(
        "unknown-language",
        "the document is written in a language that the project does not have",
        cause=f"{tag!r} is not in [languages]",
        hint=f"choose one of: {', '.join(language.tag for language in project.languages)}; or add it to [languages] in project.toml",
        path=document,
        line=next((number for number, line in enumerate(lines, 1) if line.startswith(f":{FIELD}:")), 1),
    )


def original_of_list(path: Path, project: Project) -> Language | None:
    """Return the language that a list of shared texts (contacts.toml) says it is written in; None for any other file."""
    if path.suffix != ".toml" or not path.is_file():
        return None
    tag = _tag_of_list(path, path.stat().st_mtime_ns)
    return next((language for language in project.languages if language.tag == tag), None)


@cache
def _tag_of_list(path: Path, _changed: int) -> str:
    # The directive that shows the list has questioned it already, with file and line.
    return str(tomllib.loads(path.read_text(encoding="utf-8")).get("original", ""))


class MarkLanguage(SphinxTransform):
    """Gives each untranslated text the class `language-xx`, which docutils writes as `lang="xx"`."""

    default_priority = 21  # right after the messages have been put in

    def apply(self, **kwargs: Any) -> None:  # noqa: ARG002  # docutils' signature
        context = context_of(app_of(self.env))
        original = self._original(context)
        heading = docutils.languages.get_language(self.config.language).labels["contents"]
        texts = [
            node
            for node, _ in messages_of(self.document)
            # The heading of `.. contents::` is in the language of the edition from the beginning.
            if isinstance(node, nodes.TextElement) and not (_is_of_contents(node) and node.astext() == heading)
        ]
        # A text is in its document's language, or in that of the list from which it comes.
        untranslated: dict[nodes.Element, Language] = {
            node: (original_of_list(Path(node.source), context.project) if context and node.source else None)
            or original
            for node in texts
            if not node.get("translated")
        }
        if field(self.document) and list(untranslated.values()) == [original] * len(texts):
            untranslated = {}
            if not original.is_named(self.config.language):
                for section in self.document.children:
                    if isinstance(section, nodes.section):
                        section["classes"].append(f"language-{original.tag}")
        for toctree in self.document.findall(addnodes.toctree):
            if toctree.get("caption") and toctree["caption"] == toctree.get("rawcaption"):
                untranslated[toctree] = original
        for node, language in untranslated.items():
            if not language.is_named(self.config.language):
                _mark(node, f"language-{language.tag}")

    def _original(self, context: Context | None) -> Language:
        """Return the language of the document: any that its field names, where no project says which there are."""
        tag = field(self.document)
        if context is not None:
            return original_of(tag, *context, Path(self.env.doc2path(self.env.docname)))
        return Language(tag.strip(), "") if tag.strip() else original_language_of(app_of(self.env))


def _is_of_contents(node: nodes.TextElement) -> bool:
    return isinstance(node.parent, nodes.topic) and "contents" in node.parent["classes"]


def _mark(node: nodes.Element, mark: str) -> None:
    if any(name.startswith("language-") for name in node["classes"]):
        return
    is_foreign = type(node).__module__.partition(".")[0] not in ("docutils", "sphinx", "pipeline")
    if is_foreign or isinstance(node, nodes.caption) or isinstance(node.parent, nodes.table):
        # The label before a caption (`Figura 3`) is printed inside it, in the edition's language; an extension's node, such as
        # the title of a card, may be written without its classes.
        words = nodes.inline("", "", *node.children, classes=[mark])
        node.children = []
        node += words
    else:
        node["classes"].append(mark)


def field(document: nodes.document) -> str:
    """Return what the document's field `language` says; empty where there is none at its top."""
    for node in document.children:
        if isinstance(node, nodes.field_list):
            for entry in node.findall(nodes.field):
                if entry[0].astext() == FIELD:
                    return entry[1].astext()
        elif not isinstance(node, nodes.Invisible):
            break
    return ""


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension(original_language.__name__)
    app.add_transform(MarkLanguage)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
