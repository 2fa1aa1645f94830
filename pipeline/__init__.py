# SPDX-License-Identifier: GPL-3.0-or-later
"""Publishing documents in several languages: Sphinx sources and gettext catalogues become HTML and PDF editions."""

__version__ = "1.0.0.dev0"
