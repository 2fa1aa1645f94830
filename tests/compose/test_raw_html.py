# SPDX-License-Identifier: GPL-3.0-or-later
"""Raw HTML in a book: names, links, and words for what is not shown."""

import pytest

from pipeline.compose.paged.raw_html import identifiers, link_words, replace_media, rewrite_links, without_hiding

HTML = """<a name='top'></a><p id=part aria-labelledby="top part">See <A HREF="#part">this <b>part</b></A>, <a href="gone.html">gone</a></p>"""


def test_identifiers_are_those_to_which_links_lead() -> None:
    assert list(identifiers(HTML + '<meta name="author"><abbr name="x">')) == ["top", "part"]


def test_names_and_links_become_those_of_the_book() -> None:
    text = rewrite_links(HTML, "doc--{}".format, {"#part": "#doc--part"}.get)

    assert '<a id="doc--top"></a><p id="doc--part" aria-labelledby="doc--top doc--part">' in text
    assert '<A href="#doc--part">this' in text
    assert "gone.html" not in text


def test_a_link_is_told_by_its_words() -> None:
    assert link_words(HTML, "#part") == "this part"
    assert link_words(HTML, "elsewhere") == "elsewhere"


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ('<img src="here.png" alt="Here">', '<img src="here.png" alt="Here">'),
        (
            '<object data="here.svg" type="image/svg+xml"><p>A &lt; B</p></object>',
            '<img alt="A &lt; B" src="here.svg"/>',
        ),
        (
            '<img src="https://example.org/a.png" alt="A">',
            '<span class="elsewhere" title="https://example.org/a.png">A (<a class="address reference external" '
            'href="https://example.org/a.png">https://example.org/a.png</a>)</span>',
        ),
        (
            '<a href="x"><img alt="build &amp; test" src="https://example.org/b"></a>',
            '<a href="x"><span class="elsewhere" title="https://example.org/b">build &amp; test</span></a>',
        ),
        (
            '<video controls><source src="films/light.mp4"><p>none</p></video>',
            '<span class="elsewhere" title="films/light.mp4">light.mp4</span>',
        ),
        ("<iframe></iframe>after", "after"),
    ],
)
def test_what_a_book_does_not_have_becomes_words(html: str, words: str) -> None:
    assert replace_media(html, lambda address: address.startswith("here"), lambda _at, _address: None) == words


@pytest.mark.parametrize(
    ("html", "rest", "kept"),
    [
        ('a <script type="module"> tag', "", "a  tag"),
        ("<SCRIPT>", "</script >", "<SCRIPT>"),
        ("<script>go()</script>", "", "<script>go()</script>"),
        ("<b>a <!-- b", "c", "<b>a  b"),
        ("a <!-- b --> <style>p {}</style><title>", "<script>", "a <!-- b --> <style>p {}</style>"),
        ("<scripture>", "", "<scripture>"),
    ],
)
def test_what_does_not_end_hides_nothing(html: str, rest: str, kept: str) -> None:
    assert without_hiding(html, rest) == kept
