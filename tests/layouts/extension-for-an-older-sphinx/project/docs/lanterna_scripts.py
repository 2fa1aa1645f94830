# SPDX-License-Identifier: GPL-3.0-or-later
def setup(app):
    app.add_javascript("light.js")
