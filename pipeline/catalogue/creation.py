# SPDX-License-Identifier: GPL-3.0-or-later
"""Creation of catalogues with sphinx-intl, without its boilerplate. The only module that imports it."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from pipeline.catalogue import header
from pipeline.catalogue.conflict import with_plural
from pipeline.catalogue.header import moment_text
from pipeline.catalogue.syntax import scan
from pipeline.catalogue.writing import entry_text
from pipeline.model.message import Message
from pipeline.model.plurals import PluralRule
from pipeline.model.publication import Language
from pipeline.model.template import Template, TemplateMessage

_LEFT_OUT = ("Report-Msgid-Bugs-To", "Generated-By")


def created(template: Template, language: Language, *, moment: datetime, licence: str = "") -> bytes:
    """Return a new catalogue for a template: a correct header for the language, all messages untranslated.

    `licence` is the SPDX identifier of the texts, empty for none.
    """
    catalogue = scan(_by_sphinx_intl(template, language, moment).decode())
    head, *messages = (entry.message for entry in catalogue.entries)
    # Babel flags "20% di sconto" as a format string, and msgfmt then rejects correct translations.
    plain = [replace(message, flags=(), translator_comments=()) for message in messages]
    # sphinx-intl keeps the template's two plural forms in every language.
    count = PluralRule.of(language.locale).count
    plain = [with_plural(message, message.plural, count) for message in plain]
    return "\n".join(map(entry_text, [_header(head, template, language, moment, licence), *plain])).encode()


def _by_sphinx_intl(template: Template, language: Language, moment: datetime) -> bytes:
    # sphinx-intl's `update` makes these two calls for a new file, but in a process pool.
    import tempfile

    from sphinx_intl import catalog

    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, f"{template.name}.pot")
        source.write_bytes(pot(template, moment=moment))
        target = Path(folder, language.locale, "LC_MESSAGES", f"{template.name}.po")
        content = catalog.load_po(str(source))
        content.locale = language.locale
        catalog.dump_po(str(target), content)
        return target.read_bytes()


def _header(catalogue: Message, template: Template, language: Language, moment: datetime, licence: str) -> Message:
    fields = {name: value for name, value in header.fields(catalogue.translation).items() if name not in _LEFT_OUT}
    fields |= {
        "Project-Id-Version": template.name,
        "PO-Revision-Date": moment_text(moment),
        "Last-Translator": "",
        "Language-Team": "",
        "Language": language.locale,
        "Content-Type": "text/plain; charset=UTF-8",
        "Plural-Forms": str(PluralRule.of(language.locale)),
        "X-Source-Language": template.original.locale,
        "X-Review": "draft",
    }
    comments = (f"SPDX-License-Identifier: {licence}",) if licence else ()
    translation = "".join(f"{name}: {value}\n" for name, value in fields.items())
    return Message(original="", translation=translation, translator_comments=comments)


def pot(template: Template, *, moment: datetime) -> bytes:
    """Return a template as the bytes of a .pot file. `moment`, with its time zone, is the time of extraction."""
    entries = [
        _header_of_template(template, moment),
        *(message_of(message) for message in template.messages if message.original),
    ]
    return "\n".join(map(entry_text, entries)).encode()


def message_of(message: TemplateMessage) -> Message:
    """Return a message of a template as an untranslated message of a catalogue.

    In a template, singular and plural are one text separated by NUL, as in compiled catalogues.
    """
    original, _, plural = message.original.partition("\0")
    return Message(
        original=original,
        extracted_comments=tuple(line for comment in message.comments for line in comment.split("\n")),
        places=tuple(map(str, message.places)),
        plural=plural,
        plural_translations=("", "") if plural else (),
    )


def _header_of_template(template: Template, moment: datetime) -> Message:
    fields = {
        "Project-Id-Version": template.name,
        "Report-Msgid-Bugs-To": "",
        "POT-Creation-Date": moment_text(moment),
        "PO-Revision-Date": "YEAR-MO-DA HO:MI+ZONE",
        "Last-Translator": "",
        "Language-Team": "",
        "Language": "",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "X-Source-Language": template.original.locale,
    }
    return Message(original="", translation="".join(f"{name}: {value}\n" for name, value in fields.items()))
