# SPDX-License-Identifier: GPL-3.0-or-later
"""A mistake in a TOML file is named with its line, however the table is nested."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.model.confusables import Confusables
from pipeline.model.problems import Problem
from pipeline.model.toml_lines import KeyPath, key_lines

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted(
    path
    for folder in ("source", "pipeline", "tests")
    for path in (ROOT / folder).rglob("*.toml")
    if "toml-deep" not in str(path)  # nested so deep that they are refused before anybody asks for a line
)
CONCEPT = """[[concepts]]
names = { en = "smuggling", it = "traffico" }

[concepts.words]
en = "smuggl"
it = "traffic"

"""


@pytest.mark.parametrize(
    "mistake",
    [
        '[[concepts]]\nnames = { en = "a" }\n[concepts.words]\nen = "("  # here\n',
        '[[concepts]]\nnames = { en = "a" }\n[concepts.words]\nen = "a"\nxyzzy = "b"  # here\n',
        '[[concepts]]\nnames = { en = "a" }\n[ concepts . "words" ]\nen = 3  # here\n',
        '[[concepts]]\nwords = { en = "a" }\nnames = { en = 3 }  # here\n',
        '[[concepts]]\nwords.en = "a"\nnames.de = "b"\nnames."en" = 3  # here\n',
        '[[concepts]]\nwords.en = "a"\nnames.en = """\nen = 1\n"""\nnames.xyzzy = "b"  # here\n',
        '[[concepts]]\nnames = { en = "a" }\nname = "b"  # here\n[concepts.words]\nen = "a"\n',
        '[mixed]\nen = "a"\nde = "("  # here\n',
        '[[avoided]]\nlanguage = "en"\nwords = "a"\ninstead = "b"\n[[avoided]]\nlanguage = "en"\nwords = "("  # here\ninstead = "b"\n',
        '[[avoided]]\nlanguage = "en"\nwords = "a"\ninstead = "b"\n[[avoided]]  # here\nlanguage = "en"\nwords = "a"\n',
        'avoided = [\n  { language = "en", words = "a", instead = "b" },\n  { language = "en", words = "(", instead = "b" },  # here\n]\n',
    ],
)  # fmt: skip
def test_a_mistake_in_a_nested_table_is_named_with_its_line(mistake: str, tmp_path: Path) -> None:
    text = mistake if mistake.startswith("avoided = ") else CONCEPT + mistake
    path = tmp_path / "lints.toml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(Problem) as found:
        Confusables.read(path)

    assert "# here" in text.splitlines()[(found.value.line or 0) - 1], str(found.value)


def keyed(value: object, place: KeyPath = ()) -> Iterator[KeyPath]:
    """Yield the place of everything in a document."""
    yield place
    if isinstance(value, dict):
        for key, below in value.items():
            yield from keyed(below, (*place, key))
    elif isinstance(value, list):
        for row, below in enumerate(value):
            yield from keyed(below, (*place, row))


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_everything_in_a_file_has_a_line_that_holds_its_key(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    try:
        values = tomllib.loads(text)
        repr(values)  # as the reader: what is nested too deep to be shown is refused
    except (ValueError, RecursionError):
        return  # a case of a mistake

    lines = key_lines(text)

    places = set(keyed(values))
    assert set(lines) == places
    for place in places - {()}:
        if isinstance(place[-1], str):
            assert place[-1] in text.split("\n")[lines[place] - 1]
