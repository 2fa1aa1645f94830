# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be cited, and how other programs read of it: citations, metadata in pages, a repository for harvesters."""
