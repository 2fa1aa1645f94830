# SPDX-License-Identifier: GPL-3.0-or-later
"""What reads texts of translators and strangers, each as a function of one text. A check or lint that is added is among them."""

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from html import escape
from pathlib import Path

from pipeline.catalogue import gate, header, progress, syntax, wrapping, writing
from pipeline.model.confusables import LINTS_FILE, Confusables
from pipeline.model.message import Catalogue, Message
from pipeline.model.plurals import PluralRule
from pipeline.model.publication import Language
from pipeline.proofread import allowances, checks, text
from pipeline.proofread.honesty import LINTS, LintRules, NameRules, Passage
from pipeline.proofread.pair import CheckContext, Pair
from pipeline.proofread.terms import Terms
from pipeline.proofread.text import ParsedText
from pipeline.theme.english_labels import EnglishLabels
from pipeline.theme.heads import running_head
from pipeline.typeset.proof.languages import language_of
from pipeline.words import Words

LANGUAGES = ("it", "en", "de", "sq")
_ROOT = Path(__file__).parents[2]
_GERMAN = Language("de", "Deutsch")

type Subject = Callable[[str], object]


def subjects() -> Mapping[str, Subject]:
    """Return all of them by name: lexers of catalogues, checks and lints in each language."""
    return {
        "gate": lambda words: gate.inspect(words.encode(), _GERMAN),
        "syntax": syntax.scan,
        "header fields": header.fields,
        "plural rule": PluralRule.parsed,
        "placeholders": gate.PLACEHOLDER.findall,
        "wrapping": lambda words: wrapping.wrapped(words, 77),
        "writing": lambda words: writing.entry_text(Message(words, words)),
        "counted words": progress.words,
        "allowances": lambda words: allowances.allowances(words.split("\n")),
        "allowed by": lambda words: checks.allowed_by(Message("a", "b", translator_comments=(words,))),
        "label in English": _label,
        "language of a text": lambda words: language_of(words, "sq"),
        "running head": running_head,
        "two translations": lambda words: _through(checks.two_translations(map(_catalogue, (words, f"{words}!")))),
        **{name: _check(check.function) for name, check in checks.CHECKS.items()},
        **{name: _lint(lint.function) for name, lint in LINTS.items()},
    }


def bounded() -> Mapping[str, Subject]:
    """Return those that read markup as docutils does, up to the length that they read at all."""
    return {"parser of texts": text.parse_text.__wrapped__, "whole messages": _message}


def _check[T](function: Callable[[Pair], Iterable[T]]) -> Subject:
    def run(words: str) -> None:
        hard, easy = _unparsed(words), _unparsed("Una parola, 1.234 di 5 %.")
        *others, last = _contexts()
        for context in others:
            _through(function(Pair(easy, hard, context, (words,))))
        for original, translation in ((easy, hard), (hard, easy), (hard, _unparsed(f"{words}."))):
            _through(function(Pair(original, translation, last, (words,))))

    return run


def _lint[T](function: Callable[[Passage], Iterable[T]]) -> Subject:
    def run(words: str) -> None:
        for tag in LANGUAGES:
            names = NameRules(frozenset(), _knows)
            denied = ("Anna", "a a", words[:30])
            rules = LintRules(tag, True, True, denied, frozenset({"116006"}), names, _confusables())
            _through(function(Passage(_unparsed(words), rules, cited=False, ancestors=("paragraph",))))

    return run


def _label(words: str) -> None:
    """Look for each text of the interface in the words of a book."""
    EnglishLabels(Words("mk"), bool).mark(f'<html lang="mk"><body><p>{escape(words)}</p></body></html>')


def _message(words: str) -> None:
    """Read one message, translated by these words, and one whose original they are, by all checks, from nothing."""
    text.parse_text.cache_clear()
    for message in (Message("Una parola.", words), Message(words, "Una parola.")):
        _through(checks.proofread(Catalogue(Path("de.po"), _GERMAN, {}, (message,)), _contexts()[2]))


def _catalogue(translation: str) -> Catalogue:
    return Catalogue(Path("de.po"), _GERMAN, {}, (Message("Una sola parola", translation),))


def _unparsed(words: str) -> ParsedText:
    """A text as it is read where it is too long to be parsed: all of it is words."""
    return ParsedText(words, words, words, errors=("Inline emphasis start-string without end-string.",))


@cache
def _contexts() -> tuple[CheckContext, ...]:
    terms = Terms({"una parola": ("Wort/Begriff",), "a": ("b",), "da a": ("b",)})
    glossary = {"tratta": "tratta"}
    return tuple(
        CheckContext(tag, "it", terms, _knows, {"en": _knows}, glossary=glossary, confusables=_confusables())
        for tag in LANGUAGES
    )


@cache
def _confusables() -> Confusables:
    return Confusables.read(_ROOT / "source" / LINTS_FILE)


def _knows(word: str) -> bool:
    return len(word) % 2 == 0


def _through(rows: Iterable[object]) -> None:
    deque(rows, maxlen=0)
