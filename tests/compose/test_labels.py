# SPDX-License-Identifier: GPL-3.0-or-later
"""The words that Sphinx, its theme and docutils print by themselves are in the edition's language."""

import json
import re
import subprocess
import sys
from functools import cache
from html import unescape

import pytest
from docutils.languages import get_language
from docutils.parsers.rst.languages import get_language as get_parser_language

from pipeline.compose.translation.labels import register_docutils_labels
from pipeline.languages import profile_of
from pipeline.translations.interface import readers_template
from pipeline.words import INTERFACE_LOCALES, lookup
from tests.compose.conftest import Built, Workshop

TRANSLATED = ("it", "de", "sq")
NAMES = ("Sphinx", "Furo", "pradyunsg", "English", "Italiano", "Deutsch", "Shqip")
SEEN_BY_READERS = re.compile(r'>([^<>]+)<|\b(?:title|aria-label|placeholder|alt)="([^"]+)"')


def printed(built: Built) -> set[str]:
    """All that readers meet on the pages: texts, and the attributes that are shown or read aloud."""
    pages = " ".join(re.sub(r"<(script|style)\b.*?</\1>", "", page, flags=re.DOTALL) for page in built.pages().values())
    found = (unescape(match[1] or match[2]).split() for match in SEEN_BY_READERS.finditer(pages))
    return {" ".join(words) for words in found if any(sign.isalpha() for sign in "".join(words))}


def is_of_the_interface(text: str) -> bool:
    """Whether our own code says it: its words have a catalogue, and a check, of their own."""
    return any(pattern.search(text) for pattern in own_patterns())


@cache
def own_patterns() -> tuple[re.Pattern[str], ...]:
    """Our own words; the longer a text, the likelier it is put together of several."""
    texts = (re.escape(message.original) for message in readers_template().messages)
    return tuple(re.compile(rf"\b{re.sub(r'%(\\\(\w+\\\))?s', '.+', text)}\b") for text in texts)


def words_of(text: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]{3,}", text))


@pytest.mark.parametrize("tag", TRANSLATED)
def test_no_label_is_left_in_english(tag: str, workshop: Workshop) -> None:
    known = set(NAMES).union(
        *(
            words_of(path.read_text(encoding="utf-8"))
            for path in workshop.project.source.rglob("*")
            if path.suffix in (".rst", ".toml", ".bib", ".svg")
        )
    )

    in_both = printed(workshop.build("en")) & printed(workshop.build(tag))

    # Words that are not in the sources and yet the same in English are labels that nobody has translated.
    assert [text for text in sorted(in_both) if words_of(text) - known and not is_of_the_interface(text)] == []


@pytest.mark.parametrize(
    ("tag", "note", "warning", "search"),
    [
        ("it", "Nota", "Avvertenza", "Cerca"),
        ("en", "Note", "Warning", "Search"),
        ("de", "Hinweis", "Warnung", "Suche"),
        ("sq", "Shënim", "Paralajmërim", "Kërko"),
    ],
)
def test_boxes_and_search_have_the_words_of_the_trade(
    tag: str, note: str, warning: str, search: str, workshop: Workshop
) -> None:
    page = workshop.build(tag).page("second")

    assert f'<p class="admonition-title">{note}</p>' in page
    assert f'<p class="admonition-title">{warning}</p>' in page
    assert f'placeholder="{search}"' in page


@pytest.mark.parametrize("tag", TRANSLATED)
def test_the_browser_gets_the_labels_that_sphinx_lacks(tag: str, workshop: Workshop) -> None:
    script = (workshop.build(tag).out / "_static/translations.js").read_text(encoding="utf-8")
    messages = json.loads(script.removeprefix("Documentation.addTranslations(").rstrip().removesuffix(");"))["messages"]

    one, many = messages["Search finished, found one page matching the search query."]
    assert one != many
    assert "${resultCount}" in many
    assert not [text for text, said in messages.items() if text == said and text.strip(", ") != "in"]


@pytest.mark.parametrize("tag", TRANSLATED)
def test_our_labels_leave_no_plural_out(tag: str) -> None:
    labels = lookup(tag, "sphinx", (INTERFACE_LOCALES,))

    one, many = "Search finished, found one page matching the search query.", "…"
    assert labels.ngettext(one, many, 1) not in (one, many)


def test_albanian_directives_have_their_english_names() -> None:
    register_docutils_labels(profile_of("sq"))
    parser = get_parser_language("sq")

    assert parser.__name__ == "docutils.parsers.rst.languages.sq"
    assert parser.directives["warning"] == "warning"
    assert set(get_language("sq").labels) == set(get_language("en").labels)
    assert set(get_language("sq").bibliographic_fields.values()) == set(
        get_language("en").bibliographic_fields.values()
    )


def test_plain_sphinx_build_makes_the_original_in_its_language(workshop: Workshop) -> None:
    source, out = workshop.project.source, workshop.project.build / "plain"

    done = subprocess.run(
        [sys.executable, "-m", "sphinx", "-W", "-q", "-c", source, source / "handbook", out],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
    page = (out / "second.html").read_text(encoding="utf-8")
    assert '<html class="no-js has-exit" lang="it"' in page
    assert "Aggiunto nella versione 1.0" in page
    assert "Collegamento a questo titolo" in page
