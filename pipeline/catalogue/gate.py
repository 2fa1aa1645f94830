# SPDX-License-Identifier: GPL-3.0-or-later
"""The gate: strict validation of catalogues before Babel, Sphinx or readers get them."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from pipeline.catalogue import header
from pipeline.catalogue.entries import Lines, SyntaxFault
from pipeline.catalogue.syntax import scan
from pipeline.model.findings import Finding, Severity
from pipeline.model.message import DATE_FORMAT, Key, Message
from pipeline.model.plurals import PluralRule
from pipeline.model.publication import Language
from pipeline.model.remark import Remark

BOM = b"\xef\xbb\xbf"
"""The byte order mark that some editors write. It is ignored, and removed by update."""

_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_TWICE = re.compile("[ÂÃÄÅ][^\\x00-\\x7fA-Za-z]|â[\\x80€][^\\x00-\\x7f]")
"""Mojibake: our languages' letters, quotes and dashes in UTF-8 read as Latin-1 or Windows-1252."""
_TOO_OFTEN = 3
"""Minimum occurrences of mojibake, in more than one form, since a single match may be correct: «AMANHû is Portuguese."""
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sdrif]")
_CACHE_SIZE = 64
"""Number of tokenized catalogues that are cached (LRU)."""
OF_ENTRIES = ("plural-count", "newline-at-ends", "placeholders")
"""Faults of a single message: the other messages can be read."""
OF_HEADERS = ("wrong-charset", "missing-plural-forms", "bad-plural-forms", "bad-date")
"""Faults of the header: for the file's owner to fix; the messages can be read."""
TWINS = "duplicate"
"""The fault of a duplicate message."""
_ZONE = re.compile(r"[+-]\d{4}$")
_MOMENTS = ("POT-Creation-Date", "PO-Revision-Date")


def gate(path: Path, data: bytes, language: Language) -> tuple[Finding, ...]:
    """Return every syntactic fault of a catalogue's bytes, in the order of its lines; empty if it is valid.

    `language` is the expected language. Obsolete entries are checked only for the syntax of their lines.
    """
    return tuple(
        Finding(path, fault.line, fault.check, Severity.ERROR, fault.remark) for fault in inspect(data, language)[1]
    )


@lru_cache(_CACHE_SIZE)
def inspect(data: bytes, language: Language) -> tuple[Lines, tuple[SyntaxFault, ...]]:
    """Return the lines of a catalogue and all its faults; do not use the lines if there are faults.

    Cached, since a command reads a catalogue both for the translation memory and to change it.
    """
    whole = _whole_file(data)
    if whole:
        return Lines((), (), ()), (whole,)
    lines = scan(data.removeprefix(BOM).decode())
    faults = sorted({*lines.faults, *_meaning(lines, language)})
    return lines, tuple(faults)


def _whole_file(data: bytes) -> SyntaxFault | None:
    """Return the fault that makes the whole file unreadable, if any."""
    if data.startswith(_UTF16) or b"\0" in data[:200]:
        return SyntaxFault(1, "wrong-encoding", Remark("the file is written in UTF-16"), _FIX_ENCODING)
    if not data.strip():
        fix = Remark("fetch it again, or delete it and run `west-pipeline update`")
        return SyntaxFault(1, "empty-file", Remark("the file is empty"), fix)
    if re.match(rb"\s*<(!doctype|!--|html|\?xml)", data.removeprefix(BOM), re.IGNORECASE):
        wrong = Remark("this is a web page, not a .po file")
        return SyntaxFault(1, "not-a-catalogue", wrong, Remark("download the file itself"))
    if b"\r" in data and b"\n" not in data:
        wrong = Remark("the lines end with CR only, as on a very old Mac")
        fix = Remark("save the file with the line ends of Unix (LF) or Windows (CR LF)")
        return SyntaxFault(1, "wrong-line-ends", wrong, fix)
    return _undecodable(data) or _decoded_twice(data)


