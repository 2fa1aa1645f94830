# SPDX-License-Identifier: GPL-3.0-or-later
"""Templates as .pot files, for people who start a catalogue with a tool of their own."""

from datetime import datetime

from pipeline.catalogue.writing import entry_text
from pipeline.model.message import DATE_FORMAT, Message
from pipeline.model.template import Template, TemplateMessage


def pot(template: Template, *, moment: datetime) -> bytes:
    """Return a template as the bytes of a .pot file. `moment`, with its time zone, is when the messages were extracted."""
    entries = [_header(template, moment), *(message_of(message) for message in template.messages if message.original)]
    return "\n".join(map(entry_text, entries)).encode()


def message_of(message: TemplateMessage) -> Message:
    """Return a message of a template as an untranslated message of a catalogue.

    An original with a plural holds both, with a NUL between them, as compiled catalogues do.
    """
    original, _, plural = message.original.partition("\0")
    return Message(
        original=original,
        extracted_comments=tuple(line for comment in message.comments for line in comment.split("\n")),
        places=tuple(map(str, message.places)),
        plural=plural,
        plural_translations=("", "") if plural else (),
    )


def moment_text(moment: datetime) -> str:
    """Return a moment as headers write it; a moment without a time zone is an error of the caller."""
    if moment.tzinfo is None:
        raise ValueError("a moment in a header needs its time zone")
    return moment.strftime(DATE_FORMAT)


def _header(template: Template, moment: datetime) -> Message:
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
