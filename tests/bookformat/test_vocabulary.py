# SPDX-License-Identifier: GPL-3.0-or-later
"""Style sheets, templates and code use the words of the book format, and each word is used."""

import ast
import re
from pathlib import Path

from pipeline.bookformat import vocabulary

PACKAGE = Path(__file__).resolve().parents[2] / "pipeline"
THEME = PACKAGE / "theme"
SHEETS = sorted(
    [*(THEME / "print").glob("*.css"), *(THEME / "epub").glob("*.css"), *(THEME / "web" / "edition").rglob("*.css")]
)
CONSTANTS = {
    name: value
    for name, value in vars(vocabulary).items()
    if name.isupper() and isinstance(value, str) and not name.startswith("_")
}
DATA = {value for value in CONSTANTS.values() if value.startswith("data-")}
CLASSES = {*CONSTANTS.values()} - DATA
GENERATED = re.compile(r"width-\d+|(?:sd|sphinx)-.*")
"""Classes of columns by their width (theme/inline.py), and those of extensions that adopted projects use."""
_FOREIGN = (
    # docutils and Sphinx
    "admonition admonition-title attention attribution backrefs caption caution citation citation-list classifier compound container "
    "danger docutils domainindex-table error field-list fn-bracket footnote footnote-list footnote-reference genindex-entries "
    "genindex-jumpbox headerlink highlight hint hlist important index internal line-block linenos loweralpha lowerroman main note related-pages rubric seealso "
    "sidebar sidebar-title simple tip toctree-wrapper topic topic-title upperalpha upperroman warning "
    # Furo and extensions
    "back-to-top bottom-of-page brand content content-icon-container copybtn header-center header-right mobile-header nav-overlay-icon "
    "next-page no-js page prev-page sidebar-brand sidebar-brand-text sidebar-container sidebar-drawer sidebar-search sidebar-search-container sidebar-sticky sidebar-toggle "
    "sidebar-tree search-form table-wrapper theme-toggle toc-drawer toc-overlay-icon toc-scroll toc-sticky toc-tree"
)
FOREIGN = frozenset(_FOREIGN.split())
BY_THEMES = {"data-theme"}
"""Attributes that Furo writes."""


def selectors(path: Path) -> str:
    """The selectors of a style sheet, without comments, declarations and texts in quotes."""
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    return "\n".join(re.sub(r'"[^"]*"', "", part) for part in re.findall(r"([^{};]+)\{", text))


STYLED = {name for path in SHEETS for name in re.findall(r"\.(-?[A-Za-z_][\w-]*)", selectors(path))}


def test_each_class_of_the_style_sheets_is_known() -> None:
    ours = {name for name in STYLED if not GENERATED.fullmatch(name)} - FOREIGN

    assert ours - CLASSES - vocabulary.STYLED == set()


def test_each_attribute_of_the_style_sheets_is_known() -> None:
    names = {name for path in SHEETS for name in re.findall(r"\[(data-[\w-]+)", selectors(path))}

    assert names - BY_THEMES - DATA == set()


def test_what_style_sheets_alone_read_is_in_them() -> None:
    assert set() == vocabulary.STYLED - STYLED
    assert not vocabulary.STYLED & CLASSES
    assert set() == FOREIGN - STYLED


def test_each_constant_is_used() -> None:
    names: set[str] = set()
    literals: set[object] = set()
    for path in {*PACKAGE.rglob("*.py")} - {*(PACKAGE / "bookformat").rglob("*.py")}:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == "pipeline.bookformat.vocabulary":
                names |= {alias.name for alias in node.names}
            elif isinstance(node, ast.Constant):
                literals.add(node.value)

    assert {name for name, value in CONSTANTS.items() if name not in names and value not in literals} == set()
