# SPDX-License-Identifier: GPL-3.0-or-later
"""What the site says of itself is what was recorded or found: the accessibility statement, the privacy page."""

from dataclasses import replace
from datetime import date

import pytest

from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.model.publication import Format
from pipeline.portal.accessibility import RECORD_FILE, AccessibilityCheck, drawing_code, last_check
from pipeline.portal.build import build_portal
from pipeline.theme.policy import POLICY
from tests.accessibility import axe_version, record
from tests.portal.conftest import Make, page, text
from tests.typeset import verapdf

CHECK = AccessibilityCheck(
    date(2026, 12, 3), "0123456789abcdef", "other", 1204, 0, axe_version(), 332, 3, verapdf.version()
)


def statement(project: Project, name: str = "accessibility.html") -> str:
    return text(page(project, f"en/{name}").get_element_by_id("text"))


def drawn(project: Project, check: AccessibilityCheck | None = None) -> str:
    if check is not None:
        project.described_in.with_name(RECORD_FILE).write_text(record(check), encoding="utf-8")
    build_portal(project, [], [], project.site)
    return statement(project)


def test_without_a_record_nothing_is_said_to_be_checked(project: Project) -> None:
    said = drawn(project)

    assert "There is no record that the pages and files of this site were checked." in said
    assert "axe-core" not in said
    assert "veraPDF" not in said


def test_the_statement_is_that_of_the_record(project: Project) -> None:
    check = CHECK._replace(code=drawing_code())
    said = drawn(project, check)

    assert last_check(project) == check
    assert "Checked on 3 December 2026, as the site was at commit 01234567" in said
    assert f"1,204 pages by the program {axe_version()}" in said
    assert f"332 PDF files by the program {verapdf.version()}, against PDF/UA-1 and PDF/A-2a. Findings: 3." in said
    assert "Texts that were added or changed since that day have not been checked." in said


def test_a_record_of_other_code_says_so(project: Project) -> None:
    said = drawn(project, CHECK)

    assert "3 December 2026" in said
    assert "has changed since: this holds for the site as it was on that day, not as it is now" in said


def test_a_new_record_is_printed_by_the_next_build(project: Project) -> None:
    drawn(project)

    assert "3 December 2026" in drawn(project, CHECK)


def test_a_project_states_its_own_tests(project: Project) -> None:
    said = drawn(replace(project, accessibility="Two readers tried it."), CHECK)

    assert "Two readers tried it." in said
    assert "axe-core" not in said
    assert "No people" not in said


def test_a_damaged_record_is_named_with_its_line(project: Project) -> None:
    with pytest.raises(Problem) as raised:
        drawn(project, CHECK._replace(pages=-1))

    assert (raised.value.code, raised.value.line) == ("bad-value", 7)
    assert raised.value.path is not None
    assert raised.value.path.name == RECORD_FILE


OWN = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
FOREIGN = {
    "script": "<script async src='https://cdn.example.net/x.js'></script>",
    "protocol of the page": '<script src="//cdn.example.net/x.js"></script>',
    "style sheet": '<link href="https://cdn.example.net/x.css" rel="preload stylesheet">',
    "picture": '<img alt="https://no.example" srcset="a.png 1x, https://cdn.example.net/b.png 2x">',
    "style": "<style>@import 'https://cdn.example.net/x.css';</style>",
    "attribute": '<p style="background: url(https://cdn.example.net/x.png)">',
}


@pytest.mark.parametrize("html", FOREIGN.values(), ids=FOREIGN)
def test_a_host_that_a_page_loads_from_is_named(html: str, project: Project, make: Make) -> None:
    said = privacy(project, make, html)

    assert (
        "Some publications load files from other hosts, which learn the address of your device: cdn.example.net."
        in said
    )
    assert "Nothing is loaded" not in said
    assert "What those scripts store or load was not checked." in said


def test_links_and_metadata_are_not_loaded(project: Project, make: Make) -> None:
    said = privacy(
        project,
        make,
        '<link rel="canonical" href="https://example.net/"><link rel="alternate" href="https://example.net/de/">'
        '<a href="https://example.net/" title="x">x</a><img src="a.png" alt="see https://example.net">',
    )

    assert "No page asks for a file of another host." in said
    assert "No cookies" not in said


def test_nothing_is_loaded_where_each_page_forbids_it(project: Project, make: Make) -> None:
    said = privacy(project, make, OWN + FOREIGN["script"])

    assert "Nothing is loaded from other hosts" in said
    assert "No cookies." in said
    assert "was not checked" not in said


def privacy(project: Project, make: Make, html: str) -> str:
    artefact = make("field-guide", "it", Format.HTML)
    (project.site / artefact.path).write_text(f"<html><head>{html}</head></html>", encoding="utf-8")
    build_portal(project, [artefact], [], project.site)
    return statement(project, "privacy.html")


@pytest.mark.parametrize("name", ["index.html", "privacy.html", "accessibility.html"])
@pytest.mark.parametrize("contact", ["", "redazione@example.org"])
def test_a_site_without_an_address_says_so(project: Project, name: str, contact: str) -> None:
    build_portal(replace(project, contact=contact), [], [], project.site)

    said = text(page(project, f"en/{name}"))

    assert ("The publisher gives no address: there is no way yet to ask something or to report an error." in said) == (
        not contact
    )
    assert "@" not in said.replace(contact or "@@", "")
    assert not contact or contact in said
