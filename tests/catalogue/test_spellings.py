# SPDX-License-Identifier: GPL-3.0-or-later
"""Catalogues in every way of writing that gettext takes are taken, and no others; an update leaves all that it need not change.

`EXAMPLES=20000 pytest tests/catalogue/test_spellings.py` looks longer.
"""

import gettext
import io
import os
import subprocess
from dataclasses import replace
from pathlib import Path

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from pipeline.catalogue.domains import plain
from pipeline.catalogue.gate import gate
from pipeline.catalogue.syntax import scan
from pipeline.model.message import Message
from tests.catalogue.trade import GERMAN, HEADER, accepted_by_gettext, catalogue, template, updated

PATH = Path("manual.po")
HEAD = HEADER + "\n"
BLANKS = st.sampled_from(["", " ", "\t", "  ", "\n", "\n\n", "\n   ", "\r\n", "\f", "\v ", "\\\n"])
"""What may stand between two tokens; a line that ends with a backslash is joined to the next one."""
WORDS = st.text("abcè\u2028\u0085 \u00a0%#~|[]", min_size=1, max_size=6).filter(str.strip)
SOUP = st.sampled_from(
    ["msgid ", "msgid_plural ", "msgstr ", "msgctxt ", "msgstr[0] ", "msgstr[1]", "msgstr", "[0] ", "[ 1 ]", '"a"', '"b" ', '"c"', '""', "\n",
     "\n\n", "\r\n", "#~ ", "#| ", "#~| ", "# c\n", "#, fuzzy\n", "#: a.rst:1\n", "\\\n", " ", "\t", "\f", "\u00a0", "\u0085", "x", '"', "domain",
     "msgid 'a'", "#", 'msgid "d"\nmsgstr "e"\n', 'msgid "f" msgstr "g"', '#~ msgid "h"\n#~ msgstr "i"\n', '#| msgid "j"\n']
)  # fmt: skip


def taken_by_gettext(data: bytes) -> bool:
    done = subprocess.run(["msgfmt", "-c", "-o", os.devnull, "-"], input=data, capture_output=True, check=False)
    return done.returncode == 0


def read_by_gettext(data: bytes) -> dict[str, str]:
    """Return the translations as msgfmt compiles them, by context and original; those of a plural by its singular, too."""
    done = subprocess.run(["msgfmt", "-o", "-", "-"], input=data, capture_output=True, check=True)
    compiled = gettext.GNUTranslations(io.BytesIO(done.stdout))._catalog  # type: ignore[attr-defined]  # it has no public list
    first: dict[str, str] = {}
    for key, text in compiled.items():
        first.setdefault(key if isinstance(key, str) else key[0], text)
    return {key: text for key, text in first.items() if key}


