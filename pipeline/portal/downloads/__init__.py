# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that the site offers beside its pages: archives, checksums, manifests, fonts."""
