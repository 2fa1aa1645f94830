# SPDX-License-Identifier: GPL-3.0-or-later
"""The command `schema`: write JSON Schemas for editors that complete and check a project's TOML files."""

from dataclasses import dataclass

from pipeline.commands import SKELETON
from pipeline.commands.arguments import Command
from pipeline.model.schemas import schema_files
from pipeline.report.lines import Wrote
from pipeline.report.session import Session
from pipeline.system.files import write_whole

_CONFIGURATION = ".taplo.toml"
"""The file in which taplo, and editors that contain it, look up the schema of a file."""


@dataclass(frozen=True)
class SchemaCommand(Command):
    def run(self, session: Session) -> int:
        root = session.project.root
        files = {root / path: text for path, text in schema_files().items()}
        # Do not overwrite a configuration, which the project may have extended.
        if not (configuration := root / _CONFIGURATION).exists():
            files[configuration] = (SKELETON / _CONFIGURATION).read_bytes()
        for path, text in files.items():
            write_whole(path, text)
        return session.present(map(Wrote, files))
