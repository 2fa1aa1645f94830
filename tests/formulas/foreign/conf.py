# SPDX-License-Identifier: GPL-3.0-or-later
"""A project of others, with mathematics as MathJax shows it."""

project = "Foreign mathematics"
author = "Others"
release = "1.0"
extensions = ["sphinx.ext.mathjax"]
html_theme = "alabaster"
numfig = True