def _undecodable(data: bytes) -> SyntaxFault | None:
    try:
        data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        byte = data[error.start : error.start + 1]
        number, guess = byte.hex().upper(), byte.decode("cp1252", "replace")
        wrong = Remark(
            "byte 0x%(byte)s is not UTF-8 (in an old Western encoding it is %(guess)r)", byte=number, guess=guess
        )
        return SyntaxFault(line, "wrong-encoding", wrong, _FIX_ENCODING)
    return None


def _decoded_twice(data: bytes) -> SyntaxFault | None:
    """Return the fault of UTF-8 that was opened as Latin-1 or Windows-1252 and saved, so that each accented letter became two."""
    text = data.decode()
    matches = [match for match in _TWICE.finditer(text) if _decode_once(match[0]) is not None]
    if len(matches) < _TOO_OFTEN or len({match[0] for match in matches}) == 1:
        return None
    first = matches[0]
    wrong = Remark(
        "%(found)r should be %(meant)r: the file was opened in the wrong encoding",
        found=first[0],
        meant=_decode_once(first[0]),
    )
    fix = Remark("do not continue with this file: fetch it again, and open it as UTF-8")
    return SyntaxFault(text.count("\n", 0, first.start()) + 1, "wrong-encoding", wrong, fix)


def _decode_once(text: str) -> str | None:
    for encoding in ("latin-1", "cp1252"):
        try:
            return text.encode(encoding).decode()
        except UnicodeError:
            continue
    return None


def _meaning(lines: Lines, language: Language) -> Iterator[SyntaxFault]:
    """Yield the faults of well-formed lines: header, duplicates, plurals, placeholders."""
    yield from _duplicates(lines)
    entry = lines.entries[lines.head] if lines.head >= 0 else None
    if entry is None:
        fix = Remark('write msgid "" and a msgstr with "Content-Type: text/plain; charset=UTF-8\\n" at the top')
        yield SyntaxFault(1, "missing-header", Remark("the file has no header"), fix)
        return
    head = header.Head.of(entry)
    yield from _header(head, language)
    has_plurals = any(entry.message.plural and not entry.message.obsolete for entry in lines.entries)
    yield from _plural_forms(head, language, has_plurals=has_plurals)
    rule = PluralRule.parsed(head.fields.get("Plural-Forms", ""))
    for entry in lines.entries:
        if not (entry.message.is_header or entry.message.obsolete):
            yield from of_entry(entry.message, rule)


def _duplicates(lines: Lines) -> Iterator[SyntaxFault]:
    # Obsolete duplicates, which sphinx-intl leaves, hide no translation: update merges them.
    first: dict[Key, Message] = {}
    for message in (entry.message for entry in lines.entries if not entry.message.obsolete):
        twin = first.setdefault(message.key, message)
        if twin is not message:
            wrong = Remark("the msgid is a duplicate of the one in line %(line)s", line=twin.line)
            if message.is_header:
                wrong = Remark("the header is a duplicate of the one in line %(line)s", line=twin.line)
            yield SyntaxFault(message.line, TWINS, wrong, Remark("keep the better of the two translations"))


def _header(head: header.Head, language: Language) -> Iterator[SyntaxFault]:
    yield from _charset(head)
    header_tag = head.fields.get("Language", "")
    if header_tag and not header.same_language(header_tag, language):
        tag, name, locale = language.tag, language.autonym, language.locale
        wrong = Remark(
            "Language is %(said)s, but the file is for %(tag)s (%(language)s)",
            said=header_tag,
            tag=tag,
            language=name,
        )
        fix = Remark('write "Language: %(locale)s\\n", or move the file to the folder of its language', locale=locale)
        yield SyntaxFault(head.line_of("Language"), "wrong-language", wrong, fix)
    for name in _MOMENTS:
        moment = head.fields.get(name)
        if moment is not None and not _is_moment(moment):
            wrong = Remark("%(field)s is %(moment)r, which is not a date", field=name, moment=moment)
            fix = Remark('write it as "%(field)s: 2026-11-25 10:30+0100\\n"', field=name)
            yield SyntaxFault(head.line_of(name), "bad-date", wrong, fix)


