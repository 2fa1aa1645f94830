# SPDX-License-Identifier: GPL-3.0-or-later
"""Replaces WeasyPrint's tags, through its private API. With metadata and page labels, the file is both PDF/UA-1 and PDF/A-2a.

docs/upstream/tags.md lists the faults of WeasyPrint's tags, and our solutions.
"""
