# SPDX-License-Identifier: GPL-3.0-or-later
"""A corpus is as a finished build leaves it, and what is changed in it is due."""

from pathlib import Path

import pytest

from pipeline.__main__ import main
from pipeline.catalogue.reading import read
from pipeline.translations import catalogues
from tests.bench.corpus import write_corpus


@pytest.mark.slow
def test_of_a_corpus_nothing_is_due_but_what_is_changed(
    built_sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus = write_corpus(built_sample, tmp_path / "corpus", publications=2, languages=5)
    plan = ["--project", str(corpus), "plan"]

    assert main(plan) == 0
    assert "Nothing to do: 10 editions up to date" in capsys.readouterr().out

    read = _catalogues_read(monkeypatch)
    (corpus / "source/small-0000/index.rst").touch()
    assert main(plan) == 0
    assert "Nothing to do: 10 editions up to date" in capsys.readouterr().out
    assert {path.stem for path in read} <= {"shared"}  # the words of the site

    catalogue = corpus / "locales/sq/LC_MESSAGES/small-0001.po"
    catalogue.write_text(
        catalogue.read_text(encoding="utf-8").replace('msgstr "I dyti"', 'msgstr "E dyta"') + "\n", encoding="utf-8"
    )
    (corpus / "build/site/de/small-0000/index.html").unlink()

    assert main(plan) == 0
    told = capsys.readouterr().out
    assert "small-0001 [sq]: HTML+PDF+EPUB" in told
    assert "small-0000 [de]: HTML" in told
    assert "2 editions due, 8 up to date" in told
    assert [path for path in read if path.stem.startswith("small")] == [catalogue]


def _catalogues_read(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The catalogues that go through the gate from now on."""
    paths: list[Path] = []
    monkeypatch.setattr(catalogues, "read", lambda path, language: paths.append(path) or read(path, language))
    return paths
