# SPDX-License-Identifier: GPL-3.0-or-later
"""The program of which the manual speaks."""
