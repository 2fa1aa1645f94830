# SPDX-License-Identifier: GPL-3.0-or-later
"""One chapter cut out of a book's paged HTML, so that it alone is laid out. Text in, text out."""

import json
import re

_SECTION = re.compile(r"<section\b|</section>")
_ID = re.compile(r'\bid="([^"]+)"')
_PAGE_REFERENCE = re.compile(
    r'<span class="page-reference"[^>]*>(?:(?!</span>).)*<span class="pages?-of" data-for="([^"]*)"[^>]*></span>[^<]*</span>',
    re.DOTALL,
)
_PAGE = re.compile(r'<span class="pages?-of" data-for="([^"]*)"[^>]*></span>')
_FRONT = re.compile(r'<section class="(?:cover|title-page|imprint|opening)"')
_LINK = re.compile(r' href="#([^"]*)"')


def cut(text: str, document: str) -> str | None:
    """The page with the section of a document alone; None where the book has none, as of its root document.

    References to what is left out lose their page and lead nowhere; what stands before the text stays out.
    """
    heading = re.search(rf'<h[1-6]\b[^>]* id="{re.escape(document.replace("/", "-"))}--', text)
    start = text.rfind("<section", 0, heading.start()) if heading else -1
    main = text.find('<main id="body">')
    if start < main or main < 0:
        return None
    head = text[: text.index(">", text.index("<body")) + 1]
    chapter = text[start : _end(text, start)]
    return _unlinked(f'{head}\n<main id="body">\n{chapter}\n</main>\n</body>\n</html>\n')


def opening(text: str) -> str:
    """The page with what the root document of a book prints: cover, title page, imprint, preface."""
    main = text.find('<main id="body">')
    found = [match.start() for match in _FRONT.finditer(text) if match.start() < main]
    parts = "\n".join(text[start : _end(text, start)] for start in found)
    head = text[: text.index(">", text.index("<body")) + 1]
    return _unlinked(f"{head}\n{parts}\n</body>\n</html>\n")


def described(data: str, text: str) -> str:
    """The metadata of a book (JSON) for a part of it: of notes, headings and figures, those that are there."""
    there = set(_ID.findall(text))
    told = json.loads(data)
    kept = {name: [one for one in told.get(name, ()) if one in there] for name in ("notes", "headings", "figures")}
    return json.dumps({**told, **kept}, ensure_ascii=False)


def _end(text: str, start: int) -> int:
    """Behind the end of the section that begins at `start`."""
    depth = 0
    for found in _SECTION.finditer(text, start):
        depth += 1 if found[0] != "</section>" else -1
        if depth == 0:
            return found.end()
    return len(text)


def _unlinked(text: str) -> str:
    there = set(_ID.findall(text))

    def keep(found: re.Match[str]) -> str:
        return found[0] if there.issuperset(found[1].split()) else ""

    for pattern in (_PAGE_REFERENCE, _PAGE, _LINK):
        text = pattern.sub(keep, text)
    return text
