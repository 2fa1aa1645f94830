# SPDX-License-Identifier: GPL-3.0-or-later
"""The design: drawings, phrases, style sheets, templates, scripts. Reads no catalogues and writes no editions."""
