# SPDX-License-Identifier: GPL-3.0-or-later
"""The settings of another project's conf.py, read as Sphinx reads them. Its code runs: adopt only projects that you would build."""

import ast
import importlib.util
import re
import shlex
import sys
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sphinx.config import Config
from sphinx.errors import ConfigError
from sphinx.util.tags import Tags

from pipeline.compose.engine.real_modules import keep_real_modules
from pipeline.model.problems import Problem
from pipeline.system.versions import DISTRIBUTION, supported

SHARED_NAMES = ("sphinxcontrib", "sphinxext")
"""Namespaces that several packages share."""
_PACKAGES = {
    "PIL": "Pillow",
    "bootstrap": "sphinx-bootstrap-theme",
    "hoverxref": "sphinx-hoverxref",
    "notfound": "sphinx-notfound-page",
    "sphinx_search": "readthedocs-sphinx-search",
    "versionwarning": "sphinx-version-warning",
    "yaml": "PyYAML",
}
"""Packages whose name differs from that of their module or theme."""
_PARENTS = 3
"""Number of folders above conf.py that are searched for modules, since it may be far below the root of a repository."""
_YEARS = re.compile(r"^[\s©(c),.–-]*(\d{4}[\s,–-]*)*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Configuration:
    """The settings of a conf.py that we use; `extensions` in the project's order."""

    project: str
    version: str
    author: str
    language: str
    root_document: str
    locale_folders: tuple[str, ...]
    extensions: tuple[str, ...]
    gettext_compact: bool | str = True
    suffixes: tuple[str, ...] = (".rst",)


def read_configuration(folder: Path) -> Configuration:
    """Run the folder's conf.py. Raises Problem `broken-configuration` when it cannot be run."""
    keep_real_modules()
    try:
        config = Config.read(folder, overrides={}, tags=Tags())
        config.add("gettext_compact", True, "gettext", (bool, str))  # normally added by the gettext builder
        config.init_values()
    except (ConfigError, OSError, ValueError) as error:
        raise Problem(
            "broken-configuration",
            "Sphinx's conf.py cannot be run",
            cause=str(error).strip().splitlines()[-1],
            hint=_hint(str(error), folder),
            path=folder / "conf.py",
        ) from error
    holder = config.copyright if isinstance(config.copyright, str) else ""
    is_named = config.author not in ("Author name not set", "unknown", "")
    return Configuration(
        project=config.project,
        version=config.release or config.version,
        # If there is no author, use the copyright holder: the text after the years.
        author=str(config.author) if is_named else _YEARS.sub("", holder).strip(),
        language=config.language or "en",
        root_document=config.root_doc,
        locale_folders=tuple(str(folder) for folder in config.locale_dirs),
        extensions=tuple(config.extensions),
        gettext_compact=config.gettext_compact,
        suffixes=tuple(config.source_suffix),
    )


def _hint(error: str, folder: Path) -> str:
    """Return the next step for an error in a conf.py, which Sphinx reports with its traceback."""
    own = own_project(folder.absolute())
    if own is not None and re.search(r"PackageNotFoundError|ModuleNotFoundError", error):
        return f"install the project with its dependencies: {install_command([str(own)])}"
    if module := re.search(r"ModuleNotFoundError: No module named '([^']+)'", error):
        return f"install what it imports: {install_command([package_of(module[1])])}"
    if "environ" in error and (name := re.search(r"KeyError: '(\w+)'", error)):
        return f"it reads an environment variable: put {name[1]}=… before the command, here and for each build"
    if re.search(r"\bgit\b", error):
        return "it calls git: install git, and adopt a clone with its history and its tags"
    return "install what it imports, or fix it, until plain sphinx-build runs"


def own_project(folder: Path) -> Path | None:
    """Return the nearest folder that pip can install, this one or a parent; None if there is none."""
    files = (root / name for root in (folder, *folder.parents) for name in ("pyproject.toml", "setup.py"))
    return next((file.parent for file in files if file.is_file()), None)


def require_imports(folder: Path) -> None:
    """Raise Problem `missing-extension` with all unconditional imports and literal extensions of conf.py that are not installed.

    Calculated ones are found when conf.py runs. If it changes `sys.path`, modules of the project count as installed.
    """
    text = (folder / "conf.py").read_text(encoding="utf-8", errors="replace")
    try:
        body = ast.parse(text).body
    except SyntaxError:
        return  # running conf.py reports it
    parents = folder.parents[:_PARENTS]
    own = [*parents, *(root / name for root in parents for name in ("src", "lib")), *folder.glob("*/")]
    folders = (folder, *own) if "sys.path" in text else (folder,)
    missing = [name for name in dict.fromkeys(_imports(body)) if not _is_there(name, *folders)]
    if missing:
        message = f"conf.py needs modules that are not installed: {', '.join(missing)}"
        raise missing_extension(message, tuple(missing), folder)


def _imports(body: list[ast.stmt]) -> Iterator[str]:
    """Yield the names of modules in the imports and the literal `extensions` of a conf.py."""
    for node in body:
        match node:
            case ast.Import(names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=str(module), level=0):
                yield module
            case (
                ast.Assign(targets=[ast.Name(id="extensions")], value=ast.List(names) | ast.Tuple(names))
                | ast.AugAssign(target=ast.Name(id="extensions"), value=ast.List(names))
            ):
                yield from (
                    name.value for name in names if isinstance(name, ast.Constant) and isinstance(name.value, str)
                )


def require_extensions(extensions: tuple[str, ...], folder: Path) -> None:
    """Raise Problem `missing-extension` if extensions are neither installed nor next to conf.py."""
    missing = tuple(name for name in extensions if not _is_there(name, folder))
    if missing:
        raise missing_extension(
            f"extensions that conf.py names are not installed: {', '.join(missing)}", missing, folder
        )


def missing_extension(message: str, names: tuple[str, ...], configuration: Path) -> Problem:
    """Return the Problem for missing modules, with the command that most likely installs them; the project's own are installed from its folder."""
    project = own_project(configuration.absolute())
    own = [project / place for place in (".", "src", "lib")] if project is not None else []
    packages = (
        str(project) if any((folder / name.partition(".")[0]).is_dir() for folder in own) else package_of(name)
        for name in names
    )
    return Problem(
        "missing-extension",
        message,
        cause="they are neither in the pipeline's Python nor next to conf.py",
        hint=f"{install_command(packages)}   (the name of a package may differ from that of its module)",
        path=configuration / "conf.py",
    )


def install_command(packages: Iterable[str]) -> str:
    """Return the command that installs packages next to the pipeline, with the installer used for it.

    It names the versions of Sphinx and docutils that are known to work: a package that needs others is refused.
    """
    names = [shlex.quote(name) for name in dict.fromkeys(packages)]
    ours = [shlex.quote(row) for row in supported("sphinx", "docutils")]
    environment = Path(sys.prefix)
    if (receipt := environment / "uv-receipt.toml").is_file():
        return f"uv tool install {' '.join(f'--with {name}' for name in names)} {shlex.quote(_installed_from(receipt))}"
    if (environment / "pipx_metadata.json").is_file():
        return f"pipx inject {DISTRIBUTION} {' '.join([*ours, *names])}"
    return f"{sys.executable} -m pip install {' '.join([*ours, *names])}"


def _installed_from(receipt: Path) -> str:
    """Return the source from which uv installed the pipeline, for `uv tool install`: a folder, a wheel, or its name."""
    requirements = tomllib.loads(receipt.read_text(encoding="utf-8")).get("tool", {}).get("requirements", [])
    own = next(
        (
            requirement
            for requirement in requirements
            if isinstance(requirement, dict) and requirement.get("name") == DISTRIBUTION
        ),
        {},
    )
    return str(own.get("directory") or own.get("path") or own.get("editable") or own.get("url") or DISTRIBUTION)


def package_of(module: str) -> str:
    """Return the likely package of a module: sphinxcontrib-mermaid for sphinxcontrib.mermaid."""
    parts = module.split(".")
    name = ".".join(parts[: 2 if parts[0] in SHARED_NAMES else 1])
    return _PACKAGES.get(name) or name.replace(".", "-").replace("_", "-")


def _is_there(name: str, *folders: Path) -> bool:
    top = name.partition(".")[0]
    if any((folder / top).is_dir() or (folder / f"{top}.py").is_file() for folder in folders):
        return True
    try:
        return importlib.util.find_spec(name) is not None
    except (ImportError, ValueError):
        # A conf.py may add folders to sys.path: whether the module exists is known only when Sphinx starts.
        return importlib.util.find_spec(top) is not None
