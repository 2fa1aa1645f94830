# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds each case twice, in plain Sphinx and then with our extensions, and prints the page that each is about as JSON.

Runs in a process of its own: what our extensions replace stays replaced.
"""

import io
import json
import shutil
import sys
import tomllib
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from sphinx import locale
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils


def build(case: Path, expected: dict[str, Any], out: Path, extensions: list[str]) -> str:
    """Return the page of a case."""
    source = out / "source"
    shutil.copytree(case, source)
    language = expected.get("language", "de")
    if (case / "index.po").exists():
        folder = source / "locales" / language / "LC_MESSAGES"
        folder.mkdir(parents=True)
        with (case / "index.po").open("rb") as po, (folder / "index.mo").open("wb") as mo:
            write_mo(mo, read_po(po))
    settings = {"language": language, "html_theme": "basic", "extensions": extensions, "locale_dirs": ["locales"]}
    languages = [*([expected["before"]] if "before" in expected else []), language]
    for tag in languages:
        run(source, out / tag, settings | {"language": tag}, forget=bool(extensions))
    if "touch" in expected:
        path = source / expected["touch"]
        path.write_text(path.read_text() + "\nMore.\n")
        run(source, out / language, settings, forget=bool(extensions))
    return (out / language / expected["page"]).read_text(encoding="utf-8")


def run(source: Path, out: Path, settings: dict[str, Any], *, forget: bool) -> None:
    if forget:
        from pipeline.compose.engine.catalogues import forget_catalogues

        forget_catalogues()
    with docutils_namespace(), patch_docutils(None):
        Sphinx(source, None, out, out / "doctrees", "html", settings, status=None, warning=io.StringIO()).build()


def main(cases: Path, work: Path) -> None:
    expected = {path.parent: tomllib.loads(path.read_text(encoding="utf-8")) for path in cases.glob("*/case.toml")}
    plain = {}
    for case, values in expected.items():
        locale.translators.clear()
        plain[case.name] = build(case, values, work / "plain" / case.name, [])
    from pipeline.compose import ANY_PROJECT

    ours = {
        case.name: build(case, values, work / "ours" / case.name, [*ANY_PROJECT]) for case, values in expected.items()
    }
    sys.stdout.write(json.dumps({name: [plain[name], ours[name]] for name in plain}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
