# SPDX-License-Identifier: GPL-3.0-or-later
"""The one-page guide that lies in a kit, in the language of the translator."""

from pathlib import Path

from pipeline.languages import guide_of


def guide(language: str, project_profiles: Path | None = None) -> tuple[str, bytes]:
    """Return the name and the bytes of the guide for a translator into a language (a tag); in English where it has none."""
    name, text = guide_of(language, project_profiles)
    # Notepad tells by the mark that this is UTF-8, and all programs by the line ends where a line is over.
    return name, b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()
