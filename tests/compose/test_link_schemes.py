# SPDX-License-Identifier: GPL-3.0-or-later
"""No page links to what could run code, by whatever syntax an original or a translation says it."""

import re
from pathlib import Path

import pytest

from pipeline.__main__ import main
from pipeline.catalogue.domains import write_domains
from pipeline.model.problems import Problem
from tests.compose.test_application import make, page, project_of

SYNTAXES = {
    "standalone": (4, "Qui: {} e poi."),
    "embedded": (4, "`Qui <{}>`_."),
    "anonymous": (6, "`Qui`__.\n\n__ {}"),
    "named": (6, "`Qui`_.\n\n.. _Qui: {}"),
    "indirect": (6, "`Qui`_.\n\n.. _Qui: là_\n\n.. _là: {}"),
    "image": (4, ".. image:: a.svg\n   :target: {}"),
    "figure": (4, ".. figure:: a.svg\n   :target: {}\n\n   Una figura."),
    "substitution": (6, "|a| qui.\n\n.. |a| image:: a.svg\n   :target: {}"),
    "replacement": (4, "|a| qui.\n\n.. |a| replace:: `Qui <{}>`__"),
    "raw": (4, '.. raw:: html\n\n   <a href="{}">Qui</a>'),
    "raw-role": (7, '.. role:: r(raw)\n   :format: html\n\n:r:`<form action="{}">`'),
    "list": (4, "- `Qui <{}>`_."),
    "table": (4, ".. list-table::\n\n   * - `Qui <{}>`_."),
    "footnote": (6, "Qui [#a]_.\n\n.. [#a] `Qui <{}>`_."),
}
SCRIPT = "JavaScript:alert(1)"
TEXT = "Volantino\n=========\n\n{}\n"


def unsafe_links(html: str) -> list[str]:
    return re.findall(
        r"""(?i)(?:href|action)\s*=\s*["']?\s*(?!https?:|mailto:|#|_static|[\w.]+html)[^"'>]*:[^"'>]*""", html
    )


@pytest.mark.parametrize("syntax", SYNTAXES)
def test_an_original_with_a_script_as_a_link_is_refused_where_it_stands(syntax: str, tmp_path: Path) -> None:
    line, text = SYNTAXES[syntax]
    project = project_of(tmp_path, TEXT.format(text.format(SCRIPT)))
    (tmp_path / "docs/a.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>', encoding="utf-8"
    )

    with pytest.raises(Problem) as found:
        make(project, "it")

    assert found.value.code == "sphinx-warning"
    assert "a link has an unsafe address" in found.value.cause
    assert found.value.path == tmp_path / "docs/index.rst"
    assert (found.value.line or 0) in range(line, line + 3)


@pytest.mark.parametrize("syntax", SYNTAXES)
def test_where_warnings_do_not_stop_an_edition_the_link_is_taken_out(syntax: str, tmp_path: Path) -> None:
    text = SYNTAXES[syntax][1].format(SCRIPT)
    project = project_of(tmp_path, TEXT.format(text), warnings="reported")
    (tmp_path / "docs/a.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>', encoding="utf-8"
    )

    made = make(project, "it")

    assert len(made.warnings) == 1
    assert unsafe_links(page(project, "it")) == []


def test_raw_html_loses_only_the_unsafe_attribute(tmp_path: Path) -> None:
    block = (
        """.. raw:: html\n\n   <p>Vedi <a class="c"href='man:ls'>ls</a>, <a href="https://example.org">qui</a>.</p>"""
    )
    project = project_of(tmp_path, TEXT.format(block), warnings="reported")

    (warning,) = make(project, "it").warnings

    assert "begins with man:" in warning.sentence
    assert '<p>Vedi <a class="c">ls</a>, <a href="https://example.org">qui</a>.</p>' in page(project, "it")


def test_contents_lead_to_no_script(tmp_path: Path) -> None:
    project = project_of(
        tmp_path, TEXT.format(".. toctree::\n\n   Qui <javascript://x%0aalert(1)>"), warnings="reported"
    )

    made = make(project, "it")

    assert [(warning.path, warning.line) for warning in made.warnings] == [(Path("docs/index.rst"), 4)]
    assert unsafe_links(page(project, "it")) == []


@pytest.mark.parametrize("syntax", ["Da: {}", "`Da <{}>`_", "`da`_\n\n.. _da: {}"])
def test_a_translation_that_no_check_has_seen_links_to_no_script(syntax: str, tmp_path: Path) -> None:
    project = project_of(tmp_path, TEXT.format("Qui."), warnings="reported")
    write_domains(project.build / "catalogues", project.language("de"), {"index": {"Qui.": syntax.format(SCRIPT)}})

    make(project, "de")

    assert unsafe_links(page(project, "de")) == []


def test_links_that_the_sources_use_stay(tmp_path: Path) -> None:
    kept = "https://example.org/a http://example.org mailto:a@example.org tel:+39116 a@example.org"
    project = project_of(tmp_path, TEXT.format(kept))

    assert make(project, "it").warnings == ()
    assert page(project, "it").count('class="reference external"') >= 5


@pytest.mark.parametrize(
    ("line", "block"),
    [
        (5, ".. meta::\n   :http-equiv=Refresh: 0; url={}"),
        (4, ".. raw:: html\n\n   <p>Qui</p><META content='0;{}' http-equiv=&#114;efresh><p>Fine</p>"),
    ],
)
@pytest.mark.parametrize("address", ["https://example.org/", "//example.org", "other.html"])
def test_no_page_sends_its_readers_to_another_host(line: int, block: str, address: str, tmp_path: Path) -> None:
    project = project_of(tmp_path, TEXT.format(block.format(address)), warnings="reported")

    said = make(project, "it").warnings

    is_elsewhere = address != "other.html"
    assert (address not in page(project, "it")) is is_elsewhere
    assert ("<p>Fine</p>" in page(project, "it")) is ("raw" in block)
    assert [(one.kind, one.line) for one in said] == ([("link.unsafe", line)] if is_elsewhere else [])
    assert all("would send its readers to another host" in one.sentence for one in said)


def test_check_and_build_refuse_the_original_with_file_and_line(
    sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = sample / "source/small/second.rst"
    text = source.read_text(encoding="utf-8")
    source.write_text(f"{text}\n`Qui`_ e poi.\n\n.. _Qui: javascript:alert(1)\n", encoding="utf-8")
    line = len(text.splitlines()) + 4

    for command in ("check", "build"):
        code = main(["--project", str(sample), command])

        said = capsys.readouterr()
        assert code != 0
        code_of_finding = "unsafe-link: " if command == "check" else ""
        assert f"source/small/second.rst:{line}: {code_of_finding}a link has an unsafe address" in said.out + said.err


def test_check_and_build_refuse_the_translation_with_file_and_line(
    sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = sample / "locales/de/LC_MESSAGES/small.po"
    before = "Das Netz der Dienste antwortet innerhalb von dreißig Tagen."
    text = path.read_text(encoding="utf-8").replace(before, "Vedi JAVASCRIPT:alert(1) qui.")
    path.write_text(text, encoding="utf-8")
    line = 1 + next(number for number, row in enumerate(text.splitlines()) if "JAVASCRIPT" in row)

    for command in (["check"], ["build", "--language", "de"]):
        code = main(["--project", str(sample), *command])

        said = capsys.readouterr()
        assert code != 0
        assert re.search(rf"small\.po:{line}: .*JAVASCRIPT:alert\(1", said.out + said.err)
    assert not list((sample / "build").rglob("de/small/second.html"))
