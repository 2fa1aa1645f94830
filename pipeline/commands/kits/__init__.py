# SPDX-License-Identifier: GPL-3.0-or-later
"""Kits for translators: made, received, merged and answered."""
