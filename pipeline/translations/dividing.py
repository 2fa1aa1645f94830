# SPDX-License-Identifier: GPL-3.0-or-later
"""The catalogue `portal.po`, in which earlier versions had all words of the interface: it becomes readers.po and tools.po."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.catalogue.dividing import divided, with_former
from pipeline.model.message import Message
from pipeline.model.project import Project
from pipeline.model.publication import Language
from pipeline.model.template import PLURAL
from pipeline.system.files import write_if_changed, write_whole
from pipeline.translations.catalogues import catalogue_path, former_path, undivided
from pipeline.translations.interface import tools_template
from pipeline.words import READERS, TOOLS


@dataclass(frozen=True, slots=True)
class Divided:
    """The catalogue `path` was divided between others, in which all of its translations are now."""

    path: Path
    into: tuple[Path, ...]


def part_of(message: Message) -> str:
    """Return the catalogue in which a message of the undivided one is now."""
    return TOOLS if message.original in _of_tools() else READERS


@cache
def _of_tools() -> frozenset[str]:
    return frozenset(message.original.partition(PLURAL)[0] for message in tools_template().messages)


def divide(project: Project, language: Language) -> Iterator[Divided]:
    """Divide the portal.po of a language, and the file of its former messages, if there are any; nothing of them is left behind.

    Raises Problem `broken-catalogue`, and then leaves both as they are.
    """
    path = undivided(project, language)
    if path is None:
        return
    left = former_path(path)
    parts = divided(path, path.read_bytes(), language, part_of)
    former = divided(left, left.read_bytes(), language, part_of) if left.is_file() else {}
    targets = {name: catalogue_path(project.locales, language, name) for name in (READERS, TOOLS)}
    for name, target in targets.items():
        is_there = target.is_file()
        if name in parts and not is_there:
            write_whole(target, parts[name])
        # Where somebody has made the new file meanwhile, an update finds the others among its former messages.
        for data in (former.get(name), parts.get(name) if is_there else None):
            if data is not None:
                place = former_path(target)
                before = place.read_bytes() if place.is_file() else None
                write_if_changed(place, with_former(place, before, language, data))
    for file in (path, left):
        file.unlink(missing_ok=True)
    yield Divided(path, tuple(target for name, target in targets.items() if name in parts))
