"""The configuration of a project that knows nothing of the pipeline."""

project = "Universal Declaration of Human Rights"
author = "United Nations"
copyright = "1948, United Nations"
release = "1"
language = "en"
exclude_patterns = ["_build", "locale"]
html_theme = "alabaster"
locale_dirs = ["locale/"]
gettext_compact = "text"
gettext_additional_targets = ["index"]
