# SPDX-License-Identifier: GPL-3.0-or-later
"""Templates and catalogues for the tests of the catalogues."""

import subprocess
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from pipeline.catalogue.memory import Memory
from pipeline.catalogue.reading import lines_of, parse
from pipeline.catalogue.update import UpdatedCatalogue, update
from pipeline.model.message import Catalogue
from pipeline.model.publication import Language
from pipeline.model.template import SourcePlace, Template, TemplateMessage

ITALIAN = Language("it", "Italiano")
GERMAN = Language("de", "Deutsch")
MOMENT = datetime(2026, 11, 25, 10, 30, tzinfo=UTC)
LATER = datetime(2027, 1, 7, 8, 0, tzinfo=UTC)


def template(*originals: str, file: str = "source/manual/index.rst", comments: Iterable[str] = ()) -> Template:
    """A template whose messages stand in one file, ten lines apart."""
    messages = tuple(
        TemplateMessage(original, (SourcePlace(PurePosixPath(file), 10 * number),), ("manual/index",), tuple(comments))
        for number, original in enumerate(originals, 1)
    )
    return Template("manual", ITALIAN, messages)


def updated(
    wanted: Template,
    data: bytes | None,
    memory: Memory | None = None,
    moment: datetime = LATER,
    same_meaning: frozenset[str] = frozenset(),
) -> UpdatedCatalogue:
    """Bring a catalogue up to date; the result has what left behind what stays, as one file."""
    done = update(wanted, GERMAN, data, memory or Memory(), moment=moment, same_meaning=same_meaning)
    assert not catalogue(done.data).obsolete
    stays, left = (lines_of(Path("manual.po"), part or file(), GERMAN) for part in (done.data, done.former))
    joined = replace(stays, entries=(*stays.entries, *left.entries[1:]))
    return replace(done, data=str(joined).encode())


def catalogue(data: bytes) -> Catalogue:
    return parse(Path("manual.po"), data, GERMAN)


def accepted_by_gettext(data: bytes) -> bool:
    done = subprocess.run(["msgfmt", "-c", "-o", "-", "-"], input=data, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode() + data.decode()
    return True


HEADER = """msgid ""
msgstr ""
"Project-Id-Version: trial\\n"
"POT-Creation-Date: 2026-01-01 00:00+0000\\n"
"PO-Revision-Date: 2026-11-25 10:30+0100\\n"
"Last-Translator: Ana <ana@example.org>\\n"
"Language-Team: \\n"
"Language: de\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"X-Generator: Poedit 3.6.3\\n"
"X-Poedit-Basepath: ../..\\n"
"X-Source-Language: it\\n"
"X-Ours: as it was\\n"
"""


def file(*entries: str, header: str = HEADER) -> bytes:
    """The bytes of a catalogue from the texts of its entries."""
    return "\n".join([header, *(f"{entry.strip()}\n" for entry in entries)]).encode()
