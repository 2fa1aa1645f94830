# SPDX-License-Identifier: GPL-3.0-or-later
"""Plain values of laid-out pages, without WeasyPrint's objects, that can be compared, cached and sent to other processes."""
