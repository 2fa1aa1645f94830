# SPDX-License-Identifier: GPL-3.0-or-later
import not_there_one
import not_there_two


def setup(app):
    app.add_role("light", not_there_one.role)
    app.add_role("dark", not_there_two.role)
