"""The search of Albanian pages knows Albanian stop words, not English ones, and cuts no words by the English stemmer."""

import json
import tempfile
from pathlib import Path

from sphinx.application import Sphinx

TEXT = "Titulli\n=======\n\nBashkia e Has është në veri. Ndihma dhe strehimi sigurohen nga shteti.\n"

with tempfile.TemporaryDirectory() as name:
    root = Path(name)
    root.joinpath("conf.py").write_text("")
    root.joinpath("index.rst").write_text(TEXT)
    settings = {"language": "sq"}
    app = Sphinx(root, root, root / "out", root / "tmp", "html", settings, status=None, warning=None)
    app.build()
    index = root.joinpath("out/searchindex.js").read_text()
    language = root.joinpath("out/_static/language_data.js").read_text()

terms = json.loads(index.removeprefix("Search.setIndex(").removesuffix(")"))["terms"]
assert "has" in terms, terms
assert "sigurohen" in terms, terms
assert "është" not in terms, terms
assert "dhe" not in terms, terms
assert "Porter" not in language
assert "EnglishStemmer" not in language
