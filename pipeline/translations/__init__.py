# SPDX-License-Identifier: GPL-3.0-or-later
"""The catalogues of a project: reading them, their use in editions, and commands on them."""
