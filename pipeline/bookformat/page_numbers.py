# SPDX-License-Identifier: GPL-3.0-or-later
"""Page numbers: the printed labels, and the fields (empty elements of a book's HTML) that typesetting fills with them."""

import html
import re
from collections.abc import Iterable

from roman_numerals import RomanNumeral

from pipeline.bookformat.vocabulary import FOR, MAIN, PAGE_OF, PAGE_REFERENCE, PAGES_OF

PAGE_FIELD = re.compile(rf'(<span class="{PAGE_OF}" {FOR}="([^"]*)">)(</span>)')
"""Opening tag, identifier (escaped), closing tag."""
PAGES_FIELD = re.compile(rf'(<span class="{PAGES_OF}" {FOR}="([^"]*)"(?: {MAIN}="([^"]*)")?>)(</span>)')
"""Opening tag, identifiers, identifiers of the main places, closing tag."""
_FIELD = rf'<span class="(?:{PAGE_OF}|{PAGES_OF})" {FOR}="([^"]*)"[^>]*></span>'
ANY_FIELD = re.compile(_FIELD)
"""One field of either kind; the group holds its identifiers."""
PAGE_IN_WORDS = re.compile(rf'<span class="{PAGE_REFERENCE}"[^>]*>(?:(?!</span>).)*{_FIELD}[^<]*</span>', re.DOTALL)
"""A field with the words around it: “(p. 12)”."""


def page_of(identity: str) -> str:
    """Return the field for the page of one identifier."""
    return f'<span class="{PAGE_OF}" {FOR}="{html.escape(identity)}"></span>'


def pages_of(identities: Iterable[str], primary: Iterable[str] = ()) -> str:
    """Return the field for the distinct pages of several identifiers; the pages of `primary` identifiers are set in bold."""
    main = html.escape(" ".join(dict.fromkeys(primary)))
    places = html.escape(" ".join(dict.fromkeys(identities)))
    return f'<span class="{PAGES_OF}" {FOR}="{places}"{f' {MAIN}="{main}"' if main else ""}></span>'


def label(page: int, body: int, first: int = 1) -> str:
    """Return the number printed on a page. `page` and `body` count all pages from 1; page `body` has the first arabic number, `first`."""
    return str(page - body + first) if page >= body else RomanNumeral(page).to_lowercase()
