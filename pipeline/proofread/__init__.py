# SPDX-License-Identifier: GPL-3.0-or-later
"""Proofreading: what is wrong in a translation, message by message. Knows reStructuredText, and nothing of Sphinx."""
