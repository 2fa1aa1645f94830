# SPDX-License-Identifier: GPL-3.0-or-later
"""The preview of an edition while it is being translated: what the stages make of it, and its session in a terminal."""
