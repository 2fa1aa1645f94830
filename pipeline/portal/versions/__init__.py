# SPDX-License-Identifier: GPL-3.0-or-later
"""What was released: placed on the site, its old versions, and the feed of what is new."""
