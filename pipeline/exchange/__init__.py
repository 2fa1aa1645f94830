# SPDX-License-Identifier: GPL-3.0-or-later
"""Exchange formats for translators and agencies besides .po: TMX, TBX, XLIFF, OmegaT projects, archives."""
