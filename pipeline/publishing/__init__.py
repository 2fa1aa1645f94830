# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes editions: the plan, the inputs of each edition, the work in processes, and publication on the site."""
