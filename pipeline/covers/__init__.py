# SPDX-License-Identifier: GPL-3.0-or-later
"""Covers of editions, drawn as SVG and as pictures."""
