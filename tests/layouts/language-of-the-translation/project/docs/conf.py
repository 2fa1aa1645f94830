# SPDX-License-Identifier: GPL-3.0-or-later
project = "Lanterna"
author = "The Lanterna writers"
version = "2.1"
language = "es"
