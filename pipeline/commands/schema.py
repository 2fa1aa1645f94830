# SPDX-License-Identifier: GPL-3.0-or-later
"""The command `schema`: write JSON Schemas, with which editors complete and check the TOML files of a project."""

import json
from dataclasses import dataclass
from pathlib import Path

from pipeline.commands.arguments import Command
from pipeline.model.schemas import schemas
from pipeline.report.lines import Wrote
from pipeline.report.session import Session
from pipeline.system.files import write_whole

SKELETON = Path(__file__).parent / "skeleton"
_CONFIGURATION = ".taplo.toml"
"""Where taplo, and the editors that contain it, look up which schema belongs to which file."""


def write_schemas(root: Path) -> tuple[Path, ...]:
    """Write the schemas into the folder `schemas` of a project, and, unless there is one, the file that names them.

    Return the paths of what was written.
    """
    files = {
        root / "schemas" / f"{Path(name).stem}.json": f"{json.dumps(schema, ensure_ascii=False, indent=2)}\n".encode()
        for name, schema in schemas().items()
    }
    if not (root / _CONFIGURATION).exists():
        files[root / _CONFIGURATION] = (SKELETON / _CONFIGURATION).read_bytes()
    for path, text in files.items():
        write_whole(path, text)
    return tuple(files)


@dataclass(frozen=True)
class SchemaCommand(Command):
    def run(self, session: Session) -> int:
        return session.present(map(Wrote, write_schemas(session.project.root)))
