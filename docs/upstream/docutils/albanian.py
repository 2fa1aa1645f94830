"""Labels, fields and directives in Albanian; without warnings that the language is not supported."""

import io

from docutils.core import publish_string

warnings = io.StringIO()
SOURCE = """\
:Autori: Arta

.. contents::

.. shënim:: Pyetni më parë.

Titulli
=======

Tekst.

Tjetri
======

Tekst.
"""
settings = {"language_code": "sq", "warning_stream": warnings, "output_encoding": "unicode"}
page = publish_string(SOURCE, writer="html5", settings_overrides=settings)

assert warnings.getvalue() == "", warnings.getvalue()
assert "Përmbajtja" in page
assert "Shënim" in page
assert 'class="author"' in page
