# SPDX-License-Identifier: GPL-3.0-or-later
"""Tables as their readers get them."""

from pathlib import Path

from pipeline.__main__ import main
from tests.typeset.verapdf import broken_rules


def test_a_table_with_empty_cells_has_whole_rows(sample: Path) -> None:
    with (sample / "source/small/second.rst").open("a", encoding="utf-8") as page:
        page.write(
            "\n.. list-table:: Vuota\n   :header-rows: 1\n\n   * - A\n     -\n   * -\n     - x\n   * - y\n     - .. raw:: html\n\n          <i></i>\n"
        )

    assert main(["build", "--project", str(sample), "--language", "it", "--format", "pdf"]) == 0

    assert broken_rules(sample / "build/site/it/small/small-it.pdf", "ua1") == []
