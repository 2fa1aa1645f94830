# SPDX-License-Identifier: GPL-3.0-or-later
"""Released versions: their copies on the site, change logs and feeds."""
