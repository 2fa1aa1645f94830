# SPDX-License-Identifier: GPL-3.0-or-later
"""The layout engine: all code that depends on WeasyPrint's internals."""
