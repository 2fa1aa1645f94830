# SPDX-License-Identifier: GPL-3.0-or-later
"""Tags of our own, on WeasyPrint's private API: with metadata and page labels they make PDF/UA-1 and PDF/A-2a of one file.

docs/upstream/tags.md lists what stock tags lack, and what is done here instead.
"""
