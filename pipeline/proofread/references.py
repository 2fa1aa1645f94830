# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks that a translation keeps the references of the original, in any order and with any words for readers."""

import re
from collections import Counter
from collections.abc import Iterator

from pipeline.model.links import is_safe, site_of
from pipeline.model.remark import Remark
from pipeline.proofread.pair import Pair
from pipeline.proofread.terms import LETTERS, is_inflected, marked_terms, words_of
from pipeline.proofread.text import FREE_ROLES, ITALIC, Role

_WORDS_AND_TARGET = re.compile(r"(:[\w:+.-]+:`)[^`]*?(?<!\s)(\s*<[^<>`]*>`)", re.DOTALL)
_ABBREVIATION = re.compile(r":abbr:`([^`]*)`")


def lost_role(pair: Pair) -> Iterator[Remark]:
    """Find roles of the original that the translation dropped, and abbreviations that lost their meaning in brackets."""
    missing, _, _ = _compare_roles(pair)
    for role in missing:
        yield Remark("%(role)s is missing; %(mend)s", role=role, mend=_copy_hint(role, pair.original.roles))
    if any(role.name == "abbr" for role in missing):
        return
    explained, still_explained = (
        _explained_abbreviations(pair.original.source),
        _explained_abbreviations(pair.translation.source),
    )
    if len(explained) > len(still_explained):
        yield Remark(
            "an :abbr: has lost its meaning in brackets; write it as in :abbr:`%(word)s (…)`", word=explained[0]
        )


def extra_role(pair: Pair) -> Iterator[Remark]:
    """Find roles that the original does not have, or whose names were translated."""
    missing, extra, _ = _compare_roles(pair)
    for role in extra:
        hint = Remark("take it out, or give it the original's name")
        # An unknown role may be the missing one, with a translated name.
        is_free = role.name in FREE_ROLES
        if len(missing) == len(extra) == 1 and not is_free and missing[0].target in (None, role.target):
            corrected = re.sub(r"\A:[\w:+.-]+:(?=`)", f":{missing[0].name}:", role.source)
            hint = Remark("write %(mended)s", mended=corrected)
        yield Remark("%(role)s is not in the original; %(mend)s", role=role, mend=hint)


def changed_target(pair: Pair) -> Iterator[Remark]:
    """Find references whose target was translated or mistyped, and formulas that differ.

    Only the words before <…> are the translator's, and in a formula the sign of decimals and words in \\text{…}.
    """
    _, _, changed = _compare_roles(pair)
    for expected, actual in changed:
        is_sure = sum(actual.name == other.name for _, other in changed) == 1
        mended = _with_original_target(expected, actual) if is_sure else ""
        if mended == str(expected):
            yield Remark("%(found)s should be %(wanted)s", found=actual, wanted=expected)
            continue
        how = Remark("write %(mended)s", mended=mended) if mended else Remark("keep the target as it is")
        yield Remark("%(found)s should be %(wanted)s; %(mend)s", found=actual, wanted=expected, mend=how)


def lost_footnote(pair: Pair) -> Iterator[Remark]:
    """Find marks of footnotes that are missing, changed or added."""
    yield from _compare_both_ways(pair.original.footnotes, pair.translation.footnotes)


def lost_citation(pair: Pair) -> Iterator[Remark]:
    """Find marks of citations that are missing, changed or added."""
    yield from _compare_both_ways(pair.original.citations, pair.translation.citations)


def lost_substitution(pair: Pair) -> Iterator[Remark]:
    """Find names between bars, which stand for another text, that are missing, translated or added."""
    yield from _compare_both_ways(pair.original.substitutions, pair.translation.substitutions)


def lost_reference(pair: Pair) -> Iterator[Remark]:
    """Find links by name that are missing, or that an underscore at the end of a word makes by mistake."""
    expected, actual = pair.original.references, pair.translation.references
    if len(expected) == 1 and not actual:
        yield Remark("the link %(link)s is missing; put it in", link=expected[0])
    elif len(expected) > len(actual):
        yield Remark(
            "%(n)s of the links %(links)s is missing; put it in",
            n=len(expected) - len(actual),
            links=", ".join(dict.fromkeys(expected)),
        )
    elif len(actual) > len(expected):
        extra = _missing(actual, expected)[0]
        yield Remark(
            "%(link)s is a link that the original does not have; write \\_ for the underscore itself", link=extra
        )


def lost_literal(pair: Pair) -> Iterator[Remark]:
    """Find ``literal`` texts that the translation dropped, or that lost their quotes."""
    expected, actual = pair.original.literals, pair.translation.literals
    lost = _missing(expected, actual)[: max(0, len(expected) - len(actual))]
    for literal in lost:
        if re.search(rf"(?<!\w){re.escape(literal)}(?!\w)", pair.translation.plain):
            yield Remark("%(literal)s has lost its backquotes; write ``%(literal)s``", literal=literal)
        else:
            yield Remark("``%(literal)s`` is missing; put it in, between two backquotes on each side", literal=literal)


def lost_emphasis(pair: Pair) -> Iterator[Remark]:
    """Find *emphasis* and **strong** words that lost their asterisks.

    More emphasis than in the original is the translator's choice. A foreign word of the original needs none if the
    dictionary of the translation knows it.
    """
    missing = _missing(pair.original.emphases, pair.translation.emphases)
    at_home = sum(_is_word_of_language(italic, pair) for italic in pair.original.italics) if ITALIC in missing else 0
    for mark in dict.fromkeys(missing):
        if mark == ITALIC and missing.count(ITALIC) <= at_home:
            continue
        yield Remark("%(mark)s is missing; put the asterisks around the same words as in the original", mark=mark)


