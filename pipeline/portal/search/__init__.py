# SPDX-License-Identifier: GPL-3.0-or-later
"""The search: the texts as the browser reads them, its page, and the stems of words."""
