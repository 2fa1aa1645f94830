# SPDX-License-Identifier: GPL-3.0-or-later
"""Archives: the same files give the same bytes, and what strangers send is looked at first; the guide in a kit."""

import io
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.commands.kits.archive import pack, unpack
from pipeline.languages import guide
from pipeline.model.problems import Problem


def test_the_same_files_give_the_same_archive() -> None:
    data = pack({"b.po": b"two", "a.txt": b"one"})

    assert data == pack({"a.txt": b"one", "b.po": b"two"})
    assert zipfile.ZipFile(io.BytesIO(data)).namelist() == ["a.txt", "b.po"]
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
    for word in ("Poedit", "translate", "msgstr", "fuzzy", ":term:", "kit.json", ".zip"):
        assert word in text.decode()
