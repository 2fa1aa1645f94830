# SPDX-License-Identifier: GPL-3.0-or-later
"""Marks and records labels that an edition prints in English because no catalogue translates them."""

from pathlib import Path
from weakref import WeakKeyDictionary

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from pipeline.compose.context import interface_words, makes_pages, own_context_of
from pipeline.compose.translation.labels import Labels
from pipeline.model.composed import EnglishLabel
from pipeline.theme.english_labels import EnglishLabels

_marking: WeakKeyDictionary[Sphinx, tuple[EnglishLabels, ...]] = WeakKeyDictionary()


def mark_english(app: Sphinx, html: str) -> str:
    """Mark untranslated labels in HTML, and record them. A no-op for adopted projects."""
    for labels in _labels(app):
        html = labels.mark(html)
    return html


def english_labels(app: Sphinx) -> tuple[EnglishLabel, ...]:
    """Return the untranslated labels that this run has written."""
    context = own_context_of(app)
    if context is None:
        return ()
    return tuple(label for labels in _labels(app) for label in labels.with_places(context.project.locales))


def _labels(app: Sphinx) -> tuple[EnglishLabels, ...]:
    if app not in _marking:
        context, translator = own_context_of(app), app.translator
        has_label = translator.translates if isinstance(translator, Labels) else bool
        second = app.config.edition_facts.second_language if context is not None else None
        words = (interface_words(app), *([interface_words(app, second.locale)] if second is not None else []))
        tags = {language.tag for language in context.project.languages} if context is not None else set()
        _marking[app] = tuple(filter(None, (EnglishLabels(texts, has_label) for texts in words if texts.tag in tags)))
    return _marking[app]


def mark_pages(app: Sphinx, exception: Exception | None) -> None:
    """Mark untranslated labels in the written pages."""
    if exception is not None or not makes_pages(app) or not _labels(app):
        return
    for path in sorted(Path(app.outdir).rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        if (html := mark_english(app, text)) != text:
            path.write_text(html, encoding="utf-8")


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("build-finished", mark_pages, priority=400)  # before direction.py adds `dir`
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
