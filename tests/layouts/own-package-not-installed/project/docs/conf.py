# SPDX-License-Identifier: GPL-3.0-or-later
import lanterna_itself

project = "Lanterna"
extensions = ["neither_this"]
