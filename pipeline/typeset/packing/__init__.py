# SPDX-License-Identifier: GPL-3.0-or-later
"""Making PDF files small."""
