# SPDX-License-Identifier: GPL-3.0-or-later
"""What the libraries bring for a language, looked up among their files: nothing of them is imported."""

import ast
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path


def hyphenates(primary: str) -> bool:
    """Return whether pyphen has patterns of a language."""
    return any(_folder("pyphen").glob(f"dictionaries/hyph_{primary}*.dic"))


def docutils_labels(tag: str) -> Mapping[str, str]:
    """Return the labels of docutils in a language by those in English, as words among others: no capitals, no exclamation marks; empty where it has none."""
    name = tag.replace("-", "_").lower()
    own, english = _labels(name) or _labels(name.partition("_")[0]), _labels("en")
    return {_plain(english[node]): _plain(label) for node, label in own.items() if node in english}


def _plain(label: str) -> str:
    label = label.strip("!¡ ")
    return label.capitalize() if label.isupper() else label


@cache
def _labels(name: str) -> Mapping[str, str]:
    path = _folder("docutils") / f"languages/{name}.py"
    if not path.is_file():
        return {}
    for statement in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == "labels":
            labels: dict[str, str] = ast.literal_eval(statement.value)
            return labels
    return {}


def stemmer(english_name: str) -> str:
    """Return Snowball's name of a language, if Sphinx ships its stemmer for the browser; else nothing."""
    name = english_name.split(maxsplit=1)[0].lower()  # Norwegian Bokmål
    return name if snowball(name).is_file() else ""


def snowball(name: str) -> Path:
    """Return the path of one of Snowball's scripts, such as `base` and `italian`."""
    return _folder("sphinx") / f"search/minified-js/{name}-stemmer.js"


@cache
def _folder(package: str) -> Path:
    spec = find_spec(package)
    assert spec is not None, package
    assert spec.origin is not None, package
    return Path(spec.origin).parent
