# SPDX-License-Identifier: GPL-3.0-or-later
"""Names of directives and roles in an Albanian edition, in the form of docutils.parsers.rst.languages.

They are the English ones: a source is read in all languages, so it is written with names that all of them know.
"""

from docutils.parsers.rst.languages import en

directives = dict(en.directives)
roles = dict(en.roles)
