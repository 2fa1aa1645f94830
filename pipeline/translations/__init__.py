# SPDX-License-Identifier: GPL-3.0-or-later
"""The catalogues of a project: how they are read, what of them goes into an edition, and what people do with them."""
