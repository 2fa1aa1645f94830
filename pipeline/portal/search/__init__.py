# SPDX-License-Identifier: GPL-3.0-or-later
"""The search: its page, the index as scripts for browsers, and the stemmers."""
