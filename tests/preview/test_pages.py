# SPDX-License-Identifier: GPL-3.0-or-later
"""A running preview: what is saved is shown, what is broken is said, and nothing but build/ is written."""

import hashlib
import json
import re
import shutil
import signal
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any
from weakref import WeakSet

import pikepdf
import pytest
from sphinx.application import Sphinx

import pipeline.compose
from pipeline.__main__ import main
from pipeline.commands.preview.session import Preview, Renewed
from pipeline.model.project import Project
from pipeline.model.publication import Format
from pipeline.publishing.job import Task
from pipeline.publishing.making import make_edition
from tests.conftest import ROOT
from tests.english import english_in
from tests.preview.conftest import Desk, running
from tests.publishing.tasks import pdf_tasks
from tests.running import here

ARRIVES = "Një person vjen në sportel dhe kërkon ndihmë. [#note]_"
ORIGINAL = "Una persona arriva allo sportello e chiede aiuto. [#note]_"
NETWORK = "La rete dei servizi risponde entro trenta giorni."


def get(desk: Desk, path: str) -> bytes:
    with urllib.request.urlopen(desk.address + path, timeout=60) as answer:
        data: bytes = answer.read()
        return data


def page(desk: Desk, name: str = "first") -> str:
    return get(desk, f"{name}.html").decode()


def data(desk: Desk, document: str = "first") -> Any:
    return json.loads(get(desk, f"_preview/page.json?document={document}"))


def paragraph(desk: Desk, original: str, document: str = "first") -> Any:
    return next(one for one in data(desk, document)["paragraphs"].values() if one["original"] == original)


def digests(root: Path) -> dict[str, str]:
    files = (path for path in sorted(root.rglob("*")) if path.is_file() and "build" not in path.relative_to(root).parts)
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_each_paragraph_knows_its_message_its_file_and_its_line(desk: Desk) -> None:
    found = paragraph(desk, ORIGINAL)

    path, _, line = found["place"].partition(":")
    assert path == "locales/sq/LC_MESSAGES/small.po"
    assert ARRIVES in (desk.root / path).read_text(encoding="utf-8").splitlines()[int(line) - 1]
    source, _, line = found["source"].partition(":")
    assert ORIGINAL in (desk.root / source).read_text(encoding="utf-8").splitlines()[int(line) - 1]
    identity = next(key for key, one in data(desk)["paragraphs"].items() if one["original"] == ORIGINAL)
    assert re.search(rf'<p [^>]*data-message="{identity}"[^>]*>Një person', page(desk))


def test_states_terms_and_findings_are_told(desk: Desk) -> None:
    desk.edit(desk.po, f'msgid "{ORIGINAL}"', f'#, fuzzy\n#| msgid "Di prima."\nmsgid "{ORIGINAL}"')
    desk.edit(desk.po, 'msgstr "Së pari"', 'msgstr ""')
    desk.edit(desk.po, "tridhjetë ditëve.", "tridhjetë  ditëve.")

    fuzzy, second = paragraph(desk, ORIGINAL), paragraph(desk, NETWORK, "second")
    assert fuzzy["mark"] == "changed"
    assert "".join(text for kind, text in fuzzy["changes"] if kind != "new") == "Di prima."
    assert "Una persona arriva" in page(desk)
    assert paragraph(desk, "Primo")["mark"] == "untranslated"
    assert (second["mark"], [one["check"] for one in second["findings"]]) == ("findings", ["doubled-space"])
    assert second["findings"][0]["remark"].startswith("ka dy hapësira midis ")
    assert second["terms"] == [["rete dei servizi", "rrjeti i shërbimeve"]]
    assert paragraph(desk, "Gruppo di prova", "index")["place"].startswith("locales/sq/LC_MESSAGES/")


