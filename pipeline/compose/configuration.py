# SPDX-License-Identifier: GPL-3.0-or-later
"""What another project's conf.py says, read as Sphinx reads it. Its code runs: adopt only what you would build."""

import importlib.util
from dataclasses import dataclass
from pathlib import Path

from sphinx.config import Config
from sphinx.errors import ConfigError
from sphinx.util.tags import Tags

from pipeline.problems import Problem


@dataclass(frozen=True, slots=True)
class Configuration:
    """The values of a conf.py that we ask for; `extensions` in the project's order."""

    project: str
    version: str
    author: str
    language: str
    root_document: str
    locale_folders: tuple[str, ...]
    extensions: tuple[str, ...]


def read_configuration(folder: Path) -> Configuration:
    """Run the folder's conf.py. Raises Problem `broken-configuration` when it cannot be run."""
    try:
        config = Config.read(folder, overrides={}, tags=Tags())
        config.init_values()
    except (ConfigError, OSError, ValueError) as error:
        raise Problem(
            "broken-configuration",
            "Sphinx's conf.py cannot be run",
            cause=str(error).strip().splitlines()[-1],
            hint="install what it imports, or mend it, until plain sphinx-build runs",
            path=folder / "conf.py",
        ) from error
    return Configuration(
        project=config.project,
        version=config.release or config.version,
        author="" if config.author == "Author name not set" else config.author,
        language=config.language or "en",
        root_document=config.root_doc,
        locale_folders=tuple(str(one) for one in config.locale_dirs),
        extensions=tuple(config.extensions),
    )


def not_installed(extensions: tuple[str, ...], folder: Path) -> tuple[str, ...]:
    """The extensions that cannot be found, neither installed nor beside conf.py."""
    return tuple(name for name in extensions if not _is_there(name, folder))


def _is_there(name: str, folder: Path) -> bool:
    top = name.partition(".")[0]
    if (folder / top).is_dir() or (folder / f"{top}.py").is_file():
        return True
    try:
        return importlib.util.find_spec(name) is not None
    except (ImportError, ValueError):
        # A conf.py may put folders of its own on the path; whether the module is there is known when Sphinx starts.
        return importlib.util.find_spec(top) is not None
