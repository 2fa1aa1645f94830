# SPDX-License-Identifier: GPL-3.0-or-later
"""The interface's texts as templates: our words, Sphinx's labels, the project's shared texts; how far they are translated."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import resources
from pathlib import Path, PurePosixPath

from babel.messages.catalog import Message as BabelMessage
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo

from pipeline.catalogue.progress import progress
from pipeline.catalogue.reading import read
from pipeline.model.kinds import KINDS_FILE, standard_kinds
from pipeline.model.message import Catalogue, State
from pipeline.model.parts import PARTS_FILE, standard_parts
from pipeline.model.project import Project
from pipeline.model.publication import InterfaceProgress, Language, Progress
from pipeline.model.template import PLURAL, Place, Template, TemplateMessage, is_shared
from pipeline.proofread.checks import explanation_as_message
from pipeline.proofread.handbook import names
from pipeline.translations.catalogues import SPHINX, catalogue_path
from pipeline.words import INTERFACE_LOCALES, PORTAL

_ENGLISH = Language("en", "English")
_KEYWORDS = {"words": None, "Remark": None, "_": None, "gettext": None, "plural": (1, 2), "ngettext": (1, 2)}
_METHODS = [("**.py", "python"), ("**.html", "jinja2"), ("**.jinja", "jinja2")]
_CHECKS = Place(PurePosixPath("pipeline/proofread/checks.py"), 0)
_OF_SPHINX = Place(PurePosixPath("sphinx/locale/sphinx.pot"), 0)


def keeps_interface(project: Project, language: Language, name: str = PORTAL) -> bool:
    """Return whether such a catalogue is the project's to keep: it is the pipeline's own, or the pipeline lacks it."""
    return project.locales == INTERFACE_LOCALES or not catalogue_path(INTERFACE_LOCALES, language, name).is_file()


def interface(
    project: Project, languages: Iterable[Language], templates: Iterable[Template]
) -> Iterator[InterfaceProgress]:
    """Yield how far each catalogue of the interface is in each of these languages, except in its own.

    `templates` are those of the sources; of them the shared ones are counted. Raises Problem `broken-catalogue`.
    """
    shared = [template for template in templates if is_shared(template.name)]
    for language in languages:
        for template in (portal_template(), sphinx_template(language), *shared):
            if template.messages and template.original.tag.partition("-")[0] != language.tag.partition("-")[0]:
                yield InterfaceProgress(template.name, language, _progress(project, language, template))


@cache
def portal_template() -> Template:
    """Return the template `portal`, in English: what code and page templates hand to the translator, kinds, explanations of checks.

    The places are files, relative to the folder that holds the package. They name no lines: a line of code that moves
    would change every catalogue, and no translator looks there.
    """
    package = Path(__file__).resolve().parents[1]
    places: dict[str, dict[Place, None]] = {}
    for text, place in _texts(package):
        places.setdefault(text, {})[place] = None
    for name in names():
        places.setdefault(explanation_as_message(name), {})[_CHECKS] = None
    return _template(PORTAL, places)


def _texts(package: Path) -> Iterator[tuple[str, Place]]:
    rows = extract_from_dir(package, _METHODS, keywords=_KEYWORDS)
    for name, _, text, _, _ in sorted(rows, key=lambda row: (row[0], row[1])):
        place = Place(PurePosixPath(package.name, PurePosixPath(name)), 0)
        yield text if isinstance(text, str) else PLURAL.join(text), place
    place = Place(PurePosixPath(package.name, KINDS_FILE.name), 0)
    for kind in standard_kinds().values():
        yield from ((kind.name, place), (kind.heading, place))
    place = Place(PurePosixPath(package.name, PARTS_FILE.name), 0)
    yield from ((text, place) for part in standard_parts().values() for text in part.texts)


def sphinx_template(language: Language) -> Template:
    """Return the template of Sphinx's labels that readers meet and that Sphinx itself does not translate into a language.

    The catalogues `sphinx.po` that come with the pipeline tell which labels readers meet.
    """
    translated = _translated_by_sphinx(language.locale)
    labels = (text for text in _labels_of_sphinx() if text.partition(PLURAL)[0] not in translated)
    return _template(SPHINX, {text: [_OF_SPHINX] for text in labels})


def _template(name: str, places: Mapping[str, Iterable[Place]]) -> Template:
    document = f"{name}/{name}"
    return Template(
        name, _ENGLISH, tuple(TemplateMessage(text, tuple(of_text), (document,)) for text, of_text in places.items())
    )


@cache
def _translated_by_sphinx(locale: str) -> frozenset[str]:
    """Return what Sphinx itself translates, be it by the same word; by the singular where there is a plural.

    Its catalogues hold plurals with empty or with English forms, which are no translation.
    """
    compiled = resources.files("sphinx") / "locale" / locale / "LC_MESSAGES" / "sphinx.mo"
    if not compiled.is_file():
        return frozenset()
    with compiled.open("rb") as file:
        messages = [message for message in read_mo(file) if _is_translated(message)]
    return frozenset(message.id if isinstance(message.id, str) else message.id[0] for message in messages)


def _is_translated(message: BabelMessage) -> bool:
    forms = (message.string,) if isinstance(message.string, str) else message.string or ("",)
    return bool(message.id) and all(forms) and not (message.pluralizable and forms[0] == message.id[0])


@cache
def _labels_of_sphinx() -> tuple[str, ...]:
    labels: dict[str, None] = {}
    for path in sorted(INTERFACE_LOCALES.glob(f"*/LC_MESSAGES/{SPHINX}.po")):
        tag = path.parts[-3].replace("_", "-")
        for message in read(path, Language(tag, tag)).messages:
            labels[PLURAL.join(filter(None, (message.original, message.plural)))] = None
    return tuple(labels)


def _progress(project: Project, language: Language, template: Template) -> Progress:
    """Count each message in the catalogue that is used: the project's where it translates it, else the pipeline's."""
    folders = [project.locales, INTERFACE_LOCALES] if template.name in (PORTAL, SPHINX) else [project.locales]
    paths = [catalogue_path(folder, language, template.name) for folder in dict.fromkeys(folders)]
    catalogues = [read(path, language) for path in paths if path.is_file()]
    return sum(
        (progress([message.original], _used(catalogues, message.original)) for message in template.messages), Progress()
    )


def _used(catalogues: list[Catalogue], original: str) -> Catalogue | None:
    for catalogue in catalogues:
        message = catalogue.find(original.partition(PLURAL)[0])
        if message is not None and message.state is State.TRANSLATED:
            return catalogue
    return catalogues[0] if catalogues else None
