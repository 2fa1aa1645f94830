# SPDX-License-Identifier: GPL-3.0-or-later
"""`west-pipeline kit`: work goes out to a translator and comes back, by zip and by single files; her words are in the answer."""

import io
import json
import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.__main__ import main
from pipeline.catalogue.reading import read
from pipeline.commands.kits.archive import pack
from pipeline.languages import guide
from pipeline.model.publication import Language
from pipeline.system.lock import project_lock
from tests.conftest import ROOT, copy_project
from tests.english import english_in

SQ = "locales/sq/LC_MESSAGES/small.po"
DE = "locales/de/LC_MESSAGES/small.po"
SENTENCE = "La rete dei servizi risponde entro trenta giorni."
TRANSLATED = "Rrjeti i shërbimeve përgjigjet brenda tridhjetë ditëve."
ALBANIAN = Language("sq", "Shqip")
WRITTEN = sorted(Path(__file__).parent.joinpath("written").glob("*.po"))
"""Each named after the program that wrote it, and its version."""


def run(project: Path, *words: str) -> int:
    return main([*words, "--project", str(project)])


def make(project: Path, *options: str) -> dict[str, bytes]:
    """The files of the kit in Albanian, by their names in it."""
    assert run(project, "kit", "make", "--language", "sq", *options) == 0
    (path,) = (project / "build/kits").glob("sq-2*.zip")
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return {name.removeprefix("kit-sq/"): archive.read(name) for name in archive.namelist()}


def send(project: Path, files: Mapping[str, bytes], name: str = "back.zip") -> int:
    path = project / name
    path.write_bytes(pack({f"kit-sq/{place}": data for place, data in files.items()}))
    return run(project, "kit", "receive", str(path))


def answer(project: Path) -> dict[str, bytes]:
    path = max((project / "build/kits").glob("sq-answer-*.zip"), key=lambda one: one.stat().st_mtime_ns)
    with zipfile.ZipFile(path) as archive:
        return {name.removeprefix("answer-sq/"): archive.read(name) for name in archive.namelist()}


def letter(project: Path) -> str:
    return answer(project)["PERGJIGJE.txt"].decode("utf-8-sig").replace("\r\n", "\n")


def translation(project: Path, original: str = SENTENCE) -> tuple[str, bool]:
    message = read(project / SQ, ALBANIAN).find(original)
    assert message is not None
    return message.translation, message.fuzzy


