# SPDX-License-Identifier: GPL-3.0-or-later
"""How everything looks: drawings, phrases, style sheets, templates, scripts. Reads no catalogue and writes no edition."""
