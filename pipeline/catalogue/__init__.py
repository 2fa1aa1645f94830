# SPDX-License-Identifier: GPL-3.0-or-later
"""Catalogues: strict reading, lossless writing, updating, counting. Depends on gettext's format, not on Sphinx."""