def test_a_paragraph_typed_now_finds_the_translation_that_is_there_already(desk: Desk) -> None:
    desk.edit(desk.rst, ORIGINAL, f"{ORIGINAL}\n\n{NETWORK}\n\nUna frase mai vista.")

    assert "Rrjeti i shërbimeve përgjigjet brenda tridhjetë ditëve." in page(desk)
    assert "Una frase mai vista." in page(desk)
    new = paragraph(desk, "Una frase mai vista.")
    assert (new["mark"], new["place"]) == ("untranslated", "")


def test_a_catalogue_that_the_gate_refuses_is_told_and_the_last_page_stays(desk: Desk) -> None:
    renewed = desk.edit(desk.po, f'msgstr "{ARRIVES}"', f'msgstr "{ARRIVES}')

    assert renewed.held
    assert renewed.troubles[0].place.startswith("locales/sq/LC_MESSAGES/small.po:")
    assert "closing quote" in renewed.troubles[0].text
    (shown,) = data(desk)["troubles"]
    assert "tekstit i mungon thonjëza në fund" in shown["text"]
    assert english_in(str(shown), "sq") == []
    assert "Një person vjen" in page(desk)

    assert desk.edit(desk.po, f'msgstr "{ARRIVES}', f'msgstr "{ARRIVES}"').troubles == ()
    assert data(desk)["troubles"] == []


def test_a_warning_of_sphinx_is_told_until_it_is_mended_whatever_else_changes(desk: Desk) -> None:
    broken = desk.edit(desk.po, "shih :ref:`second`", "shih :ref:`secnd`")
    (shown,) = data(desk)["troubles"]
    assert shown["hint"]
    assert english_in(shown["text"] + shown["hint"], "sq") == [], "Sphinx is told in her language"
    get(desk, "_preview/pdf/second")
    other = desk.edit(desk.po, "Së dyti", "E dyta")

    for renewed in (broken, other):
        assert renewed.held
        assert "secnd" in renewed.troubles[0].text
        assert renewed.troubles[0].place.startswith("locales/sq/LC_MESSAGES/small.po:")
    assert "secnd" not in page(desk)
    assert "E dyta" not in page(desk, "second")

    assert not desk.edit(desk.po, ":ref:`secnd`", ":ref:`second`").troubles
    assert "E dyta" in page(desk, "second")


def test_a_warning_in_a_source_names_its_line(desk: Desk) -> None:
    renewed = desk.edit(desk.rst, "Il colloquio", ".. nothing-of-the-kind::\n\nIl colloquio")

    assert renewed.held
    assert renewed.troubles[0].place == "source/small/first.rst:9"


def test_a_broken_toml_file_is_told_and_mended(desk: Desk) -> None:
    toml = desk.root / "source/small/publication.toml"
    renewed = desk.edit(toml, 'kind = "manual"', 'kind = "manuel"')

    assert renewed.held
    assert renewed.troubles[0].place.startswith("source/small/publication.toml:")
    assert not desk.edit(toml, 'kind = "manuel"', 'kind = "manual"').troubles


def test_with_a_broken_catalogue_from_the_start_the_reason_is_shown(preview_project: Path) -> None:
    po = preview_project / "locales/sq/LC_MESSAGES/small.po"
    po.write_text(po.read_text(encoding="utf-8").replace('"Së pari"', '"Së pari'), encoding="utf-8")
    with running(preview_project) as desk:
        assert "tekstit i mungon thonjëza" in data(desk)["troubles"][0]["text"]
        assert 'id="preview-troubles"' in page(desk)

        desk.edit(po, '"Së pari', '"Së pari"')
        assert "Një person vjen" in page(desk)


def test_a_chapter_alone_is_typeset(desk: Desk) -> None:
    with pikepdf.open(BytesIO(get(desk, "_preview/pdf/second"))) as pdf:
        assert len(pdf.pages) == 1
        assert str(pdf.Root.Lang) == "sq"
    with pikepdf.open(BytesIO(get(desk, "_preview/pdf/index"))) as pdf:
        assert len(pdf.pages) >= 2


def test_the_original_can_be_previewed_too(preview_project: Path) -> None:
    with running(preview_project, tag="it") as desk:
        assert paragraph(desk, ORIGINAL)["mark"] == "original"
        assert not desk.edit(desk.rst, "Una persona", "Una signora").troubles
        assert "Una signora arriva" in page(desk)


