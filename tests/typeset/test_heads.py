# SPDX-License-Identifier: GPL-3.0-or-later
"""Running heads fit their line in every language."""

import pytest

from pipeline.theme.heads import LIMIT, running_head


@pytest.mark.parametrize(
    ("title", "head"),
    [
        ("Der Schutz", "Der Schutz"),
        (
            "Mekanizmi kombëtar i referimit në Shqipëri: nga marrëveshja te udhëzimi",
            "Mekanizmi kombëtar i referimit në Shqipëri",
        ),
        ("I flussi e le rotte della tratta dall’Est Europa", "I flussi e le rotte della tratta dall’Est…"),
        ("Von der Straße zur geschlossenen Tür – örtliche Gemeinschaften", "Von der Straße zur geschlossenen Tür"),
        ("A: " + "word " * 20, "A: word word word word word word word word…"),
    ],
)
def test_a_long_title_is_cut_where_it_pauses(title: str, head: str) -> None:
    assert running_head(title).replace("\u2009", "") == head
    assert len(running_head(title)) <= LIMIT + 1
