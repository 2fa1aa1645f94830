# SPDX-License-Identifier: GPL-3.0-or-later
"""Draws the search of each language: its page, its stemmer, and the texts and words of its editions."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path, PurePosixPath

from pipeline.languages import LanguageProfile, libraries, profile_of
from pipeline.model.publication import Edition, Format, Language
from pipeline.model.term_list import TERMINOLOGY_FILE, Term, read_terms
from pipeline.portal.edition_catalogue import address
from pipeline.portal.page_text import Texts
from pipeline.portal.pages.helplines import helplines
from pipeline.portal.pieces import Drawn
from pipeline.portal.search.index import read_script, scripts_of
from pipeline.portal.search.synonyms import synonyms
from pipeline.portal.search.words import SearchTexts, word_scripts
from pipeline.portal.site import Site
from pipeline.theme.policy import SEARCH
from pipeline.words import Words

FOLDER = "_search"
_LEFT_OUT = ("genindex.html", "search.html", "py-modindex.html")
_STATIC_FOLDER = Path(__file__).resolve().parents[2] / "theme/web/portal/static"
_SCRIPT = """\
/* Snowball, BSD-3-Clause: snowballstem.org */
(function () {{
{base}
{own}
var stemmer = new {name}Stemmer();
siteSearch.stem = function (word) {{ return stemmer.stemWord(word); }};
}})();
"""


@dataclass(frozen=True, slots=True)
class _SearchedEdition:
    """An edition on the search page, with links to its contents and its index of terms; `terms` is empty without an index."""

    slug: str
    title: str
    contents: str
    terms: str


def draw_search(site: Site) -> None:
    """Draw the search pages and word indexes; the passages of all editions must have been drawn."""
    searchable = {artefact.edition.language for artefact in site.catalogue.artefacts if artefact.format is Format.HTML}
    for language in site.project.languages:
        editions: list[_SearchedEdition] = []
        texts: list[tuple[str, str, Mapping[str, str]]] = []
        indexes: dict[str, str] = {}
        for publication in site.catalogue.publications:
            html = site.catalogue.of(publication, language).get(Format.HTML)
            if html is None:
                continue
            folder = html.path.parent
            index = folder / "genindex.html"
            digest = site.pieces.files.get(str(index))
            terms = address(index, language) if digest is not None else ""
            indexes |= {str(index): digest} if digest is not None else {}
            editions.append(_SearchedEdition(publication.slug, html.title, address(html.path, language), terms))
            texts.append((publication.slug, html.title, searched_pages(site, html.edition)))
        profile = profile_of(language.tag, site.project.profiles)
        words = partial(_words, site, language, texts, indexes, has_compounds=profile.compounds)
        made_from = (site.made_by, profile.compounds, texts, indexes, _terms(site))
        site.pieces.draw(f"index of words [{language.tag}]", made_from, words)
        languages = [reader for reader in site.project.languages if reader == language or reader in searchable]
        make = partial(_search, site, language, editions, languages)
        site.pieces.draw(f"search in {language.tag}", (site.facts_in[language], editions, languages), make)


def draw_passages(site: Site, edition: Edition, pages: Mapping[str, str], page_texts: Callable[[], Texts]) -> None:
    """Draw the search texts of an edition from its searched `pages` (path -> checksum)."""
    slug = edition.publication.slug

    def texts() -> Drawn:
        for number, script in enumerate(scripts_of(page_texts(), slug)):
            yield f"{FOLDER}/{edition.language.tag}/{slug}/{number}.js", script

    site.pieces.draw(f"index of {edition}", (site.made_by, slug, pages), texts)


def _terms(site: Site) -> Sequence[Term]:
    """Return the terms of the project; empty without a list, or in an adopted project, where such a file has another meaning."""
    path, is_theirs = (
        site.project.source / TERMINOLOGY_FILE,
        any(publication.adopted for publication in site.project.publications),
    )
    return read_terms(path).terms if path.is_file() and not is_theirs else ()


def _words(
    site: Site,
    language: Language,
    editions: Iterable[tuple[str, str, object]],
    indexes: Iterable[str],
    *,
    has_compounds: bool,
) -> Drawn:
    texts: list[SearchTexts] = []
    folder, current = f"{FOLDER}/{language.tag}", site.pieces.current
    for slug, title, _ in editions:
        numbers = sorted(int(PurePosixPath(path).stem) for path in current if path.startswith(f"{folder}/{slug}/"))
        scripts = [read_script((site.folder / folder / slug / f"{number}.js").read_bytes())[1] for number in numbers]
        texts.append(SearchTexts(slug, title, scripts))
    other_words = synonyms([(site.folder / index).read_bytes() for index in indexes], _terms(site), language.tag)
    for name, script in word_scripts(texts, other_words, has_compounds=has_compounds):
        yield f"{folder}/{name}.js", script.encode()


def searched_pages(site: Site, edition: Edition) -> dict[str, str]:
    """Return the pages of an edition that are searched (path -> checksum)."""
    former_paths = {page.path for page in edition.publication.former_pages}
    return {
        name: digest
        for name, digest in sorted(site.pieces.below(str(edition.folder)).items())
        if name.endswith(".html")
        and not name.startswith("_")
        and name not in former_paths
        and PurePosixPath(name).name not in _LEFT_OUT
    }


def _search(
    site: Site, language: Language, editions: Sequence[_SearchedEdition], languages: Sequence[Language]
) -> Drawn:
    """Yield the search page of a language, and its stemmer; `languages` are the others with a search page."""
    folder = f"{FOLDER}/{language.tag}"
    code = {
        other_language: stemmer(profile_of(other_language.tag, site.project.profiles)) for other_language in languages
    }
    if code[language]:
        yield f"{folder}/stemmer.js", code[language]
    needs = {
        other_language: ["contents", *(["stemmer"] if code[other_language] else [])] for other_language in languages
    }
    words, texts = site.words(language), site.catalogue.texts(language)
    facts = {
        "name": SEARCH,
        "editions": editions,
        "folder": f"../{FOLDER}/",
        "needs": needs,
        "helplines": helplines(site.catalogue.contacts, language, texts, words),
        # in all languages: people looking for help may use any of them
        "help_words": " ".join(_help_words(site.words(other_language)) for other_language in site.project.languages),
    }
    yield f"{language.tag}/{SEARCH}", site.page("search.html", language, "../", **facts)


def _help_words(words: Words) -> str:
    """Return the words that people may type to find a helpline, separated by spaces."""
    return words("help emergency helpline hotline")


def stemmer(profile: LanguageProfile) -> bytes:
    """Return a script that sets `siteSearch.stem` and `siteSearch.language`; empty if the language has no stemmer.

    Words are stemmed only in the browser: a second stemmer, here, would have to agree with it on every word. Without a stemmer,
    searches find whole words and prefixes.
    """
    rules = {
        "elides": profile.elision,
        "compounds": profile.compounds,
        "respelled": profile.respelled,
        "irregular": profile.irregular,
    }
    known = {name: rule for name, rule in rules.items() if rule}
    script = f"siteSearch.language = {json.dumps(known, ensure_ascii=False)};\n" if known else ""
    own = _STATIC_FOLDER / f"stem-{profile.primary}.js"
    return (script + (own.read_text(encoding="utf-8") if own.is_file() else _snowball(profile.snowball))).encode()


@cache
def _snowball(name: str) -> str:
    if not name or not libraries.snowball(name).is_file():
        return ""
    base, own = (libraries.snowball(file).read_text(encoding="utf-8") for file in ("base", name))
    return _SCRIPT.format(base=base.strip(), own=own.strip(), name=name.capitalize())
