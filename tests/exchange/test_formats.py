# SPDX-License-Identifier: GPL-3.0-or-later
"""XLIFF, TMX, TBX and archives: what goes out comes back, and what strangers send is looked at first."""

import io
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree
from translate.storage import tbx as toolkit_tbx
from translate.storage import tmx as toolkit_tmx

from pipeline.exchange.archive import pack, unpack
from pipeline.exchange.omegat import project
from pipeline.exchange.terms import glossary, tbx, tsv
from pipeline.exchange.tmx import Segment, read_tmx, tmx
from pipeline.exchange.xliff import read_xliff, xliff
from pipeline.languages import guide
from pipeline.model.message import Message
from pipeline.model.problems import Problem
from pipeline.model.term_list import Term

HERE = Path("sent.xlf")
# translate-toolkit's classes say little of their types.
TBX: Any = toolkit_tbx.tbxfile
TMX: Any = toolkit_tmx.tmxfile
LETTERS = st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t", exclude_characters="\ufffe\uffff")
TEXTS = st.text(LETTERS, min_size=1, max_size=60).filter(str.strip)
MESSAGES = st.lists(
    st.builds(
        Message,
        TEXTS,
        TEXTS | st.just(""),
        context=st.none() | st.just("menu"),
        fuzzy=st.booleans(),
        places=st.just(("source/a.rst:3",)),
    ),
    unique_by=lambda one: one.original,
    max_size=5,
)
BOMB = b"""<?xml version="1.0"?>
<!DOCTYPE tmx [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>
<tmx version="1.4"><header srclang="it"/><body><tu><tuv xml:lang="it"><seg>&b;</seg></tuv></tu></body></tmx>"""
CONCEPTS = (
    Term("trafficking", "", {"it": "tratta", "sq": "trafikim", "en": "trafficking"}, {"sq": "vepër\tpenale"}, {}, 2),
)


@given(MESSAGES)
@example([Message("0", "0", fuzzy=True)])
def test_each_message_comes_back_from_xliff(messages: list[Message]) -> None:
    data = xliff("guide", "it", "sq", messages, dict.fromkeys(messages, "abc-_12345"))

    (found,) = read_xliff(HERE, data)

    assert (found.name, found.original, found.language) == ("guide", "it", "sq")
    assert found.hashes == "abc-_12345" * len(messages)
    wanted = [(one.context, one.original, one.translation, one.fuzzy and bool(one.translation)) for one in messages]
    assert [(one.context, one.original, one.translation, one.fuzzy) for one in found.messages] == wanted


def test_plurals_and_lines_come_back_from_xliff() -> None:
    days = Message("%s giorno", "%s ditë", plural="%s giorni", plural_translations=("%s ditë", "%s ditë!"))

    (found,) = read_xliff(HERE, xliff("guide", "it", "sq", [Message("uno", "një"), days], {}))

    assert found.messages[1].plural_translations == days.plural_translations
    assert found.messages[1].plural == days.plural
    assert found.messages[1].translation_line > found.messages[0].translation_line > 1


def test_xliff_is_1_2_and_names_both_languages() -> None:
    root = etree.fromstring(xliff("guide", "sq", "de", [Message("një", "")], {}))

    assert root.tag == "{urn:oasis:names:tc:xliff:document:1.2}xliff"
    assert root.get("version") == "1.2"
    (file,) = root
    assert (file.get("source-language"), file.get("target-language"), file.get("original")) == ("sq", "de", "guide.po")
    assert not list(root.iter("{*}target")), "an untranslated message has no target"


@pytest.mark.parametrize(
    ("attributes", "fuzzy"),
    [
        ("", False),
        ('state="translated"', False),
        ('state="final"', False),
        ('state="needs-translation"', True),
        ('state="new"', True),
        ('state="needs-review-translation"', True),
        ('state="signed-off"', False),
    ],
)
def test_what_agencies_say_of_a_state_is_understood(attributes: str, fuzzy: bool) -> None:
    text = f"""<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"><file original="C:\\a\\guide.po"
    source-language="it-IT" target-language="sq-AL" datatype="x"><body>
    <trans-unit id="x7"><source>uno</source><target {attributes}>një <g id="1">dy</g></target></trans-unit>
    </body></file></xliff>"""

    (found,) = read_xliff(HERE, text.encode())

    assert found.name == "guide"
    assert [(one.translation, one.fuzzy) for one in found.messages] == [("një dy", fuzzy)]


