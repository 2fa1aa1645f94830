# SPDX-License-Identifier: GPL-3.0-or-later
"""A catalogue's first file: made through sphinx-intl, and freed from its boilerplate. The only module that knows it."""

import tempfile
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from pipeline.catalogue import header
from pipeline.catalogue.conflict import formed
from pipeline.catalogue.pot import moment_text, pot
from pipeline.catalogue.syntax import scan
from pipeline.catalogue.writing import entry_text
from pipeline.model.message import Message
from pipeline.model.plurals import PluralRule
from pipeline.model.publication import Language
from pipeline.model.template import Template

_LEFT_OUT = ("Report-Msgid-Bugs-To", "Generated-By")


def created(template: Template, language: Language, *, moment: datetime, licence: str = "") -> bytes:
    """Return the first file of a template's catalogue: a header that is right for the language, every message untranslated.

    `licence` is the SPDX identifier of the texts, if the file shall name one.
    """
    catalogue = scan(_by_sphinx_intl(template, language, moment).decode())
    head, *messages = (entry.message for entry in catalogue.entries)
    # Babel takes "20% di sconto" for a format, and its flag makes msgfmt refuse every right translation.
    plain = [replace(message, flags=(), translator_comments=()) for message in messages]
    # A template has two forms for every language, and sphinx-intl leaves them so.
    count = PluralRule.of(language.locale).count
    plain = [formed(message, message.plural, count) for message in plain]
    return "\n".join(map(entry_text, [_header(head, template, language, moment, licence), *plain])).encode()


def _by_sphinx_intl(template: Template, language: Language, moment: datetime) -> bytes:
    # These two calls are what its `update` does for a new file, without the pool of processes it starts for them.
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
