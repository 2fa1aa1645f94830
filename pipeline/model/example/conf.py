# SPDX-License-Identifier: CC-BY-SA-4.0
"""The settings of Sphinx for the example; none are needed."""
