# SPDX-License-Identifier: GPL-3.0-or-later
"""The formats that translators and agencies work with beside .po: TMX, TBX, XLIFF, projects of OmegaT, archives."""
