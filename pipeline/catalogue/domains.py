# SPDX-License-Identifier: GPL-3.0-or-later
"""Compiled catalogues for Sphinx, one for each document, written only when their words changed."""

import struct
from collections.abc import Mapping
from pathlib import Path

from pipeline.catalogue.writing import escaped
from pipeline.model.message import Catalogue, State
from pipeline.model.plurals import PluralRule
from pipeline.model.publication import Language
from pipeline.system.files import write_whole

_MAGIC = 0x950412DE
_HEAD = 28
"""Bytes before the two tables of a .mo file."""


def write_domains(folder: Path, language: Language, domains: Mapping[str, Mapping[str, str]]) -> None:
    """Write `<folder>/<locale>/LC_MESSAGES/<domain>.mo` for each domain whose words have changed; remove those of no domain.

    A domain maps originals to translations; in one with plurals they are as `plain` gives them. Beside each .mo stands
    a .po of the same words: Sphinx looks for catalogues by that name, and compiles the one of its labels by itself where
    the .po is the newer one, as in a copy of the folder.
    """
    base = folder / language.locale / "LC_MESSAGES"
    existing = set()
    for domain, translations in domains.items():
        catalogue, compiled = base / f"{domain}.po", base / f"{domain}.mo"
        data = mo(language, translations)
        if not (catalogue.is_file() and compiled.is_file() and compiled.read_bytes() == data):
            write_whole(catalogue, po(language, translations))
            write_whole(compiled, data)
        existing |= {catalogue, compiled}
    for path in sorted(base.rglob("*"), reverse=True):
        if path.is_dir():
            if not any(path.iterdir()):
                path.rmdir()
        elif path.suffix in (".po", ".mo") and path not in existing:
            path.unlink()


def plain(catalogue: Catalogue) -> dict[str, str]:
    """Return the translated messages of a catalogue as gettext looks them up: contexts and plurals as part of the words."""
    translations = {}
    for message in catalogue.messages:
        if message.state is State.TRANSLATED:
            words = f"{message.original}\0{message.plural}" if message.plural else message.original
            key = words if message.context is None else f"{message.context}\x04{words}"
            translations[key] = "\0".join(message.plural_translations) if message.plural else message.translation
    return translations


def mo(language: Language, translations: Mapping[str, str]) -> bytes:
    """Return the bytes of a .mo file."""
    rows = sorted((key.encode(), value.encode()) for key, value in _with_header(language, translations).items())
    keys_at, values_at = _HEAD, _HEAD + 8 * len(rows)
    texts_at = values_at + 8 * len(rows)
    keys, texts_at = _table([key for key, _ in rows], texts_at)
    values, _ = _table([value for _, value in rows], texts_at)
    head = struct.pack("<7I", _MAGIC, 0, len(rows), keys_at, values_at, 0, values_at + 8 * len(rows))
    texts = b"".join(key + b"\0" for key, _ in rows) + b"".join(value + b"\0" for _, value in rows)
    return head + keys + values + texts


def po(language: Language, translations: Mapping[str, str]) -> bytes:
    """Return the bytes of a .po file of the same words, each on one line: no translator reads it."""
    return "\n".join(_entry(key, value) for key, value in _with_header(language, translations).items()).encode()


def _with_header(language: Language, translations: Mapping[str, str]) -> dict[str, str]:
    header = (
        f"Language: {language.locale}\n"
        "MIME-Version: 1.0\n"
        "Content-Type: text/plain; charset=UTF-8\n"
        "Content-Transfer-Encoding: 8bit\n"
        f"Plural-Forms: {PluralRule.of(language.locale)}\n"
    )
    return {"": header, **{original: text for original, text in translations.items() if original and text}}


def _entry(key: str, value: str) -> str:
    context, mark, words = key.rpartition("\x04")
    original, _, plural = words.partition("\0")
    forms = (
        {f"msgstr[{number}]": form for number, form in enumerate(value.split("\0"))} if plural else {"msgstr": value}
    )
    keywords = {
        **({"msgctxt": context} if mark else {}),
        "msgid": original,
        **({"msgid_plural": plural} if plural else {}),
        **forms,
    }
    return "".join(f'{keyword} "{escaped(text)}"\n' for keyword, text in keywords.items())


def _table(texts: list[bytes], begin: int) -> tuple[bytes, int]:
    """The length and offset of each text, and where the last one ends."""
    table = b""
    for text in texts:
        table += struct.pack("<2I", len(text), begin)
        begin += len(text) + 1
    return table, begin
