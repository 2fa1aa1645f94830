# SPDX-License-Identifier: GPL-3.0-or-later
"""The catalogues of a project: reads them, uses them for editions and checks, and settles, signs and imports translations."""
