# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/checks.md says what the checks say. To renew it: `RENEW=1 .venv/bin/python -m pytest tests/proofread/test_handbook.py`."""

import os
from pathlib import Path

from pipeline.proofread.handbook import handbook

PAGE = Path(__file__).resolve().parents[2] / "docs/checks.md"


def test_the_page_of_the_checks_is_true() -> None:
    if os.environ.get("RENEW"):
        PAGE.write_text(handbook(), encoding="utf-8")

    assert PAGE.read_text(encoding="utf-8") == handbook()
