# SPDX-License-Identifier: GPL-3.0-or-later
"""The interface's own words in the language of an edition. English is the language they are written in."""

import gettext
import io
from functools import cache
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

from pipeline.model.problems import Problem
from pipeline.model.publication import Language

DOMAIN = "portal"
SHARED = "shared"
"""The catalogue of a project's own texts."""
OWN_LOCALES = Path(__file__).resolve().parents[1] / "locales"
"""Where this checkout keeps the interface's catalogues."""


class Words:
    """Translates the interface's own English words: `words("Contents")`, `words.plural("%(n)s page", "%(n)s pages", n)`.

    They are looked up in `locales` (a project may have words of its own), then in this checkout; what neither holds
    stays English. Raises Problem `broken-catalogue` when a catalogue cannot be read.
    """

    def __init__(self, language: Language | str, locales: Path | None = None) -> None:
        self.tag = language if isinstance(language, str) else language.tag
        folders = [OWN_LOCALES] if locales is None else [locales.resolve(), OWN_LOCALES]
        self._catalogue = lookup(self.tag, DOMAIN, tuple(dict.fromkeys(folders)))
        self._locales = folders[0]

    def __call__(self, text: str) -> str:
        return self._catalogue.gettext(text) if text else ""

    def of_project(self, text: str) -> str:
        """A text of project.toml, from the project's shared catalogue; where that cannot be read, its editions say so."""
        try:
            return lookup(self.tag, SHARED, (self._locales,)).gettext(text)
        except Problem:
            return text

    def plural(self, one: str, many: str, number: int) -> str:
        """The form that the language uses with `number`; the caller puts the number in."""
        return self._catalogue.ngettext(one, many, number)


def words_in(tag: str, locales: Path | None = None) -> Words:
    """Return the interface's words in the language that somebody asked for.

    Raises Problem `unknown-language` where neither `locales` nor this checkout has a catalogue of them.
    """
    folders = [*([locales] if locales else []), OWN_LOCALES]
    known = {
        path.parents[1].name.replace("_", "-")
        for folder in folders
        for path in folder.glob(f"*/LC_MESSAGES/{DOMAIN}.po")
    }
    if tag not in known | {"en"}:
        hint = f"choose one of: {', '.join(sorted(known | {'en'}))}"
        raise Problem("unknown-language", f"the interface has no words in {tag!r}", hint=hint)
    return Words(tag, locales)


@cache
def lookup(tag: str, domain: str, folders: tuple[Path, ...]) -> gettext.NullTranslations:
    """The catalogues `domain`.po of a language in several folders, the first folder first; empty where there is none."""
    found = gettext.NullTranslations()
    for folder in reversed(folders):
        path = path_of(tag, domain, folder)
        if path.is_file():
            catalogue = _read(path)
            catalogue.add_fallback(found)
            found = catalogue
    return found


def path_of(tag: str, domain: str = DOMAIN, folder: Path = OWN_LOCALES) -> Path:
    """Where the catalogue of a language is, if there is one; of the interface's own words in this checkout by default."""
    return folder / tag.replace("-", "_") / "LC_MESSAGES" / f"{domain}.po"


def _read(path: Path) -> gettext.GNUTranslations:
    compiled = io.BytesIO()
    try:
        # Compiled in memory, because gettext knows each language's plural; fuzzy words are left out.
        write_mo(compiled, read_po(io.BytesIO(path.read_bytes()), abort_invalid=True))
    except (PoFileError, ValueError, LookupError) as error:
        raise Problem(
            "broken-catalogue",
            f"the interface's words in {path.parent.parent.name} cannot be read",
            cause=str(error),
            hint="mend that file; `pipeline check` names each line that is wrong",
            path=path,
        ) from error
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
