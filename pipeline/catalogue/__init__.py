# SPDX-License-Identifier: GPL-3.0-or-later
"""Catalogues: strict reading, lossless writing, bringing up to date, counting. Knows gettext, and nothing of Sphinx."""
