"""The configuration of a project that knows nothing of the pipeline."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_ext"))


class Mock:
    """What manuals of programs put in the place of libraries that need not be there."""

    def __getattr__(self, name: str) -> "Mock":
        return Mock()


sys.modules["lxml"] = Mock()

project = "Lanterna"
author = "The Lanterna writers"
copyright = "2026, The Lanterna writers"
language = "en"
extensions = ["myst_parser", "stamp"]
exclude_patterns = ["_build", "locale"]
html_theme = "alabaster"
locale_dirs = ["locale/"]
gettext_compact = False
root_doc = "contents"
