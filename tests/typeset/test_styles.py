# SPDX-License-Identifier: GPL-3.0-or-later
"""Style sheets, and rules for the script of a language, seen on a page."""

import re

import pytest
from weasyprint import CSS, HTML
from weasyprint.formatting_structure import boxes

from pipeline.typeset.engine import patches
from pipeline.typeset.engine.patches.hyphens import undivided_text
from pipeline.typeset.styles import FOLDER, script_rules

PAGE = "@page { size: 300px 100px; margin: 20px } html { font: 10px/12px sans-serif } body, p { margin: 0 }"


@pytest.mark.parametrize(("tag", "stays"), [("ja", True), ("de", False)])
def test_names_without_spaces_stay_out_of_the_margin(tag: str, stays: bool) -> None:
    patches.install()
    names = "、".join(f"'a_rather_long_name_{number}'" for number in range(4))
    page = HTML(string=f'<html lang="{tag}"><p>これは{names}です。').render(
        stylesheets=[CSS(string=PAGE + script_rules(tag))]
    )

    texts = [box for box in page.pages[0]._page_box.descendants() if isinstance(box, boxes.TextBox)]

    assert all(box.position_x + box.width <= 280.5 for box in texts) is stays


def test_no_rule_asks_for_what_cssselect2_does_not_find() -> None:
    # It takes the first combinator of `:has(> a > b)` for that before `b`.
    rules = "".join(path.read_text(encoding="utf-8") for path in FOLDER.glob("*.css"))

    assert re.findall(r":has\([>+~][^)]*>[^)]*\)", rules) == []


@pytest.mark.parametrize("size", [190, 210, 290])
def test_spaces_are_as_wide_in_all_lines_and_no_word_is_lost(size: int) -> None:
    patches.install()
    words = (
        "Die Zusammenarbeit der Einrichtungen beginnt mit einer Vereinbarung, in der steht, wer wofür zuständig ist, "
    )
    indents = (0, 30, 60, 0, -15)
    paragraphs = "".join(f'<p style="text-indent: {indent}px; padding-left: 20px">{words * 2}' for indent in indents)
    rules = f"@page {{ size: {size}px 9000px; margin: 20px }} body {{ font: 14px/20px serif }}"
    page = HTML(string=f'<html lang="de">{paragraphs}').render(
        stylesheets=[*(CSS(filename=FOLDER / f"{name}.css") for name in ("tokens", "text")), CSS(string=rules)]
    )

    texts = [box for box in page.pages[0]._page_box.descendants() if isinstance(box, boxes.TextBox)]
    read = "".join(undivided_text(box) or f"{box.text} " for box in texts)

    assert {box.justification_spacing for box in texts} == {0}
    assert read.split() == (words * 2 * len(indents)).split()
