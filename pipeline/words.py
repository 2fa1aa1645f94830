# SPDX-License-Identifier: GPL-3.0-or-later
"""The interface's words in the language of an edition. English is the language they are written in."""

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
"""The gettext domain of what readers see: pages, books, EPUBs and the download site. An edition needs no other."""
TOOLS = "tools"
"""The gettext domain of what commands, checks, kits and the preview say to those who write and translate."""
LABELS = (
    "Attention", "Caution", "Danger", "Error", "Hint", "Important", "Note", "See also", "Tip", "Todo", "Warning",
    "Table of Contents", "Symbols", "see %s", "see also %s", "Footnotes", "Fig. %s",
    "Parameters", "Returns", "Return type", "Raises", "Throws", "Yields", "Variables", "Keyword Arguments",
    "Added in version %s", "Changed in version %s", "Deprecated since version %s",
    "Removed in version %s",
)  # fmt: skip
"""What Sphinx prints itself in pages and books, as it is called in its catalogues, besides what `readers` has."""
INTERFACE_LOCALES = (Path(__file__).parent / "locales").resolve()
"""The folder of the interface's catalogues: of the package, or the repository's, to which its link leads."""


class Words:
    """Translates the words of pages and books: `words("Contents")`, `words.plural("%(n)s page", "%(n)s pages", n)`.

    They are looked up in `locales` (a project may have words of its own), then in the pipeline; what neither holds
    stays English. `language` may be a tag or, as Sphinx has it, the name of a locale. Raises Problem `broken-catalogue`
    when a catalogue cannot be read.
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
        """The tag of the language in which they are: English where there is no catalogue."""
        return "en" if type(self._catalogue) is gettext.NullTranslations else self.tag

    def __call__(self, text: str) -> str:
        return self._catalogue.gettext(text) if text else ""

    def translates(self, text: str) -> bool:
        """Return whether a catalogue has this text, or the singular of a plural, in the language; the translation may be the same."""
        return self._catalogue.gettext(text) is not text

    def of_project(self, text: str) -> str:
        """Translate a text of project.toml by the shared catalogue; where that cannot be read, its editions say so."""
        try:
            return lookup(self.tag, SHARED, (self._locales,)).gettext(text)
        except Problem:
            return text

    def plural(self, singular: str, plural: str, number: int) -> str:
        """Return the form that the language uses with `number`; the caller puts the number in."""
        return self._catalogue.ngettext(singular, plural, number)


class ToolWords(Words):
    """Translates what commands, checks, kits and the preview say, which has words of pages in it."""

    _domains = (TOOLS, READERS)


def words_in(tag: str, locales: Path | None = None) -> ToolWords:
    """Return the words of the tools in the language of a tag.

    Raises Problem `unknown-language` where neither `locales` nor the pipeline has a catalogue of them.
    """
    folders = [*([locales] if locales else []), INTERFACE_LOCALES]
    paths = (path for folder in folders for path in folder.glob(f"*/LC_MESSAGES/{TOOLS}.po"))
    tags = {"en", *(path.parents[1].name.replace("_", "-") for path in paths)}
    if tag not in tags:
        hint = f"choose one of: {', '.join(sorted(tags))}"
        raise Problem("unknown-language", f"the interface has no words in {tag!r}", hint=hint)
    return ToolWords(tag, locales)


def lookup(tag: str, domain: str, folders: tuple[Path, ...]) -> gettext.NullTranslations:
    """Return the catalogues `domain`.po of a language in several folders, the first folder first; empty if there are none."""
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
    """Return the path of the catalogue of a language, if there is one."""
    return folder / tag.replace("-", "_") / "LC_MESSAGES" / f"{domain}.po"


def _read(path: Path) -> gettext.GNUTranslations:
    data = path.read_bytes()
    compiled = partial(_compiled, path, data)
    is_ours = path.is_relative_to(INTERFACE_LOCALES)  # those of a project are not kept beyond it
    parts = ("words", sha256(data))
    return gettext.GNUTranslations(io.BytesIO(cached(parts, compiled) if is_ours else compiled()))


def _compiled(path: Path, data: bytes) -> bytes:
    """Return a catalogue as gettext reads it, which knows each language's plural; fuzzy words are left out."""
    # Imported here: words that have been compiled before need none of it.
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import PoFileError, read_po

    file = io.BytesIO()
    # Babel refuses the former original of an obsolete entry, which gettext and `update` write.
    lines = [line for line in data.split(b"\n") if not line.startswith(b"#~|")]
    try:
        write_mo(file, read_po(io.BytesIO(b"\n".join(lines)), abort_invalid=True))
    except (PoFileError, ValueError, LookupError) as error:
        raise Problem(
            "broken-catalogue",
            f"the interface's words in {path.parent.parent.name} cannot be read",
            cause=str(error),
            hint="mend that file; `west-pipeline check` names each line that is wrong",
            path=path,
        ) from error
    return file.getvalue()
