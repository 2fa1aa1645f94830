# SPDX-License-Identifier: GPL-3.0-or-later
"""What an existing Sphinx project needs that is not installed, and the one command that installs it."""

import ast
import importlib.util
import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import entry_points
from pathlib import Path

from pipeline.compose.configuration import SHARED_NAMES, install_command, own_project, package_of
from pipeline.model.problems import Problem

_FILES = ("*requirements*.txt", "requirements/*.txt", "requirements/*.in", "*requirements*.in")
_UP = 3
"""So many folders above conf.py may have what it puts on the path: it can be far below the root of a repository."""
_GROUPS = re.compile(r"docs?|documentation|sphinx|rtd", re.IGNORECASE)
_REQUIREMENT = re.compile(r"\s*([A-Za-z0-9][\w.-]*)")


def all_there(folder: Path, configuration: Path) -> None:
    """Raise Problem `missing-extension` that names all that conf.py imports or names and that is not there, as far as it can be read.

    What conf.py calculates is seen when it is run.
    """
    path = configuration / "conf.py"
    try:
        tree = ast.parse(path.read_text(encoding="utf-8", errors="replace"))
    except SyntaxError:
        return  # running it says so
    themes = (theme for theme in _themes(tree) if not _is_theme(theme))
    names = dict.fromkeys([*_modules(tree), *themes])
    missing = [name for name in names if not _is_there(name, folder, configuration, tree)]
    if missing:
        raise Problem(
            "missing-extension",
            f"conf.py needs what is not installed: {', '.join(missing)}",
            cause="it is neither in the pipeline's Python nor in the project",
            hint=command_for(missing, folder, configuration),
            path=path,
        )


def command_for(modules: list[str], folder: Path, configuration: Path) -> str:
    """Return the one command that installs the packages of these modules, and where the project names them.

    A module of the project itself is installed from its folder.
    """
    listed = dict(_listed(folder, configuration))
    own = own_project(configuration.absolute())  # pip takes a relative folder for the name of a package
    packages = [
        str(own)
        if own is not None and any((own / place / module.partition(".")[0]).is_dir() for place in (".", "src", "lib"))
        else listed.get(_normal(package_of(module)), (package_of(module), ""))[0]
        for module in modules
    ]
    files = dict.fromkeys(listed[name][1] for name in map(_normal, packages) if name in listed)
    where = f"   (named in {', '.join(files)})" if files else "   (a package may have another name than its module)"
    return f"{install_command(packages)}{where}"


def _modules(tree: ast.Module) -> Iterator[str]:
    """Yield the modules that a conf.py imports always, its extensions and its theme."""
    for node in tree.body:
        match node:
            case ast.Import(names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=str(module), level=0):
                yield module
            case ast.Assign(targets=[ast.Name(id="extensions")], value=ast.List(elements) | ast.Tuple(elements)):
                yield from (
                    one.value for one in elements if isinstance(one, ast.Constant) and isinstance(one.value, str)
                )
            case ast.AugAssign(target=ast.Name(id="extensions"), value=ast.List(elements)):
                yield from (
                    one.value for one in elements if isinstance(one, ast.Constant) and isinstance(one.value, str)
                )


def _themes(tree: ast.Module) -> Iterator[str]:
    """Yield the theme of a conf.py, unless it may be the project's own."""
    names = {
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in tree.body:
        match node:
            case ast.Assign(targets=[ast.Name(id="html_theme")], value=ast.Constant(value=str(theme))):
                yield from [] if "html_theme_path" in names else [theme]


def _is_theme(name: str) -> bool:
    """Return whether Sphinx, or a package that is installed, brings a theme."""
    sphinx = importlib.util.find_spec("sphinx")
    own = Path(sphinx.origin or "").parent / "themes" / name if sphinx is not None else Path()
    return own.is_dir() or any(entry.name == name for entry in entry_points(group="sphinx.html_themes"))


def _is_there(name: str, folder: Path, configuration: Path, tree: ast.Module) -> bool:
    """Return whether a module is installed or in the project, wherever conf.py may find it."""
    top = name.partition(".")[0]
    own = [configuration, *configuration.parents[:_UP], folder, folder / "src", folder / "lib"]
    own += [path for path in configuration.iterdir() if path.is_dir()]
    if any((place / top).is_dir() or (place / f"{top}.py").is_file() for place in own) and _changes_path(tree):
        return True
    if (configuration / top).is_dir() or (configuration / f"{top}.py").is_file():
        return True
    try:
        return importlib.util.find_spec(name if top in SHARED_NAMES else top) is not None
    except (ImportError, ValueError):
        return False


def _changes_path(tree: ast.Module) -> bool:
    return any(
        isinstance(node, ast.Attribute)
        and node.attr == "path"
        and isinstance(node.value, ast.Name)
        and node.value.id == "sys"
        for node in ast.walk(tree)
    )


def _listed(folder: Path, configuration: Path) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield the packages that a project asks for, by their normal names, each as it is written, and the file that names it."""
    for place in dict.fromkeys((folder, configuration.parent, configuration)):
        for path in sorted({path for pattern in _FILES for path in place.glob(pattern)}):
            file = path.relative_to(folder, walk_up=True).as_posix()
            lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
            yield from ((_normal(name), (name, file)) for line in lines for name in _name(line))
    pyproject = folder / "pyproject.toml"
    if pyproject.is_file():
        for line in _of_pyproject(pyproject):
            yield from ((_normal(name), (name, pyproject.name)) for name in _name(line))


def _of_pyproject(path: Path) -> Iterator[str]:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError):
        return
    project = data.get("project", {})
    groups = {**project.get("optional-dependencies", {}), **data.get("dependency-groups", {})}
    for name, lines in groups.items():
        if _GROUPS.search(name):
            yield from (line for line in lines if isinstance(line, str))


def _name(line: str) -> list[str]:
    match = _REQUIREMENT.match(line)
    return [match[1]] if match is not None else []


def _normal(name: str) -> str:
    """Return the name of a package as registries compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()
