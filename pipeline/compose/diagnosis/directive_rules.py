# SPDX-License-Identifier: GPL-3.0-or-later
"""Warnings about directives, their options and values, and roles."""

import re

from pipeline.compose.diagnosis.rule import IN, Rule
from pipeline.compose.mistakes import _

_VALUE = IN + r"invalid option value: \(option: \"(?P<option>[^\"]+)\"; value: (?P<value>.*?)\) "

RULES: dict[str, Rule] = {
    "unknown-directive": Rule(
        r'Unknown directive type "(?P<name>.*)"\.',
        _("there is no directive %(name)s"),
        _("the handbook for editors lists the directives; those of a Sphinx extension need that extension in conf.py"),
        "directives",
    ),
    "unknown-role": Rule(
        r'Unknown interpreted text role "(?P<name>.*)"\.|Interpreted text role "(?P<other>.*)" not implemented\.',
        _("there is no role %(name)s"),
        _("the handbook for editors lists the roles; those of a Sphinx extension need that extension in conf.py"),
        "roles",
        fill=lambda _candidates, _warning, values: {"name": values["name"] or values["other"]},
    ),
    "unknown-option": Rule(
        IN + r'unknown option: "(?P<name>.*)"\.',
        _("the directive %(directive)s has no option %(name)s"),
        _("take it out, or write one of: %(options)s"),
        "options",
        fill=lambda candidates, warning, values: {
            **values,
            "options": ", ".join(candidates.options(warning, values)) or "–",
        },
    ),
    "value-not-in-list": Rule(
        _VALUE + r'"(?P<name>.*)" unknown; choose from (?P<choices>.*)\.',
        _(":%(option)s: cannot be %(name)s"),
        _("write one of: %(choices)s"),
        "choices",
        # Without docutils' quotation marks and its "or".
        fill=lambda _candidates, _warning, values: {
            **values,
            "choices": ", ".join(re.findall(r'"([^"]*)"', str(values["choices"]))),
        },
    ),
    "value-not-a-number": Rule(
        _VALUE + r"(?:invalid literal for int|could not convert string to float|negative (?:or zero )?value).*",
        _(":%(option)s: needs a number instead of %(value)s"),
        _("write it in digits, such as 2"),
    ),
    "value-not-a-length": Rule(
        _VALUE + r"not a positive (?:number or )?measure of one of the following units: (?P<choices>.*)\.",
        _(":%(option)s: needs a length instead of %(value)s"),
        _("write a number with its unit, such as 80mm or 12em"),
    ),
    "value-missing": Rule(
        IN
        + r"invalid option value: \(option: \"(?P<option>[^\"]+)\"; value: .*?\) argument required but none supplied\.",
        _(":%(option)s: has no value"),
        _("write the value after it, on the same line"),
    ),
    "value-of-a-flag": Rule(
        _VALUE + r"no argument is allowed.*", _(":%(option)s: takes no value"), _("write only :%(option)s:")
    ),
    "bad-value": Rule(
        _VALUE + r"(?P<reason>.*)\.",
        _(":%(option)s: cannot be %(value)s: %(reason)s"),
        _("correct the value, or take the option out"),
    ),
    "argument-missing": Rule(
        IN + r"\d+ argument\(s\) required, \d+ supplied\.",
        _("the directive %(directive)s lacks its argument after the two colons"),
        _("write it on the same line: .. %(directive)s:: …"),
    ),
    "arguments-too-many": Rule(
        IN + r"maximum (?P<count>\d+) argument\(s\) allowed, \d+ supplied\.",
        _("the directive %(directive)s has too much after its two colons"),
        _("write its text below it, after an empty line, indented by three spaces"),
    ),
    "no-content-permitted": Rule(
        IN + r"no content permitted\.",
        _("the directive %(directive)s takes no text"),
        _("begin the text below it in the column of the two full stops"),
    ),
    "content-missing": Rule(
        r'Content block expected for the "(?P<directive>.*)" directive; none found\.'
        r'|The "(?P<second>.*)" directive requires content; none supplied\.',
        _("the directive %(directive)s is empty"),
        _("write its text below it, after an empty line, indented by three spaces"),
        fill=lambda _candidates, _warning, values: {"directive": values["directive"] or values["second"]},
    ),
    "bad-options": Rule(
        IN + r"(?:invalid option (?:block|data)|duplicate option).*",
        _("the options of the directive %(directive)s cannot be read"),
        _("write each option once, as :name: value, on lines directly below the directive, then an empty line"),
    ),
}
