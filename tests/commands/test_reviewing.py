# SPDX-License-Identifier: GPL-3.0-or-later
"""A kit for a reviser: each message is confirmed, corrected, doubted or left unread. And answers with which work can go on."""

import re
import zipfile
from pathlib import Path

import pytest

from pipeline.catalogue.reading import read
from pipeline.catalogue.review import HASHES, review_hash, signed_hashes
from pipeline.model.publication import Language
from tests.commands.test_kit import (  # noqa: F401 - fixtures
    ALBANIAN,
    SQ,
    TRANSLATED,
    answer,
    change,
    letter,
    make,
    project,
    run,
    send,
    translation,
    updated,
    with_words,
)

REVISER = "N. N."


def review_kit(project: Path) -> dict[str, bytes]:  # noqa: F811 - the fixture's name
    assert run(project, "kit", "make", "--language", "sq", "--publication", "small", "--review") == 0
    (path,) = (project / "build/kits").glob("sq-small-review-*.zip")
    with zipfile.ZipFile(path) as archive:
        return {name.removeprefix("kit-sq/"): archive.read(name) for name in archive.namelist()}


def without_mark(text: str, translated: str) -> str:
    """The catalogue in which a message is no longer fuzzy, as Poedit writes it."""
    start = text.index(f'msgstr "{translated}"')
    entry = text.rindex("\n\n", 0, start)
    return text[:entry] + text[entry:start].replace("#, fuzzy\n", "") + text[start:]


def test_a_reviser_gets_what_is_to_be_read_with_each_finished_message_to_be_confirmed(project: Path) -> None:  # noqa: F811
    for name in ("it/small/index.html", "sq/small/index.html"):
        (project / "build/site" / name).parent.mkdir(parents=True, exist_ok=True)
        (project / "build/site" / name).write_bytes(b"<p>")

    files = review_kit(project)

    assert {name.partition("/")[0] for name in files} == {"LEXO-ME.txt", "kit.json", "read", "review"}
    guide = files["LEXO-ME.txt"].decode("utf-8-sig")
    listed = {line.split()[0] for line in guide.split("\r\n") if re.match(r"[a-z.]+ {2,}\S", line)}
    assert listed == {"kit.json", "read", "review"}
    (project / "review.po").write_bytes(files["review/small.po"])
    sent, ours = read(project / "review.po", ALBANIAN), read(project / SQ, ALBANIAN)
    assert {message.original for message in sent.messages if message.translation and not message.fuzzy} == set()
    assert [message.translation for message in sent.messages] == [message.translation for message in ours.messages]


def test_what_is_confirmed_or_corrected_is_signed_and_what_was_not_read_is_not(project: Path) -> None:  # noqa: F811
    text = review_kit(project)["review/small.po"].decode()
    text = without_mark(text, "Së dyti")
    text = without_mark(text, "Një poshtëshënim.").replace("Një poshtëshënim.", "Një shënim në fund të faqes.")
    before = {message.original: message for message in read(project / SQ, ALBANIAN).messages}
    (project / "back.po").write_text(text, encoding="utf-8")

    assert run(project, "kit", "receive", str(project / "back.po"), "--reviser", REVISER) == 0

    after = read(project / SQ, ALBANIAN)
    changed = {
        one.original
        for one in after.messages
        if one != before[one.original] and one.translation != before[one.original].translation
    }
    assert len(changed) == 1
    assert {one.original for one in after.messages if one.fuzzy} == {
        one.original for one in before.values() if one.fuzzy
    }
    signed = signed_hashes(after.header)
    assert signed is not None
    assert {one.translation for one in after.messages if review_hash(one) in signed} == {
        "Së dyti",
        "Një shënim në fund të faqes.",
    }
    assert "U konfirmua 1 përkthim." in letter(project)


def test_without_a_name_nothing_is_signed(project: Path) -> None:  # noqa: F811
    text = without_mark(review_kit(project)["review/small.po"].decode(), "Së dyti")
    before = (project / SQ).read_bytes()
    (project / "back.po").write_text(text, encoding="utf-8")

    assert run(project, "kit", "receive", str(project / "back.po")) == 0

    assert (project / SQ).read_bytes() == before
    assert HASHES.encode() not in before


def test_a_kit_that_came_back_unread_is_not_signed(project: Path) -> None:  # noqa: F811
    (project / "back.po").write_bytes(review_kit(project)["review/small.po"])
    before = (project / SQ).read_bytes()

    assert run(project, "kit", "receive", str(project / "back.po"), "--reviser", REVISER) == 0

    assert (project / SQ).read_bytes() == before


@pytest.fixture
def with_a_mistake(project: Path) -> bytes:  # noqa: F811
    """A file that has come back with a lost reference."""
    data = make(project)["translate/small.po"].decode()
    assert "shih :ref:`second`" in data
    return data.replace("shih :ref:`second`", "shih").encode()


def test_the_answer_has_a_file_to_go_on_with(project: Path, with_a_mistake: bytes) -> None:  # noqa: F811
    before = (project / SQ).read_bytes()
    assert send(project, {"translate/small.po": with_a_mistake}) == 1

    told = letter(project)
    assert "keni shkruar: Biseda" in told
    assert "për t’u ndrequr: lost-role: " in told
    data = answer(project)["translate/small.po"].decode()
    path = project / "again.po"
    path.write_text(data, encoding="utf-8")
    (wrong,) = (one for one in read(path, Language("sq", "Shqip")).messages if one.fuzzy)
    assert wrong.translation.endswith("shih.")
    assert any("lost-role" in comment for comment in wrong.translator_comments)

    corrected = data.replace("#, fuzzy\n", "").replace('shih."', 'pra shih :ref:`second`."')
    assert send(project, {"translate/small.po": corrected.encode()}) == 0

    assert translation(project, wrong.original) == (
        wrong.translation.replace("shih.", "pra shih :ref:`second`."),
        False,
    )
    assert before != (project / SQ).read_bytes()


def test_a_file_that_comes_twice_is_recognised(project: Path) -> None:  # noqa: F811
    sent = {"translate/small.po": with_words(make(project)["translate/small.po"], TRANSLATED)}
    assert send(project, sent) == 0
    assert "Këtë punë e keni dërguar më parë" not in letter(project)

    assert send(project, sent) == 0

    assert "Këtë punë e keni dërguar më parë" in letter(project)


def test_two_files_of_one_name_are_told_apart(project: Path) -> None:  # noqa: F811
    data = with_words(make(project)["translate/small.po"], TRANSLATED)

    send(
        project,
        {"translate/small.po": data, "preview/locales/sq/LC_MESSAGES/small.po": data.replace(b"brenda", b"p\xc3\xabr")},
    )

    told = letter(project)
    assert "translate/small.po\n" in told
    assert "LC_MESSAGES/small.po\n" in told


def test_an_emptied_suggestion_is_mentioned(project: Path) -> None:  # noqa: F811
    change(project / SQ, 'msgid "Secondo"\nmsgstr "Së dyti"', '#, fuzzy\nmsgid "Secondo"\nmsgstr "Së dyti"')
    data = make(project)["translate/small.po"].decode()
    data = data.replace('#, fuzzy\nmsgid "Secondo"\nmsgstr "Së dyti"', 'msgid "Secondo"\nmsgstr ""')

    assert send(project, {"translate/small.po": data.encode()}) == 0

    assert ": Secondo" in letter(project)
