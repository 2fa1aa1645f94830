# SPDX-License-Identifier: GPL-3.0-or-later
"""The walls of the package: which folder may import which others, and which libraries. test_structure.py holds them."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

PACKAGE = Path(__file__).resolve().parents[1] / "pipeline"

BASE = ("languages", "model", "system", "media", "words", "theme", "bookformat")
"""What every stage may import."""
STAGES = ("catalogue", "proofread", "compose", "typeset", "portal", "preview")
ROOMS: dict[str, tuple[str, ...]] = {
    "__init__": (),
    "bootstrap": (),
    "languages": ("model",),
    "model": (),
    "system": ("model",),
    "media": ("model", "system"),
    "words": ("model", "system"),
    "theme": ("model", "words"),
    "bookformat": ("model",),
    "formula": (),
    "covers": BASE,
    "catalogue": ("model", "system"),
    "proofread": ("languages", "model", "words"),
    "compose": (*BASE, "formula"),
    "typeset": BASE,
    "portal": (*BASE, "covers"),
    "preview": ("bookformat", "model", "system", "theme", "words"),
    "translations": (*BASE, "catalogue", "proofread"),
    "publishing": (*BASE, *STAGES, "covers", "translations"),
    "report": (*BASE, "publishing"),
    "commands": (*BASE, *STAGES, "translations", "publishing", "report"),
    "command_line": ("model", "system", "commands", "report"),
    "__main__": ("system", "command_line"),
}
"""Top-level folder or module -> the others that it may import. Data goes one way: no stage imports another."""

NEVER: dict[str, tuple[str, ...]] = {
    "compose.editions": ("compose.parts", "compose.paged", "compose.epub", "compose.web"),
    "compose.translation": (
        *("compose.context", "compose.editions", "compose.parts", "compose.paged", "compose.epub", "compose.web"),
        *("bookformat", "formula", "media", "model.project", "system", "theme"),
    ),
    "catalogue": ("model.project", "model.publication_file"),
    "compose.parts": ("compose.epub", "compose.web"),
    "compose.web": ("compose.paged",),
    "compose.paged": ("compose.web", "compose.epub"),
    "typeset.engine": ("typeset.proof",),
    "typeset.proof": ("typeset.engine",),
    "typeset.values": ("typeset.engine", "typeset.proof"),
    "commands": ("compose.parts", "compose.paged", "compose.epub", "compose.web", "typeset.engine"),
}
"""Folder -> what it never imports, though the rooms would let it."""

LIBRARIES: dict[str, tuple[str, ...]] = {
    "PIL": ("covers", "media"),
    "argcomplete": ("command_line",),
    "docutils": ("compose", "proofread.text"),
    "distributed": ("publishing.cluster",),
    "fontTools": ("covers", "formula", "media", "portal.downloads.fonts", "typeset.engine", "typeset.fonts"),
    "fontpkg": ("covers", "media", "typeset.fonts"),
    "hunspell": ("proofread.dictionaries",),
    "icu": (
        "catalogue.wrapping",
        "compose.translation.index_collation",
        "covers",
        "languages.draft",
        "portal.downloads.offline",
        "proofread.words",
    ),
    "jinja2": ("portal", "system.templates"),
    "latex2mathml": ("formula",),
    "lxml": (
        "publishing.released_text",
        "compose.epub",
        "compose.nodes.table_labels",
        "formula",
        "media",
        "portal",
    ),
    "pikepdf": ("typeset.proof.pdf",),
    "playwright": (),
    "pybtex": ("compose",),
    "pydyf": (
        "typeset.engine.binding",
        "typeset.engine.drawing",
        "typeset.engine.patches.pictures",
        "typeset.engine.tagging",
    ),
    "pyphen": ("typeset.hyphenation",),
    "resvg_py": ("covers",),
    "rich": ("commands.progress", "report"),
    "segno": ("compose.paged.offprints",),
    "sphinx": ("compose",),
    "sphinx_intl": ("catalogue.creation",),
    "sphinxcontrib": ("compose",),
    "uharfbuzz": ("covers", "media", "typeset.engine.bound_fonts", "typeset.fonts"),
    "weasyprint": ("typeset.engine",),
    "ziamath": ("formula",),
}
"""Library -> the only places that may import it."""

LINES = 600
"""Lines that a file of the package has at most."""
FUNCTION_LINES = 60


@dataclass(frozen=True, slots=True)
class Crossing:
    """An import through a wall."""

    module: str
    line: int
    imported: str

    def __str__(self) -> str:
        path = PurePosixPath("pipeline", *self.module.split("."))
        return f"{path}.py:{self.line}: may not import {self.imported}; tests/structure.py says who may"


def crossings(module: str, source: str) -> Iterator[Crossing]:
    """Yield the imports of a module, named below `pipeline`, that its place does not allow, wherever they stand in its text."""
    allowed = (module.partition(".")[0], *ROOMS.get(module.partition(".")[0], ()))
    never = tuple(other for place, others in NEVER.items() if _is_below(module, (place,)) for other in others)
    for name, line in _imports(source):
        if name.startswith("pipeline."):
            other = name.removeprefix("pipeline.")
            if not _is_below(other, allowed) or _is_below(other, never):
                yield Crossing(module, line, name)
        elif (places := LIBRARIES.get(name.partition(".")[0])) is not None and not _is_below(module, places):
            yield Crossing(module, line, name)


def _imports(source: str) -> Iterator[tuple[str, int]]:
    """Yield the full name of each imported module, or of a name that may be one, and the line of its import."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            if node.module == "pipeline":
                yield from (
                    (f"pipeline.{alias.name}", node.lineno) for alias in node.names if alias.name != "__version__"
                )
            else:
                yield node.module, node.lineno


def _is_below(name: str, places: tuple[str, ...]) -> bool:
    return any(name == place or name.startswith(f"{place}.") for place in places)
