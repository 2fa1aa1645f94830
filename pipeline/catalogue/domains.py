# SPDX-License-Identifier: GPL-3.0-or-later
"""Compiled catalogues for Sphinx, one for each document, written only if their translations have changed."""

import io
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

from babel.messages import Catalog as BabelCatalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import write_po

from pipeline.model.message import Catalogue, State
from pipeline.model.plurals import PluralRule
from pipeline.model.publication import Language
from pipeline.system.files import write_cached

_NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)
"""Used instead of the current time, so that equal translations give equal bytes."""


def write_domains(
    folder: Path,
    language: Language,
    domains: Mapping[str, Mapping[str, str]],
    former_domains: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
) -> None:
    """Write `<folder>/<locale>/LC_MESSAGES/<domain>.mo` for each changed domain; remove the files of other domains.

    Domains equal to `former_domains`, which this process wrote before, are not compared with their files.

    A domain maps originals to translations, with the keys of `plain`. Next to each .mo is a .po with the same translations: Sphinx
    finds catalogues by their .po, and recompiles the catalogue of its labels if the .po is newer, as in a copy of the folder.
    """
    base = folder / language.locale / "LC_MESSAGES"
    existing = set()
    for domain, translations in domains.items():
        catalogue, compiled = base / f"{domain}.po", base / f"{domain}.mo"
        existing |= {catalogue, compiled}
        if former_domains.get(domain) == translations:
            continue
        data = mo(language, translations)
        # Sphinx would compile a .po that is newer than its .mo.
        is_written = catalogue.is_file() and compiled.is_file() and not _is_newer(catalogue, compiled)
        if not (is_written and compiled.read_bytes() == data):
            # No fsync: a file truncated by a power failure differs from these bytes, and is written again.
            write_cached(catalogue, po(language, translations), is_synced=False)
            write_cached(compiled, data, is_synced=False)
    for path in sorted(base.rglob("*"), reverse=True):
        if path.is_dir():
            if not any(path.iterdir()):
                path.rmdir()
        elif path.suffix in (".po", ".mo") and path not in existing:
            path.unlink()


def _is_newer(path: Path, other: Path) -> bool:
    return path.stat().st_mtime_ns > other.stat().st_mtime_ns


def plain(catalogue: Catalogue) -> dict[str, str]:
    """Return the translations of a catalogue by gettext's lookup keys, which include contexts and plurals."""
    translations = {}
    for message in catalogue.messages:
        if message.state is State.TRANSLATED:
            words = f"{message.original}\0{message.plural}" if message.plural else message.original
            key = words if message.context is None else f"{message.context}\x04{words}"
            translations[key] = "\0".join(message.plural_translations) if message.plural else message.translation
    return translations


def mo(language: Language, translations: Mapping[str, str]) -> bytes:
    """Return the bytes of a .mo file."""
    file = io.BytesIO()
    write_mo(file, _catalogue(language, translations))
    return file.getvalue()


def po(language: Language, translations: Mapping[str, str]) -> bytes:
    """Return the bytes of a .po file with these translations."""
    file = io.BytesIO()
    write_po(file, _catalogue(language, translations), width=0)
    return file.getvalue()


def _catalogue(language: Language, translations: Mapping[str, str]) -> BabelCatalog:
    catalogue = BabelCatalog(language.locale, creation_date=_NO_TIME, revision_date=_NO_TIME, fuzzy=False)
    catalogue.mime_headers = [("Plural-Forms", str(PluralRule.of(language.locale)))]
    for key, text in translations.items():
        if key and text:
            context, mark, words = key.rpartition("\x04")
            original, _, plural = words.partition("\0")
            catalogue.add(
                (original, plural) if plural else original,
                tuple(text.split("\0")) if plural else text,
                context=context if mark else None,
            )
    return catalogue
