# SPDX-License-Identifier: GPL-3.0-or-later
"""What is known of laid out pages as plain values, without objects of WeasyPrint: they are compared, kept and sent to other processes."""
