# SPDX-License-Identifier: GPL-3.0-or-later
"""A book of another language does not print labels in English, in any project: those whose words it has are to be translated, no others."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.__main__ import main
from pipeline.bookformat.facts import EditionFacts
from pipeline.catalogue.pseudo import accented
from pipeline.catalogue.reading import lines_of
from pipeline.catalogue.writing import rewritten, written
from pipeline.commands.preview.pages import PreviewPages
from pipeline.compose.paged.english_labels import OF_SPHINX, Label, printed
from pipeline.compose.printed_words import printed_words
from pipeline.model.project import Project
from pipeline.model.publication import Language
from pipeline.publishing.templates import templates
from pipeline.translations.edition_inputs import load_inputs
from tests.books import html_of
from tests.commands.test_new_language import filled

LABELS = [Label(form, "readers") for forms in printed_words() for form in forms] + [
    Label(text, "sphinx") for text in OF_SPHINX
]
ROMANIAN = Language("ro", "Română")


@pytest.mark.parametrize(
    ("body", "is_found"),
    [
        ("<p><em>Note</em></p>", True),
        ("<p>NOTE:</p>", True),
        ("<p>Notes</p>", False),
        ('<p lang="en">Note</p>', False),
        ('<p lang="en">Note <span lang="de">Tip</span></p>', True),
        ("<p>see Ohrid</p>", True),
        ("<p>Form 3</p>", True),
        ("<p>Table i</p>", True),
        ('<p><span class="caption-number">Tab\u00adle 1 </span><span>Zahlen</span></p>', True),
        ('<p>(p. <span class="page-of" data-for="a"></span>)</p>', True),
        ("<h1 id='a'>Contents</h1>", True),
        ("<p>Table<br>of Contents</p>", True),
        ('<p lang="it">Contents</p>', False),
        ("<style>p { content: Note }</style><p>Eine Notiz</p>", False),
        ("<p>Die Konvention gilt.</p>", False),
    ],
)
def test_a_label_is_told_from_other_words(body: str, is_found: bool) -> None:
    found = printed(f'<html lang="de"><body>{body}</body></html>', "de", LABELS)

    assert bool(found) is is_found


@pytest.fixture
def romanian(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A new project, as one begins it, in a further language, in which its texts are translated and nothing of the interface is."""
    monkeypatch.chdir(tmp_path)
    assert main(["new", "project", "books"]) == 0
    root = tmp_path / "books"
    assert main(["--project", str(root), "new", "language", "ro"]) == 0
    assert main(["--project", str(root), "update"]) == 0
    for name in ("first-steps", "shared"):
        path = catalogue(root, name)
        lines = lines_of(path, path.read_bytes(), ROMANIAN)
        entries = [
            one if one.message.is_header else written(replace(one.message, translation=accented(one.message.original)))
            for one in lines.entries
        ]
        path.write_bytes(rewritten(lines, entries))
    return root


def catalogue(root: Path, name: str) -> Path:
    return root / f"locales/ro/LC_MESSAGES/{name}.po"


def translate(path: Path, labels: set[str]) -> None:
    lines = lines_of(path, path.read_bytes(), ROMANIAN)
    entries = [
        written(filled(one.message, "ro")) if {one.message.original, one.message.plural} & labels else one
        for one in lines.entries
    ]
    path.write_bytes(rewritten(lines, entries))


def test_a_label_that_a_book_prints_in_english_stops_it_and_those_alone(
    romanian: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["--project", str(romanian), "build", "--language", "ro", "--format", "pdf"]
    capsys.readouterr()
    assert main(command) != 0
    said = " ".join(capsys.readouterr().err.split())
    assert "[english-label]" in said
    assert not list(romanian.glob("build/site/ro/*.pdf"))
    labels = re.findall(r"(readers|sphinx)\.po:(\d+): “([^”]+)”", said)
    named = {label for _, _, label in labels}
    for name, line, label in labels:
        rows = catalogue(romanian, name).read_text("utf-8").split("\n")
        assert label[:20] in "".join(rows[int(line) - 1 : int(line) + 3])
    for name in ("readers", "sphinx"):
        translate(catalogue(romanian, name), named)

    assert len(named) > 8
    assert {"Contents", "Draft translation", "Manual"} <= named
    assert not {"Procedure %s", "Form %s", "Part %s", "editors"} & named
    assert len(named) < 60
    assert main(command) == 0
    assert list(romanian.glob("build/site/**/first-steps-ro.pdf"))


def test_a_preview_shows_a_book_with_labels_in_english(romanian: Path, tmp_path: Path) -> None:
    project = Project.load(romanian)
    (edition,) = (edition for edition in project.editions() if edition.language.tag == "ro")
    extracted = templates(project)

    folder = PreviewPages(tmp_path / "preview", EditionFacts(), {}).make_book(
        project, load_inputs(project, edition, extracted), extracted
    )

    assert "Contents" in html_of(folder)
