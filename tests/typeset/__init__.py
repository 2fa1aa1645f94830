# SPDX-License-Identifier: GPL-3.0-or-later
"""Typesetting: a small book through Sphinx and WeasyPrint, and what becomes of faults."""
