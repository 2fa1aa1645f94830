# SPDX-License-Identifier: GPL-3.0-or-later
"""Fonts and pictures: lookup, subsetting, encoding and validation."""

SVG_NAMESPACE = "http://www.w3.org/2000/svg"
SVG = f"{{{SVG_NAMESPACE}}}"
"""The prefix of the names of SVG elements in lxml and ElementTree."""
