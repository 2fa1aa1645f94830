# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading of catalogues, always through the gate."""

from pathlib import Path
from typing import NamedTuple

from pipeline.catalogue import header
from pipeline.catalogue.entries import Lines, SyntaxFault
from pipeline.catalogue.gate import OF_ENTRIES, OF_HEADERS, TWINS, gate, inspect
from pipeline.model.diagnostics import MAX_NAMED
from pipeline.model.findings import Finding
from pipeline.model.input_files import refuse_special
from pipeline.model.message import Catalogue, Key, Message
from pipeline.model.problems import Problem
from pipeline.model.publication import Language
from pipeline.model.remark import Remark, framed, join_remarks

_LEFT_TO_OTHERS = (*OF_ENTRIES, *OF_HEADERS, TWINS, "bad-escape", "missing-header", "wrong-language")


class Scan(NamedTuple):
    """The syntax errors of a catalogue, and what can be read of it, if anything."""

    catalogue: Catalogue | None
    errors: tuple[Finding, ...]


def scan(path: Path, language: Language) -> Scan:
    """Read a catalogue that may be broken. Raises OSError, and Problem `special-file`."""
    refuse_special(path)
    data = path.read_bytes()
    lines, faults = inspect(data, language)
    if faults:
        # One finding must not hide another.
        return Scan(read_usable(path, language)[0], gate(path, data, language))
    return Scan(catalogue_of(path, lines, language), ())


def read(path: Path, language: Language) -> Catalogue:
    """Return the catalogue in a file.

    Raises Problem `broken-catalogue` at the first fault, with the others as its cause; `missing-catalogue`; `special-file`.
    """
    refuse_special(path)
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        hint = Remark("`west-pipeline update` creates the missing catalogues")
        raise Problem("missing-catalogue", Remark("the catalogue is missing"), hint=hint, path=path) from error
    except OSError as error:
        wrong = Remark("unreadable: the file cannot be read (%(reason)s)", reason=error.strerror)
        hint = Remark("make it a file that you have permission to read")
        raise Problem("broken-catalogue", wrong, hint=hint, path=path) from error
    return parse(path, data, language)


def parse(path: Path, data: bytes, language: Language) -> Catalogue:
    """Return the catalogue in these bytes of `path`. Raises Problem `broken-catalogue`."""
    return catalogue_of(path, lines_of(path, data, language), language)


def read_usable(path: Path, language: Language) -> tuple[Catalogue | None, tuple[Problem, ...]]:
    """Return the usable part of a catalogue maintained by others, and a Problem `broken-catalogue` for each unusable entry.

    An entry is dropped if its lines are broken, or if it is a duplicate: the first entry that is not fuzzy is used, as in
    Sphinx. Faults of the header or within a translation are left to the file's owners.
    """
    try:
        refuse_special(path)
        data = path.read_bytes()
    except (OSError, Problem):
        return _read_whole(path, language)
    lines, faults = inspect(data, language)
    if not lines.entries:
        return _read_whole(path, language)
    grave = [fault for fault in faults if fault.check not in _LEFT_TO_OTHERS]
    messages: dict[Key, Message] = {}
    for entry in lines.entries:
        message = entry.message
        broken = [fault for fault in grave if fault.line in entry.numbers]
        if message.obsolete or broken:
            grave = [fault for fault in grave if not (message.obsolete and fault in broken)]
            continue
        if (twin := messages.get(message.key)) is None or twin.fuzzy:
            messages[message.key] = message
        elif not message.fuzzy:
            grave += [fault for fault in faults if (fault.check, fault.line) == (TWINS, message.line)]
    head = messages.pop((None, ""), None)
    fields = header.fields(head.translation) if head is not None else {}
    dropped = tuple(refusal(path, (fault,)) for fault in sorted(grave))
    return Catalogue(path, language, fields, tuple(messages.values()), ()), dropped


def _read_whole(path: Path, language: Language) -> tuple[Catalogue | None, tuple[Problem, ...]]:
    try:
        return read(path, language), ()
    except Problem as problem:
        return None, (problem,)


def lines_of(path: Path, data: bytes, language: Language) -> Lines:
    """Return the entries of a catalogue with their physical lines. Raises Problem `broken-catalogue`."""
    lines, faults = inspect(data, language)
    if faults:
        raise refusal(path, faults)
    return lines


def catalogue_of(path: Path, lines: Lines, language: Language) -> Catalogue:
    messages = [entry.message for entry in lines.entries]
    head = messages[lines.head]
    return Catalogue(
        path,
        language,
        header.fields(head.translation),
        tuple(message for message in messages if not (message.obsolete or message is head)),
        tuple(message for message in messages if message.obsolete),
    )


def refusal(path: Path, faults: tuple[SyntaxFault, ...]) -> Problem:
    """Return the Problem `broken-catalogue` at the first of these faults, with the others as its cause."""
    first, *rest = faults
    head = Remark("%(n)s errors in total; the others:", n=len(faults))
    lines = [
        framed("%(place)s: %(check)s: %(remark)s", place=f"{path}:{fault.line}", check=fault.check, remark=fault.remark)
        for fault in rest[:MAX_NAMED]
    ]
    lines += [Remark("… and %(n)s more", n=len(rest) - MAX_NAMED)] if len(rest) > MAX_NAMED else []
    return Problem(
        "broken-catalogue",
        framed("%(check)s: %(wrong)s", check=first.check, wrong=first.wrong),
        cause=join_remarks("\n", [head, *lines]) if lines else "",
        hint=first.fix,
        path=path,
        line=first.line,
    )
