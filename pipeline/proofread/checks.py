# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of checks, in running order; the check that compares catalogues; and allowances in comments."""

import inspect
import re
from collections.abc import Iterable, Iterator, Mapping

from pipeline.model.findings import Finding, Severity
from pipeline.model.message import Catalogue, Message, State
from pipeline.model.plurals import PluralRule
from pipeline.model.problems import Problem
from pipeline.model.remark import Remark
from pipeline.model.similar import suggestion
from pipeline.proofread import markup, references, spelling, terminology, typography, words
from pipeline.proofread.allowances import ALLOW
from pipeline.proofread.honesty import CONTACT_LINTS, LINTS, ContactDates, Passage
from pipeline.proofread.pair import Check, CheckContext, Pair, pairs

TWO_TRANSLATIONS = "two-translations"
_MIN_WORDS = 3
"""Minimum number of words. Shorter texts, as in tables, may be ambiguous."""
_MARKS = re.compile(r"(?<![\s.,;:!?…])[\s.,;:!?…]+\Z")
BAD_ALLOW = "bad-allow"
"""The finding for a comment that allows an unknown check, or gives no reason."""


CHECKS: dict[str, Check[Pair]] = {
    "blank-translation": Check(markup.blank_translation, Severity.ERROR, of_content=False),
    "added-directive": Check(markup.added_directive, Severity.ERROR, of_content=False),
    "stray-character": Check(markup.stray_character, Severity.ERROR, of_content=False),
    "unparsed-text": Check(markup.unparsed_text, Severity.ERROR, of_content=False),
    "broken-markup": Check(markup.broken_markup, Severity.ERROR, of_content=False),
    "lost-role": Check(references.lost_role, Severity.ERROR),
    "extra-role": Check(references.extra_role, Severity.ERROR),
    "changed-target": Check(references.changed_target, Severity.ERROR),
    "unknown-term": Check(terminology.unknown_term, Severity.ERROR),
    "lost-footnote": Check(references.lost_footnote, Severity.ERROR),
    "lost-citation": Check(references.lost_citation, Severity.ERROR),
    "lost-substitution": Check(references.lost_substitution, Severity.ERROR),
    "lost-reference": Check(references.lost_reference, Severity.ERROR),
    "lost-literal": Check(references.lost_literal, Severity.WARNING),
    "lost-emphasis": Check(references.lost_emphasis, Severity.NOTICE),
    "unsafe-link": Check(markup.unsafe_link, Severity.ERROR),
    "other-site": Check(references.other_site, Severity.ERROR),
    "added-tag": Check(markup.added_tag, Severity.ERROR),
    "changed-url": Check(references.changed_url, Severity.NOTICE),
    "lost-backslash": Check(markup.lost_backslash, Severity.WARNING),
    "swallowed-paragraph": Check(markup.swallowed_paragraph, Severity.NOTICE),
    "second-paragraph": Check(markup.second_paragraph, Severity.NOTICE),
    "copied-original": Check(words.copied_original, Severity.ERROR),
    "other-language": Check(spelling.other_language, Severity.WARNING),
    "changed-number": Check(words.changed_number, Severity.ERROR),
    "lost-number": Check(words.lost_number, Severity.WARNING),
    "unbalanced-brackets": Check(words.unbalanced_brackets, Severity.WARNING),
    "placeholder-text": Check(words.placeholder_text, Severity.ERROR),
    "short-translation": Check(words.short_translation, Severity.WARNING),
    "lost-negation": Check(words.lost_negation, Severity.NOTICE),
    "unread-correction": Check(words.unread_correction, Severity.NOTICE),
    "confused-term": Check(terminology.confused_term, Severity.ERROR),
    "lost-term": Check(terminology.lost_term, Severity.NOTICE, once=True),
    "straight-quote": Check(typography.straight_quote, Severity.WARNING),
    "straight-apostrophe": Check(typography.straight_apostrophe, Severity.WARNING),
    "foreign-quotes": Check(typography.foreign_quotes, Severity.WARNING),
    "unbalanced-quotes": Check(typography.unbalanced_quotes, Severity.WARNING),
    "only-no-break-spaces": Check(typography.only_no_break_spaces, Severity.WARNING),
    "missing-no-break-space": Check(typography.missing_no_break_space, Severity.WARNING),
    "doubled-word": Check(typography.doubled_word, Severity.WARNING),
    "doubled-space": Check(typography.doubled_space, Severity.WARNING),
    "outer-blank": Check(typography.outer_blank, Severity.WARNING),
    "end-punctuation": Check(typography.end_punctuation, Severity.NOTICE),
    "small-initial": Check(typography.small_initial, Severity.NOTICE),
    "unknown-word": Check(spelling.unknown_word, Severity.NOTICE, once=True),
}

STOPPING: dict[str, Check[Pair]] = {name: check for name, check in CHECKS.items() if check.severity is Severity.ERROR}
"""The checks that stop an edition, including those for unparsable markup, for which other checks are skipped."""

