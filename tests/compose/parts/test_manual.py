# SPDX-License-Identifier: GPL-3.0-or-later
"""The editors' handbook shows every directive with its options."""

import re
from pathlib import Path

import pytest

from pipeline.compose.parts import (
    contacts,
    data,
    forms,
    leaflets,
    organisations,
    terminology,
)
from pipeline.model.parts import standard_parts

ROOT = Path(__file__).resolve().parents[3]
PAGES = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "docs/source/editors").glob("*.rst"))]
SECTIONS = [section for page in PAGES for section in re.split(r"\n(?=.+\n[=-]+\n)", page)]
DIRECTIVES = {
    "form": forms.Form,
    "field": forms.Field,
    "leaflet": leaflets.Leaflet,
    "card": leaflets.Card,
    "panel": leaflets.Panel,
    "contacts": contacts.Contacts,
    "helpline": contacts.Helpline,
    "terminology": terminology.Terminology,
    "chart": data.ChartDirective,
    "data-table": data.DataTable,
    "bodies": organisations.OrganisationTable,
    "body-sheet": organisations.OrganisationSheet,
}

OPTIONS = {name: [*(directive.option_spec or {})] for name, directive in DIRECTIVES.items()}
OPTIONS |= {kind.name: [option for option, _ in kind.facts] for kind in standard_parts().values()}


@pytest.mark.parametrize("name", OPTIONS)
def test_a_directive_is_shown_with_its_options(name: str) -> None:
    assert any(f".. {name}::" in section for section in SECTIONS)
    # `:name:` is explained once for all of them.
    for option in {*OPTIONS[name]} - {"name"}:
        assert any(f":{option}:" in section for section in SECTIONS if f".. {name}::" in section), option
