# SPDX-License-Identifier: GPL-3.0-or-later
"""Where jobs are made, and where results are kept, as a command says it."""

import os
from dataclasses import dataclass
from pathlib import Path

from pipeline.model.project import Project
from pipeline.system.store import FOLDER, VARIABLE


@dataclass(frozen=True, slots=True)
class Resources:
    """Where jobs are made, and where results are kept.

    `store` is the address of the store; None: the one that the environment names, or else the folder `build/store` where there is one.
    `scheduler` is the address of a Dask scheduler, empty: jobs are made here, at most `jobs` at once, None: one for each core.
    """

    store: str | None = None
    scheduler: str = ""
    jobs: int | None = None

    @property
    def named(self) -> str | None:
        """The address of the store that the command or the environment names; empty where there is to be none."""
        named = self.store if self.store is not None else os.environ.get(VARIABLE)
        return str(Path(named).expanduser().absolute()) if named and "://" not in named else named

    def store_address(self, project: Project) -> str:
        """Return the address of the store, or an empty string."""
        if self.named is not None:
            return self.named
        folder = project.build / FOLDER
        return str(folder) if folder.is_dir() else ""
