# SPDX-License-Identifier: GPL-3.0-or-later
"""The lines of a .po file: each physical line is kept in its entry, each line that gettext would not take is a fault."""

import re
from dataclasses import dataclass, field

from pipeline.model.message import Message
from pipeline.model.remark import Remark, framed

_LINE = re.compile(r"[^\n]*\n|[^\n]+\Z")
_KEYWORD = re.compile(r"(msgctxt|msgid_plural|msgid|msgstr(?:\[\d+\])?)(?![\w\[])[ \t]*(.*)\Z", re.DOTALL)
_WORD = re.compile(r"([A-Za-z_]+(?:\[[^\]]*\])?)[ \t]*[\"“”„«»]")
_STRING = re.compile(r'"((?:[^"\\]|\\.)*+)"\Z')
_PLAIN = re.compile(r'(?:(msgid|msgstr)[ \t]*)?"([^"\\]*)"\Z')
"""What most lines with a text are: it has no escapes."""
_ESCAPE = re.compile(r"\\([0-7]{1,3}|x[0-9a-fA-F]{1,2}|.)", re.DOTALL)
_CONFLICT = re.compile(r"(<{7}|={7}|>{7}|\|{7})(?: |\Z)")
_MARKERS = ("<", "=", ">", "|")
"""What the marks of a conflict begin with."""
_PLACE = re.compile("\u2068([^\u2069]*)\u2069(:\\d+)?|(\\S+)")
ESCAPED = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}


@dataclass(frozen=True, slots=True, order=True)
class SyntaxFault:
    """What is wrong in one line, and how to fix it; `check` is the name of the kind of fault."""

    line: int
    check: str
    wrong: Remark
    fix: Remark

    @property
    def remark(self) -> Remark:
        return framed("%(wrong)s; %(fix)s", wrong=self.wrong, fix=self.fix)


@dataclass(frozen=True, slots=True)
class Entry:
    """One message together with its physical lines, line ends, comments and the blank lines before it included."""

    lines: tuple[str, ...]
    message: Message


@dataclass(frozen=True, slots=True)
class Lines:
    """A whole .po file: joining the lines of the entries and the tail gives back its text."""

    entries: tuple[Entry, ...]
    tail: tuple[str, ...]
    faults: tuple[SyntaxFault, ...]

    @property
    def head(self) -> int:
        """The number of the header among the entries; -1 where there is none."""
        heads = (n for n, entry in enumerate(self.entries) if entry.message.is_header and not entry.message.obsolete)
        return next(heads, -1)

    def __str__(self) -> str:
        return "".join(line for entry in self.entries for line in entry.lines) + "".join(self.tail)


@dataclass(slots=True)
class _Draft:
    """An entry while its lines are still coming."""

    lines: list[str] = field(default_factory=list)
    parts: dict[str, list[str]] = field(default_factory=dict)
    started: dict[str, int] = field(default_factory=dict)
    previous: dict[str, list[str]] = field(default_factory=dict)
    comments: dict[str, list[str]] = field(default_factory=dict)
    obsolete: bool = False
    current: str = ""
    current_previous: str = ""

    @property
    def has_translation(self) -> bool:
        return any(part.startswith("msgstr") for part in self.parts)

    def message(self) -> Message:
        parts = {part: "".join(strings) for part, strings in self.parts.items()}
        previous = {part: "".join(strings) for part, strings in self.previous.items()}
        of_translation = [part for part in parts if part.startswith("msgstr")]
        forms = tuple([parts[part] for part in of_translation])
        flag_lines = [*self.comments.get(",", ()), *self.comments.get("=", ())]
        flags = [flag.strip() for line in flag_lines for flag in line.split(",") if flag.strip()]
        return Message(
            original=parts["msgid"],
            translation=forms[0] if forms else "",
            context=parts.get("msgctxt"),
            fuzzy="fuzzy" in flags,
            obsolete=self.obsolete,
            line=self.started["msgid"],
            translation_line=self.started[of_translation[0]] if of_translation else 0,
            translator_comments=tuple(self.comments.get(" ", ())),
            extracted_comments=tuple(self.comments.get(".", ())),
            places=tuple([place for line in self.comments.get(":", ()) for place in _places(line)]),
            flags=tuple([flag for flag in flags if flag != "fuzzy"]),
            previous=previous.get("msgid", ""),
            previous_context=previous.get("msgctxt"),
            plural=parts.get("msgid_plural", ""),
            plural_translations=forms if "msgid_plural" in parts else (),
        )


