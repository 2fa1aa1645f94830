# SPDX-License-Identifier: GPL-3.0-or-later
"""An edition of another language says of each label in English that it is, in any project, and names the lines to be translated."""

import gettext
import re
from dataclasses import replace
from pathlib import Path

import pytest
from sphinx import locale

from pipeline.__main__ import main
from pipeline.catalogue.reading import lines_of
from pipeline.catalogue.writing import new_entry, rewritten
from pipeline.compose.translation.labels import Labels
from pipeline.model.publication import Language
from pipeline.theme.english_labels import EnglishLabels
from pipeline.words import INTERFACE_LOCALES, LABELS, Words, lookup
from tests.commands.test_new_language import filled
from tests.pseudo import accented
from tests.typeset.reading import text_of_pages

ROMANIAN = Language("ro", "Română")


@pytest.mark.parametrize(
    ("body", "labels"),
    [
        ("<p><em>Note</em></p>", ["Note"]),
        ("<h1 id='a'>Contents</h1>", ["Contents"]),
        ("<p>Licence: <a>CC BY</a></p>", ["Licence"]),
        ('<p><span class="caption-number">Table 1 </span><span>Zahlen</span></p>', ["Table"]),
        ("<p>see Ohrid</p>", ["see"]),
        (
            "<p>Draft translation: no native speaker has read it yet. 87% tradus.</p>",
            ["Draft translation: no native speaker has read it yet"],
        ),
        ("<div>\n<p>\nChecklist\n</p><br><img alt='Note'/></div>", ["Checklist"]),
        ("<p>1 dec. 2026 · draft translation</p>", ["draft translation"]),
        ("<p>Notes</p>", []),
        ("<p>Cine scrie Note?</p>", []),
        ('<p lang="en">Note</p>', []),
        ('<p lang="it">Contents</p>', []),
        ('<p lang="en">Note <span lang="ro">Tip</span> Note</p>', ["Tip"]),
        ("<title>Search</title><script>Note</script><option>Index</option>", []),
        ("<style>p { content: Note }</style><p>O notă</p>", []),
        ('<p><span lang="en">Contents</span></p>', []),  # from an earlier run
    ],
)
def test_a_label_is_told_from_other_words(body: str, labels: list[str]) -> None:
    marking = EnglishLabels(Words("ro"), lambda text: text not in LABELS)

    html = marking.mark(f'<html lang="ro"><body>{body}</body></html>')

    marked = [words for words in re.findall(r'<span lang="en">([^<]*)</span>', html) if words not in body or labels]
    assert marked == labels
    assert re.sub(r'<span lang="en">([^<]*)</span>', r"\1", html) == re.sub(
        r'<span lang="en">([^<]*)</span>', r"\1", f'<html lang="ro"><body>{body}</body></html>'
    )
    assert bool(marking.found_labels) == bool(labels or "Contents</span>" in body)


@pytest.mark.parametrize("tag", ["en", "it", "de", "sq"])
def test_a_language_of_the_pipeline_has_nothing_to_mark(tag: str) -> None:
    of_sphinx = gettext.translation("sphinx", locale.__path__[0], [tag], fallback=True)
    labels = Labels(lookup(tag, "sphinx", (INTERFACE_LOCALES,)), of_sphinx)

    assert not EnglishLabels(Words(tag), labels.translates)


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
            one
            if one.message.is_header
            else new_entry(replace(one.message, translation=accented(one.message.original)))
            for one in lines.entries
        ]
        path.write_bytes(rewritten(lines, entries))
    return root


def catalogue(root: Path, name: str) -> Path:
    return root / f"locales/ro/LC_MESSAGES/{name}.po"


def translate(path: Path, labels: set[str]) -> None:
    lines = lines_of(path, path.read_bytes(), ROMANIAN)
    entries = [
        new_entry(filled(one.message, "ro")) if {one.message.original, one.message.plural} & labels else one
        for one in lines.entries
    ]
    path.write_bytes(rewritten(lines, entries))


def test_labels_in_english_are_marked_and_named_until_they_are_translated(
    romanian: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["--project", str(romanian), "build", "--language", "ro", "--format", "html", "pdf"]
    capsys.readouterr()
    assert main(command) == 0
    printed = capsys.readouterr()
    said = " ".join((printed.out + printed.err).split())
    told = re.search(r"are in English, and marked as English: (\d+), in readers\.po:([\d,]+)", said)
    assert told is not None, said
    lines = [int(line) for line in told[2].split(",")]
    assert int(told[1]) == len(lines) > 20
    named = {label_at(catalogue(romanian, "readers"), line) for line in lines}
    assert {"Draft translation", "Manual", "Checklist", "All publications"} <= named
    assert not {"Contents", "Form %s", "Part %s", "editors", "the file is empty"} & named
    page = (romanian / "build/site/ro/first-steps/write.html").read_text(encoding="utf-8")
    assert '<span lang="en">Checklist</span>' in page
    assert '<span lang="en">Manual</span>' in "".join(
        path.read_text(encoding="utf-8") for path in romanian.glob("build/work/ro/first-steps/paged/*.html")
    )
    assert "Checklist" in " ".join(text_of_pages(romanian / "build/site/ro/first-steps/first-steps-ro.pdf"))
    assert '<span lang="en">Search all publications</span>' in (romanian / "build/site/ro/index.html").read_text(
        "utf-8"
    )

    translate(catalogue(romanian, "readers"), named)

    assert main(command) == 0
    printed = capsys.readouterr()
    assert "are in English" not in printed.out + printed.err
    assert '<span lang="en">' not in (romanian / "build/site/ro/first-steps/write.html").read_text(encoding="utf-8")


def label_at(path: Path, line: int) -> str:
    """The message at a line, which a translator reads there."""
    entries = lines_of(path, path.read_bytes(), ROMANIAN).entries
    return next(entry.message.original for entry in reversed(entries) if entry.message.line <= line)
