# SPDX-License-Identifier: GPL-3.0-or-later
"""Offprints: parts of a book that are handed out alone."""
