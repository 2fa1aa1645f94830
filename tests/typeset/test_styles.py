# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules for the script of a language, seen on a page."""

import pytest
from weasyprint import CSS, HTML
from weasyprint.formatting_structure import boxes

from pipeline.typeset.engine import patches
from pipeline.typeset.styles import of_script

PAGE = "@page { size: 300px 100px; margin: 20px } html { font: 10px/12px sans-serif } body, p { margin: 0 }"


@pytest.mark.parametrize(("tag", "stays"), [("ja", True), ("de", False)])
def test_names_without_spaces_stay_out_of_the_margin(tag: str, stays: bool) -> None:
    patches.install()
    names = "、".join(f"'a_rather_long_name_{number}'" for number in range(4))
    page = HTML(string=f'<html lang="{tag}"><p>これは{names}です。').render(
        stylesheets=[CSS(string=PAGE + of_script(tag))]
    )

    texts = [box for box in page.pages[0]._page_box.descendants() if isinstance(box, boxes.TextBox)]

    assert all(box.position_x + box.width <= 280.5 for box in texts) is stays
