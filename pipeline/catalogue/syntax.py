# SPDX-License-Identifier: GPL-3.0-or-later
"""The lines of a .po file: each physical line is kept in its entry, each line that gettext rejects is a fault."""

import re
from bisect import bisect_left
from collections.abc import Iterable
from itertools import accumulate

from pipeline.catalogue.entries import Draft, Entry, Lines, SyntaxFault
from pipeline.model.remark import Remark

_LINE = re.compile(r"[^\n]*\n|[^\n]+\Z")
JOINED = "\\\n"
"""The line continuation, which gettext removes everywhere."""
_BLANKS = " \t\r\f\v\n"
"""gettext's whitespace between tokens."""
_TOKEN = re.compile(
    r'[ \t\r\f\v\n]*(?:(?P<string>"(?:[^"\\]|\\.)*+")|(?P<word>[A-Za-z_$][\w$]*)|(?P<form>\[[ \t\r\f\v]*\d+[ \t\r\f\v]*\])'
    r"|(?P<mark>#~\|?|#\|)|(?P<comment>#[^\n]*))",
    re.ASCII | re.DOTALL,
)
_KEYWORDS = ("msgctxt", "msgid", "msgid_plural", "msgstr")
_WORD = re.compile(r"([A-Za-z_]+(?:\[[^\]]*\])?)[ \t]*[\"“”„«»]")
_PLAIN = re.compile(
    r'(?:(msgctxt|msgid_plural|msgid|msgstr)(?:\[(\d+)\])?[ \t]*)?"([^"\\]*(?:\\.[^"\\]*)*+)"\Z', re.ASCII | re.DOTALL
)
"""Fast path for most text lines: at most one keyword, and one string."""
_ESCAPE = re.compile(r"\\([0-7]{1,3}|x[0-9a-fA-F]{1,2}|.)", re.DOTALL)
_CONFLICT = re.compile(r"(<{7}|={7}|>{7}|\|{7})(?: |\Z)")
_MARKERS = ("<", "=", ">", "|")
"""First characters of conflict markers."""
ESCAPED = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}


def scan(text: str) -> Lines:
    """Split a text into entries; invalid lines are recorded as faults, and reading continues."""
    lines = list(enumerate(_LINE.findall(text), 1))
    return _Scanner(_join(lines) if JOINED in text else lines).run()


def _join(lines: Iterable[tuple[int, str]]) -> list[tuple[int, str]]:
    """Join each line that ends with a backslash to the next."""
    joined: list[tuple[int, list[str]]] = []
    for number, line in lines:
        if joined and joined[-1][1][-1].endswith(JOINED):
            joined[-1][1].append(line)
        else:
            joined.append((number, [line]))
    return [(number, "".join(parts)) for number, parts in joined]


def unescape(text: str) -> tuple[str, list[str]]:
    """Return an unescaped text, and its invalid escapes."""
    if "\\" not in text:
        return text, []
    unknown: list[str] = []

    def character(match: re.Match[str]) -> str:
        escape = match[1]
        if escape in ESCAPED:
            return ESCAPED[escape]
        if escape[0] == "x" and len(escape) > 1:
            return chr(int(escape[1:], 16))
        if escape[0] in "01234567":
            return chr(int(escape, 8))
        unknown.append(match[0])
        return escape

    return _ESCAPE.sub(character, text), unknown


