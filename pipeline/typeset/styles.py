# SPDX-License-Identifier: GPL-3.0-or-later
"""The style sheets of a book, by layers: tokens and page, the text, the parts of a book, then those of others and what
fits a page. The colour of its kind is a separate rule, and so are the limits of hyphenation in its language.

An offprint has its design after these: `sheet` and those of leaflets and cards bring pages of their own in the place of
the book's, `paper` adds a title page to them.
"""

from collections.abc import Iterator
from pathlib import Path

from pipeline.bookformat.vocabulary import CHAPTER_HEAD, COLOPHON, COVER, GLOSSARY
from pipeline.languages import LanguageProfile, script_of
from pipeline.system.script_fonts import OURS
from pipeline.theme.heads import running_head

FOLDER = Path(__file__).parents[1] / "theme" / "print"
TEXT = ("text", "footnotes", "figures", "tables", "quotations")
PARTS = (
    *(COVER, "title-pages", "contents", "boxes", "procedures", "forms", "leaflets", "contacts", GLOSSARY),
    *("charts", "organisations", "index", COLOPHON, "papers"),
)
LAYERS = ("tokens", "page", *TEXT, *PARTS, "others", "bilingual", "fitting")
DESIGNS = {
    "leaflet-a4": ("panels", "leaflet-folded"),
    "leaflet-a5": ("panels", "leaflet-folded", "half"),
    "card-a6": ("panels", "card"),
    "card-a5": ("panels", "card", "double"),
    "card-wallet": ("panels", "wallet"),
}
"""Sheets of a design, where they are more than one of its name: leaflets and cards, by their paper."""
RIGHT_TO_LEFT = FOLDER / "right-to-left.css"
"""What comes after the other sheets, mirrored, in a language that is written from right to left."""
_OF_EAST_ASIA = frozenset({"Hans", "Hant", "Jpan", "Kore"})
OWN_PAGES = frozenset({"sheet", *DESIGNS})


def sheets(design: str = "") -> Iterator[Path]:
    """Yield the sheets in the order in which they apply."""
    layers = [name for name in LAYERS if not (name == "page" and design in OWN_PAGES)]
    yield from (FOLDER / f"{name}.css" for name in layers)
    if design:
        yield from (FOLDER / f"{name}.css" for name in DESIGNS.get(design, (design,)))


def hyphenation_limits(profile: LanguageProfile) -> str:
    """Return a rule with the limits of a language, if they are not those of tokens.css."""
    limits = profile.hyphenation_limits
    return f":root {{ --hyphenation-limits: {limits}; }}" if limits else ""


def of_script(tag: str) -> str:
    """Return rules for a language in whose script nothing is slanted, and no figures have old style; none for the others.

    Chinese, Japanese and Korean set emphasis in their sans serif, the other scripts in bold. A line of theirs ends anywhere rather
    than in the margin, as before names in quotation marks, between which they write no spaces.
    """
    script = script_of(tag)
    if script in OURS or not script:
        return ""
    emphasis = "font-family: var(--sans)" if script in _OF_EAST_ASIA else "font-weight: 600"
    anywhere = f":root:lang({tag}) {{ overflow-wrap: break-word }}\n" if script in _OF_EAST_ASIA else ""
    return (
        f"{anywhere}:is(em, cite, dfn, i, var):lang({tag}) {{ font-style: normal; {emphasis} }}\n"
        "html, .note-at-foot { font-variant-numeric: lining-nums proportional-nums }"
    )


def running_heads(title: str) -> str:
    """Return rules that set the strings `book` and `chapter` at each chapter's head, so that both stay away from its first page.

    A chapter's own `data-head` is its title as far as it fits beside the book's. A later piece of a long one has it on its first heading.
    """
    book = quoted(running_head(title))
    return (
        f"h1 {{ string-set: book {book}, chapter attr(data-running); }}\n"
        f"h1[data-head] {{ string-set: book {book}, chapter attr(data-head); }}\n"
        f"[{CHAPTER_HEAD}] {{ string-set: book {book}, chapter attr({CHAPTER_HEAD}); }}"
    )


def quoted(text: str) -> str:
    """Return a text as a string of CSS, in which a backslash and a quotation mark are escaped, and a line may not end."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'"{escaped}"'
