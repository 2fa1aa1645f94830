# SPDX-License-Identifier: GPL-3.0-or-later
"""Nouns of publishing: publication, edition, language, message, release, contact. They read nothing but their own files."""