def scan(text: str) -> Lines:
    """Take a text apart into entries; what cannot be understood is a fault, and the reading goes on behind it."""
    return _Scanner(_LINE.findall(text)).run()


def unescape(text: str) -> tuple[str, list[str]]:
    """Return the characters that a quoted text stands for, and the escapes in it that do not exist."""
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
        return match[0]

    return _ESCAPE.sub(character, text), unknown


class _Scanner:
    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.number = 0
        self.entries: list[Entry] = []
        self.faults: list[SyntaxFault] = []
        self.draft = _Draft()
        self.conflict = 0

    def run(self) -> Lines:
        for raw in self.lines:
            self.number += 1
            line = raw.strip()
            if not ((self.conflict or line[:1] in _MARKERS) and self._in_conflict(line)):
                if plain := _PLAIN.match(line):
                    self._plain(plain[1], plain[2])
                else:
                    self._take(raw, line)
            self.draft.lines.append(raw)
        if self.conflict:
            self._fault_at(self.conflict, "conflict-marker", Remark("a merge conflict starts here"), _FIX_CONFLICT)
        tail = () if self.draft.parts else tuple(self.draft.lines)
        self._finish(last=True)
        return Lines(tuple(self.entries), tail, tuple(sorted(self.faults)))

    def _in_conflict(self, line: str) -> bool:
        """Whether the line is a conflict's marker or belongs to its second side, which is not read."""
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
            self._fault("conflict-marker", Remark("a line of a merge conflict is left over"), Remark("delete the line"))
        return bool(sign) or self.conflict < 0

    def _plain(self, keyword: str | None, text: str) -> None:
        if keyword is not None:
            self._start(keyword)
        if self.draft.current:
            self.draft.parts[self.draft.current].append(text)
        else:
            self._stray()

    def _take(self, raw: str, line: str) -> None:
        if not line:
            if self.draft.has_translation:
                self._finish()
        elif line.startswith("#~") and not line.startswith("#~|"):
            self._content(raw, line[2:].lstrip(), obsolete=True)
        elif line.startswith("#"):
            self._comment(line)
        else:
            self._content(raw, line, obsolete=False)

    def _comment(self, line: str) -> None:
        if self.draft.parts:
            self._finish()
        if line.startswith(("#|", "#~|")):
            self._previous(line.partition("|")[2].lstrip())
            return
        kind = line[1:2]
        text = line[2:].strip() if kind in (".", ":", ",", "=") else line[1:].removeprefix(" ")
        self.draft.comments.setdefault(kind if kind in (".", ":", ",", "=") else " ", []).append(text)

    def _previous(self, line: str) -> None:
        keyword = _KEYWORD.match(line)
        if keyword:
            self.draft.current_previous = keyword[1]
            line = keyword[2]
        text = self._string(line)
        if text is not None:
            self.draft.previous.setdefault(self.draft.current_previous, []).append(text)

    def _content(self, raw: str, line: str, *, obsolete: bool) -> None:
        is_text = line.startswith('"')
        keyword = None if is_text else _KEYWORD.match(line)
        if keyword is None and not is_text:
            self._strange(line)
            return
        if keyword:
            self._start(keyword[1])
            line = keyword[2]
        elif not self.draft.current:
            self._stray()
            return
        self.draft.obsolete |= obsolete
        text = self._string(line, may_be_absent=keyword is not None and raw.endswith("\n"))
        if text is not None:
            self.draft.parts[self.draft.current].append(text)

    def _stray(self) -> None:
        fix = Remark("delete the line, or write msgid or msgstr before it")
        self._fault("stray-text", Remark("this text belongs to no entry"), fix)

    def _start(self, part: str) -> None:
        parts = self.draft.parts
        if (part == "msgctxt" and parts) or (part == "msgid" and "msgid" in parts):
            self._finish()
        if part in self.draft.parts:
            wrong = Remark("%(keyword)s stands twice in one entry", keyword=part)
            self._fault("repeated-keyword", wrong, Remark("delete one of the two"))
            part = f"{part} again"
        self.draft.parts[part] = []
        self.draft.started[part] = self.number
        self.draft.current = part

    def _finish(self, *, last: bool = False) -> None:
        draft, self.draft = self.draft, _Draft()
        if not draft.parts:
            self.draft = draft
            return
        first = draft.started.get("msgid") or min(draft.started.values())
        if "msgid" not in draft.parts:
            fix = Remark("write the msgid, or delete the entry")
            self._fault_at(first, "missing-msgid", Remark("a msgstr without its msgid"), fix)
            return
        if not draft.has_translation and last:
            # Half an entry has half a msgid: what that is equal to says nothing.
            if not any(fault.check == "truncated-file" for fault in self.faults):
                self._fault_at(first, "truncated-file", Remark("the file ends within an entry"), _FIX_TRUNCATED)
            return
        if not draft.has_translation:
            fix = Remark('write msgstr "" below it')
            self._fault_at(first, "missing-msgstr", Remark("a msgid without msgstr"), fix)
        self.entries.append(Entry(tuple(draft.lines), draft.message()))

    def _string(self, line: str, *, may_be_absent: bool = False) -> str | None:
        match = _STRING.match(line)
        if match is None:
            if line or not may_be_absent:
                self._bad_string(line)
            return None
        text, unknown = unescape(match[1])
        for escape in dict.fromkeys(unknown):
            fix = Remark("write \\%(escape)s for a backslash that readers shall see", escape=escape)
            self._fault("bad-escape", Remark("%(escape)s means nothing here", escape=escape), fix)
        return text

    def _bad_string(self, line: str) -> None:
        fix = Remark('put straight quotes " around it')
        if line[:1] in _TYPOGRAPHIC:
            self._fault("typographic-quotes", Remark('the text is put in %(mark)s instead of "', mark=line[:1]), fix)
        elif not line.startswith('"'):
            self._fault("missing-quotes", Remark("the text is not in quotes"), fix)
        elif re.match(r'"(?:[^"\\]|\\.)*+"', line):
            fix = Remark('write \\" for " within a text')
            self._fault("unescaped-quote", Remark("a quote within the text ends it too early"), fix)
        elif self.number == len(self.lines):
            self._fault("truncated-file", Remark("the file ends within a text"), _FIX_TRUNCATED)
        else:
            fix = Remark('write " at the end of the line')
            self._fault("unterminated-string", Remark("the text has no closing quote"), fix)

    def _strange(self, line: str) -> None:
        word = _WORD.match(line)
        if line[:1] in _TYPOGRAPHIC:
            self._bad_string(line)
        elif word:
            fix = Remark("write msgid, msgstr, msgctxt or msgid_plural")
            self._fault("unknown-keyword", Remark("%(word)s is no keyword", word=word[1]), fix)
        else:
            fix = Remark("write it between quotes, or # before a comment")
            self._fault("stray-text", Remark("%(text)r is not in quotes", text=line[:40]), fix)

    def _fault(self, check: str, wrong: Remark, fix: Remark) -> None:
        self._fault_at(self.number, check, wrong, fix)

    def _fault_at(self, line: int, check: str, wrong: Remark, fix: Remark) -> None:
        self.faults.append(SyntaxFault(abs(line), check, wrong, fix))


_TYPOGRAPHIC = ("“", "”", "„", "«", "»", "‘", "’")
_FIX_CONFLICT = Remark("keep one of the two sides and delete the lines of <<<<<<<, ======= and >>>>>>>")
_FIX_TRUNCATED = Remark("fetch the file again, or complete its last entry")


def _places(line: str) -> list[str]:
    """Return the places of a `#:` line; a path with blanks stands between the marks U+2068 and U+2069."""
    if "\u2068" not in line:
        return line.split()
    return [plain or isolated + number for isolated, number, plain in _PLACE.findall(line)]
