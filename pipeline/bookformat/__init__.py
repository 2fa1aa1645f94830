# SPDX-License-Identifier: GPL-3.0-or-later
"""The contract between composing, typesetting and the preview: the parts of a paged book, and their names."""
