# SPDX-License-Identifier: GPL-3.0-or-later
"""Projects as earlier versions left them, upgraded by this one."""
