# SPDX-License-Identifier: GPL-3.0-or-later
"""The download site: artefacts in; pages, released versions, search, manifest and checksums out."""
