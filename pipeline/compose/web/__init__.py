# SPDX-License-Identifier: GPL-3.0-or-later
"""The look and behaviour of the web edition."""
