# SPDX-License-Identifier: GPL-3.0-or-later
"""What the libraries bring for a language, looked up among their files: nothing of them is imported."""

from functools import cache
from importlib.util import find_spec
from pathlib import Path


def hyphenates(primary: str) -> bool:
    """Return whether pyphen has patterns of a language."""
    return any(_folder("pyphen").glob(f"dictionaries/hyph_{primary}*.dic"))


def has_labels(tag: str) -> bool:
    """Return whether docutils has its labels in a language."""
    name = tag.replace("-", "_").lower()
    return any((_folder("docutils") / f"languages/{one}.py").is_file() for one in (name, name.partition("_")[0]))


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