def _charset(head: header.Head) -> Iterator[SyntaxFault]:
    match = re.search(r"charset=([^\s;]*)", head.fields.get("Content-Type", ""))
    if match is None or match[1].upper() not in ("UTF-8", "UTF8"):
        wrong = Remark("the header names no charset")
        if match:
            wrong = Remark("the header says charset=%(charset)s, but catalogues are in UTF-8", charset=match[1])
        fix = Remark('write "Content-Type: text/plain; charset=UTF-8\\n" in the header, and save the file as UTF-8')
        yield SyntaxFault(head.line_of("Content-Type"), "wrong-charset", wrong, fix)


def _plural_forms(head: header.Head, language: Language, *, has_plurals: bool) -> Iterator[SyntaxFault]:
    formula, line = head.fields.get("Plural-Forms"), head.line_of("Plural-Forms")
    fix = Remark('write "Plural-Forms: %(formula)s\\n" in the header', formula=str(PluralRule.of(language.locale)))
    if formula is None:
        # Documents have no plurals, so catalogues made by other tools often have no formula.
        if has_plurals:
            yield SyntaxFault(line, "missing-plural-forms", Remark("the header has no Plural-Forms"), fix)
    elif PluralRule.parsed(formula) is None:
        wrong = Remark("the Plural-Forms %(formula)r cannot be evaluated", formula=formula)
        yield SyntaxFault(line, "bad-plural-forms", wrong, fix)


def _is_moment(text: str) -> bool:
    """Return whether Babel can parse a date. A date without time zone (Crowdin) and the template's placeholder are accepted."""
    if text == "YEAR-MO-DA HO:MI+ZONE":
        return True
    try:
        datetime.strptime(text if _ZONE.search(text) else f"{text}+0000", DATE_FORMAT).astimezone()
    except (ValueError, OverflowError):
        return False
    return True


def of_entry(message: Message, rule: PluralRule | None) -> Iterator[SyntaxFault]:
    """Yield the faults of a single message; `rule` is the header's plural rule, None if it is invalid."""
    line = message.translation_line or message.line
    if message.plural and rule and len(message.plural_translations) != rule.count:
        count = len(message.plural_translations)
        wrong = Remark("%(n)s plural forms, but the header declares %(forms)s", n=count, forms=rule.count)
        last = rule.count - 1
        fix = Remark("write msgstr[0] to msgstr[%(last)s]", last=last) if last else Remark("write only msgstr[0]")
        yield SyntaxFault(line, "plural-count", wrong, fix)
        rule = None
    if message.fuzzy:
        return
    for form, text in enumerate(message.plural_translations or (message.translation,)):
        if text:
            yield from _ends(message, text, line)
            # A plural form for 1 alone may lack the number ("one page"), but not a form that is also for 21.
            may_omit = bool(message.plural) and (rule is None or len(rule.numbers[form]) <= 1)
            yield from _placeholders(message, text, line, may_omit=may_omit)


def _ends(message: Message, text: str, line: int) -> Iterator[SyntaxFault]:
    if message.original.startswith("\n") != text.startswith("\n"):
        wrong = Remark("msgid and msgstr do not both begin with \\n")
        yield SyntaxFault(line, "newline-at-ends", wrong, Remark("begin the msgstr like the msgid"))
    if message.original.endswith("\n") != text.endswith("\n"):
        wrong = Remark("msgid and msgstr do not both end with \\n")
        yield SyntaxFault(line, "newline-at-ends", wrong, Remark("end the msgstr like the msgid"))


def _placeholders(message: Message, text: str, line: int, *, may_omit: bool) -> Iterator[SyntaxFault]:
    if "python-format" not in message.flags:
        return
    expected = Counter(PLACEHOLDER.findall(message.plural or message.original))
    actual = Counter(PLACEHOLDER.findall(text))
    if expected != actual and not (may_omit and actual < expected):
        missing = ", ".join([*(expected - actual).elements()] or [*(actual - expected).elements()])
        wrong = Remark("only one of the two texts has %(missing)s", missing=missing)
        yield SyntaxFault(line, "placeholders", wrong, Remark("keep each placeholder as it is"))


_FIX_ENCODING = Remark("save the file as UTF-8")
