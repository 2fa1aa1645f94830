# SPDX-License-Identifier: GPL-3.0-or-later
"""`make corpus`: public projects of Sphinx with translations, adopted and built, in a table (docs/corpus.md)."""
