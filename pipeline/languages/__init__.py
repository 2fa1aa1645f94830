# SPDX-License-Identifier: GPL-3.0-or-later
"""Language profiles: everything that depends on a language, from a file `<tag>.toml` for each."""

from pipeline.languages.profile import LanguageProfile, Quotes, Spaces, Syllables, autonym, is_right_to_left, script_of
from pipeline.languages.reading import guide, profile_of, profiles

__all__ = [
    "LanguageProfile",
    "Quotes",
    "Spaces",
    "Syllables",
    "autonym",
    "guide",
    "is_right_to_left",
    "profile_of",
    "profiles",
    "script_of",
]
