# SPDX-License-Identifier: GPL-3.0-or-later
"""Files, processes, locks and interruption."""
