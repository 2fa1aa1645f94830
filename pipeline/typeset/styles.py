# SPDX-License-Identifier: GPL-3.0-or-later
"""The style sheets of a book, in layers: tokens and page, text, parts of a book, other extensions, fitting.

The colour of its kind and the hyphenation limits of its language are separate rules. The design of an offprint comes last: `sheet`
and the designs of leaflets and cards replace the page layer, `paper` adds a title page.
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
"""Design -> its style sheets, unless it has a single sheet with its name: leaflets and cards, by their paper."""
RIGHT_TO_LEFT = FOLDER / "right-to-left.css"
"""The style sheet after the mirrored ones, for right-to-left languages."""
_OF_EAST_ASIA = frozenset({"Hans", "Hant", "Jpan", "Kore"})
OWN_PAGES = frozenset({"sheet", *DESIGNS})


def sheets(design: str = "") -> Iterator[Path]:
    """Yield the sheets of a design in cascade order."""
    layers = [name for name in LAYERS if not (name == "page" and design in OWN_PAGES)]
    yield from (FOLDER / f"{name}.css" for name in layers)
    if design:
        yield from (FOLDER / f"{name}.css" for name in DESIGNS.get(design, (design,)))


def hyphenation_limits(profile: LanguageProfile) -> str:
    """Return a rule with the hyphenation limits of a language, or an empty string if they are those of tokens.css."""
    limits = profile.hyphenation_limits
    return f":root {{ --hyphenation-limits: {limits}; }}" if limits else ""


def script_rules(tag: str) -> str:
    """Return rules for a script without italics and old-style figures; an empty string for Latin, Greek and Cyrillic.

    Emphasis is sans serif in Chinese, Japanese and Korean, and bold in the other scripts. Lines in Chinese, Japanese and Korean, which
    have no spaces, may break anywhere rather than overflow, for example before names in quotation marks.
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
    """Return rules that set the strings `book` and `chapter` at chapter headings, so that first pages have no running head.

    `data-head` is the chapter's title, shortened to fit next to the book's title. If a long chapter is split, later pieces have it on
    their first heading.
    """
    book = quoted(running_head(title))
    return (
        f"h1 {{ string-set: book {book}, chapter attr(data-running); }}\n"
        f"h1[data-head] {{ string-set: book {book}, chapter attr(data-head); }}\n"
        f"[{CHAPTER_HEAD}] {{ string-set: book {book}, chapter attr({CHAPTER_HEAD}); }}"
    )


def quoted(text: str) -> str:
    """Return a text as a CSS string, with backslashes and quotation marks escaped, and on one line."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'"{escaped}"'
