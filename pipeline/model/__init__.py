# SPDX-License-Identifier: GPL-3.0-or-later
"""The domain model: publication, edition, language, message, release, contact. Reads only its own TOML files."""
