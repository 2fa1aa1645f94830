# SPDX-License-Identifier: GPL-3.0-or-later
"""The PDF of the manual, as a partner receives it. Small books of every part and language are looked at with every `make test`."""

import functools
import re
from pathlib import Path

import pikepdf
import pytest

from pipeline.catalogue.reading import read
from pipeline.model.project import Project
from tests.conftest import PRINTED
from tests.typeset import reading
from tests.typeset.verapdf import PROFILES, broken_rules

pytestmark = pytest.mark.slow

SLUG = "usual-procedures"


def path_of(site: Path, tag: str) -> Path:
    return site / tag / SLUG / f"{SLUG}-{tag}.pdf"


@functools.cache
def pages_of(path: Path) -> list[str]:
    return reading.text_of_pages(path)


def translations(west: Path, tag: str) -> dict[str, str]:
    """Original -> text of the edition, labels of drawings aside; of the original itself, its own words."""
    project = Project.load(west)
    language = project.language("de" if tag == "it" else tag)
    known = read(west / f"locales/{language.tag}/LC_MESSAGES/{SLUG}.po", language)
    messages = [one for one in known.messages if not any(".svg:" in place for place in one.places)]
    return {one.original: one.original if tag == "it" else one.translation for one in messages}


@pytest.mark.parametrize("profile", sorted(PROFILES))
@pytest.mark.parametrize("tag", PRINTED)
def test_every_edition_is_accessible_and_archivable(printed_site: Path, tag: str, profile: str) -> None:
    assert broken_rules(path_of(printed_site, tag), profile) == []


@pytest.mark.parametrize("tag", PRINTED)
def test_it_says_its_title_and_language(printed_west: Path, printed_site: Path, tag: str) -> None:
    title = translations(printed_west, tag)["Manuale delle procedure abituali"]
    with pikepdf.open(path_of(printed_site, tag)) as pdf:
        assert str(pdf.Root.Lang) == tag
        assert str(pdf.docinfo.Title) == title
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        with pdf.open_metadata() as metadata:
            assert metadata["dc:language"] == {tag} or metadata["dc:language"] == [tag]


@pytest.mark.parametrize("tag", PRINTED)
def test_only_our_typefaces_are_in_it(printed_site: Path, tag: str) -> None:
    with pikepdf.open(path_of(printed_site, tag)) as pdf:
        assert {name.rstrip(",")[:12] for name in reading.fonts(pdf)} <= {
            "Source-Serif",
            "Source-Sans-",
            "Source-Code-",
        }


@pytest.mark.parametrize("tag", PRINTED)
def test_every_plain_message_of_the_catalogue_is_in_it(printed_west: Path, printed_site: Path, tag: str) -> None:
    """Paragraphs without markup, those in the language of the edition: each can be read in the PDF."""
    everything = normalized(" ".join(pages_of(path_of(printed_site, tag))))
    plain = [
        text
        for text in translations(printed_west, tag).values()
        if len(text.split()) > 8 and not re.search(r"[`*|_\\]|\w;", text)
    ]

    assert len(plain) > 100
    # The alternative text of a drawing is no text of a page, and the description of the work stands on the site alone.
    assert [text for text in plain if not (is_in(text, everything) or is_told_otherwise(printed_site, tag, text))] == []


def is_in(text: str, everything: str) -> bool:
    """Whether the text stands there, at most in two pieces: the notes of a page part what goes on on the next."""
    whole = normalized(text)
    pieces = ((whole[:cut], whole[cut:]) for cut in range(len(whole), 10, -1))
    first, rest = next((pair for pair in pieces if pair[0] in everything), ("", whole))
    return bool(first) and rest in everything[everything.index(first) :]


def is_told_otherwise(printed_site: Path, tag: str, text: str) -> bool:
    with pikepdf.open(path_of(printed_site, tag)) as pdf:
        alternatives = [str(one.dictionary.get("/Alt", "")) for one in reading.structure(pdf).all("Figure")]
        return text in alternatives or text == str(pdf.docinfo.Subject)


def normalized(text: str) -> str:
    """Without blanks, hyphens and note calls, which a broken line or a page changes."""
    return re.sub(r"[\s\u00a0\u202f\u00ad-]|\d", "", text)


@pytest.mark.parametrize("tag", PRINTED)
def test_the_outline_leads_to_the_pages_that_hold_its_titles(printed_site: Path, tag: str) -> None:
    pages = pages_of(path_of(printed_site, tag))
    with pikepdf.open(path_of(printed_site, tag)) as pdf:
        outline = reading.outline(pdf)

    assert len(outline) > 40
    assert [title for _, title, page in outline if normalized(title) not in normalized(pages[page - 1])] == []


@pytest.mark.parametrize("tag", PRINTED)
def test_the_contents_name_the_pages_on_which_the_chapters_begin(printed_site: Path, tag: str) -> None:
    with pikepdf.open(path_of(printed_site, tag)) as pdf:
        outline = reading.outline(pdf)
        labels = {int(start): kind for start, kind in zip(*[iter(pdf.Root.PageLabels.Nums)] * 2, strict=True)}
    body = max(labels)
    contents = " ".join(pages_of(path_of(printed_site, tag))[2:6])
    numbered = [(title, page - body) for _, title, page in outline if re.match(r"\d+(\.\d+)? ", title)]

    assert len(numbered) > 40
    missing = [
        (title, page)
        for title, page in numbered
        if not re.search(rf"{re.escape(title)}\W*{page}(?!\d)", re.sub(r"\s+", " ", contents))
    ]
    assert missing == []


@pytest.mark.parametrize("tag", PRINTED)
def test_every_link_has_its_place_and_a_description(printed_site: Path, tag: str) -> None:
    with pikepdf.open(path_of(printed_site, tag)) as pdf:
        places = reading.destinations(pdf)
        links = reading.links(pdf)
        dead = [str(link.Dest) for link in links if "/Dest" in link and str(link.Dest) not in places]
        silent = [link for link in links if not str(link.get("/Contents", ""))]
        outside = {str(link.A.URI).partition(":")[0] for link in links if "/A" in link and "/URI" in link.A}

    assert len(links) > 300
    assert dead == []
    assert silent == []
    assert outside <= {"https", "http", "tel", "mailto"}  # a source that is cited may have no other address


@pytest.mark.parametrize("tag", PRINTED)
def test_a_draft_says_so(printed_west: Path, printed_site: Path, tag: str) -> None:
    from pipeline.words import Words

    notice = Words(tag, printed_west / "locales")("Draft translation: no native speaker has read it yet.")

    assert normalized(notice) in normalized("".join(pages_of(path_of(printed_site, tag))[:4]))
