# SPDX-License-Identifier: GPL-3.0-or-later
"""`python -m tests.growth`: how the time for one text grows with its length, for whatever reads texts of translators and strangers."""