@st.composite
def strings(draw: st.DrawFn, text: str, sep: st.SearchStrategy[str]) -> str:
    """A text in one string or several."""
    cuts = sorted(draw(st.sets(st.integers(1, max(1, len(text) - 1)), max_size=2)))
    pieces = [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    return "".join(f'{draw(sep)}"{piece}"' for piece in pieces)


@st.composite
def entries(draw: st.DrawFn, number: int) -> str:
    """An entry with one of the ways of writing each of its parts."""
    mark = "#~ " if draw(st.integers(0, 4)) == 0 else ""
    sep = BLANKS.map(lambda text: text.replace("\n", f"\n{mark}") if mark and text != "\\\n" else text)
    text = "".join(
        draw(st.lists(st.sampled_from(["# c\n", "#. d\n", "#: a.rst:1\n", "#, fuzzy\n", " # e\n", "\n"]), max_size=2))
    )
    if draw(st.booleans()):
        text += f'{"#~| " if mark else "#| "}msgid "before"\n'
    text += mark
    if draw(st.integers(0, 3)) == 0:
        text += "msgctxt" + draw(strings(draw(WORDS), sep)) + draw(sep)
    text += "msgid" + draw(strings(f"{number}{draw(WORDS)}", sep)) + draw(sep)
    if draw(st.integers(0, 3)) == 0:
        text += "msgid_plural" + draw(strings(draw(WORDS), sep)) + draw(sep)
        for form in range(2):
            gap = draw(st.sampled_from(["", " ", "\t"]))
            text += f"msgstr{gap}[{gap}{form}]" + draw(strings(draw(WORDS), sep)) + draw(sep)
    else:
        text += "msgstr" + draw(strings(draw(WORDS | st.just("")), sep)) + draw(sep)
    return text + draw(
        st.sampled_from(["\n", "\n\n", "", " ", " # behind\n"]) if not mark else st.sampled_from(["\n", "\n\n", "\r\n"])
    )


CATALOGUES = (
    st.integers(1, 4).flatmap(lambda count: st.tuples(*(entries(number) for number in range(count)))).map("".join)
)
TRIES = settings(max_examples=int(os.environ.get("EXAMPLES", "50")), deadline=None)


@TRIES
@given(CATALOGUES)
@example('msgid "a" msgstr "b"\n')
@example('  msgid "a"\n  msgstr "b"\n')
@example('#~ msgid "a" msgstr "b" msgid "c" msgstr "d"\n')
def test_what_gettext_takes_is_read_as_gettext_reads_it(text: str) -> None:
    data = (HEAD + text).encode()
    assume(taken_by_gettext(data))

    assert gate(PATH, data, GERMAN) == ()
    assert str(scan(data.decode())) == data.decode()
    ours = {key.partition("\0")[0]: forms.partition("\0")[0] for key, forms in plain(catalogue(data)).items()}
    assert ours == {key: text for key, text in read_by_gettext(data).items() if text}


@TRIES
@given(st.lists(SOUP, max_size=8).map("".join))
@example('msgid "a"\nmsgid_plural "b"\nmsgstr[1] "c"\nmsgstr[0] "d"\n')
@example('#| msgid "z"\n#, fuzzy\nmsgid "a"\nmsgstr "b"\n')
@example('# c \\\nmsgid "a"\nmsgstr "b"\n')
@example('msgid "a"\n#~ msgstr "b"\n')
@example('msgid "a"\nmsgstr\n')
def test_what_gettext_refuses_is_refused_and_nothing_else(text: str) -> None:
    data = (HEAD + text).encode()
    keys = [entry.message.key for entry in scan(data.decode()).entries]
    assume(len(set(keys)) == len(keys))  # an obsolete twin is taken, and goes with the next update

    assert (gate(PATH, data, GERMAN) == ()) == taken_by_gettext(data)


def pieces(data: bytes) -> dict[object, tuple[Message, str]]:
    """Return each message with what stands for it in the file, by its key and whether it is obsolete."""
    entries = scan(data.decode()).entries
    return {
        (*one.message.key, one.message.obsolete): (
            replace(one.message, line=0, translation_line=0),
            "".join(one.lines).strip(" \t\r\f\v\n"),
        )
        for one in entries
        if not one.message.is_header
    }


@TRIES
@given(CATALOGUES, st.integers(0, 15), st.booleans(), st.sampled_from(["a.rst", "b.rst"]), st.booleans())
@example('   msgid "a"\n   msgstr "b"\n', 15, False, "a.rst", False)
@example('#~ msgid "a" msgstr "b" msgid "c" msgstr "d"\n', 15, True, "a.rst", False)
@example('msgid "0a" msgstr "b" msgid "1c" msgstr "d" # end\n', 2, True, "a.rst", True)
@example('#~ msgid "0a" msgstr "b"\nmsgid "1a" msgstr "b" #~ msgid "2a" msgstr "b"\n', 0, False, "a.rst", False)
@example('msgid "0a" msgstr "b"\\\n#| msgid "before"\nmsgid "1a" msgstr "b"\n', 2, False, "a.rst", False)
def test_an_update_changes_no_byte_of_what_stays(text: str, kept: int, is_new: bool, file: str, titled: bool) -> None:
    data = (HEAD + text).encode()
    assume(taken_by_gettext(data))
    before = pieces(data)
    active = [message.original for message, _ in before.values() if not message.obsolete and not message.plural]
    originals = [original for number, original in enumerate(active) if kept >> number & 1] + ["Neu"] * is_new
    wanted = template(*originals, file=file, comments=("Titel",) if titled else ())

    done = updated(wanted, data).data

    assert accepted_by_gettext(done)
    after = pieces(done)
    for key, (message, piece) in before.items():
        if key in after and after[key][0] == message:
            # Of two obsolete entries in one line the mark is the first one's alone.
            assert after[key][1] == piece or (message.obsolete and not piece.startswith("#"))
    for key, (message, _) in before.items():
        stays = message.context is None and not message.obsolete and message.original in originals
        if stays and message.translation:
            assert after[key][0].translation == message.translation
    assert updated(wanted, done).data == done
