# SPDX-License-Identifier: GPL-3.0-or-later
"""Each release has a bill of materials that follows the schema of CycloneDX and names what made it."""

import json
from importlib import metadata
from pathlib import Path

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from pipeline.system.files import sha256_of


def test_each_edition_has_its_bill(second: Path) -> None:
    for version in ("1.0", "1.1"):
        archive = second / "archive/small" / version
        for tag in ("it", "de", "sq"):
            text = (archive / f"{tag}.cdx.json").read_text(encoding="utf-8")
            bill = json.loads(text)

            assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
            subject = bill["metadata"]["component"]
            assert (subject["name"], subject["version"]) == (f"small-{tag}", version)
            assert bill["metadata"]["tools"]["components"][0]["version"] == metadata.version("west-pipeline")
            for file in subject["components"]:
                assert sha256_of(archive / file["name"]) == file["hashes"][0]["content"]
            assert f"{tag}.cdx.json" in (archive / "SHA256SUMS").read_text(encoding="utf-8")


def test_the_bill_names_all_that_is_locked_and_the_libraries_of_the_machine(released: Path) -> None:
    bill = json.loads((released / "archive/small/1.0/it.cdx.json").read_bytes())
    components = {component["name"]: component for component in bill["components"]}

    assert components["weasyprint"]["purl"] == f"pkg:pypi/weasyprint@{metadata.version('weasyprint')}"
    assert components["sphinx"]["licenses"] == [{"expression": "BSD-2-Clause"}]
    assert {"sphinx", "docutils", "lxml", "fontpkg-source-serif-4"} <= components.keys()
    assert any(name.startswith("libpango-1.0.so") for name in components)
    # Of the machine nothing is told but the names of files.
    assert str(Path.home()) not in json.dumps(bill)
    assert "/usr" not in json.dumps(bill)
