# SPDX-License-Identifier: GPL-3.0-or-later
"""The shell of a paged HTML: its head, from which WeasyPrint fills the PDF's own metadata, and its body."""

import html

from pipeline.compose.front_matter import FrontMatter


def page(facts: FrontMatter, content: str) -> str:
    """A whole page; `content` is the HTML of its body."""
    return (
        f'<!DOCTYPE html>\n<html lang="{html.escape(facts.language.tag)}">\n<head>{_head(facts)}</head>\n'
        f'<body class="kind-{facts.kind}">\n{content}</body>\n</html>\n'
    )


def _head(facts: FrontMatter) -> str:
    """Title and metadata in the elements from which WeasyPrint fills the PDF's own."""
    values = [
        *(("author", author) for author in facts.authors),
        ("description", facts.description),
        ("keywords", ", ".join(facts.keywords)),
        ("generator", "Sphinx"),
        ("dcterms.created", facts.published.isoformat() if facts.published.year > 1970 else ""),
        ("dcterms.modified", facts.modified.isoformat() if facts.modified.year > 1970 else ""),
    ]
    metas = "".join(f'<meta name="{name}" content="{html.escape(value)}">' for name, value in values if value)
    return f'<meta charset="utf-8"><title>{html.escape(facts.title)}</title>{metas}'