SAFETY_CHECKS = frozenset(
    {"added-tag", "unsafe-link", "other-site", *(name for name, check in CHECKS.items() if not check.of_content)}
)
"""Checks against malicious translations, and checks whose findings disable these; only editors may allow them, in our catalogues."""

_ABOUT_ALLOW = """Find comments that allow a check which does not exist, or that give no reason.

The reason is for whoever reads the message next, in any language."""

ALLOWABLE: dict[str, Check[Pair] | Check[Passage] | Check[ContactDates]] = {**CHECKS, **LINTS, **CONTACT_LINTS}
"""Everything that a comment can allow: checks of translations, lints of texts, lints of contacts."""


def proofread(
    catalogue: Catalogue, context: CheckContext | None = None, checks: Mapping[str, Check[Pair]] = CHECKS
) -> Iterator[Finding]:
    """Yield the findings of these checks in a catalogue, in file order, with the line of the msgstr.

    Without a context, the languages are those of the catalogue's header, and no terms or words are looked up.
    """
    context = context or CheckContext(catalogue.language.tag, catalogue.source_language or "")
    reported: set[tuple[str, str]] = set()
    rule = catalogue.plural_rule
    for message in catalogue.messages:
        for name, severity, remark in _remarks(message, context, rule, reported, checks):
            yield Finding(catalogue.path, message.translation_line, name, severity, remark)


def two_translations(catalogues: Iterable[Catalogue]) -> Iterator[Finding]:
    """Find texts of three words and more that one language translates in two ways, in any of its catalogues.

    Both may be right, but readers of both publications may wonder. The remark is at the later one.
    """
    first: dict[tuple[str | None, str], tuple[Catalogue, Message]] = {}
    for catalogue in catalogues:
        for message in catalogue.messages:
            if message.state is not State.TRANSLATED or message.plural or len(message.original.split()) < _MIN_WORDS:
                continue
            before, earlier = first.setdefault((catalogue.source_language, message.original), (catalogue, message))
            if _MARKS.sub("", earlier.translation) != _MARKS.sub("", message.translation):
                place = f"{before.path}:{earlier.translation_line}"
                remark = Remark("%(place)s has %(words)r for the same original", place=place, words=earlier.translation)
                yield Finding(catalogue.path, message.translation_line, TWO_TRANSLATIONS, Severity.NOTICE, remark)


def allowed_by(message: Message) -> frozenset[str]:
    """Return the checks that comments of a message allow with a reason."""
    matches = filter(None, map(ALLOW.match, message.translator_comments))
    return frozenset(match[1] for match in matches if match[1] in ALLOWABLE and match[2])


def explanation(name: str) -> str:
    """Return the explanation of a check. Raises Problem `unknown-check`, which suggests similar names."""
    if name == BAD_ALLOW:
        return _ABOUT_ALLOW
    if name == TWO_TRANSLATIONS:
        return inspect.getdoc(two_translations) or ""
    if name not in ALLOWABLE:
        hint = suggestion(name, [*ALLOWABLE, TWO_TRANSLATIONS, BAD_ALLOW])
        raise Problem("unknown-check", f"there is no check named {name!r}", hint=hint)
    return ALLOWABLE[name].explanation


def explanation_as_message(name: str) -> str:
    """Return the explanation as a message of the interface: each paragraph on one line. Raises Problem `unknown-check`."""
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in explanation(name).split("\n\n"))


def _remarks(
    message: Message,
    context: CheckContext,
    rule: PluralRule | None,
    reported: set[tuple[str, str]],
    checks: Mapping[str, Check[Pair]],
) -> Iterator[tuple[str, Severity, Remark]]:
    allowed = allowed_by(message)
    for match in filter(None, map(ALLOW.match, message.translator_comments)):
        if match[1] not in allowed:
            yield BAD_ALLOW, Severity.WARNING, allowance_fault(match[1])
    if message.state is State.TRANSLATED or (message.is_blank and not message.fuzzy):
        for name, remark in dict.fromkeys(
            row for pair in pairs(message, context, rule) for row in _check_pair(pair, checks)
        ):
            if (name, remark) not in reported and name not in allowed:
                yield name, CHECKS[name].severity, remark
            if CHECKS[name].once:
                reported.add((name, remark))


def _check_pair(pair: Pair, checks: Mapping[str, Check[Pair]]) -> Iterator[tuple[str, Remark]]:
    readable = True
    for name, check in checks.items():
        if check.of_content and not readable:
            continue
        for remark in check.function(pair):
            readable &= check.of_content
            yield name, remark


def allowance_fault(name: str, sign: str = "#") -> Remark:
    """Return the fault of an invalid comment that allows the check `name`; `sign` starts comments in the file."""
    if name not in ALLOWABLE:
        return Remark(
            "there is no check named %(name)r; write `%(sign)s allow: CHECK because …` with the name of the remark",
            name=name,
            sign=sign,
        )
    return Remark(
        "%(name)s is allowed without a reason; write `%(sign)s allow: %(name)s because …`", name=name, sign=sign
    )
