# SPDX-License-Identifier: GPL-3.0-or-later
"""The download site: artefacts in, front pages, manifest and checksums out. Knows neither Sphinx nor WeasyPrint."""

from pipeline.portal.site import build_portal

__all__ = ["build_portal"]
