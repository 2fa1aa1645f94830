# SPDX-License-Identifier: GPL-3.0-or-later
"""Each document of a publication is parsed once for all its languages; transforms and writing happen per language."""
