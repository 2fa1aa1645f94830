# SPDX-License-Identifier: CC-BY-SA-4.0
"""Sphinx's settings for the example; none are needed."""
