# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds the missing packages of an existing Sphinx project, and the command that installs them."""

import ast
import importlib.util
import re
import tomllib
from collections.abc import Iterator
from contextlib import suppress
from importlib.metadata import entry_points
from pathlib import Path

from pipeline.compose.configuration import SHARED_NAMES, install_command, own_project, package_of
from pipeline.model.problems import Problem

_FILES = ("*requirements*.txt", "requirements/*.txt", "requirements/*.in", "*requirements*.in")
_UP = 3
"""Number of folders above conf.py that are searched for modules, since it may be far below the root of a repository."""
_GROUPS = re.compile(r"docs?|documentation|sphinx|rtd", re.IGNORECASE)
_REQUIREMENT = re.compile(r"\s*([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?\s*([=<>!~][^;#]*)?")
_FOLDER = re.compile(r"\s*(?:-e\s+|--editable[ =])?(\.{1,2}/[^\s#;]*)")
"""A requirement that is a folder with a package of the project."""


def require_modules(folder: Path, configuration: Path) -> None:
    """Raise Problem `missing-extension` with the missing imports, extensions and themes of conf.py.

    Only literal values are found; calculated ones fail when conf.py is run.
    """
    path = configuration / "conf.py"
    tree = _parse_module(path)
    themes = (theme for theme in _themes(tree) if not _is_theme(theme))
    names = dict.fromkeys([*_modules(tree), *themes])
    for name in list(names):  # imports of the project's own extensions, too
        if (own := _own_module(name, folder, configuration)) is not None:
            names |= dict.fromkeys(_modules(_parse_module(own)))
    missing = [name for name in names if not _is_there(name, folder, configuration, tree)]
    if missing:
        raise Problem(
            "missing-extension",
            f"conf.py needs modules that are not installed: {', '.join(missing)}",
            cause="they are neither in the pipeline's Python nor in the project",
            hint=command_for(missing, folder, configuration),
            path=path,
        )


def _parse_module(path: Path) -> ast.Module:
    """Return the syntax tree of a module; an empty one if it has a syntax error, which importing it will report."""
    try:
        return ast.parse(path.read_text(encoding="utf-8", errors="replace"))
    except SyntaxError:
        return ast.Module([], [])


def _own_module(name: str, folder: Path, configuration: Path) -> Path | None:
    """Return the file of a module that belongs to the project, else None."""
    place = Path(*name.split("."))
    files = (root / file for root in _roots(folder, configuration) for file in (f"{place}.py", place / "__init__.py"))
    return next((file for file in files if file.is_file()), None)


def _roots(folder: Path, configuration: Path) -> list[Path]:
    """Return the folders in which a conf.py may find the project's own modules."""
    subfolders = [path for path in configuration.iterdir() if path.is_dir()]
    return [configuration, *configuration.parents[:_UP], folder, folder / "src", folder / "lib", *subfolders]


def command_for(modules: list[str], folder: Path, configuration: Path) -> str:
    """Return a single command that installs the packages of these modules, in the versions that the project requires.

    The project's own modules are installed from their folder.
    """
    requirements = dict(_requirements(folder, configuration))
    project = own_project(configuration.absolute())  # pip would read a relative folder as a package name
    packages = [
        str(project)
        if project is not None
        and any((project / place / module.partition(".")[0]).is_dir() for place in (".", "src", "lib"))
        else requirements.get(_normal(package_of(module)), (package_of(module), ""))[0]
        for module in modules
    ]
    names = [_normal(package_of(module)) for module in modules]
    files = dict.fromkeys(requirements[name][1] for name in names if name in requirements)
    where = (
        f"   (named in {', '.join(files)})"
        if files
        else "   (the name of a package may differ from that of its module)"
    )
    return f"{install_command(packages)}{where}"


def _modules(tree: ast.Module) -> Iterator[str]:
    """Yield the unconditional imports and the extensions of a conf.py."""
    for node in tree.body:
        match node:
            case ast.Import(names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=str(module), level=0):
                yield module
            case ast.Assign(targets=[ast.Name(id="extensions")], value=ast.List(elements) | ast.Tuple(elements)):
                yield from (
                    element.value
                    for element in elements
                    if isinstance(element, ast.Constant) and isinstance(element.value, str)
                )
            case ast.AugAssign(target=ast.Name(id="extensions"), value=ast.List(elements)):
                yield from (
                    element.value
                    for element in elements
                    if isinstance(element, ast.Constant) and isinstance(element.value, str)
                )


def _themes(tree: ast.Module) -> Iterator[str]:
    """Yield the theme of a conf.py, unless it may belong to the project."""
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
    """Return whether Sphinx, or an installed package, has a theme of this name."""
    sphinx = importlib.util.find_spec("sphinx")
    own = Path(sphinx.origin or "").parent / "themes" / name if sphinx is not None else Path()
    return own.is_dir() or any(entry.name == name for entry in entry_points(group="sphinx.html_themes"))


def _is_there(name: str, folder: Path, configuration: Path, tree: ast.Module) -> bool:
    """Return whether a module is installed, or is in a folder where conf.py may find it."""
    top = name.partition(".")[0]
    own = _roots(folder, configuration)
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


def _requirements(folder: Path, configuration: Path) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield the requirements of a project: the normalised name of the package, its pip requirement, and the file."""
    for place in dict.fromkeys((folder, configuration.parent, configuration)):
        for path in sorted({path for pattern in _FILES for path in place.glob(pattern)}):
            file = path.relative_to(folder, walk_up=True).as_posix()
            for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
                yield from ((name, (wanted, file)) for name, wanted in _requirement_in(line, path.parent))
    pyproject = folder / "pyproject.toml"
    for line in _of_pyproject(pyproject) if pyproject.is_file() else ():
        yield from ((name, (wanted, pyproject.name)) for name, wanted in _requirement_in(line, folder))


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


def _requirement_in(line: str, place: Path) -> Iterator[tuple[str, str]]:
    """Yield the package in a line of a requirements file, and its requirement: with a version, or as a folder."""
    if match := _FOLDER.match(line):
        folder = (place / match[1]).resolve()
        with suppress(OSError, ValueError, KeyError):
            described = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))
            yield _normal(described["project"]["name"]), str(folder)
    elif match := _REQUIREMENT.match(line):
        yield _normal(match[1]), f"{match[1]}{''.join((match[2] or '').split())}"


def _normal(name: str) -> str:
    """Return the normalised name of a package."""
    return re.sub(r"[-_.]+", "-", name).lower()
