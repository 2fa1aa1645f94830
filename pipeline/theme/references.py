# SPDX-License-Identifier: GPL-3.0-or-later
"""The wording of references to other publications, with placeholders `%(…)s` for text or elements. Pure.

They are not in phrases.py, since the search for untranslated labels would find them within messages, as in “issuu.com, in …”.
"""

from pipeline.words import Words


def in_publication(words: Words) -> str:
    """Return the wording for a target in a publication."""
    return words("%(target)s, in %(publication)s")


def in_language(words: Words) -> str:
    """Return the wording for a reference to an edition in another language."""
    return words("%(reference)s (in %(language)s)")


def at_page(words: Words) -> str:
    """Return the wording for a publication and a page in it, after a title or in brackets."""
    page = words("(p. %s)").strip("()").replace(" ", "\u00a0").replace("%s", "%(page)s")
    return f"%(publication)s, {page}"


def page_alone(words: Words) -> str:
    """Return the wording for a page, after text that names the publication."""
    return words("(p. %s)").replace(" ", "\u00a0").replace("%s", "%(page)s")
