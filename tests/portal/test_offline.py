# SPDX-License-Identifier: GPL-3.0-or-later
"""The ZIP's name, which readers see in their folder."""

import pytest

from pipeline.model.publication import Language
from pipeline.portal.downloads.offline import offline_name


@pytest.mark.parametrize(
    ("tag", "title", "name"),
    [
        ("de", "WEST-Veröffentlichungen", "west-veroeffentlichungen-de.zip"),
        ("sq", "Botime të zgjedhura", "botime-te-zgjedhura-sq.zip"),
        ("ka", "საქართველო", "sakartvelo-ka.zip"),
        ("it", "«…»", "publications-it.zip"),
    ],
)
def test_it_is_the_title_in_the_letters_of_addresses(tag: str, title: str, name: str) -> None:
    assert offline_name(title, Language(tag, tag)) == name
