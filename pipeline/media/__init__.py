# SPDX-License-Identifier: GPL-3.0-or-later
"""Fonts and pictures: looking up, cutting, encoding and checking."""
