# SPDX-License-Identifier: GPL-3.0-or-later
"""Incremental builds against builds from nothing: after any edits, the site has the same bytes."""
