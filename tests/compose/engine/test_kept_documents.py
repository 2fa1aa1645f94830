# SPDX-License-Identifier: GPL-3.0-or-later
"""What is kept of documents gives the numbers and the navigation of plain Sphinx, and no document is read for another one."""

import gc
import io
from pathlib import Path
from weakref import ref

import pytest
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import docutils_namespace, patch_docutils

from pipeline.compose.engine.doctrees import read_only
from pipeline.compose.engine.navigation import share_navigation
from pipeline.compose.engine.skeletons import number_from_skeletons, skeleton, update_skeletons
from tests.compose.engine.plain import make_plain

HERE = Path(__file__).parent / "kept_documents"
SETTINGS = {
    "extensions": ["boxes"],
    "html_theme": "basic",
    "html_sidebars": {"**": ["titles.html"]},
    "numfig": True,
    "numfig_secnum_depth": 1,
    "templates_path": ["templates"],
}


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the documents: figures, tables, listings and an extension's boxes, in sections and within each other."""
    monkeypatch.syspath_prepend(str(HERE))
    folder = tmp_path / "source"
    folder.mkdir()
    for path in (*HERE.glob("*.rst"), HERE / "dot.png"):
        (folder / path.name).write_bytes(path.read_bytes())
    (folder / "templates").mkdir()
    (folder / "templates/titles.html").write_bytes((HERE / "titles.html").read_bytes())
    return folder


def replace(monkeypatch: pytest.MonkeyPatch) -> None:
    """Replace what the engine replaces, for one test."""
    make_plain(monkeypatch)
    number_from_skeletons()
    share_navigation()


def build(source: Path, out: Path, *, keep: bool) -> tuple[BuildEnvironment, dict[str, str]]:
    """Build the documents; return the environment and the pages."""
    warnings = io.StringIO()
    with docutils_namespace(), patch_docutils(None):
        app = Sphinx(source, None, out, out / "doctrees", "html", dict(SETTINGS), status=None, warning=warnings)
        if keep:
            app.connect("env-updated", update_skeletons)
        app.build()
    assert warnings.getvalue() == ""
    return app.env, {path.name: path.read_text(encoding="utf-8") for path in out.glob("*.html")}


def test_numbers_and_pages_are_those_of_plain_sphinx(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_plain(monkeypatch)
    plain, pages = build(source, tmp_path / "plain", keep=False)
    replace(monkeypatch)
    env, ours = build(source, tmp_path / "ours", keep=True)

    assert {kind for kinds in plain.toc_fignumbers.values() for kind in kinds} == {
        "figure",
        "table",
        "code-block",
        "box",
    }
    assert env.toc_fignumbers == plain.toc_fignumbers
    assert ours == pages
    assert "Beta, first heading" not in pages["alpha.html"], "the navigation of the case is one of titles"


def test_no_document_is_read_to_number_another(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replace(monkeypatch)
    build(source, tmp_path / "out", keep=True)
    path = source / "beta.rst"
    path.write_text(path.read_text().replace("MORE", ".. figure:: more.png\n\n   One more"), encoding="utf-8")
    (source / "more.png").write_bytes((HERE / "dot.png").read_bytes())
    read: list[str] = []
    plain = BuildEnvironment.get_doctree
    monkeypatch.setattr(BuildEnvironment, "get_doctree", lambda env, name: read.append(name) or plain(env, name))
    env, pages = build(source, tmp_path / "out", keep=True)
    monkeypatch.setattr(BuildEnvironment, "get_doctree", plain)
    _, anew = build(source, tmp_path / "anew", keep=False)

    assert "gamma" in env.found_docs
    assert "delta" not in read
    assert pages["beta.html"] == anew["beta.html"]
    assert env.toc_fignumbers["gamma"] == {"figure": {"id1": (2, 3)}}, "what follows the new figure is numbered anew"


def test_little_is_kept(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replace(monkeypatch)
    env, _ = build(source, tmp_path / "out", keep=True)
    kept = skeleton(env, "alpha")

    assert [node.astext() for node in kept.findall(nodes.paragraph)] == ["A box"], "an extension's box is kept whole"
    assert [node.astext() for node in kept.findall(nodes.caption)] == ["First", "In a table", "A listing"]


def test_documents_of_former_builds_are_let_go(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replace(monkeypatch)
    alive = []

    for number in range(4):
        env, _ = build(source, tmp_path / str(number), keep=True)
        alive.append((ref(read_only(env, "alpha")), ref(env.tocs["alpha"])))
    del env
    gc.collect()

    assert [(document(), toc()) for document, toc in alive[:2]] == [(None, None)] * 2
