# SPDX-License-Identifier: GPL-3.0-or-later
"""Patches of WeasyPrint, one in each file."""
