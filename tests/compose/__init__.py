# SPDX-License-Identifier: GPL-3.0-or-later
"""Composing: real Sphinx on a small publication in Italian, with a German translation and the beginning of an Albanian one."""
