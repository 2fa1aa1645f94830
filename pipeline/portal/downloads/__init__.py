# SPDX-License-Identifier: GPL-3.0-or-later
"""Files of the site other than pages: archives, checksums, manifests, fonts."""
