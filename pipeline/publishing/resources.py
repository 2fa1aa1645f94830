# SPDX-License-Identifier: GPL-3.0-or-later
"""Command options: where jobs run, and the store of results."""

import os
from dataclasses import dataclass
from pathlib import Path

from pipeline.model.project import Project
from pipeline.system.store import FOLDER, VARIABLE


@dataclass(frozen=True, slots=True)
class Resources:
    """Where jobs run, and the store of results.

    `store` is the address of the store; None means the environment variable's or else the folder `build/store` if it exists.
    `scheduler` is the address of a Dask scheduler; if empty, at most `jobs` jobs run at once on this machine (None: one per core).
    """

    store: str | None = None
    scheduler: str = ""
    jobs: int | None = None

    @property
    def named(self) -> str | None:
        """The address of the store from the command or the environment; empty for no store, None if it is not given."""
        name = self.store if self.store is not None else os.environ.get(VARIABLE)
        return str(Path(name).expanduser().absolute()) if name and "://" not in name else name

    def store_address(self, project: Project) -> str:
        """Return the address of the store, or an empty string."""
        if self.named is not None:
            return self.named
        folder = project.build / FOLDER
        return str(folder) if folder.is_dir() else ""
