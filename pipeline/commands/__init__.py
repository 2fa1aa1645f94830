# SPDX-License-Identifier: GPL-3.0-or-later
"""The works: stages put together. A plan says what is due and why, jobs make editions aside, and renaming publishes them."""
