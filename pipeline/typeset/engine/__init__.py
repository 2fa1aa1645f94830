# SPDX-License-Identifier: GPL-3.0-or-later
"""The layout engine: everything that knows how WeasyPrint lays out a page."""
