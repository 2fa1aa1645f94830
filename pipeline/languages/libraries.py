# SPDX-License-Identifier: GPL-3.0-or-later
"""Looks up the language data of libraries in their files, without importing them."""

import ast
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path


def hyphenates(primary: str) -> bool:
    """Return whether pyphen has hyphenation patterns for a language."""
    return any(_folder("pyphen").glob(f"dictionaries/hyph_{primary}*.dic"))


def docutils_labels(tag: str) -> Mapping[str, str]:
    """Return docutils' labels in a language by their English form, without all-capitals and exclamation marks; empty if it has none."""
    name = tag.replace("-", "_").lower()
    own, english = _labels(name) or _labels(name.partition("_")[0]), _labels("en")
    return {_sentence_case(english[node]): _sentence_case(label) for node, label in own.items() if node in english}


def _sentence_case(label: str) -> str:
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
    """Return Snowball's name of a language if Sphinx ships its JavaScript stemmer, else an empty string."""
    name = english_name.split(maxsplit=1)[0].lower()  # Norwegian Bokmål
    return name if snowball(name).is_file() else ""


def snowball(name: str) -> Path:
    """Return the path of a Snowball script of Sphinx, such as `base` or `italian`."""
    return _folder("sphinx") / f"search/minified-js/{name}-stemmer.js"


@cache
def _folder(package: str) -> Path:
    spec = find_spec(package)
    assert spec is not None, package
    assert spec.origin is not None, package
    return Path(spec.origin).parent
