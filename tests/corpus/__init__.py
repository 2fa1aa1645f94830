# SPDX-License-Identifier: GPL-3.0-or-later
"""`python -m tests.corpus`: public projects of Sphinx with translations, adopted and built, in a table (docs/campaigns/corpus.md)."""
