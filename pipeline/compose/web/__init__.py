# SPDX-License-Identifier: GPL-3.0-or-later
"""The appearance and behaviour of HTML editions."""