def changed_url(pair: Pair) -> Iterator[Remark]:
    """Find addresses that differ. A page of the same site in the reader's language is welcome, so this is a notice."""
    missing = dict.fromkeys(_missing(pair.original.urls, pair.translation.urls))
    extra = dict.fromkeys(_missing(pair.translation.urls, pair.original.urls))
    if missing and extra:
        yield Remark("%(before)s became %(now)s", before=", ".join(missing), now=", ".join(extra))
    elif missing:
        yield Remark("%(missing)s is missing", missing=", ".join(missing))
    elif extra:
        yield Remark("%(added)s is not in the original", added=", ".join(extra))


def other_site(pair: Pair) -> Iterator[Remark]:
    """Find links to a site, or mail to a domain, that the original does not name, however alike the two look.

    Another page of the same site is welcome, as is the same site in the reader's language (it.wikipedia.org, de.wikipedia.org).
    """
    languages = tuple(tag.lower() for tag in (pair.context.language, pair.context.original) if tag)
    sites = {site_of(url, languages) for url in pair.original.urls}
    missing = _missing(pair.original.urls, pair.translation.urls)
    for url in dict.fromkeys(_missing(pair.translation.urls, pair.original.urls)):
        site = site_of(url, languages)
        if not site or site in sites or not is_safe(url):
            continue
        display_url = url if site.isascii() else f"{url} ({_as_ascii(url)})"
        if len(set(missing)) == len(set(pair.original.urls)) == 1:
            yield Remark(
                "%(url)s leads to another site than the original; write %(wanted)s, or a page of its site",
                url=display_url,
                wanted=missing[0],
            )
        else:
            yield Remark("%(url)s leads to a site that the original does not name; take it out", url=display_url)


def _as_ascii(url: str) -> str:
    """Return the site of a URL in Punycode, in which similar-looking letters differ."""
    labels = site_of(url).split(".")
    return ".".join(label if label.isascii() else f"xn--{label.encode('punycode').decode()}" for label in labels)


def _explained_abbreviations(source: str) -> list[str]:
    """Return the abbreviations of a text that have their meaning in brackets."""
    texts = (text for text in _ABBREVIATION.findall(source) if "(" in text and text.endswith(")"))
    return [text.partition("(")[0].rstrip() for text in texts]


def _is_word_of_language(italic: str, pair: Pair) -> bool:
    """Return whether words in italics in the original are also in the translation, and in its dictionary."""
    knows, written = pair.context.knows, LETTERS.findall(pair.translation.plain)
    return knows is not None and all(
        any(is_inflected(word, other) and knows(other) for other in written) for word in words_of(italic)
    )


def _missing[T](expected: tuple[T, ...], actual: tuple[T, ...]) -> list[T]:
    """Return the expected items missing from the actual ones, as a multiset difference."""
    return [] if expected == actual else list((Counter(expected) - Counter(actual)).elements())


def _compare_roles(pair: Pair) -> tuple[list[Role], list[Role], list[tuple[Role, Role]]]:
    """Return the missing roles, the extra ones, and pairs (expected, actual) with different targets."""
    expected, actual = pair.original.roles, pair.translation.roles
    missing, extra = _missing(expected, actual), _missing(actual, expected)
    changed = []
    for role in tuple(missing):
        counterpart = next((candidate for candidate in extra if candidate.name == role.name), None)
        if counterpart is not None:
            missing.remove(role)
            extra.remove(counterpart)
            changed.append((role, counterpart))
    return missing, extra, changed


def _copy_hint(role: Role, roles: tuple[Role, ...]) -> Remark:
    """Return advice to insert a missing role, with … for the translator's words; `roles` are all roles of the original."""
    sources = list(dict.fromkeys(other.source for other in roles if other == role))
    if len(sources) > 1:
        # Their words are the translator's, so only a person can tell which one is missing.
        return Remark(
            "the original has %(roles)s; add the one that is missing, with your words", roles=", ".join(sources)
        )
    split = _WORDS_AND_TARGET.fullmatch(sources[0])
    if split:
        return Remark("put in %(role)s, with your words for …", role=f"{split[1]}…{split[2]}")
    for term in marked_terms(sources[0]):
        return Remark("put in %(role)s, with your words for …", role=f":term:`… <{term}>`")
    if role.target is None:
        return Remark("put in %(role)s, with your words within the backquotes", role=sources[0])
    if sources[0] != str(role):
        return Remark("put in %(role)s", role=sources[0])
    return Remark("copy it into the translation")


def _with_original_target(expected: Role, actual: Role) -> str:
    """Return the translation's reference with the original's target; empty if words and target cannot be separated."""
    words = _WORDS_AND_TARGET.fullmatch(actual.source)
    target = _WORDS_AND_TARGET.fullmatch(expected.source)
    if words:
        return f"{actual.source[: words.start(2)]} <{expected.target}>`"
    if expected.name == "math" or not (target or "cite" in expected.name):
        return expected.source
    return ""


def _compare_both_ways(expected: tuple[str, ...], actual: tuple[str, ...]) -> Iterator[Remark]:
    missing, extra = _missing(expected, actual), _missing(actual, expected)
    if len(missing) == len(extra) == 1:
        yield Remark(
            "the original has %(wanted)s instead of %(found)s; write %(wanted)s", found=extra[0], wanted=missing[0]
        )
        return
    for mark in missing:
        yield Remark("%(mark)s is missing; copy it into the translation", mark=mark)
    for mark in extra:
        yield Remark("%(mark)s is not in the original; take it out", mark=mark)