class _Scanner:
    """Splits lines into tokens as gettext does: an entry may begin anywhere in a line, and a text may continue after a blank line."""

    def __init__(self, lines: list[tuple[int, str]]) -> None:
        self.lines = lines
        self.number = 0
        self.entries: list[Entry] = []
        self.faults: list[SyntaxFault] = []
        self.draft = Draft()
        self.conflict = 0
        self.raw = ""
        self.begin = self.end = 0  # of the pending part of this line, and of the last token

    def run(self) -> Lines:
        for number, raw in self.lines:
            line = raw.strip(_BLANKS)
            if not line:
                self.draft.lines.append(raw)
                continue
            self.number, self.raw = number, raw
            if not ((self.conflict or line[0] in _MARKERS) and self._in_conflict(line)):
                if (plain := _PLAIN.match(line)) and JOINED not in line:
                    if plain[1]:
                        self._start(f"{plain[1]}[{int(plain[2])}]" if plain[2] else plain[1])
                    self._string(plain[3])
                    self.end = len(raw)
                elif line[0] == "#" and line[1:2] not in ("~", "|") and JOINED not in line:
                    self._comment(line)
                else:
                    self._take(raw.split(JOINED))
            if self.begin < len(raw):
                self.draft.lines.append(raw[self.begin :])
            if self.end and self.draft.parts:
                self.draft.full = len(self.draft.lines)
            self.begin = self.end = 0
        if self.conflict:
            self._fault_at(self.conflict, "conflict-marker", Remark("a merge conflict starts here"), _FIX_CONFLICT)
        self._finish(last=True)
        return Lines(tuple(self.entries), tuple(self.draft.lines), tuple(sorted(self.faults)))

    def _in_conflict(self, line: str) -> bool:
        """Return whether the line is a conflict marker or belongs to the second side, which is skipped."""
        marker = _CONFLICT.match(line)
        sign = marker[1][0] if marker else ""
        if self.conflict and sign == ">":
            wrong = Remark("merge conflict in lines %(first)s to %(last)s", first=abs(self.conflict), last=self.number)
            self._fault_at(abs(self.conflict), "conflict-marker", wrong, _FIX_CONFLICT)
            self.conflict = 0
        elif sign == "<" and not self.conflict:
            self.conflict = self.number
        elif self.conflict and sign in ("=", "|"):
            self.conflict = -abs(self.conflict)
        elif sign:
            self._fault(
                "conflict-marker", Remark("this line is left over from a merge conflict"), Remark("delete the line")
            )
        return bool(sign) or self.conflict < 0

    def _take(self, lines: list[str]) -> None:
        """Take the tokens of a logical line: one line of the file, or several joined by backslashes."""
        text, ends = "".join(lines), [*accumulate(map(len, lines[:-1]))]
        obsolete = previous = False
        position = 0
        keyword = ""
        while token := _TOKEN.match(text, position):
            kind, value = str(token.lastgroup), token[str(token.lastgroup)]
            if kind == "mark":
                obsolete |= "~" in value
                previous |= "|" in value
            elif kind == "comment":
                self._comment(value)
            elif kind == "string":
                self._string(value[1:-1], obsolete=obsolete, previous=previous)
            elif kind == "form":
                self._form(int(value[1:-1]))
            elif value in (_KEYWORDS[:3] if previous else _KEYWORDS):
                self._keyword(value, obsolete=obsolete, previous=previous)
            else:
                break
            keyword = value if kind == "word" else ""
            position = token.end()
            if kind != "mark":
                self.end = position + len(JOINED) * bisect_left(ends, position)
        if rest := text[position:].strip(_BLANKS):
            # The keyword has a text, even if the text is broken.
            for strings in (
                self.draft.parts.get(self.draft.current),
                self.draft.previous.get(self.draft.current_previous),
            ):
                if strings == []:
                    strings.append("")
            self._unexpected_text(rest, is_text=bool(keyword), is_behind_text=text[:position].endswith('"'))

    def _comment(self, line: str) -> None:
        if self.draft.parts:
            self._finish()
        if self.draft.previous:
            fix = Remark("write it above the lines that begin with #|")
            self._fault("misplaced-comment", Remark("a comment separates the previous text from the current one"), fix)
        kind = line[1:2]
        text = line[2:].strip() if kind in (".", ":", ",", "=") else line[1:].removeprefix(" ").rstrip(_BLANKS)
        self.draft.comments.setdefault(kind if kind in (".", ":", ",", "=") else " ", []).append(text)

    def _keyword(self, part: str, *, obsolete: bool, previous: bool) -> None:
        if not previous:
            self._start(part)
        else:
            if self.draft.parts:
                self._finish()
            if part in self.draft.previous:
                self._repeated(part)
            self.draft.previous.setdefault(part, [])
            self.draft.current_previous = part
        self.draft.marks.add(obsolete)

    def _form(self, number: int) -> None:
        """Take the number in brackets after msgstr, a separate token."""
        draft = self.draft
        if draft.current != "msgstr" or draft.parts["msgstr"]:
            self._stray_text()
            return
        del draft.parts["msgstr"]
        line = draft.started.pop("msgstr")
        self._start(f"msgstr[{number}]")
        draft.started[draft.current] = line

    def _stray_text(self) -> None:
        fix = Remark("delete the line, or write msgid or msgstr before it")
        self._fault("stray-text", Remark("this text belongs to no entry"), fix)

    def _start(self, part: str) -> None:
        parts = self.draft.parts
        if (part == "msgctxt" and parts) or (part == "msgid" and parts and [*parts] != ["msgctxt"]):
            self._finish()
        if part in self.draft.parts and self.draft.full < len(self.draft.lines):
            self._finish()  # after a blank line, assume a new entry
        if part in self.draft.parts:
            self._repeated(part)
            part = f"{part} again"
        self.draft.parts[part] = []
        self.draft.started[part] = self.number
        self.draft.current = part

    def _repeated(self, part: str) -> None:
        wrong = Remark("%(keyword)s occurs twice in one entry", keyword=part)
        self._fault("repeated-keyword", wrong, Remark("delete one of the two"))

    def _finish(self, *, last: bool = False) -> None:
        draft = self.draft
        if not draft.parts:
            if last and draft.previous:
                self._fault_at(self.number, "truncated-file", Remark("the file ends within an entry"), _FIX_TRUNCATED)
            return
        if self.end > self.begin:
            draft.lines.append(self.raw[self.begin : self.end])
            draft.full = len(draft.lines)
            self.begin = self.end
        self.draft = Draft(draft.lines[draft.full :])
        first = draft.started.get("msgid") or min(draft.started.values())
        if "msgid" not in draft.parts:
            fix = Remark("write the msgid, or delete the entry")
            self._fault_at(first, "missing-msgid", Remark("a msgstr without its msgid"), fix)
            return
        if not draft.has_translation and last:
            # An incomplete entry has an incomplete msgid, which must not count as a duplicate.
            if not any(fault.check == "truncated-file" for fault in self.faults):
                self._fault_at(first, "truncated-file", Remark("the file ends within an entry"), _FIX_TRUNCATED)
            return
        if not draft.has_translation:
            fix = Remark('write msgstr "" below it')
            self._fault_at(first, "missing-msgstr", Remark("a msgid without msgstr"), fix)
        else:
            self.faults += draft.faults()
        self.entries.append(Entry(tuple(draft.lines[: draft.full]), draft.message()))

    def _string(self, text: str, *, obsolete: bool = False, previous: bool = False) -> None:
        if previous and self.draft.parts:
            self._finish()
        draft = self.draft
        strings = draft.previous.get(draft.current_previous) if previous else draft.parts.get(draft.current)
        if strings is None:
            self._stray_text()
            return
        draft.marks.add(obsolete)
        if "\\" not in text:
            strings.append(text)
            return
        text, unknown = unescape(text)
        strings.append(text)
        for escape in dict.fromkeys(unknown):
            fix = Remark("write \\%(escape)s for a backslash that readers should see", escape=escape)
            self._fault("bad-escape", Remark("%(escape)s means nothing here", escape=escape), fix)

    def _unexpected_text(self, text: str, *, is_text: bool, is_behind_text: bool) -> None:
        """Record the fault in the rest of a line, where a text was expected or has just ended."""
        word = _WORD.match(text)
        quotes = Remark('put straight quotes " around it')
        if text.startswith('"') and self.number == self.lines[-1][0]:
            self._fault("truncated-file", Remark("the file ends within a text"), _FIX_TRUNCATED)
        elif text[:1] in _TYPOGRAPHIC:
            wrong = Remark('the text is quoted with %(mark)s instead of "', mark=text[:1])
            self._fault("typographic-quotes", wrong, quotes)
        elif is_behind_text:
            fix = Remark('write \\" for " within a text')
            self._fault("unescaped-quote", Remark("a quote within the text ends it too early"), fix)
        elif text.startswith('"'):
            fix = Remark('write " at the end of the line')
            self._fault("unterminated-string", Remark("the text has no closing quote"), fix)
        elif is_text:
            self._fault("missing-quotes", Remark("the text is not in quotes"), quotes)
        elif word:
            fix = Remark("write msgid, msgstr, msgctxt or msgid_plural")
            self._fault("unknown-keyword", Remark("%(word)s is not a keyword", word=word[1]), fix)
        else:
            fix = Remark("write it between quotes, or # before a comment")
            self._fault("stray-text", Remark("%(text)r is not in quotes", text=text[:40]), fix)

    def _fault(self, check: str, wrong: Remark, fix: Remark) -> None:
        self._fault_at(self.number, check, wrong, fix)

    def _fault_at(self, line: int, check: str, wrong: Remark, fix: Remark) -> None:
        self.faults.append(SyntaxFault(abs(line), check, wrong, fix))


_TYPOGRAPHIC = ("“", "”", "„", "«", "»", "‘", "’")
_FIX_CONFLICT = Remark("keep one of the two sides and delete the lines of <<<<<<<, ======= and >>>>>>>")
_FIX_TRUNCATED = Remark("fetch the file again, or complete its last entry")