def test_an_original_that_a_program_put_into_the_target_is_no_translation() -> None:
    text = """<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"><file original="guide.po"
    source-language="it" target-language="sq" datatype="x"><body>
    <trans-unit id="1"><source>uno</source><target state="needs-translation">uno</target></trans-unit>
    <trans-unit id="3" approved="no"><source>due</source><target>due</target></trans-unit>
    <trans-unit id="4"><source>tre</source><target state="needs-review-translation">tre</target></trans-unit>
    <trans-unit id="2"><source>GRETA</source><target state="final">GRETA</target></trans-unit>
    </body></file></xliff>"""

    (found,) = read_xliff(HERE, text.encode())

    offered, also_offered, to_review, final = ((one.translation, one.fuzzy) for one in found.messages)
    assert offered == also_offered == ("", False)
    assert (to_review, final) == (("tre", True), ("GRETA", False))


@pytest.mark.parametrize(
    "text",
    [
        "no xml",
        "<html/>",
        '<xliff version="2.0" xmlns="urn:oasis:names:tc:xliff:document:2.0" srcLang="it"><file id="f"/></xliff>',
        '<xliff version="1.2"><file original="a.po" source-language="it"><body/></file></xliff>',
    ],
)
def test_what_is_no_xliff_is_refused(text: str) -> None:
    with pytest.raises(Problem) as caught:
        read_xliff(HERE, text.encode())

    assert caught.value.code == "broken-xliff"
    assert caught.value.hint


def test_entities_are_never_unfolded() -> None:
    with pytest.raises(Problem, match="this kind of TMX is not accepted"):
        list(read_tmx(Path("a.tmx"), BOMB))


def test_a_memory_is_read_by_translate_toolkit_and_holds_what_xml_can_hold() -> None:
    data = tmx([Segment("it", "sq", "a\n<b> & c", "x", "guide.po"), Segment("it", "sq", "bad\x07", "y")])

    memory = TMX.parsestring(data)

    assert [(one.source, one.target, one.getnotes()) for one in memory.units] == [("a\n<b> & c", "x", "guide.po")]
    root = etree.fromstring(data)
    assert (root.get("version"), root.findall("header")[0].get("srclang")) == ("1.4", "it")


def test_a_memory_is_read_unit_by_unit_up_to_the_line_that_is_broken() -> None:
    data = tmx(Segment("it", "sq", f"numero {number}", "x") for number in range(2000)).replace(b"</body>", b"</tu>")
    units = read_tmx(Path("a.tmx"), data)

    assert next(units).texts == {"it": "numero 0", "sq": "x"}
    with pytest.raises(Problem) as caught:
        list(units)
    assert (caught.value.code, caught.value.line) == ("broken-memory", data.count(b"\n") - 1)


@pytest.mark.parametrize(
    ("segment", "text"),
    [
        ("<seg>a <ph>b</ph> c<!-- d --> e</seg>", "a b c e"),
        ("<seg xml:space='preserve'> a  b\n</seg>", " a  b\n"),
        ("<seg xml:space='default'> a  b\n</seg>", "a b"),
        ("<prop>a</prop><seg>b</seg>", "b"),
        ("<seg/>", None),
        ("", None),
    ],
)
def test_the_text_of_a_unit_is_that_of_its_segment(segment: str, text: str | None) -> None:
    unit = f"<tu srclang='IT_it'><tuv xml:lang='it'><seg>uno</seg></tuv><tuv lang='SQ'>{segment}</tuv></tu>"

    (read,) = read_tmx(Path("a.tmx"), f"<tmx><header srclang='de'/><body>{unit}</body></tmx>".encode())

    assert (read.source, read.texts.get("it"), read.texts.get("sq")) == ("it-it", "uno", text)


def test_terms_are_read_by_translate_toolkit_and_stand_in_rows() -> None:
    (unit,) = TBX.parsestring(tbx(CONCEPTS, "it", "sq"), "it", "sq").units

    assert (unit.source, unit.target) == ("tratta", "trafikim")
    assert glossary(CONCEPTS, "it", "sq").decode() == "tratta\ttrafikim\tvepër penale\n"
    assert tsv(CONCEPTS, "sq", ["it", "de"]).decode().splitlines()[1] == "trafikim\ttratta\t\tvepër penale"
    assert glossary(CONCEPTS, "de", "sq") == b""


