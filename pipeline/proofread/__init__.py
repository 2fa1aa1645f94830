# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks translations, message by message. Knows reStructuredText, but not Sphinx."""
