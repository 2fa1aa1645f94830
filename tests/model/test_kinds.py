# SPDX-License-Identifier: GPL-3.0-or-later
"""A kind of publication is one entry in one file: what the pipeline has are five, and a project adds its own."""

import json
import re
import subprocess
from pathlib import Path

import pikepdf
import pytest

from pipeline.__main__ import main
from pipeline.model.kinds import DARK_PAPER, PAPER, contrast, standard_kinds
from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.theme.phrases import kind_name
from pipeline.words import Words

OWN = """
[[kinds]]
id = "policy-brief"
name = "Nota di indirizzo"
heading = "Note di indirizzo"
colour = "#5a1e46"
colour_dark = "#e2a9cd"
design = "topics"
honesty = ["numbers"]
schema = "Report"
bibtex = "techreport"
ris = "RPRT"
csl = "report"
"""


def add_kind(project: Path, entry: str = OWN) -> None:
    path = project / "source/project.toml"
    path.write_text(path.read_text(encoding="utf-8") + entry, encoding="utf-8")


def as_policy_brief(project: Path) -> None:
    path = project / "source/small/publication.toml"
    path.write_text(
        path.read_text(encoding="utf-8").replace('kind = "manual"', 'kind = "policy-brief"'), encoding="utf-8"
    )


def test_a_project_with_a_kind_of_its_own_builds_all_formats(sample: Path) -> None:
    add_kind(sample)
    as_policy_brief(sample)

    assert main(["--project", str(sample), "build", "--language", "it"]) == 0

    site = sample / "build/site"
    front = (site / "it/index.html").read_text(encoding="utf-8")
    assert '<article class="publication kind-policy-brief">' in front
    assert '<span class="kind">Nota di indirizzo</span>' in front
    assert ".kind-policy-brief{--kind:#5a1e46}" in (site / "_portal/portal.css").read_text(encoding="utf-8")
    page = (site / "it/small/index.html").read_text(encoding="utf-8")
    assert '<p class="kind kind-policy-brief">Nota di indirizzo</p>' in page
    css = (site / "it/small/_static/edition.css").read_text(encoding="utf-8")
    assert 'body[data-theme="dark"] .kind-policy-brief{--kind:#e2a9cd}' in css
    assert "@techreport{" in next(site.glob("it/*.bib")).read_text(encoding="utf-8")
    assert 'fill="#5a1e46"' in (site / "_covers/small-it.svg").read_text(encoding="utf-8")
    assert {row["kind"] for row in _rows(site)} == {"policy-brief"}
    pdf = site / "it/small/small-it.pdf"
    words = subprocess.run(["pdftotext", "-l", "1", pdf, "-"], capture_output=True, text=True, check=True).stdout
    assert "nota di indirizzo" in words.lower()
    with pikepdf.open(pdf) as book:
        drawn = book.pages[0].Contents.read_bytes()
    assert re.search(rb"0\.35\d* 0\.11\d* 0\.27\d* rg", drawn)
    assert (site / "it/small/small-it.epub").is_file()


def _rows(site: Path) -> list[dict[str, str]]:
    told = json.loads((site / "editions.json").read_text(encoding="utf-8"))
    rows: list[dict[str, str]] = told if isinstance(told, list) else told["artefacts"]
    return rows


def test_a_kind_is_said_in_each_language_by_the_projects_own_catalogue(sample: Path) -> None:
    add_kind(sample)
    project = Project.load(sample)

    assert project.texts[-2:] == ("Nota di indirizzo", "Note di indirizzo")
    path = sample / "locales/de/LC_MESSAGES/shared.po"
    told = '\nmsgid "Nota di indirizzo"\nmsgstr "Positionspapier"\n'
    path.write_text(path.read_text(encoding="utf-8") + told, encoding="utf-8")
    kind = project.kind("policy-brief")
    names = [kind_name(kind, Words(tag, project.locales)) for tag in ("it", "de", "sq")]
    assert names == ["Nota di indirizzo", "Positionspapier", "Nota di indirizzo"]


def test_an_original_that_a_shared_text_holds_back_names_it(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add_kind(sample)
    as_policy_brief(sample)
    path = sample / "source/small/publication.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('original = "it"', 'original = "de"'), encoding="utf-8")
    path = sample / "source/project.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("publish_at = 90", "publish_at = 100"), encoding="utf-8")

    main(["--project", str(sample), "build", "--publication", "small", "--language", "de", "--format", "html"])

    lines = capsys.readouterr().out.splitlines()
    (number,) = (n for n, line in enumerate(lines) if line.startswith("small [de]: held back: "))
    assert "  not translated: shared.po: Nota di indirizzo" in lines[number + 1 :]


def test_a_publication_has_the_design_and_the_promises_of_its_kind(sample: Path) -> None:
    add_kind(sample)
    as_policy_brief(sample)

    (publication,) = Project.load(sample).publications

    assert (publication.design, publication.honesty) == ("topics", ("numbers",))


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('"policy-brief"', '"Policy Brief"', "`id` cannot be 'Policy Brief'"),
        ('"policy-brief"', '"manual"', "there is a kind 'manual' already"),
        ('"#5a1e46"', '"purple"', "`colour` cannot be 'purple'"),
        ('"#5a1e46"', '"#c080b0"', "`colour` is hard to read"),
        ('"#e2a9cd"', '"#5a1e46"', "`colour_dark` is hard to read"),
        ('"techreport"', '"brief"', "unknown value 'brief' in `bibtex`"),
        ("ris =", "rsi =", "unknown key `rsi`"),
    ],
)
def test_a_mistake_in_a_kind_is_named_with_its_line(sample: Path, before: str, after: str, said: str) -> None:
    add_kind(sample, OWN.replace(before, after))
    text = (sample / "source/project.toml").read_text(encoding="utf-8").splitlines()

    with pytest.raises(Problem) as raised:
        Project.load(sample)

    assert said in raised.value.message
    assert raised.value.line is not None
    assert after in text[raised.value.line - 1]


def test_an_unknown_kind_names_those_that_there_are(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add_kind(sample)

    assert main(["--project", str(sample), "new", "publication", "brief", "--kind", "poster"]) == 3

    assert "manual, paper, proceedings, leaflet, report, policy-brief" in capsys.readouterr().err
    assert main(["--project", str(sample), "new", "publication", "brief", "--kind", "policy-brief"]) == 0
    assert 'kind = "policy-brief"' in (sample / "source/brief/publication.toml").read_text(encoding="utf-8")


def test_the_standard_kinds_can_be_read_in_light_and_dark() -> None:
    for kind in standard_kinds().values():
        assert contrast(kind.colour, PAPER) >= 7
        assert contrast(kind.colour_dark, DARK_PAPER) >= 7
