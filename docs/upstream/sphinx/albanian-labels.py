"""Albanian has no letter ē, and all labels that domains print are translated."""

from pathlib import Path

import sphinx
from babel.messages.pofile import read_po

with Path(sphinx.__file__).with_name("locale").joinpath("sq/LC_MESSAGES/sphinx.po").open("rb") as file:
    catalogue = read_po(file, locale="sq")

texts = {message.id: message.string for message in catalogue if message.id}
assert texts["Search"] == "Kërko", texts["Search"]
assert not [text for text in texts.values() if "ē" in str(text)]
labels = [
    message.id
    for message in catalogue
    if message.id and any(path.startswith(("domains/", "themes/")) for path, _ in message.locations)
]
assert not [label for label in labels if not texts[label]], [label for label in labels if not texts[label]]
