# SPDX-License-Identifier: GPL-3.0-or-later
"""The pseudo-locale `qps`: originals with accents, a third longer and in brackets, to show which text is not a message.

Text that stays plain cannot be translated; a missing bracket means truncated text. Its editions are built in a separate folder, so
that readers never see them.
"""

import re
from collections.abc import Collection
from dataclasses import replace
from itertools import accumulate
from pathlib import Path

from pipeline.model.message import Catalogue, Message
from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.model.publication import PSEUDO
from pipeline.model.template import PLURAL, Template

_ACCENTS = str.maketrans("acdeghijklnorstuwyzACDEGHIJKLNORSTUWYZ", "áçđéğħíĵķłñöŕšţûŵýžÁÇĐÉĞĦÍĴĶŁÑÖŔŠŢÛŴÝŽ")
_FILLING = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_MARKUP = re.compile(
    r"""``.*?``                                  # literals
    | (?P<role>:[\w:+.-]+:)`(?P<text>[^`]*)`     # roles
    | `(?P<link>[^`<]*)(?P<to><[^<>`]*>`__?)     # links with an address
    | \[[#*\w.-]+\]_ | \|[^|\s][^|]*\|           # footnotes, citations, substitutions
    | \$[^$]*\$ | \\.                            # formulas, what is escaped
    | (?:https?://|mailto:|tel:)[^\s<>]+ | [\w.+-]+@[\w.-]+
    | %(?:\(\w+\))?[sdrif] | \{\w*\} | <[^<>]*>  # placeholders, tags
    """,
    re.VERBOSE | re.DOTALL,
)
_WITH_TARGET = re.compile(r"(.*?)(\s*<([^<>]*)>)\Z", re.DOTALL)
_ENDS = re.compile(r"\A(\s*)(.*?)((?:::)?\s*)\Z", re.DOTALL)


def with_pseudo_locale(project: Project, tags: Collection[str]) -> Project:
    """Return the project; if the tags include the pseudo-locale, with that as a language, and built below `build/qps`.

    Raises Problem `unknown-language` if the tags also include other languages, since these are published.
    """
    if PSEUDO.tag not in tags or PSEUDO in project.languages:
        return project
    if len({*tags}) > 1:
        raise Problem(
            "unknown-language",
            f"the pseudo-locale {PSEUDO.tag} must be built alone",
            cause="it is built in a separate folder, and the other languages are published",
            hint=f"run the command once for {PSEUDO.tag}, and once for the others",
        )
    publications = tuple(
        replace(found, languages=(*found.languages, PSEUDO), publish_at=0, warnings_are_fatal=False)
        for found in project.publications
    )
    build = project.root / "build" / PSEUDO.tag
    return replace(project, languages=(*project.languages, PSEUDO), publications=publications, build_override=build)


def pseudo_catalogue(template: Template, folder: Path) -> Catalogue:
    """Return the catalogue of a template in the pseudo-locale; it has no file, and `folder` is only used for its path."""
    terms = {
        _normalized(message.original) for message in template.messages if {"term", "glossary"} <= set(message.ancestors)
    }
    messages = tuple(_message(message.original, tuple(message.ancestors), terms) for message in template.messages)
    header = {"Language": PSEUDO.tag, "X-Source-Language": template.original.tag}
    return Catalogue(folder / PSEUDO.tag / "LC_MESSAGES" / f"{template.name}.po", PSEUDO, header, messages)


def _message(original: str, ancestors: tuple[str, ...], terms: set[str]) -> Message:
    singular, _, plural = original.partition(PLURAL)
    # Do not lengthen terms, which are looked up by their text, and index entries, which are sorted by it.
    make = accented if {"term", "index"} & set(ancestors) else lengthened
    forms = tuple(make(text, terms) for text in (singular, plural)) if plural else ()
    return Message(singular, make(singular, terms), plural=plural, plural_translations=forms)


def lengthened(text: str, terms: set[str] | frozenset[str] = frozenset()) -> str:
    """Return a text with accents, a third longer, in brackets; markup and placeholders are unchanged."""
    match = _ENDS.match(text)
    assert match is not None
    before, words, after = match.groups()
    letters = sum(map(str.isalpha, _MARKUP.sub(_words_in, words)))
    if not letters:
        return text
    return f"{before}[{accented(words, terms)} {_filling(-(-letters // 3))}]{after}"


def accented(text: str, terms: set[str] | frozenset[str] = frozenset()) -> str:
    """Return a text with accents on its letters; `terms` are glossary terms, which roles must refer to with accents as well."""
    parts, end = [], 0
    for match in _MARKUP.finditer(text):
        parts += [text[end : match.start()].translate(_ACCENTS), _accented_markup(match, terms)]
        end = match.end()
    return "".join([*parts, text[end:].translate(_ACCENTS)])


def _accented_markup(match: re.Match[str], terms: set[str] | frozenset[str]) -> str:
    if match["link"] is not None:
        return f"`{match['link'].translate(_ACCENTS)}{match['to']}"
    if match["role"] is None:
        return match[0]
    target = _WITH_TARGET.match(match["text"])
    if match["role"] == ":term:":
        words, name = (target[1], target[3]) if target else (match["text"], match["text"])
        is_ours = _normalized(name) in terms
        return f":term:`{words.translate(_ACCENTS)} <{name.translate(_ACCENTS) if is_ours else name}>`"
    if target and match["role"] != ":math:":
        return f"{match['role']}`{target[1].translate(_ACCENTS)}{target[2]}`"
    return match[0]


def _words_in(match: re.Match[str]) -> str:
    """Return the text of a link, or of a role with an explicit target."""
    target = _WITH_TARGET.match(match["text"] or "")
    return match["link"] or (target[1] if target else "")


def _filling(letters: int) -> str:
    """Return filler words with at least this number of letters."""
    lengths = list(accumulate(len(_FILLING[number % 10]) for number in range(letters)))
    count = next(number for number, length in enumerate(lengths, 1) if length >= letters)
    return " ".join(_FILLING[number % 10].translate(_ACCENTS) for number in range(count))


def _normalized(term: str) -> str:
    return " ".join(term.split()).lower()
