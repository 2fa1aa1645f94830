# SPDX-License-Identifier: GPL-3.0-or-later
"""Abstracts in other languages than their edition's are proven as all else is: each is printed, once and in its language."""

import re
import shutil
from pathlib import Path

import pytest

from pipeline.__main__ import main
from pipeline.model.problems import Problem
from pipeline.typeset import typeset

ABSTRACT = "Un sommario di poche parole."
KEYS = {f"abstract.de\x04{ABSTRACT}": "locales/de/LC_MESSAGES/sheets.po:65"}
WRONG = "Quanto segue è una prova che non è nella lingua in cui dovrebbe essere."


def changed(built: Path, language: str, folder: Path, old: str, new: str) -> Path:
    """The book of an edition, with something changed in its HTML; the chapters that did not change are beside it."""
    work = built / f"build/work/{language}/sheets"
    shutil.copytree(work / "paged", folder)
    shutil.copytree(work / "chapters", folder.with_name("chapters"))
    files = {path: path.read_text(encoding="utf-8") for path in sorted(folder.glob("book-*.html"))}
    path = next(path for path, text in files.items() if re.search(old, text, re.DOTALL))
    path.write_text(re.sub(old, new, files[path], count=1, flags=re.DOTALL), encoding="utf-8")
    return folder


def refused(book: Path) -> Problem:
    chapters = book.with_name("chapters")
    with pytest.raises(Problem) as caught:
        typeset(book, book.with_suffix(".pdf"), {}, lines=KEYS, chapters=chapters)
    return caught.value


@pytest.mark.parametrize(
    ("language", "other", "said", "place"),
    [
        ("it", "de", "Eine Kurzfassung in wenigen Worten.", "locales/de/LC_MESSAGES/sheets.po:65"),
        pytest.param("de", "it", ABSTRACT, r"sheets/paper\.rst:\d+", marks=pytest.mark.slow),
    ],
)
def test_one_that_is_dropped_is_found(
    built: Path, tmp_path: Path, language: str, other: str, said: str, place: str
) -> None:
    dropped = rf'<div class="abstract" lang="{other}">.*?</div>'

    problem = refused(changed(built, language, tmp_path / "book", dropped, ""))

    assert problem.code == "proof-lost"
    assert re.search(rf"{place}: “{said}” is not printed, after page \d", problem.cause)
    assert problem.message.endswith("2 messages are not printed as written")  # the keywords, too


def test_one_that_is_printed_twice_is_found(built: Path, tmp_path: Path) -> None:
    again = r'(<div class="abstract" lang="de">.*?</div>)'

    problem = refused(changed(built, "it", tmp_path / "book", again, r"\1\1"))

    assert problem.code == "proof-twice"
    assert "“Eine Kurzfassung in wenigen Worten.” is on page" in problem.cause


def test_one_in_the_wrong_language_is_named_with_its_line_in_the_catalogue_of_its_language(
    own: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    catalogue = own / "locales/de/LC_MESSAGES/sheets.po"
    text = catalogue.read_text(encoding="utf-8").replace("Eine Kurzfassung in wenigen Worten.", WRONG)
    catalogue.write_text(text, encoding="utf-8")
    line = text.splitlines().index(f'msgstr "{WRONG}"') + 1

    assert main(["--project", str(own), "build", "--language", "it", "--format", "pdf"]) == 3

    told = " ".join(capsys.readouterr().err.split())
    assert re.search(rf"de/LC_MESSAGES/sheets\.po:{line}: “Quanto segue", told)
    assert "is in the language it, not de" in told


def test_one_that_is_not_translated_is_printed_once(own: Path) -> None:
    catalogue = own / "locales/de/LC_MESSAGES/sheets.po"
    text = catalogue.read_text(encoding="utf-8")
    for words in ("Eine Kurzfassung in wenigen Worten.", "Probe; Bogen"):
        assert f'msgstr "{words}"' in text
        text = text.replace(f'msgstr "{words}"', 'msgstr ""')
    catalogue.write_text(text, encoding="utf-8")
    described = own / "source/sheets/publication.toml"
    described.write_text(f"publish_at = 50\n{described.read_text(encoding='utf-8')}", encoding="utf-8")

    assert main(["--project", str(own), "build", "--language", "de", "--format", "html"]) == 0

    page = (own / "build/site/de/sheets/paper.html").read_text(encoding="utf-8")
    assert page.count(f'lang="it">{ABSTRACT}') == 1
    assert page.count('<div class="abstract"') == 1
