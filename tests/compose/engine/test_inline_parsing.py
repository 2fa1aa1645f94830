# SPDX-License-Identifier: GPL-3.0-or-later
"""Words without markup become, without a parser, the nodes that the parser makes of them."""

from collections.abc import Iterator

import pytest
from docutils import frontend, nodes
from docutils.parsers.rst import Parser
from hypothesis import given
from hypothesis import strategies as st

from pipeline.catalogue.syntax import scan
from pipeline.compose.engine.inline_parsing import is_without_markup, parse_inline, without_markup
from tests.conftest import ROOT

SETTINGS = frontend.get_default_settings(Parser)
NEAR_MARKUP = "Ab1. :,;-–'\"’“«»()[]{}<>/~=+#&|*_`\\@https "
"""Letters of which markup is made, and of addresses."""


def told(root: nodes.Node) -> list[tuple[object, ...]]:
    """Each node with its text, and with what it knows of its place."""
    return [
        (type(node), getattr(node, "attributes", None), getattr(node, "rawsource", None), node.source, node.line, str(node))
        for node in root.findall()
    ]  # fmt: skip


def agree(words: str) -> bool:
    """Whether both are the same for these words, as a paragraph and as a title; of words that may have markup nothing is said."""
    return not is_without_markup(words, SETTINGS) or all(
        told(without_markup(words, "a.rst", 3, is_title=title))
        == told(parse_inline(words, "a.rst", 3, SETTINGS, is_title=title))
        for title in (False, True)
    )


@given(st.text(st.sampled_from(NEAR_MARKUP), min_size=1) | st.text(min_size=1))
def test_any_words(words: str) -> None:
    assert agree(words)


def messages(tag: str) -> Iterator[str]:
    for path in (ROOT / "locales" / tag / "LC_MESSAGES").glob("*.po"):
        for entry in scan(path.read_text(encoding="utf-8")).entries:
            yield from (text for text in (entry.message.original, entry.message.translation) if text)


@pytest.mark.slow
@pytest.mark.parametrize("tag", ["sq", "de"])
def test_all_messages_of_a_language_most_of_which_have_none(tag: str) -> None:
    every = [*messages(tag)]

    assert [words for words in every if not agree(words)] == []
    assert sum(is_without_markup(words, SETTINGS) for words in every) > len(every) / 2


def test_addresses_and_references_to_standards_are_markup() -> None:
    asked = frontend.get_default_settings(Parser)
    asked.rfc_references = True

    assert not is_without_markup("RFC 4287", asked)
    assert not any(
        is_without_markup(words, SETTINGS) for words in ("http://a.example", "a@b.example", "mailto:a", "a_")
    )