def test_an_adopted_project_has_a_preview_in_its_own_theme(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    shutil.copytree(ROOT / "tests/adopted/docs", docs)
    assert main(["adopt", str(docs)]) == 0
    with running(docs, "lanterna", "de") as desk:
        found = paragraph(desk, "Usage", "usage")
        assert (found["mark"], found["place"]) == ("translated", "locale/de/LC_MESSAGES/usage.po:12")

        desk.edit(docs / "locale/de/LC_MESSAGES/usage.po", 'msgstr "Gebrauch"', 'msgstr "Der Gebrauch"')
        assert "Der Gebrauch" in page(desk, "usage")


def test_the_fields_at_the_top_of_a_document_are_no_paragraphs(desk: Desk) -> None:
    desk.edit(desk.rst, ".. _first:", ":language: it\n\n.. _first:")

    assert "language" not in [one["original"] for one in data(desk)["paragraphs"].values()]


def test_below_the_threshold_there_is_a_preview_too(preview_project: Path) -> None:
    (preview_project / "locales/de/LC_MESSAGES/small.po").unlink()
    with running(preview_project, tag="de") as desk:
        assert paragraph(desk, ORIGINAL)["mark"] == "untranslated"
        assert "Una persona arriva" in page(desk)


def test_catalogues_and_sources_are_read_and_never_written(preview_project: Path) -> None:
    before = digests(preview_project)
    with running(preview_project) as desk:
        get(desk, "_preview/pdf/first")
        get(desk, "_preview/side-by-side/first")

    assert digests(preview_project) == before


def test_two_previews_of_one_edition_do_not_get_into_each_others_way(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--project", str(desk.root), "preview", "--language", "sq", "--publication", "small", "--port", "0"]

    assert main(words) == 3
    assert "[locked]" in capsys.readouterr().err


def test_the_command_prints_the_address_and_ends_with_the_key(
    preview_project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def once(_preview: Preview) -> Iterator[Renewed]:
        yield Renewed(0.5, (), held=False)
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(Preview, "run", once)
    words = ["--project", str(preview_project), "preview", "--language", "sq", "--publication", "small", "--port", "0"]
    words.append("--no-browser")

    assert main(words) == 0
    assert capsys.readouterr().out.splitlines()[0].startswith("http://127.0.0.1:")


def test_an_edition_of_a_build_is_the_same_to_the_byte_with_and_without_the_marks(
    preview_project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Made in this process: a worker of a build has the extensions that its fork server imported."""

    def edition(root: Path) -> dict[str, bytes]:
        project = Project.load(root)
        (of_pdf,) = pdf_tasks(project, project.editions("small", "sq"))
        task = Task(project, replace(of_pdf.job, formats=(Format.HTML,)))
        return {name: (task.staging / name).read_bytes() for name in here(make_edition(task)).files}

    other = shutil.copytree(preview_project, preview_project.with_name("other"))
    with_marks = edition(preview_project)
    marks = "pipeline.compose.editions.preview_marks"
    monkeypatch.setattr(
        pipeline.compose, "ANY_PROJECT", tuple(one for one in pipeline.compose.ANY_PROJECT if one != marks)
    )

    assert not any(b"data-message" in data for data in with_marks.values())
    assert edition(other) == with_marks


def test_what_a_renewal_leaves_is_gone_after_the_next_one_however_fast_they_follow(desk: Desk) -> None:
    made: WeakSet[Sphinx] = WeakSet()
    created = Sphinx.__init__

    def remember(app: Sphinx, *arguments: Any, **options: Any) -> None:
        made.add(app)
        created(app, *arguments, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Sphinx, "__init__", remember)
        for word in ("ora", "poi", "dopo", "presto", "tardi", "mai"):
            desk.edit(desk.rst, "Il colloquio", f"Il colloquio {word}")

    assert len(made) <= 2
