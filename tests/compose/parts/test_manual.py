# SPDX-License-Identifier: GPL-3.0-or-later
"""The editors' manual names every directive, option and key that there is."""

import re
from pathlib import Path

import pytest

from pipeline.compose.parts import (
    charts,
    contacts,
    data_tables,
    forms,
    leaflets,
    organisations,
    terminology,
)
from pipeline.model.parts import standard_parts

ROOT = Path(__file__).resolve().parents[3]
MANUAL = (ROOT / "docs/editing.md").read_text(encoding="utf-8")
SECTIONS = re.split(r"^##+ ", MANUAL, flags=re.MULTILINE)  # one # begins a comment in an example
DIRECTIVES = {
    "form": forms.Form,
    "field": forms.Field,
    "leaflet": leaflets.Leaflet,
    "card": leaflets.Card,
    "panel": leaflets.Panel,
    "contacts": contacts.Contacts,
    "helpline": contacts.Helpline,
    "terminology": terminology.Terminology,
    "chart": charts.ChartDirective,
    "data-table": data_tables.DataTable,
    "bodies": organisations.OrganisationTable,
    "body-sheet": organisations.OrganisationSheet,
    "index-of-bodies": organisations.OrganisationIndex,
}
QUESTION = re.compile(r'\b(?:table|entry)\.(?:text|texts|matching|percentage|day|choice|choices|table)\(\s*"(\w+)"')


def keys(module: str) -> set[str]:
    """The keys that a module asks TOML tables for."""
    return set(QUESTION.findall((ROOT / "pipeline" / module).read_text("utf-8")))


OPTIONS = {name: [*(directive.option_spec or {})] for name, directive in DIRECTIVES.items()}
OPTIONS |= {kind.name: [option for option, _ in kind.facts] for kind in standard_parts().values()}


@pytest.mark.parametrize("name", OPTIONS)
def test_a_directive_is_shown_with_its_options(name: str) -> None:
    assert f".. {name}::" in MANUAL
    # `:name:` is explained once for all of them.
    for option in {*OPTIONS[name]} - {"name"}:
        assert any(f":{option}:" in section for section in SECTIONS if f".. {name}::" in section), option


def test_keys_of_the_files_are_explained() -> None:
    known = keys("model/project.py") | keys("model/publication_file.py")
    assert {"title", "kind", "layout", "publish_at", "warnings"} <= known
    for key in known:
        assert f"`{key}`" in MANUAL or f"`[{key}]`" in MANUAL
    of_contacts = keys("model/contacts.py")
    assert {"id", "number", "languages", "source_date", "verified_on"} <= of_contacts
    of_bodies = keys("model/organisations.py") | {"name", "role", "unit", "sought"}
    assert {"id", "kind", "found"} <= of_bodies
    for key in of_contacts | of_bodies:
        assert re.search(rf"^{key} = ", MANUAL, re.MULTILINE)
