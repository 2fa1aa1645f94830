"""A translation that begins like a list is printed, and none has a file read."""

import io
import tempfile
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from sphinx.application import Sphinx

MESSAGES = {
    "On 1 January.": "1. Januar.",
    "By A. Rossi.": "A. Rossi hat es geschrieben.",
    "With words.": "- mit Worten",
    "A term": "Ein Wort\n  und ein zweites",
    "A file.": ".. include:: secret.txt",
}

with tempfile.TemporaryDirectory() as name:
    root = Path(name)
    root.joinpath("conf.py").write_text('locale_dirs = ["locales"]\nexclude_patterns = ["secret.txt"]\n')
    root.joinpath("secret.txt").write_text("The secret of the machine.")
    root.joinpath("index.rst").write_text("Title\n=====\n\n" + "\n\n".join(MESSAGES) + "\n")
    catalogue = Catalog(locale="de")
    for original, translation in MESSAGES.items():
        catalogue.add(original, translation)
    folder = root / "locales/de/LC_MESSAGES"
    folder.mkdir(parents=True)
    with folder.joinpath("index.mo").open("wb") as file:
        write_mo(file, catalogue)
    warnings = io.StringIO()
    app = Sphinx(root, root, root / "out", root / "tmp", "text", {"language": "de"}, status=None, warning=warnings)
    app.build()
    page = root.joinpath("out/index.txt").read_text()

assert "The secret of the machine" not in page, page
assert "include" in warnings.getvalue()
for words in ("1. Januar.", "A. Rossi hat es geschrieben.", "- mit Worten", "Ein Wort und ein zweites"):
    assert words in " ".join(page.split()), page
