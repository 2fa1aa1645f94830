# SPDX-License-Identifier: GPL-3.0-or-later
"""What a reader finds where an edition was withdrawn: her language, or a mark that it is another; and numbers to call."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from lxml import html

from pipeline.model.contacts import ContactList
from pipeline.model.project import Project
from pipeline.model.releases import Releases, Withdrawal
from pipeline.model.releases_file import to_toml
from pipeline.portal.build import build_portal
from tests.portal.conftest import Make, page, text
from tests.portal.test_front_pages import contacts, entry

REASON = "Il numero non risponde."
WITHDRAWAL = Withdrawal(
    slug="field-guide",
    version="1.2",
    tag="sq",
    identifier="urn:uuid:9f0ffea0-ae36-5a35-bc4c-b8324dfe50e2",
    moment=datetime(2026, 11, 26, tzinfo=UTC),
    title="Guida breve",
    reason=REASON,
    reason_tag="it",
    title_tag="it",
)
TOLD = {"sq": {"Guida breve": "Udhërrëfyes", "Una guida.": "Një udhërrëfyes.", REASON: "Numri nuk përgjigjet."}}


def build(
    project: Project,
    make: Make,
    withdrawal: Withdrawal,
    told: Mapping[str, Mapping[str, str]],
    numbers: ContactList | None = None,
) -> None:
    """The Albanian edition is withdrawn, the Italian one is there."""
    each = Releases(project.publication("field-guide"), (), (withdrawal,))
    each.path.write_text(to_toml(each), encoding="utf-8")
    italian = replace(make("field-guide", "it"), description="Una guida.")
    build_portal(project, [italian], [], project.site, told, numbers)


def said(root: html.HtmlElement) -> list[tuple[str, str | None]]:
    """Title and reason, each with its mark."""
    found = root.xpath("//h1 | //p[contains(@class, 'withdrawn')]/span")
    return [(text(one), one.get("lang")) for one in found]


@pytest.mark.parametrize(
    ("told", "reasons", "expected"),
    [
        ({}, (), [("Guida breve", "it"), (REASON, "it")]),
        (TOLD, (), [("Udhërrëfyes", None), ("Numri nuk përgjigjet.", None)]),
        ({}, (("sq", "Numri nuk punon."),), [("Guida breve", "it"), ("Numri nuk punon.", None)]),
        (TOLD, (("sq", "Numri nuk punon."),), [("Udhërrëfyes", None), ("Numri nuk punon.", None)]),
    ],
)
def test_its_page_is_in_the_readers_language_or_marked(
    project: Project,
    make: Make,
    told: Mapping[str, Mapping[str, str]],
    reasons: tuple[tuple[str, str], ...],
    expected: list[tuple[str, str | None]],
) -> None:
    build(project, make, replace(WITHDRAWAL, reasons=reasons), told)

    assert said(page(project, "sq/field-guide/index.html")) == expected
    assert said(page(project, "sq/field-guide.html"))[-1] == expected[-1]


def test_the_portal_has_its_title_and_summary_in_the_readers_language(project: Project, make: Make) -> None:
    build(project, make, WITHDRAWAL, TOLD)

    shown = entry(project, "sq")
    assert [(text(one), one.get("lang")) for one in shown.xpath(".//h3 | .//p[@class='subtitle']")] == [
        ("Udhërrëfyes", None),
        ("Një udhërrëfyes.", None),
    ]
    (cover,) = page(project, "sq/field-guide.html").xpath("//img[@class='cover']/@src")
    assert (project.site / "sq" / cover).resolve().is_file()


def test_its_page_has_the_numbers_to_call_those_of_the_readers_language_first(project: Project, make: Make) -> None:
    numbers = contacts(project.root)
    numbers = replace(numbers, contacts=tuple(reversed(numbers.contacts)))
    build(project, make, WITHDRAWAL, TOLD, numbers)

    found = page(project, "sq/field-guide/index.html").xpath("//main/section[@class='helplines']//a/@href")
    assert found == ["tel:+431234567", "tel:8001"]
    assert page(project, "sq/index.html").xpath("//aside[@class='helplines']//a/@href") == found[::-1]
