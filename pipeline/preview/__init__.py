# SPDX-License-Identifier: GPL-3.0-or-later
"""The translator's preview: an edition's pages on 127.0.0.1, updated when files are saved. Writes no files itself."""
