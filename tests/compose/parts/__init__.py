# SPDX-License-Identifier: GPL-3.0-or-later
"""The directives of our own, on a small publication by real Sphinx. To add a case, add a file."""
