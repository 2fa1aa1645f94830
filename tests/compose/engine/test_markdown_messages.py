# SPDX-License-Identifier: GPL-3.0-or-later
"""Translated messages in Markdown share a parser, and are what they are with a parser for each."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import myst_parser.mdit_to_docutils.base
import myst_parser.parsers.sphinx_
import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from docutils import nodes
from docutils.frontend import get_default_settings
from docutils.utils import new_document
from myst_parser.parsers.sphinx_ import MystParser
from sphinx.application import Sphinx
from sphinx.transforms import i18n
from sphinx.util.docutils import docutils_namespace, patch_docutils

from pipeline.compose.engine.catalogues import forget_catalogues
from pipeline.compose.engine.markdown_messages import shared_markdown_parser
from pipeline.compose.engine.message_publishing import publish_as_sphinx, publish_with

MESSAGES = {
    "Words": "Wörter",
    "A *first* text, with {term}`lamp`.": "Ein *erster* Text, mit {term}`lamp`.",
    "A note[^1] and {{ more }}.": "Eine Anmerkung[^1] und {{ more }}.",
    "Its text.": "# Kein Titel",
    "Text with {text}`*inner*` text.": "Text mit {text}`*innerem*` Text, und {text}`**noch mehr**`.",
    "Last.": "- kein\n- Absatz",
}
SOURCE = """# Words

A *first* text, with {term}`lamp`.

A note[^1] and {{ more }}.

[^1]: Its text.

Text with {text}`*inner*` text.

Last.

```{glossary}
lamp
: Gives light.
```
"""


def inner_text(
    _name: str, _raw: str, text: str, _line: int, inliner: Any, *_: Any
) -> tuple[list[nodes.Node], list[Any]]:
    """Parse the text of a role as a document of its own."""
    document = new_document("inner", get_default_settings(MystParser))  # type: ignore[no-untyped-call]  # of docutils
    document.settings.env = inliner.document.settings.env
    MystParser().parse(text, document)
    return [nodes.inline("", "", *document[0].children)], []


def build(folder: Path, out: Path) -> str:
    settings = {
        "extensions": ["myst_parser"],
        "language": "de",
        "locale_dirs": ["locales"],
        "html_theme": "basic",
        "myst_enable_extensions": ["substitution"],
        "myst_substitutions": {"more": "*mehr*"},
    }
    forget_catalogues()  # else modules that other tests use are imported in German
    with docutils_namespace(), patch_docutils(None):
        app = Sphinx(folder, None, out, out / "doctrees", "html", settings, status=None, warning=io.StringIO())
        app.add_role("text", inner_text)
        app.build()
    return (out / "index.html").read_text(encoding="utf-8")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    catalogues = folder / "locales/de/LC_MESSAGES"
    catalogues.mkdir(parents=True)
    (folder / "index.md").write_text(SOURCE, encoding="utf-8")
    entries = "".join(f'msgid "{text}"\nmsgstr "{words}"\n\n' for text, words in MESSAGES.items()).replace(
        "- kein\n", "- kein\\n"
    )
    po = f'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n{entries}'
    with (catalogues / "index.mo").open("wb") as mo:
        write_mo(mo, read_po(io.BytesIO(po.encode())))
    return folder


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """The calls of what is expensive; what this test and others have replaced is put back when it ends."""
    calls: dict[str, int] = {}

    def count(owner: Any, name: str) -> None:
        original = getattr(owner, name)

        def call(*arguments: Any) -> Any:
            calls[name] = calls.get(name, 0) + 1
            return original(*arguments)

        monkeypatch.setattr(owner, name, call)

    count(myst_parser.parsers.sphinx_, "create_md_parser")
    count(myst_parser.mdit_to_docutils.base, "get_default_settings")
    monkeypatch.setattr(i18n, "_publish_msgstr", i18n._publish_msgstr)
    return calls


def share(*arguments: Any, **rest: Any) -> nodes.Element:
    with shared_markdown_parser():
        return publish_as_sphinx(*arguments, **rest)


def test_pages_are_the_same_with_one_parser_for_all_messages(
    source: Path, tmp_path: Path, counted: dict[str, int]
) -> None:
    pages: list[str] = []
    calls: list[dict[str, int]] = []
    publishers: tuple[Callable[..., nodes.Element], ...] = (publish_as_sphinx, share)
    for publish in publishers:
        counted.clear()
        publish_with(publish)
        pages.append(build(source, tmp_path / f"{len(pages)}"))
        calls.append(dict(counted))

    plain, ours = calls
    assert pages[1] == pages[0]
    assert "Ein <em>erster</em> Text" in pages[1]
    assert "<em>innerem</em>" in pages[1]
    assert {name: plain[name] - ours[name] >= len(MESSAGES) - 1 for name in plain} == dict.fromkeys(plain, True)
