# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages that share their navigation have that of plain Sphinx, and few are asked for it."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sphinx.builders.html
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.util.docutils import docutils_namespace, patch_docutils

from pipeline.compose.engine.navigation import share_navigation
from pipeline.compose.engine.skeletons import update_skeletons
from tests.compose.engine.plain import make_plain

DOCUMENTS = {
    "index": """
.. toctree::
   :caption: First & foremost

   self
   one
   in/index
   Other words <in/two>
   genindex

.. toctree::
   :hidden:
   :maxdepth: 2

   a & b
   in/deep/four
   https://example.org/
""",
    "one": "*One*, ``more``\n===============\n\nHeading\n-------\n\nDeeper\n~~~~~~\n\n.. index:: term",
    "a & b": "A & B\n=====\n\nHeading\n-------",
    "apart": ":orphan:\n\nApart\n=====",
    "in/index": "In\n==\n\n.. toctree::\n\n   two\n   three\n\nHeading\n-------\n\n.. toctree::\n\n   deep/four",
    "in/two": "Two\n===\n\nTwins\n-----\n\nTwins\n-----",
    "in/three": "Three\n=====\n\n.. toctree::\n\n   deep/five",
    "in/deep/four": "Four\n====\n\nHeading\n-------",
    "in/deep/five": "Five\n====",
    "in/deep/six": ":orphan:\n\nSix\n===",
}
CALLS = (
    "titles_only=True, collapse=False, includehidden=True, maxdepth=-1",
    "collapse=False",
    "collapse=False, includehidden=True, maxdepth=3",
    "titles_only=True, collapse=True",
)


def pages_of_code(_: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    yield from ((f"_modules/{name}", {"body": "", "title": name}, "page.html") for name in ("in", "out", "up"))


def build(source: Path, out: Path) -> dict[str, str]:
    settings = {
        "html_theme": "basic",
        "html_sidebars": {"**": ["tree.html"]},
        "templates_path": ["templates"],
        "suppress_warnings": ["toc.multiple_toc_parents"],
    }
    warnings = io.StringIO()
    with docutils_namespace(), patch_docutils(None):
        app = Sphinx(source, None, out, out / "doctrees", "html", settings, status=None, warning=warnings)
        app.connect("html-collect-pages", pages_of_code)
        app.connect("env-updated", update_skeletons)
        app.build()
    assert warnings.getvalue() == ""
    return {str(path.relative_to(out)): path.read_text(encoding="utf-8") for path in out.rglob("*.html")}


def build_plainly(source: Path, out: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The pages of plain Sphinx, whatever another test of this process has let pages share; until this test ends."""
    make_plain(monkeypatch)
    return build(source, out)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    for name, text in DOCUMENTS.items():
        path = folder / f"{name}.rst"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text if name != "index" else f"All\n===\n{text}", encoding="utf-8")
    (folder / "templates").mkdir()
    lines = (f"<nav>{{{{ toctree({call}) }}}}</nav>" for call in CALLS)
    (folder / "templates/tree.html").write_text("\n".join(lines), encoding="utf-8")
    return folder


def test_pages_that_share_their_navigation_are_those_of_plain_sphinx(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = build_plainly(source, tmp_path / "plain", monkeypatch)
    made: list[str] = []
    theirs: Any = sphinx.builders.html.global_toctree_for_doc  # type: ignore[attr-defined]  # imported there
    share_navigation()
    monkeypatch.setattr(
        sphinx.builders.html,
        "global_toctree_for_doc",
        lambda env, docname, *more, **options: made.append(docname) or theirs(env, docname, *more, **options),
    )

    ours = build(source, tmp_path / "ours")

    assert ours == plain
    assert 'class="current reference internal" href="#"' in ours["in/deep/five.html"]
    assert 'href="#twins"' in ours["in/two.html"]
    folders = 4  # and two or more pages in each
    assert len(made) <= len(ours) + 3 * 3 * folders < 4 * len(ours), (
        "one that is collapsed for each page, and of the others two for each folder, and one more until a mark is proven"
    )


def test_headings_for_one_output_are_those_of_plain_sphinx(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (source / "in/deep/four.rst").write_text(
        "Four\n====\n\n.. only:: html\n\n   Heading\n   -------\n", encoding="utf-8"
    )
    plain = build_plainly(source, tmp_path / "plain", monkeypatch)
    share_navigation()

    assert build(source, tmp_path / "ours") == plain


def test_a_writer_of_its_own_has_each_page_make_its_navigation(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A theme's translator may write entries in another way, which differs from page to page."""
    theirs = StandaloneHTMLBuilder.render_partial

    def render(self: StandaloneHTMLBuilder, node: Any) -> dict[str, str | bytes]:
        parts = theirs(self, node)
        return parts | {
            "fragment": str(parts["fragment"]).replace('<a class="current reference', '<a id="me" class="own')
        }

    monkeypatch.setattr(StandaloneHTMLBuilder, "render_partial", render)
    plain = build_plainly(source, tmp_path / "plain", monkeypatch)
    share_navigation()

    assert 'id="me"' in plain["in/three.html"]
    assert build(source, tmp_path / "ours") == plain
