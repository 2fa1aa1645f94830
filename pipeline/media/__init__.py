# SPDX-License-Identifier: GPL-3.0-or-later
"""Fonts and pictures: lookup, subsetting, encoding and validation."""
