# SPDX-License-Identifier: GPL-3.0-or-later
"""How a reference to another publication is worded; names in `%(…)s` are put in as text or as elements. Pure.

Not in phrases.py: these words stand within messages, and the proof of labels would take “issuu.com, in …” for one of them.
"""

from pipeline.words import Words


def within(words: Words) -> str:
    """What stands in a publication: `target`, `publication`."""
    return words("%(target)s, in %(publication)s")


def in_language(words: Words) -> str:
    """Return a `reference` that leads to an edition in another language, `language`."""
    return words("%(reference)s (in %(language)s)")


def at_page(words: Words) -> str:
    """Return a `publication` and a `page` of it, as they are printed after a title or within brackets."""
    page = words("(p. %s)").strip("()").replace(" ", "\u00a0").replace("%s", "%(page)s")
    return f"%(publication)s, {page}"


def page_alone(words: Words) -> str:
    """Return a `page` after words that name the publication."""
    return words("(p. %s)").replace(" ", "\u00a0").replace("%s", "%(page)s")
