# SPDX-License-Identifier: GPL-3.0-or-later
"""`check` reads originals as well: what they say without a source, names, numbers to call, and how old contacts are."""

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from pipeline.__main__ import main
from pipeline.commands.check import check
from pipeline.model.project import Project

PAGE = """
.. _third:

Terzo
=====

Nel 2003 la legge cambia.

.. allow: uncited-number because l’anno è quello del titolo della legge

La legge del 2003 resta.

.. allow: uncited-number
.. list-table::

   * - 1.055
     - documenti

.. list-table:: Chi fa che cosa
   :header-rows: 1
   :class: matrix

   * - Chi
     - Che cosa
   * - Unità di strada
     - Primo contatto

.. list-table:: Chi fa che cosa, di notte
   :stub-columns: 1
   :class: matrix

   * - Unità di strada
     - Primo contatto

Elira chiama il 800 111 222. [#n]_

.. [#n] Anna non è citata.
"""
CONTACTS = """original = "it"

[[contact]]
id = "line"
country = "it"
service = "Linea"
# allow: unverified-contact because the ministry itself publishes it
number = "800 290 290"
source = "ministry"
source_date = "2010"
"""


@pytest.fixture
def project(sample: Path) -> Path:
    folder = sample / "source/small"
    (folder / "third.rst").write_text(PAGE, encoding="utf-8")
    with (folder / "index.rst").open("a", encoding="utf-8") as index:
        index.write("   third\n")
    with (folder / "publication.toml").open("a", encoding="utf-8") as described:
        described.write('honesty = ["numbers", "names", "quotations"]\n')
    (folder / "names.txt").write_text("Primo\n", encoding="utf-8")
    (sample / "source/names-denied.txt").write_text("Elira  # nobody is to be found through us\n", encoding="utf-8")
    (sample / "source/contacts.toml").write_text(CONTACTS, encoding="utf-8")
    return sample


def test_originals_are_read_line_by_line(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--project", str(project), "--language", "it", "--json"]) == 1

    rows = json.loads(capsys.readouterr().out)
    rows = rows["findings"] if isinstance(rows, dict) else rows
    found = {(Path(row["path"]).name, row["line"], row["check"]) for row in rows}
    assert found >= {
        ("third.rst", 7, "uncited-number"),
        ("third.rst", 13, "bad-allow"),
        ("third.rst", 16, "uncited-number"),
        ("third.rst", 19, "missing-row-headers"),
        ("third.rst", 35, "denied-name"),
        ("third.rst", 35, "unlisted-name"),
        ("third.rst", 35, "unknown-helpline"),
        ("third.rst", 37, "unlisted-name"),
        ("contacts.toml", 8, "old-contact"),
    }
    assert not {(name, line) for name, line, _ in found} & {("third.rst", 11), ("third.rst", 5), ("third.rst", 28)}
    assert "unverified-contact" not in {check for _, _, check in found}


def test_translations_are_read_too_and_a_comment_allows_a_case(project: Path) -> None:
    catalogue = project / "locales/de/LC_MESSAGES/small.po"
    text = catalogue.read_text(encoding="utf-8")
    quoted = text.replace('msgstr "Eine Fußnote."', 'msgstr "Eine „Fußnote“."')
    assert quoted != text
    catalogue.write_text(quoted, encoding="utf-8")

    def found() -> list[str]:
        loaded = Project.load(project)
        return [str(one) for one in check(loaded, loaded.editions(None, "de"), "uncited-quotation", date(2026, 11, 25))]

    assert [one.partition("small.po:")[2].partition(" ")[2] for one in found()] == [
        "uncited-quotation: „ opens a quotation without a source; cite it, or say it in your own words"
    ]
    before, _, after = quoted.rpartition('msgid "Nota')
    allowed = f'{before}# allow: uncited-quotation because it is the name of a thing\nmsgid "Nota{after}'
    catalogue.write_text(allowed, encoding="utf-8")
    assert found() == []


def test_a_narrowed_check_is_about_what_its_publication_prints(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Contacts, shared texts and the interface of others are left to the check of all."""
    shutil.copytree(project / "source/small", project / "source/other")
    contacts = project / "source/contacts.toml"
    other = (
        CONTACTS.partition("\n\n")[2]
        .replace('"line"', '"other"')
        .replace('"Linea"', '"Altra linea"')
        .replace('"it"', '"de"')
    )
    contacts.write_text(f"{CONTACTS}\n{other}", encoding="utf-8")
    with (project / "source/small/second.rst").open("a", encoding="utf-8") as page:
        page.write("\n.. contacts::\n   :countries: it\n")
    shared = project / "locales/de/LC_MESSAGES/shared.po"
    shared.write_text(shared.read_text(encoding="utf-8") + '\nmsgid "Altra linea"\nmsgstr "Andere  Linie"\n')

    def found(*narrowed: str) -> set[tuple[str, int, str]]:
        main(["check", "--project", str(project), "--language", "de", "--json", *narrowed])
        rows = json.loads(capsys.readouterr().out)
        return {(Path(row["path"]).name, row["line"], row["check"]) for row in rows}

    everything, narrowed = found(), found("--publication", "small")
    assert {line for name, line, _ in everything if name == "contacts.toml"} == {8, 17}
    assert {line for name, line, _ in narrowed if name == "contacts.toml"} == {8}
    assert {check for name, _, check in everything - narrowed if name == "shared.po"} == {"doubled-space"}
    assert not {"readers.po", "tools.po"} & {name for name, *_ in narrowed}
