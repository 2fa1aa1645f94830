# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds the languages in which a project's documents and lists of shared texts are written."""

import tomllib
from functools import cache
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util.typing import ExtensionMetadata

from pipeline.compose.context import context_of
from pipeline.compose.translation import original_language
from pipeline.compose.translation.language_marks import FIELD
from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.model.publication import Language, Publication


def original_of(value: str, project: Project, publication: Publication, document: Path) -> Language:
    """Return the language in which a document is written; `value` is its field `language`, or empty.

    Raises Problem `unknown-language`, with the line of the field, if the project lacks that language.
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
    """Return the language that a list of shared texts (contacts.toml) declares; None for other files."""
    if path.suffix != ".toml" or not path.is_file():
        return None
    tag = _tag_of_list(path, path.stat().st_ctime_ns)
    return next((language for language in project.languages if language.tag == tag), None)


@cache
def _tag_of_list(path: Path, _changed: int) -> str:
    # The directive that prints the list has validated it already.
    return str(tomllib.loads(path.read_text(encoding="utf-8")).get("original", ""))


def language_of_text(app: Sphinx, docname: str, tag: str, source: str) -> Language | None:
    """Return the language of a text: that of the list that contains it, or else of its document; None without a project."""
    context = context_of(app)
    if context is None:
        return None
    listed = original_of_list(Path(source), context.project) if source else None
    return listed or original_of(tag, *context, Path(app.env.doc2path(docname)))


def set_original_language(app: Sphinx, config: Config) -> None:
    """Set the configuration value `original_language`, the language in which the documents are written."""
    if (context := context_of(app)) is not None:
        config.original_language = context.publication.original.tag


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension(original_language.__name__)
    app.connect(original_language.EVENT, language_of_text)
    app.connect("config-inited", set_original_language, priority=700)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
