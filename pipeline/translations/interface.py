# SPDX-License-Identifier: GPL-3.0-or-later
"""Templates of the interface's texts: for readers, for the tools, Sphinx's labels; and their translation progress.

`words("…")` is for readers and goes to readers.po; `Remark("…")` is for writers and translators and goes to tools.po, as do all texts
in `_TOOL_FOLDERS`. A text that is in both goes to readers.po.
"""

import gettext
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import resources
from pathlib import Path, PurePosixPath
from typing import Any

from babel.messages.catalog import Message as BabelMessage
from babel.messages.extract import extract, extract_python
from babel.messages.mofile import read_mo

from pipeline.catalogue.progress import progress
from pipeline.catalogue.reading import read
from pipeline.languages.libraries import docutils_labels
from pipeline.model.kinds import KINDS_FILE, standard_kinds
from pipeline.model.message import Catalogue, Message, State
from pipeline.model.parts import PARTS_FILE, standard_parts
from pipeline.model.project import Project
from pipeline.model.publication import InterfaceProgress, Language, Progress
from pipeline.model.template import PLURAL, SourcePlace, Template, TemplateMessage, is_shared
from pipeline.proofread.checks import explanation_as_message
from pipeline.proofread.handbook import check_names
from pipeline.translations.catalogues import INTERFACE, SPHINX, catalogue_path
from pipeline.words import INTERFACE_LOCALES, LABELS, READERS, TOOLS

_PACKAGE = Path(__file__).resolve().parents[1]
_ENGLISH = Language("en", "English")
_READER_FUNCTIONS = ("words", "plural")
"""Functions whose arguments are texts for readers: a single text, or singular and plural."""
_TOOL_FUNCTIONS = ("Remark", "_")
"""Functions whose arguments are texts for writers and translators."""
_TOOL_FOLDERS = ("commands/", "preview/", "proofread/", "theme/web/preview/")
"""Folders without texts for readers; in these, `words` is for translators."""
_READING_ORDER = (
    *("compose/paged/matter.py", "model/kinds.toml", "theme/imprint.py", "theme/phrases.py"),  # title page and imprint
    *("compose/contents.py", "compose/paged/lists.py", "compose/paged/builder.py"),
    *("compose/editions/labels.py", "model/parts.toml", "compose/parts/contacts.py", "compose/parts/"),
    *("theme/references.py", "compose/paged/", "compose/epub/", "compose/"),
    *("theme/web/edition/partials/exit.html", "theme/web/edition/"),
    *("theme/web/portal/front.html", "theme/web/portal/list.html", "theme/web/portal/publication.html", ""),
    *("theme/pictures.py", "theme/web/portal/accessibility.html", "theme/web/portal/privacy.html"),
    "theme/web/portal/reading-privately.html",
)
"""Prefixes of paths, in the order in which readers see their texts; the longest matching prefix counts."""
_CHECKS = SourcePlace(PurePosixPath("pipeline/proofread/checks.py"), 0)
_SPHINX_TEMPLATE = SourcePlace(PurePosixPath("sphinx/locale/sphinx.pot"), 0)


def keeps_interface(project: Project, language: Language, name: str) -> bool:
    """Return whether the project keeps an interface catalogue: it is the pipeline itself, or the pipeline lacks the catalogue."""
    return project.locales == INTERFACE_LOCALES or not catalogue_path(INTERFACE_LOCALES, language, name).is_file()


def interface(
    project: Project, languages: Iterable[Language], templates: Iterable[Template]
) -> Iterator[InterfaceProgress]:
    """Yield the progress of each interface catalogue in each of these languages, except its original language.

    It includes the shared templates among `templates`, the templates of the sources. Raises Problem `broken-catalogue`.
    """
    shared = [template for template in templates if is_shared(template.name)]
    for language in languages:
        for template in (readers_template(), sphinx_template(language), tools_template(), *shared):
            if template.messages and template.original.tag.partition("-")[0] != language.tag.partition("-")[0]:
                yield InterfaceProgress(template.name, language, _progress(project, language, template))


@cache
def readers_template() -> Template:
    """Return the English template `readers`, ordered as readers see its texts.

    Source references are files relative to the package's folder, without lines: otherwise every code change would change catalogues.
    """
    texts = _texts()[READERS]
    return _template(
        READERS, {text: texts[text] for text in sorted(texts, key=lambda text: min(map(_rank, texts[text])))}
    )


@cache
def tools_template() -> Template:
    """Return the English template `tools`: texts of commands, checks, kits and the preview, and explanations of checks."""
    readers, tools = _texts()[READERS], dict(_texts()[TOOLS])
    tools |= {explanation_as_message(name): [_CHECKS] for name in check_names()}
    return _template(TOOLS, {text: places for text, places in tools.items() if text not in readers})


def _rank(place: SourcePlace) -> int:
    """Return the position of a file's texts in reading order."""
    name = place.path.relative_to(_PACKAGE.name).as_posix()
    return _READING_ORDER.index(max(filter(name.startswith, _READING_ORDER), key=len))


