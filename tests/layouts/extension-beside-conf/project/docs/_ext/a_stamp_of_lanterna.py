# SPDX-License-Identifier: GPL-3.0-or-later
RELEASE = "2.1"


def setup(app):
    app.add_config_value("stamp", "", "html")
