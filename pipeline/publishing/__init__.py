# SPDX-License-Identifier: GPL-3.0-or-later
"""Making editions: what is due, what goes into each, the work in processes, and putting it on the site."""