def change(path: Path, before: str, after: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


@pytest.fixture(scope="module")
def updated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample, up to date, with one Albanian sentence to translate; published as pages alone, which are made soonest.

    Not to be changed.
    """
    sample = copy_project(ROOT / "tests/sample", tmp_path_factory.mktemp("updated") / "sample")
    with (sample / "source/small/publication.toml").open("a", encoding="utf-8") as described:
        described.write('formats = ["html"]\n')
    assert run(sample, "update") == 0
    change(sample / SQ, TRANSLATED, "")
    return sample


@pytest.fixture
def project(updated: Path, tmp_path: Path) -> Path:
    """A copy for one test to change."""
    return Path(shutil.copytree(updated, tmp_path / "sample"))


def test_a_kit_holds_all_that_its_guide_speaks_of(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(project / "locales/de", project / "build/site/_fonts")
    for name in ("it/small/small-it.pdf", "it/small/index.html", "it/small/_sources/x.txt", "sq/small/small-sq.pdf"):
        (project / "build/site" / name).parent.mkdir(parents=True, exist_ok=True)
        (project / "build/site" / name).write_bytes(b"%PDF")

    files = make(project)

    assert set(files) >= {
        "LEXO-ME.txt",
        "kit.json",
        "words.txt",
        "translate/small.po",
        "reference/shared.po",
        "read/it/small/small-it.pdf",
        "read/it/small/index.html",
        "read/sq/small/small-sq.pdf",
    }
    assert not [name for name in files if "_sources" in name]
    assert json.loads(files["kit.json"])["language"] == "sq"
    words = files["words.txt"].decode("utf-8-sig").splitlines()
    assert words[1].split() == ["small.po", "41", "33", "0", "8"]
    assert "1 file to translate (8 words), 1 for reference" in capsys.readouterr().out


def test_a_kit_without_work_explains_no_step_for_which_it_has_no_file(project: Path) -> None:
    steps = ("translate", "POEDIT", "reference", "ÇFARË DUHET LËNË")
    with_work = make(project)["LEXO-ME.txt"].decode("utf-8-sig")
    assert [step in with_work for step in steps] == [True] * 4
    shutil.rmtree(project / "build/kits")
    change(project / SQ, f'{SENTENCE}"\nmsgstr ""', f'{SENTENCE}"\nmsgstr "{TRANSLATED}"')

    without = make(project)["LEXO-ME.txt"].decode("utf-8-sig")

    assert [step in without for step in steps] == [False] * 2 + [True] * 2


@pytest.mark.parametrize("tag", ["de", "en", "it"])
def test_each_guide_names_folders_in_the_same_places(tag: str) -> None:
    named = [
        re.findall(r"[a-z]+/(?= |\.)", guide(other)[1].decode("utf-8-sig").replace("\r\n", " "))
        for other in ("sq", tag)
    ]

    assert named[0] == named[1] == ["translate/", "translate/"]


def test_terms_are_in_the_kit_as_a_table(project: Path) -> None:
    head = "key\tpart\ten\tit\tsq\tdefinition_en\tdefinition_it\tdefinition_sq\tnote\tsource\n"
    row = "network\tn\tnetwork\trete\trrjet\tServices.\tServizi.\tShërbime.\t\t\n"
    (project / "source/terminology.tsv").write_text(head + row, encoding="utf-8")

    files = make(project)

    assert files["terminology/terminology.tsv"].decode("utf-8-sig").splitlines() == [
        "sq\tit\tde\tdefinition",
        "rrjet\trete\t\tShërbime.",
    ]


def test_the_same_state_gives_the_same_bytes(project: Path) -> None:
    make(project)
    (path,) = (project / "build/kits").glob("sq-2*.zip")
    before = path.read_bytes()

    make(project)

    assert path.read_bytes() == before


def test_a_second_kit_of_the_day_does_not_replace_the_first(project: Path) -> None:
    make(project)
    change(project / SQ, "Grupi i provës", "Grupi ynë")

    assert run(project, "kit", "make", "--language", "sq") == 0

    first, second = sorted((project / "build/kits").glob("sq-2*.zip"), key=lambda path: len(path.name))
    assert second.name == f"{first.stem}-2.zip"
    assert first.read_bytes() != second.read_bytes()


def test_msgfmt_takes_what_is_in_the_kit(project: Path, tmp_path: Path) -> None:
    path = tmp_path / "small.po"
    path.write_bytes(make(project)["translate/small.po"])

    subprocess.run(["msgfmt", "-c", "-o", "/dev/null", str(path)], check=True)


def test_an_untouched_kit_changes_nothing(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = make(project)
    before = {path: path.read_bytes() for path in project.rglob("locales/**/*.po")}

    assert send(project, files) == 0

    assert {path: path.read_bytes() for path in project.rglob("locales/**/*.po")} == before
    assert "files came back unchanged" in capsys.readouterr().out
    assert list(answer(project)) == ["PERGJIGJE.txt"]


def with_words(data: bytes, words: str) -> bytes:
    """The catalogue with the one untranslated sentence translated, as a plain editor does it."""
    return data.decode().replace(f'msgid "{SENTENCE}"\nmsgstr ""', f'msgid "{SENTENCE}"\nmsgstr "{words}"').encode()


def only_that_sentence_differs(one: bytes, other: bytes) -> bool:
    changed = set(one.splitlines()) ^ set(other.splitlines())
    return {line[:9] for line in changed} <= {b'msgstr "R', b'"PO-Revis', b'msgstr ""'}


BY_FORMAT: dict[str, Callable[[dict[str, bytes]], tuple[str, bytes]]] = {
    "po": lambda files: ("small.po", with_words(files["translate/small.po"], TRANSLATED)),
    "renamed po": lambda files: ("final version (2).po", with_words(files["translate/small.po"], TRANSLATED)),
    "windows": lambda files: (
        "small.po",
        b"\xef\xbb\xbf" + with_words(files["translate/small.po"], TRANSLATED).replace(b"\n", b"\r\n"),
    ),
    "notepad's unicode": lambda files: (
        "small.po",
        with_words(files["translate/small.po"], TRANSLATED).decode().encode("utf-16"),
    ),
}


def test_the_answer_to_one_translator_does_not_replace_that_to_another(project: Path) -> None:
    files = make(project)
    send(project, files)
    send(project, files)
    first = list((project / "build/kits").glob("sq-answer-*.zip"))
    assert len(first) == 1, "the same answer is written once"

    send(project, {"translate/small.po": with_words(files["translate/small.po"], TRANSLATED)})

    assert len(list((project / "build/kits").glob("sq-answer-*.zip"))) == 2


def test_a_kit_that_was_unpacked_comes_back_as_a_folder(project: Path) -> None:
    for name, data in make(project).items():
        if not name.endswith("/"):
            (project / "kit" / name).parent.mkdir(parents=True, exist_ok=True)
            (project / "kit" / name).write_bytes(
                with_words(data, TRANSLATED) if name.startswith("translate/") else data
            )
    (project / "kit/translate/elsewhere.po").symlink_to("/dev/zero")

    assert run(project, "kit", "receive", str(project / "kit")) == 0

    assert translation(project) == (TRANSLATED, False)


@pytest.mark.parametrize(
    ("check", "words"),
    [
        ("added-directive", ".. raw:: html\\n\\n   <script>"),
        ("broken-markup", "*a `b <javascript:alert()>`_"),
        ("unparsed-text", "`b <javascript:alert()>`_ " * 200),
    ],
)
def test_nobody_allows_from_outside_what_could_harm_readers(project: Path, check: str, words: str) -> None:
    """Nor what leaves out the check that would find it."""
    files = make(project)
    spoilt = with_words(files["translate/small.po"], words).decode()
    allowed = f"# allow: {check} because it is needed\n# allow: lost-number because it is a test\n"
    spoilt = spoilt.replace(f'msgid "{SENTENCE}"', f'{allowed}msgid "{SENTENCE}"')

    assert send(project, {"translate/small.po": spoilt.encode()}) == 1

    assert translation(project)[1], "no reader sees it"
    assert check in letter(project)


def test_what_our_catalogue_allows_need_not_be_allowed_again(project: Path) -> None:
    original = "Il colloquio si tiene in una stanza chiusa, vedi :ref:`second`."
    files = make(project)
    change(project / SQ, f'msgid "{original}"', f'# allow: lost-role because the table says it\nmsgid "{original}"')
    text = files["translate/small.po"].decode()
    files["translate/small.po"] = text.replace("një dhomë të mbyllur, shih :ref:`second`.", "dhomë.").encode()

    assert send(project, files) == 0

    assert translation(project, original)[0].endswith("dhomë.")


@pytest.mark.parametrize("form", BY_FORMAT)
def test_single_files_come_back(project: Path, form: str) -> None:
    name, data = BY_FORMAT[form](make(project))
    (project / name).write_bytes(data)
    before = (project / SQ).read_bytes()

    assert run(project, "kit", "receive", str(project / name)) == 0

    assert translation(project) == (TRANSLATED, False)
    assert only_that_sentence_differs((project / SQ).read_bytes(), before)


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.stem)
def test_what_real_programs_wrote_comes_back(project: Path, path: Path) -> None:
    """A kit's file, translated in Poedit's window and in a project of OmegaT, as the two saved it."""
    before = (project / SQ).read_bytes()
    shutil.copy(path, project / "small.po")

    assert run(project, "kit", "receive", str(project / "small.po")) == 0

    assert translation(project) == (TRANSLATED, False)
    assert only_that_sentence_differs((project / SQ).read_bytes(), before)


def test_a_lost_header_is_made_up_for_by_the_manifest(project: Path) -> None:
    files = make(project)
    lines = files["translate/small.po"].decode().splitlines(keepends=True)
    bare = "".join(line for line in lines if "X-Kit-" not in line).replace("Një poshtëshënim.", "Shënim në fund.")
    files["translate/small.po"] = bare.encode()

    assert send(project, files) == 0

    assert translation(project, "Nota a piè di pagina.") == ("Shënim në fund.", False)


def test_a_sentence_that_somebody_else_translated_meanwhile_stays(project: Path) -> None:
    files = make(project)
    change(
        project / SQ,
        f'msgid "{SENTENCE}"\nmsgstr ""',
        f'msgid "{SENTENCE}"\nmsgstr "Ndërkohë brenda tridhjetë ditëve."',
    )
    files["translate/small.po"] = with_words(files["translate/small.po"], TRANSLATED)

    assert send(project, files) == 0

    assert translation(project) == ("Ndërkohë brenda tridhjetë ditëve.", False)
    assert f"# another translation, received: {TRANSLATED}\n" in (project / SQ).read_text(encoding="utf-8")
    assert "Ndërkohë brenda" in letter(project)
    assert "another translation" not in letter(project), "the letter is in her language"


MEANWHILE = "Ndërkohë brenda tridhjetë ditëve."


@pytest.fixture
def place(project: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """A sentence that was translated on both sides; its place, as `kit receive` names it in the next step."""
    files = make(project)
    change(project / SQ, f'msgid "{SENTENCE}"\nmsgstr ""', f'# e jona\nmsgid "{SENTENCE}"\nmsgstr "{MEANWHILE}"')
    send(project, {"translate/small.po": with_words(files["translate/small.po"], TRANSLATED)})
    said = re.search(r"next: west-pipeline settle --take theirs (\S+):(\d+)", capsys.readouterr().out)
    assert said is not None
    line = (project / SQ).read_text(encoding="utf-8").splitlines()[int(said[2]) - 1]
    assert (said[1], line) == (SQ, f'msgstr "{MEANWHILE}"')
    return f"{said[1]}:{said[2]}"


def entries(project: Path) -> list[str]:
    """The entries but the header."""
    return (project / SQ).read_text(encoding="utf-8").split("\n\n")[1:]


def test_one_command_takes_hers_and_keeps_the_other(
    project: Path, place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = entries(project)

    assert run(project, "settle") == 0
    assert f"{place}: {SENTENCE}\n  ours: {MEANWHILE}\n  theirs: {TRANSLATED}\n" in capsys.readouterr().out
    assert run(project, "settle", "--take", "theirs", place) == 0

    assert f"theirs was chosen: {TRANSLATED}; ours is kept as a comment" in capsys.readouterr().out
    assert translation(project) == (TRANSLATED, False)
    (now,) = set(entries(project)) - set(before)
    assert now.startswith(f"# e jona\n# earlier translation: {MEANWHILE}\n")
    assert "another translation" not in now
    assert len(set(before) - set(entries(project))) == 1, "all other entries keep their bytes"
    assert run(project, "settle", "--take", "theirs", place) == 3
    assert "[no-conflict]" in capsys.readouterr().err


@pytest.mark.parametrize(
    "options", [(), (SQ,), ("--all",), ("--all", "--language", "sq"), ("--all", "--language", "de")]
)
def test_ours_stays_and_the_comment_goes(project: Path, place: str, options: tuple[str, ...]) -> None:
    before = entries(project)

    code = run(project, "settle", "--take", "ours", *options)

    is_settled = bool(options) and "de" not in options
    assert code == (0 if options else 3)
    assert translation(project) == (MEANWHILE, False)
    assert entries(project) == [
        one.replace(f"# another translation, received: {TRANSLATED}\n", "") if is_settled else one for one in before
    ]


def test_a_place_where_nothing_waits_settles_nothing(project: Path, place: str) -> None:
    before = (project / SQ).read_bytes()

    for other in (f"{SQ}:1", f"{SQ}:100000", "locales/sq/LC_MESSAGES/shared.po", DE, "README.md", "../../etc/passwd"):
        assert run(project, "settle", "--take", "theirs", place, other) == 3
    (project / "build/.lock").parent.mkdir(exist_ok=True)
    with project_lock(project / "build"):
        assert run(project, "settle", "--take", "theirs", place) == 3

    assert (project / SQ).read_bytes() == before


def test_no_sentence_of_the_answer_is_in_english(project: Path) -> None:
    """Errors, warnings, refused files with several faults: all of it is in her language, the comment in her file too."""
    change(project / SQ, 'msgstr "Së dyti"', 'msgstr ""')
    files = make(project)
    spoilt = files["translate/small.po"].decode()
    spoilt = spoilt.replace("një dhomë të mbyllur, shih :ref:`second`.", "3 dhoma, shih  shih.")
    spoilt = spoilt.replace("kërkon ndihmë. [#note]_", "kërkon *ndihmë.").replace("poshtëshënim.", "'poshtëshënim'")
    spoilt = spoilt.replace('msgid "Secondo"\nmsgstr ""', 'msgid "Secondo"\nmsgstr "Së  dyti"')
    broken = spoilt.replace('"Grupi i provës"', '"Grupi i provës').replace("msgid_", "msgid-") + "\nmsgstr 3\n"
    names = {
        "translate/broken.po": broken,
        "stranger.po": 'msgid ""\nmsgstr ""\n"Language: fr\\n"\n',
    }
    files = {"translate/small.po": spoilt.encode(), **{name: text.encode() for name, text in names.items()}}

    assert send(project, files) == 3

    text = letter(project)
    assert english_in(text, "sq") == []
    for check in ("lost-role", "broken-markup", "unterminated-string", "missing-quotes", "doubled-space", "shkaku:"):
        assert check in text
    assert english_in((project / SQ).read_text(encoding="utf-8"), "sq") == []


def test_an_original_that_changed_meanwhile_gets_her_sentence_with_the_next_update(project: Path) -> None:
    files = make(project)
    change(project / "source/small/second.rst", "trenta giorni", "quaranta giorni")
    assert run(project, "update") == 0
    files["translate/small.po"] = with_words(files["translate/small.po"], TRANSLATED)

    assert send(project, files) == 0
    assert run(project, "update") == 0

    assert translation(project, SENTENCE.replace("trenta", "quaranta")) == (TRANSLATED, True)


def memory(project: Path) -> str:
    return (project / "locales/sq/memory/small.po").read_text(encoding="utf-8")


def test_an_original_that_changed_before_a_file_without_marks_came_back_keeps_her_sentence(project: Path) -> None:
    data = make(project)["translate/small.po"].decode()
    bare = "".join(line for line in data.splitlines(keepends=True) if "X-Kit-" not in line).encode()
    change(project / "source/small/second.rst", "La rete dei servizi", "Tutto altro")
    assert run(project, "update") == 0

    assert send(project, {"small.po": with_words(bare, TRANSLATED)}) == 1
    assert run(project, "update") == 0

    assert TRANSLATED in memory(project)
    assert "La rete dei servizi risponde" in letter(project)


def test_what_came_back_obsolete_is_taken_or_goes_to_the_memory(project: Path) -> None:
    data = with_words(make(project)["translate/small.po"], TRANSLATED).decode()
    start = data.index(f'msgid "{SENTENCE}"')
    entry = data[start : f"{data}\n".index("\n\n", start)]
    retired = entry.replace("msg", "#~ msg", 1).replace("\nmsg", "\n#~ msg")
    gone = '#~ msgid "Un’altra."\n#~ msgstr "Një tjetër."\n'

    assert send(project, {"small.po": (data.replace(entry, "") + f"\n{retired}\n\n{gone}").encode()}) == 0
    assert run(project, "update") == 0

    assert translation(project) == (TRANSLATED, False)
    assert "Një tjetër." in memory(project)
    assert "Un’altra." in letter(project)


def test_a_kit_for_a_publication_that_was_renamed_meanwhile_is_refused(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = with_words(make(project)["translate/small.po"], TRANSLATED)
    (project / "source/small").rename(project / "source/little")
    assert run(project, "update") == 0
    before = {path: path.read_bytes() for path in project.rglob("locales/**/*.po")}
    capsys.readouterr()

    assert send(project, {"small.po": data}) == 3

    assert "small.po matches no catalogue" in (told := capsys.readouterr().err)
    assert "most of its originals are now in little.po" in told
    assert {path: path.read_bytes() for path in project.rglob("locales/**/*.po")} == before
    assert send(project, {"little.po": data}) == 0
    assert TRANSLATED in (project / "locales/sq/LC_MESSAGES/little.po").read_text(encoding="utf-8")


def test_a_sentence_with_an_error_waits_and_the_answer_names_its_line(project: Path) -> None:
    change(project / SQ, "shih :ref:`second`", "shih")
    change(project / SQ, 'msgstr "Biseda zhvillohet në një dhomë të mbyllur, shih."', 'msgstr ""')
    files = make(project)
    spoilt = files["translate/small.po"].decode()
    original = "Il colloquio si tiene in una stanza chiusa, vedi :ref:`second`."
    spoilt = spoilt.replace(f'msgid "{original}"\nmsgstr ""', f'msgid "{original}"\nmsgstr "Biseda në dhomë."')
    files["translate/small.po"] = spoilt.encode()

    assert send(project, files) == 1

    assert translation(project, original) == ("Biseda në dhomë.", True)
    line = spoilt[: spoilt.index("Biseda në dhomë.")].count("\n") + 1
    assert f" {line}: " in letter(project)
    assert "lost-role" in letter(project)


def test_a_blank_behind_a_sentence_is_left_out_without_a_word(project: Path) -> None:
    files = make(project)
    files["translate/small.po"] = with_words(files["translate/small.po"], f"{TRANSLATED} ")

    assert send(project, files) == 0

    assert translation(project) == (TRANSLATED, False)
    assert TRANSLATED not in letter(project)


def test_every_error_of_a_sentence_is_named(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sentence = "Biseda zhvillohet në një dhomë të mbyllur, shih :ref:`second`."
    change(project / SQ, sentence, "")
    files = make(project)
    original = "Il colloquio si tiene in una stanza chiusa, vedi :ref:`second`."
    work = files["translate/small.po"].decode()
    files["translate/small.po"] = work.replace(
        f'msgid "{original}"\nmsgstr ""', f'msgid "{original}"\nmsgstr "Biseda, shih :doc:`first`."'
    ).encode()
    capsys.readouterr()

    assert send(project, files) == 1

    for text in (capsys.readouterr().out, letter(project), (project / SQ).read_text(encoding="utf-8")):
        assert "lost-role: " in text
        assert "extra-role: " in text


def test_a_file_that_the_gate_refuses_is_told_of_and_the_others_are_taken(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = make(project)
    files["translate/small.po"] = with_words(files["translate/small.po"], TRANSLATED)
    files["reference/shared.po"] = files["reference/shared.po"].replace(b'msgid "D', b'<<<<<<< HEAD\nmsgid "D')
    before = (project / "locales/sq/LC_MESSAGES/shared.po").read_bytes()

    assert send(project, files) == 3

    assert translation(project) == (TRANSLATED, False)
    assert (project / "locales/sq/LC_MESSAGES/shared.po").read_bytes() == before
    assert "conflict-marker" in letter(project)
    assert "reference/shared.po:" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("work.docx", b"PK?", "not-a-kit"),
        ("half.po", b"\xff\xfe\x00", "unknown-language"),
        ("work.zip", b"PK\3\4 and then nothing", "broken-kit"),
        ("empty.zip", pack({"a.txt": b""}), "not-a-kit"),
        ("up.zip", pack({"../small.po": b""}), "broken-kit"),
        ("newer.zip", pack({"kit.json": b'{"kit": 2}', "small.po": b""}), "newer-format"),
        ("manifest.zip", pack({"kit.json": b"[", "small.po": b""}), "broken-kit"),
        ("french.po", b'msgid ""\nmsgstr ""\n"Language: fr\\n"\n', "unknown-language"),
        ("none.po", b'msgid ""\nmsgstr ""\n', "unknown-language"),
        ("stranger.po", b"", "unknown-catalogue"),
        ("gone.po", None, "missing-file"),
    ],
)
def test_what_is_not_ours_is_refused(
    project: Path, name: str, data: bytes | None, code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    if name == "stranger.po":
        data = (project / SQ).read_bytes().replace(b"small 1.0", b"../../x")
    if data is not None:
        (project / name).write_bytes(data)
    before = (project / SQ).read_bytes()

    assert run(project, "kit", "receive", str(project / name)) == 3

    assert f"[{code}]" in capsys.readouterr().err
    assert (project / SQ).read_bytes() == before


def test_an_archive_in_an_archive_is_named(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    inner = pack({f"kit-sq/{name}": data for name, data in make(project).items()})
    (project / "mail.zip").write_bytes(pack({"attachments/kit-back.zip": inner}))

    assert run(project, "kit", "receive", str(project / "mail.zip")) == 3

    assert "what counts is kit-back.zip in it" in capsys.readouterr().err


def test_sources_that_are_ahead_are_told_of(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(project / "source/small/second.rst", "trenta giorni", "quaranta giorni")

    make(project)

    assert "small.po: lacks 1 message of the sources; run west-pipeline update" in capsys.readouterr().err


def test_a_language_without_catalogues_has_no_kit(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.rmtree(sample / "locales/sq")

    assert run(sample, "kit", "make", "--language", "sq") == 3

    assert "[nothing-to-translate]" in capsys.readouterr().err


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=20).filter(
    str.strip
)


@settings(
    max_examples=int(os.environ.get("EXAMPLES", "5")),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.dictionaries(st.integers(0, 8), TEXTS, max_size=9))
def test_whatever_is_translated_comes_back(project: Path, chosen: dict[int, str]) -> None:
    from dataclasses import replace

    from pipeline.catalogue.reading import lines_of
    from pipeline.catalogue.writing import new_entry, rewritten

    kept = (project / SQ).read_bytes()
    shutil.rmtree(project / "build/kits", ignore_errors=True)
    files = make(project)
    lines = lines_of(project / SQ, files["translate/small.po"], ALBANIAN)
    entries = [
        new_entry(replace(one.message, translation=chosen[number - 1])) if number - 1 in chosen else one
        for number, one in enumerate(lines.entries)
    ]
    wanted = {one.message.original: one.message.translation for one in entries if not one.message.is_header}
    files = {"translate/small.po": rewritten(lines, entries)}

    send(project, files)

    text = (project / SQ).read_text(encoding="utf-8")
    now = {one.original: one.translation for one in read(project / SQ, ALBANIAN).messages}
    for original, words in wanted.items():
        # What proofreading refuses replaces nothing; all else is there, but for blanks around it.
        told = " ".join(letter(project).split())
        assert now[original] == words.strip() or " ".join(original.split()) in told or words in text
    (project / SQ).write_bytes(kept)


@pytest.mark.slow
def test_her_words_are_in_print_even_where_the_edition_is_held_back(
    fresh_sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = fresh_sample / "build/site/sq/small"
    assert run(fresh_sample, "update") == 0
    change(fresh_sample / SQ, TRANSLATED, "")
    change(fresh_sample / SQ, 'msgstr "Një poshtëshënim."', 'msgstr ""')
    before = (site / "second.html").read_bytes()
    files = make(fresh_sample)
    assert "read/sq/small/small-sq.pdf" in files
    files["translate/small.po"] = with_words(files["translate/small.po"], "Rrjeti përgjigjet brenda tridhjetë ditëve.")

    assert send(fresh_sample, files) == 0

    assert "1 held back" in capsys.readouterr().out, "the editor reads why nothing was published"
    shown = answer(fresh_sample)
    assert "Rrjeti përgjigjet" in shown["read/sq/small/second.html"].decode()
    assert shown["read/sq/small/small-sq.pdf"].startswith(b"%PDF")
    assert (site / "second.html").read_bytes() == before, "readers keep what they had"
    assert io.BytesIO(shown["read/_fonts/fonts.css"]).read()


def test_a_preview_in_a_kit_has_what_its_pages_are_made_from_and_nothing_else(tmp_path: Path) -> None:
    root = shutil.copytree(ROOT / "tests/compose/project", tmp_path / "project")
    for name in ("conf.py", "terminology.tsv", "contacts.toml", "lints.toml", "words-it.txt"):
        shutil.copy(ROOT / "source" / name, root / "source")
    needed = {path.relative_to(root) for path in (root / "source").rglob("*") if path.is_file()}
    for name in (
        "names-denied.txt",
        "handbook/names.txt",
        "handbook/notes.md",
        "handbook/letter.docx",
        ".secret",
        "shared/.a.rst.swp",
        "handbook/figures/unused.svg",
    ):
        (root / "source" / name).write_text("Mario Rossi\n", encoding="utf-8")
    (root / "source/handbook/releases.toml").write_text("format = 1\n", encoding="utf-8")
    assert main(["--project", str(root), "update"]) == 0

    assert main(["--project", str(root), "kit", "make", "--language", "sq", "--preview"]) == 0

    (kit,) = (root / "build/kits").glob("*.zip")
    with zipfile.ZipFile(kit) as archive:
        archive.extractall(tmp_path)
    theirs = tmp_path / "kit-sq/preview"
    assert {path.relative_to(theirs) for path in (theirs / "source").rglob("*") if path.is_file()} == needed
    pages = []
    for project in (root, theirs):
        assert main(["--project", str(project), "build", "--language", "it", "--format", "html"]) == 0
        folder = project / "build/site/it/handbook"
        pages.append({path.relative_to(folder): path.read_text("utf-8") for path in folder.rglob("*.html")})
    assert pages[0].keys() == pages[1].keys()
    figures = [set(re.findall(r'(?:src|href)="([^"]*[.](?:svg|csv))"', "".join(made.values()))) for made in pages]
    assert figures[0] == figures[1] != set()
