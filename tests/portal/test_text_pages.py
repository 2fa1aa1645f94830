# SPDX-License-Identifier: GPL-3.0-or-later
"""Editions as text alone: what is kept of a page, how a long one is parted, and where its links lead."""

import gzip
import re
from pathlib import Path

import pytest
from lxml import html

from pipeline.model.project import Project
from pipeline.model.publication import Format
from pipeline.portal.build import build_portal
from pipeline.portal.page_text import text_of
from pipeline.portal.plain_text import LARGEST, parts
from tests.portal.conftest import Make, page, text

CHAPTER = """<html lang="{tag}"><body><nav>Contents</nav><article role="main"><section id="one">
<h1>Prima<a class="headerlink" href="#one">#</a></h1>
<p id="p-abcd">Un <em>testo</em> con <a href="other.html">un rinvio</a> e <a href="https://example.org/?a=1&amp;b=2">un sito</a>.
<span class="explained"><a href="g.html">termine</a><span class="explanation" hidden>spiegato</span></span></p>
<div class="admonition"><p class="admonition-title">Nota</p><p lang="de">Ein Satz.</p></div>
<figure><img src="x.png" alt="Tre passi"><figcaption><p>Figura</p></figcaption></figure>
<div class="table-wrapper"><table class="docutils"><caption><span class="caption-number">Tabella 1 </span>Numeri</caption>
<tbody><tr><td></td><td colspan="2"><p>1 &lt; 2</p></td></tr></tbody></table></div>
<pre><span>if</span> x:
    y</pre><label class="tab">Una scheda</label><picture><source srcset="y.avif"><img src="y.jpg" alt="Una porta"></picture>
<script src="x.js"></script></section></article></body></html>"""


def kept_of(page: str, largest: int = LARGEST) -> list[str]:
    element = text_of(html.document_fromstring(page))
    assert element is not None
    return parts(element, largest)


def test_of_a_page_the_words_are_kept_and_nothing_that_loads() -> None:
    (kept,) = kept_of(CHAPTER.format(tag="it"))

    assert kept.split("\n") == [
        "<h1>Prima</h1>",
        '<p>Un <em>testo</em> con un rinvio e <a href="https://example.org/?a=1&amp;b=2">un sito</a>. termine</p>',
        "<p>Nota</p>",
        '<p lang="de">Ein Satz.</p>',
        "<p>[Tre passi]</p>",
        "<p>Figura</p>",
        "<table><caption>Tabella 1: Numeri</caption> "
        '<tbody><tr><td></td><td colspan="2"><p>1 &lt; 2</p></td></tr></tbody></table>',
        "<pre>if x:",
        "    y</pre>",
        "<p>Una scheda</p>",
        "<p>[Una porta]</p>",
    ]


@pytest.mark.parametrize(
    ("around", "row"),
    [
        ("main", "<p>{}</p>"),
        ("ul", "<li>{}</li>"),
        ("ol", "<li>{}</li>"),
        ("dl", "<dt>{}</dt>"),
        ("table", "<tr><td>{}</td></tr>"),
    ],
)
def test_a_long_page_has_parts_and_loses_nothing(around: str, row: str) -> None:
    rows = [f"riga-{number} {'parola ' * 40}" for number in range(200)]
    whole = f"<{around}>{''.join(map(row.format, rows))}</{around}>"

    parted = kept_of(f"<main>{whole}</main>", 10_000)

    assert max(len(part.encode()) for part in parted) <= 10_200
    found = " ".join(html.fromstring(f"<div>{part}</div>").text_content() for part in parted)
    assert re.findall(r"riga-\d+", found) == [f"riga-{number}" for number in range(200)]


def test_the_text_of_an_edition_is_linked_and_leads_on(project: Project, make: Make) -> None:
    made = [make("field-guide", tag, Format.HTML) for tag in ("it", "en")]
    for tag in ("it", "en"):
        for name in ("index", "first"):
            Path(project.site, tag, f"field-guide/{name}.html").write_text(CHAPTER.format(tag=tag), encoding="utf-8")
    Path(project.site, "it/field-guide/long.html").write_text(
        f"<html><body><main><h1>Lunga</h1>{'<p>Molte parole diverse da leggere.</p>' * 2000}</main></body></html>"
    )
    build_portal(project, made, [], project.site)

    assert page(project, "it/field-guide.html").xpath("//a[@href='text.field-guide.html']")
    contents = page(project, "it/text.field-guide.html")
    assert contents.xpath("//main//a/@href") == [f"text.field-guide.{name}.html" for name in ("index", "first", "long")]
    second = page(project, "it/text.field-guide.long..2.html")
    assert text(second.xpath("//h1")[0]) == "Guida breve, seguito"
    assert page(project, "it/text.field-guide.first.html").xpath("//nav//a/@href")[1:] == [
        "../en/text.field-guide.first.html",
        "text.field-guide.html",
        "search.html",
        "reading-privately.html",
        "text.field-guide.long.html",
    ]
    assert second.xpath("//nav//a/@href")[1] == "../en/text.field-guide.html", "the same page is not there in English"
    assert page(project, "it/text.field-guide.first.html").xpath("//@src") == []
    assert max(len(gzip.compress(path.read_bytes())) for path in (project.site / "it").glob("text.*")) < 15_000
    assert LARGEST < 50_000
