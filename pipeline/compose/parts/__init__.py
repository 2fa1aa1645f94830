# SPDX-License-Identifier: GPL-3.0-or-later
"""Sphinx extensions for publications of this pipeline: procedures, forms, leaflets, contacts, charts and the other parts."""