def test_an_omegat_project_has_all_its_folders() -> None:
    files = project("it", "sq", {"guide.po": b""}, {"it-sq.tmx": b""}, b"")

    assert {name.partition("/")[0] for name in files} == {
        "omegat.project",
        "omegat",
        "source",
        "target",
        "tm",
        "glossary",
        "dictionary",
    }
    described = etree.fromstring(files["omegat.project"])
    assert described.findtext("project/source_lang") == "IT"
    assert described.findtext("project/sentence_seg") == "false"
    (mask,) = etree.fromstring(files["omegat/filters.xml"]).iter("{*}files")
    assert (mask.get("sourceFilenameMask"), mask.get("targetFilenamePattern")) == ("*.po", "${filename}")


def test_the_same_files_give_the_same_archive() -> None:
    data = pack({"b/": b"", "a.txt": b"one"})

    assert data == pack({"a.txt": b"one", "b/": b""})
    assert zipfile.ZipFile(io.BytesIO(data)).namelist() == ["a.txt", "b/"]
    assert list(unpack(Path("a.zip"), data, (".txt",))) == [("a.txt", b"one")]


def archive(*files: tuple[str, bytes], link: bool = False) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in files:
            row = zipfile.ZipInfo(name)
            row.compress_type = zipfile.ZIP_DEFLATED
            row.external_attr = (0o120777 if link else 0o100644) << 16
            made.writestr(row, data)
    return whole.getvalue()


@pytest.mark.parametrize(
    ("make", "cause"),
    [
        (lambda: archive(("../../etc/cron.d/x.po", b"")), "outside"),
        (lambda: archive(("/etc/x.po", b"")), "outside"),
        (lambda: archive(("..\\x.po", b"")), "outside"),
        (lambda: archive(("C:\\x.po", b"")), "outside"),
        (lambda: archive(("x.po", b"/etc/passwd"), link=True), "link"),
        (lambda: archive(("x.po", bytes(41_000_000))), "larger"),
        pytest.param(
            lambda: archive(*((f"{n}.po", bytes(30_000_000)) for n in range(8))), "larger", marks=pytest.mark.slow
        ),
        (lambda: archive(("x.po", b"abc"))[:-10], "File is not a zip file"),
        (lambda: archive(("x.po", b"abc" * 99)).replace(b"x.po", b"y.po", 1), "differ"),
    ],
)
def test_archives_that_nobody_would_send_are_refused(make: Callable[[], bytes], cause: str) -> None:
    data = make()

    with pytest.raises(Problem) as caught:
        list(unpack(Path("kit.zip"), data, (".po",)))

    assert caught.value.code == "broken-kit"
    assert cause in caught.value.cause


def test_what_programs_leave_beside_is_passed_over() -> None:
    data = archive(("__MACOSX/._a.po", b""), (".a.po.swp.po", b""), ("a.mo", b""), ("A.PO", b"x"))

    assert list(unpack(Path("kit.zip"), data, (".po",))) == [("A.PO", b"x")]


def test_backslashes_of_windows_are_folders() -> None:
    data = archive(("kit\\translate\\a.po", b"x"), ("kit\\.git\\a.po", b""))

    assert list(unpack(Path("kit.zip"), data, (".po",))) == [("kit/translate/a.po", b"x")]


@given(st.integers(0, 400), st.binary(min_size=1, max_size=8))
def test_a_damaged_archive_is_a_problem_and_no_crash(place: int, damage: bytes) -> None:
    whole = archive(("kit/a.po", bytes(range(256)) * 4), ("kit/b.po", b"x"))
    data = whole[:place] + damage + whole[place + len(damage) :]

    with suppress(Problem):
        list(unpack(Path("kit.zip"), data, (".po",)))


@pytest.mark.parametrize(("tag", "name"), [("it", "LEGGIMI.txt"), ("sq", "LEXO-ME.txt"), ("pt-BR", "READ-ME.txt")])
def test_there_is_a_guide_in_her_language(tag: str, name: str) -> None:
    found, text = guide(tag)

    assert found == name
    lines = text.decode("utf-8-sig").split("\r\n")
    assert len(lines) < 70, "one page"
    assert all(len(line) < 82 for line in lines)
    for word in ("Poedit", "OmegaT", "translate", "msgstr", "fuzzy", ":term:", "kit.json", ".zip"):
        assert word in text.decode()
