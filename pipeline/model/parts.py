# SPDX-License-Identifier: GPL-3.0-or-later
"""The kinds of parts, from `parts.toml` and from [[parts]] in project.toml."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.model.toml_tables import Table

PARTS_FILE = Path(__file__).with_name("parts.toml")
_NAME = re.compile(r"[a-z]+\Z")


@dataclass(frozen=True, slots=True)
class PartKind:
    """A kind of titled box, written by a directive with its name.

    `label` is printed before its title; if it contains %s, parts are numbered throughout the publication, and a book gets a list of
    them with the heading `list`. `steps`: it may contain steps. `boxes`: its lists have checkboxes. `facts` are its options, each with
    the label of its value. All these texts are messages: of the interface's catalogue, or of the project's shared catalogue if the
    kind `is_own`.
    """

    name: str
    label: str
    list: str = ""
    steps: bool = False
    boxes: bool = False
    facts: tuple[tuple[str, str], ...] = ()
    is_own: bool = False

    @property
    def is_numbered(self) -> bool:
        return "%s" in self.label and self.name != STEP

    @property
    def style_name(self) -> str:
        """The standard kind whose CSS classes it uses."""
        return self.name if not self.is_own else "checklist" if self.boxes else "procedure"

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(filter(None, (self.label, self.list, *(label for _, label in self.facts))))


STEP = "step"
"""The kind of steps, which are numbered within their part."""


def parts_of(project: Table) -> Mapping[str, PartKind]:
    """Return all kinds of parts of a project, by name. Raises Problem `bad-value` and the like with the line of the key."""
    kinds = dict(standard_parts())
    for row in project.tables("parts", "kinds of parts"):
        kind = _kind(row, is_own=True)
        if kind.name in kinds:
            hint = "give yours another name; the standard kinds cannot be changed"
            raise row.problem("bad-value", f"there is a kind of part {kind.name!r} already", "name", hint=hint)
        kinds[kind.name] = kind
    return kinds


@cache
def standard_parts() -> Mapping[str, PartKind]:
    """Return the kinds of parts that every project has, by name."""
    rows = Table.read(PARTS_FILE).tables("parts", "kinds of parts")
    return {kind.name: kind for kind in (_kind(row, is_own=False) for row in rows)}


def _kind(row: Table, *, is_own: bool) -> PartKind:
    kind = PartKind(
        row.matching("name", _NAME, "small letters a to z, such as recipe: it becomes the name of the directive"),
        row.text("label"),
        row.text("list", ""),
        row.flag("steps"),
        row.flag("boxes"),
        row.names("facts"),
        is_own,
    )
    row.reject_unknown_keys()
    return kind