@cache
def _texts() -> Mapping[str, Mapping[str, Iterable[SourcePlace]]]:
    """Return the texts of the package with their source references, by template, in file order."""
    texts: dict[str, dict[str, dict[SourcePlace, None]]] = {READERS: {}, TOOLS: {}}
    for path in sorted(_PACKAGE.rglob("*")):
        name = path.relative_to(_PACKAGE).as_posix()
        place = SourcePlace(PurePosixPath(_PACKAGE.name, name), 0)
        for function, text in _texts_in_file(path):
            domain = TOOLS if function in _TOOL_FUNCTIONS or name.startswith(_TOOL_FOLDERS) else READERS
            texts[domain].setdefault(text, {})[place] = None
    return texts


def _texts_in_file(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the texts of a file, each with the name of its function; `words` for texts of kinds and parts."""
    if path == KINDS_FILE:
        yield from (("words", text) for kind in standard_kinds().values() for text in (kind.name, kind.heading))
    elif path == PARTS_FILE:
        yield from (("words", text) for part in standard_parts().values() for text in part.texts)
    elif path.suffix == ".py":
        with path.open("rb") as file:
            rows: Any = extract_python(
                file, dict.fromkeys((*_READER_FUNCTIONS, *_TOOL_FUNCTIONS)), (), {}
            )  # its types know no single text
            for _, function, texts, _ in rows:
                forms = [texts] if isinstance(texts, str) else texts or [None]
                if forms[0]:
                    yield function, PLURAL.join(forms[:2]) if function == "plural" else forms[0]
    elif path.suffix == ".html":
        with path.open("rb") as file:
            yield from (("words", str(text)) for _, text, _, _ in extract("jinja2", file, {"words": None}))


def sphinx_template(language: Language) -> Template:
    """Return the template of Sphinx's labels for readers that Sphinx itself does not translate into a language.

    The labels for readers are those of `LABELS` and of the pipeline's `sphinx.po`.
    """
    translated = _translated_by_sphinx(language.locale)
    labels = (text for text in _labels_of_sphinx() if text.partition(PLURAL)[0] not in translated)
    return _template(SPHINX, {text: [_SPHINX_TEMPLATE] for text in labels})


def _template(name: str, places: Mapping[str, Iterable[SourcePlace]]) -> Template:
    document = f"{name}/{name}"
    return Template(
        name, _ENGLISH, tuple(TemplateMessage(text, tuple(of_text), (document,)) for text, of_text in places.items())
    )


def library_translations(template: Template, language: Language) -> Catalogue:
    """Return Sphinx's or else docutils' translations of an interface template; none for templates of the sources."""
    labels = {**docutils_labels(language.tag), **_translated_by_sphinx(language.locale)}
    texts = [message.original for message in template.messages if template.name in INTERFACE]
    messages = tuple(Message(text, label) for text in texts if (label := labels.get(text)))
    return Catalogue(Path("Sphinx"), language, {"X-Source-Language": _ENGLISH.tag}, messages)


@cache
def _translated_by_sphinx(locale: str) -> Mapping[str, str]:
    """Return Sphinx's translations, including those equal to the original. A plural is listed by its singular only, as "".

    Plurals with empty or English forms in Sphinx's catalogues do not count as translated.
    """
    translated: dict[str, str] = {}
    # Fall back like Sphinx: uk_UA for uk, es for es_AR.
    for compiled in reversed(gettext.find("sphinx", str(resources.files("sphinx") / "locale"), [locale], all=True)):
        with Path(compiled).open("rb") as file:
            for message in filter(_is_translated, read_mo(file)):
                is_single = isinstance(message.id, str)
                translated[str(message.id if is_single else message.id[0])] = str(message.string) if is_single else ""
    return translated


def _is_translated(message: BabelMessage) -> bool:
    forms = (message.string,) if isinstance(message.string, str) else message.string or ("",)
    return bool(message.id) and all(forms) and not (message.pluralizable and forms[0] == message.id[0])


@cache
def _labels_of_sphinx() -> tuple[str, ...]:
    labels = dict.fromkeys(LABELS)
    for path in sorted(INTERFACE_LOCALES.glob(f"*/LC_MESSAGES/{SPHINX}.po")):
        tag = path.parts[-3].replace("_", "-")
        for message in read(path, Language(tag, tag)).messages:
            labels[PLURAL.join(filter(None, (message.original, message.plural)))] = None
    return tuple(labels)


def _progress(project: Project, language: Language, template: Template) -> Progress:
    """Return the progress, counting each message in the project's catalogue if it is translated there, else in the pipeline's."""
    folders = [project.locales, INTERFACE_LOCALES] if template.name in INTERFACE else [project.locales]
    paths = [catalogue_path(folder, language, template.name) for folder in dict.fromkeys(folders)]
    catalogues = [read(path, language) for path in paths if path.is_file()]
    catalogues = catalogues or [library_translations(template, language)]  # as an update would write
    return sum(
        (progress([message.original], _catalogue_used(catalogues, message.original)) for message in template.messages),
        Progress(),
    )


def _catalogue_used(catalogues: list[Catalogue], original: str) -> Catalogue | None:
    for catalogue in catalogues:
        message = catalogue.find(original.partition(PLURAL)[0])
        if message is not None and message.state is State.TRANSLATED:
            return catalogue
    return catalogues[0] if catalogues else None
