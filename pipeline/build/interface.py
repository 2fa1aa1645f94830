# SPDX-License-Identifier: GPL-3.0-or-later
"""The interface in each language: our own words, the project's shared texts, and Sphinx's labels; how far they are translated."""

from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from babel.messages.catalog import Message as BabelMessage
from babel.messages.mofile import read_mo

from pipeline.build.edition_inputs import PORTAL, SPHINX, catalogue_path, own_locales
from pipeline.build.own_words import own_words
from pipeline.catalogue.progress import progress
from pipeline.catalogue.reading import read
from pipeline.model.message import Catalogue, State
from pipeline.model.project import Project
from pipeline.model.publication import Language, Progress
from pipeline.model.template import PLURAL, Place, Template, TemplateMessage, is_shared

if TYPE_CHECKING:
    from pipeline.portal.pages.progress_page import Interface

_ENGLISH = Language("en", "English")
_PLACE = Place(PurePosixPath("sphinx/locale/sphinx.pot"), 0)
_DOCUMENT = f"{SPHINX}/{SPHINX}"


def keeps_interface(project: Project, language: Language, name: str = PORTAL) -> bool:
    """Tell whether such a catalogue is the project's to keep: it is the pipeline's own, or the pipeline lacks it."""
    return project.locales == own_locales() or not catalogue_path(own_locales(), language, name).is_file()


def interface(project: Project, languages: Iterable[Language], templates: Iterable[Template]) -> "Iterator[Interface]":
    """Yield how far each catalogue of the interface is in each of these languages, except in its own.

    `templates` are those of the sources; of them the shared ones are counted. Raises Problem `broken-catalogue`.
    """
    from pipeline.portal.pages.progress_page import Interface  # heavy, and `update` needs labels alone

    shared = [one for one in templates if is_shared(one.name)]
    for language in languages:
        for template in (own_words(), sphinx_labels(language), *shared):
            if template.messages and template.original.tag.partition("-")[0] != language.tag.partition("-")[0]:
                yield Interface(template.name, language, _done(project, language, template))


def sphinx_labels(language: Language) -> Template:
    """Return the template of Sphinx's labels that readers meet and that Sphinx itself does not translate into a language.

    The catalogues `sphinx.po` that come with the pipeline tell which labels readers meet.
    """
    theirs = _of_sphinx(language.locale)
    missing = [text for text in _met_by_readers() if text.partition(PLURAL)[0] not in theirs]
    return Template(SPHINX, _ENGLISH, tuple(TemplateMessage(text, (_PLACE,), (_DOCUMENT,)) for text in missing))


@cache
def _of_sphinx(locale: str) -> frozenset[str]:
    """What Sphinx itself translates, be it by the same word; by the singular where there is a plural.

    Its catalogues hold plurals with empty or with English forms, which are no translation.
    """
    compiled = resources.files("sphinx") / "locale" / locale / "LC_MESSAGES" / "sphinx.mo"
    if not compiled.is_file():
        return frozenset()
    with compiled.open("rb") as file:
        return frozenset(one.id if isinstance(one.id, str) else one.id[0] for one in read_mo(file) if _has_words(one))


def _has_words(message: BabelMessage) -> bool:
    forms = (message.string,) if isinstance(message.string, str) else message.string or ("",)
    return bool(message.id) and all(forms) and not (message.pluralizable and forms[0] == message.id[0])


@cache
def _met_by_readers() -> tuple[str, ...]:
    found: dict[str, None] = {}
    for path in sorted(own_locales().glob(f"*/LC_MESSAGES/{SPHINX}.po")):
        tag = path.parts[-3].replace("_", "-")
        for message in read(path, Language(tag, tag)).messages:
            found[PLURAL.join(filter(None, (message.original, message.plural)))] = None
    return tuple(found)


def _done(project: Project, language: Language, template: Template) -> Progress:
    """Count each message in the catalogue that speaks: the project's where it translates it, else the pipeline's."""
    folders = (
        dict.fromkeys((project.locales, own_locales())) if template.name in (PORTAL, SPHINX) else (project.locales,)
    )
    paths = [catalogue_path(folder, language, template.name) for folder in folders]
    known = [read(path, language) for path in paths if path.is_file()]
    total = Progress()
    for message in template.messages:
        total += progress([message.original], _speaking(known, message.original))
    return total


def _speaking(known: list[Catalogue], original: str) -> Catalogue | None:
    for catalogue in known:
        message = catalogue.find(original.partition(PLURAL)[0])
        if message is not None and message.state is State.TRANSLATED:
            return catalogue
    return known[0] if known else None
