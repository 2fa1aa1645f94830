# SPDX-License-Identifier: GPL-3.0-or-later
"""Undoes the mock modules that a conf.py leaves in `sys.modules` for autodoc, so that our later imports get the real ones.

Wraps `sphinx.config.eval_config_file`, and restores the real modules after it.
"""

import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from sphinx import config
from sphinx.util.tags import Tags

from pipeline.system.versions import original

_IMPORTED_LATE = ("lxml.etree", "lxml.html", "PIL.Image")
"""Modules that we import after conf.py has run, and that the conf.py of some manuals mocks."""

_eval_config_file = original(config, "eval_config_file", "(filename, tags)")


def keep_real_modules() -> None:
    """Wrap `eval_config_file` in this process. May be called more than once."""
    config.eval_config_file = _evaluate


def _evaluate(filename: Path, tags: Tags) -> dict[str, Any]:
    for name in _IMPORTED_LATE:
        import_module(name)
    real_modules = dict(sys.modules)
    try:
        return dict(_eval_config_file(filename, tags))
    finally:
        for name, module in real_modules.items():
            if not isinstance(sys.modules.get(name, module), ModuleType):
                sys.modules[name] = module
