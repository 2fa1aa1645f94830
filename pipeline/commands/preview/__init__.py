# SPDX-License-Identifier: GPL-3.0-or-later
"""The preview of an edition during translation: its pages, and its session in a terminal."""
