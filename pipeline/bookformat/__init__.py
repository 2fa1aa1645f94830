# SPDX-License-Identifier: GPL-3.0-or-later
"""The contract between composing, typesetting and the preview: what a paged book consists of, and what it is called."""
