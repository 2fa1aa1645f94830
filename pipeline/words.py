# SPDX-License-Identifier: GPL-3.0-or-later
"""The texts of the interface, translated by its own catalogues. The originals are English."""

import gettext
import io
from functools import cache, partial
from pathlib import Path

from pipeline.model.problems import Problem
from pipeline.model.publication import Language
from pipeline.model.template import SHARED
from pipeline.system.cache import cached
from pipeline.system.files import sha256

READERS = "readers"
"""The gettext domain of texts for readers: pages, books, EPUBs and the download site. Editions need only this one."""
TOOLS = "tools"
"""The gettext domain of texts for editors and translators: commands, checks, kits and the preview."""
LABELS = (
    "Attention", "Caution", "Danger", "Error", "Hint", "Important", "Note", "See also", "Tip", "Todo", "Warning",
    "Table of Contents", "Symbols", "see %s", "see also %s", "Footnotes", "Fig. %s",
    "Parameters", "Returns", "Return type", "Raises", "Throws", "Yields", "Variables", "Keyword Arguments",
    "Added in version %s", "Changed in version %s", "Deprecated since version %s",
    "Removed in version %s",
)  # fmt: skip
"""The labels that Sphinx itself prints in pages and books, as in its catalogues, unless `readers` has them."""
INTERFACE_LOCALES = (Path(__file__).parent / "locales").resolve()
"""The folder of the interface's catalogues, in the package or (through a symbolic link) in the repository."""


class Words:
    """Translates the texts of pages and books: `words("Contents")`, `words.plural("%(n)s page", "%(n)s pages", n)`.

    Looks them up in the catalogues of the project (`locales`), then in those of the pipeline; a text in neither
    stays English. `language` may be a tag or, as in Sphinx, the name of a locale. Raises Problem `broken-catalogue`
    if a catalogue cannot be read.
    """

    _domains: tuple[str, ...] = (READERS,)

    def __init__(self, language: Language | str, locales: Path | None = None) -> None:
        self.tag = language.replace("_", "-") if isinstance(language, str) else language.tag
        folders = [INTERFACE_LOCALES] if locales is None else [locales.resolve(), INTERFACE_LOCALES]
        places = ((domain, folder) for domain in self._domains for folder in dict.fromkeys(folders))
        self._catalogue = _chained(tuple(path_of(self.tag, *place) for place in places))
        self._locales = folders[0]

    @property
    def language(self) -> str:
        """The language tag of the texts; `en` if no catalogue exists."""
        return "en" if type(self._catalogue) is gettext.NullTranslations else self.tag

    def __call__(self, text: str) -> str:
        return self._catalogue.gettext(text) if text else ""

    def translates(self, text: str) -> bool:
        """Return whether a catalogue translates this text (a plural: its singular), even if the translation equals it."""
        return self._catalogue.gettext(text) is not text

    def of_project(self, text: str) -> str:
        """Translate a text of project.toml by the shared catalogue; return it unchanged if that is broken, which editions report."""
        try:
            return lookup(self.tag, SHARED, (self._locales,)).gettext(text)
        except Problem:
            return text

    def plural(self, singular: str, plural: str, number: int) -> str:
        """Return the translated form for `number`; the caller inserts the number."""
        return self._catalogue.ngettext(singular, plural, number)


class ToolWords(Words):
    """Translates the texts of commands, checks, kits and the preview, which also use texts of pages."""

    _domains = (TOOLS, READERS)


def words_in(tag: str, locales: Path | None = None) -> ToolWords:
    """Return the texts of the tools in a language.

    Raises Problem `unknown-language` if neither `locales` nor the pipeline has a catalogue `tools` for it.
    """
    folders = [*([locales] if locales else []), INTERFACE_LOCALES]
    paths = (path for folder in folders for path in folder.glob(f"*/LC_MESSAGES/{TOOLS}.po"))
    tags = {"en", *(path.parents[1].name.replace("_", "-") for path in paths)}
    if tag not in tags:
        hint = f"choose one of: {', '.join(sorted(tags))}"
        raise Problem("unknown-language", f"the interface is not translated into {tag!r}", hint=hint)
    return ToolWords(tag, locales)


def lookup(tag: str, domain: str, folders: tuple[Path, ...]) -> gettext.NullTranslations:
    """Return the catalogues `domain`.po of a language, chained: earlier folders take precedence. Empty if there are none."""
    return _chained(tuple(path_of(tag, domain, folder) for folder in folders))


@cache
def _chained(paths: tuple[Path, ...]) -> gettext.NullTranslations:
    if not paths:
        return gettext.NullTranslations()
    fallback = _chained(paths[1:])
    if not paths[0].is_file():
        return fallback
    catalogue = _read(paths[0])
    catalogue.add_fallback(fallback)
    return catalogue


def path_of(tag: str, domain: str, folder: Path) -> Path:
    """Return the path of a language's catalogue, which need not exist."""
    return folder / tag.replace("-", "_") / "LC_MESSAGES" / f"{domain}.po"


def _read(path: Path) -> gettext.GNUTranslations:
    data = path.read_bytes()
    compiled = partial(_compiled, path, data)
    is_ours = path.is_relative_to(INTERFACE_LOCALES)  # do not cache catalogues of projects in the user's cache
    parts = ("words", sha256(data))
    return gettext.GNUTranslations(io.BytesIO(cached(parts, compiled) if is_ours else compiled()))


def _compiled(path: Path, data: bytes) -> bytes:
    """Return a catalogue compiled to .mo, for its plural rule; fuzzy translations are omitted."""
    # Imported late: cached catalogues need neither.
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import PoFileError, read_po

    file = io.BytesIO()
    # Babel rejects the previous original (#~|) of an obsolete entry, which gettext and `update` write.
    lines = [line for line in data.split(b"\n") if not line.startswith(b"#~|")]
    try:
        write_mo(file, read_po(io.BytesIO(b"\n".join(lines)), abort_invalid=True))
    except (PoFileError, ValueError, LookupError) as error:
        raise Problem(
            "broken-catalogue",
            f"the interface's catalogue for {path.parent.parent.name} cannot be read",
            cause=str(error),
            hint="correct that file; `west-pipeline check` lists each wrong line",
            path=path,
        ) from error
    return file.getvalue()
