# SPDX-License-Identifier: GPL-3.0-or-later
"""The one-page guides that lie in a kit, one for each language that a translator may speak."""

from pathlib import Path

_FOLDER = Path(__file__).parent / "guides"
_FALLBACK = "en"
_NAMES = {"de": "LIES-MICH.txt", "en": "READ-ME.txt", "it": "LEGGIMI.txt", "sq": "LEXO-ME.txt"}


def guide(language: str) -> tuple[str, bytes]:
    """The name and the text of the guide for a translator into a language (a tag); in English where there is none in hers."""
    tag = language.partition("-")[0]
    known = tag if tag in _NAMES else _FALLBACK
    text = (_FOLDER / f"{known}.txt").read_text(encoding="utf-8")
    # Notepad tells by the mark that this is UTF-8, and all programs by the line ends where a line is over.
    return _NAMES[known], b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()
