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


def schema_files() -> dict[Path, bytes]:
    """Return the schemas by their paths in a project's folder."""
    return {
        Path("schemas", f"{Path(name).stem}.json"): f"{json.dumps(schema, ensure_ascii=False, indent=2)}\n".encode()
        for name, schema in schemas().items()
    }


@dataclass(frozen=True)
class SchemaCommand(Command):
    def run(self, session: Session) -> int:
        root = session.project.root
        files = {root / path: text for path, text in schema_files().items()}
        # One that names other files, too, is the project's own.
        if not (configuration := root / _CONFIGURATION).exists():
            files[configuration] = (SKELETON / _CONFIGURATION).read_bytes()
        for path, text in files.items():
            write_whole(path, text)
        return session.present(map(Wrote, files))
