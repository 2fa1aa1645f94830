# SPDX-License-Identifier: GPL-3.0-or-later
"""Records of citable items for other programs: citations, metadata in pages, catalogues, the sitemap."""
