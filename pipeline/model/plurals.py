# SPDX-License-Identifier: GPL-3.0-or-later
"""Plural rules: the form of a message for each number in a language."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from gettext import c2py

NUMBERS = range(1001)
"""The numbers for which a rule is evaluated, as in msgfmt."""

_FIELD = re.compile(r"\s*nplurals\s*=\s*(\d{1,3})\s*;\s*plural\s*=([^;]++);?\s*\Z")
_RELATION = re.compile(r"(?P<operand>\w)(?: mod (?P<modulus>\d+))?(?P<negated> not)? in (?P<ranges>[\d.,]+)\Z")
_CATEGORIES = ("zero", "one", "two", "few", "many", "other")


@dataclass(frozen=True, slots=True)
class PluralRule:
    """A plural rule: the number of forms, and the C expression that returns the form (from 0) for a number `n`."""

    count: int
    expression: str

    @classmethod
    @cache
    def of(cls, locale: str) -> "PluralRule":
        """Return the CLDR's rule for a locale such as `ro` or `pt_BR`; two forms for a locale unknown to Babel.

        Categories without a whole number below a million have no form: `many` in Italian, `other` in Polish. Forms are in the
        order of the CLDR: zero, one, two, few, many, other.
        """
        # Imported late: not needed for the rules of catalogue headers.
        from babel import Locale, UnknownLocaleError
        from babel.messages.plurals import get_plural

        locale = locale.replace("-", "_")
        try:
            rule = Locale.parse(locale).plural_form
        except (UnknownLocaleError, ValueError):
            return cls(2, "(n != 1)")
        from_babel = get_plural(locale)
        usual = cls(from_babel.num_plurals, from_babel.plural_expr)
        # Babel's list of expressions, which other programs also use, is older than its CLDR data and lacks many languages.
        pairs = {(rule(number), usual.form(number)) for number in NUMBERS}
        categories = [name for name in _CATEGORIES if any(name == category for category, _ in pairs)]
        if pairs == {(name, form) for form, name in enumerate(categories)} and usual.count == len(categories):
            return usual
        return cls(len(categories), f"({_choice(categories, rule.rules)})" if len(categories) > 1 else "0")

    @classmethod
    @cache
    def parsed(cls, field: str) -> "PluralRule | None":
        """Parse a `Plural-Forms` field. Return None if gettext would reject it."""
        match = _FIELD.match(field)
        if match is None or int(match[1]) < 1:
            return None
        rule = cls(int(match[1]), match[2].strip())
        try:
            return rule if all(0 <= rule.form(number) < rule.count for number in NUMBERS) else None
        except (ValueError, RecursionError, ZeroDivisionError):
            return None

    def __str__(self) -> str:
        return f"nplurals={self.count}; plural={self.expression};"

    def form(self, number: int) -> int:
        return _function(self.expression)(number)

    @property
    def general(self) -> int:
        """The form of most numbers."""
        return max(range(self.count), key=lambda form: len(self.numbers[form]))

    @property
    def numbers(self) -> tuple[tuple[int, ...], ...]:
        """For each form, its numbers up to 1000."""
        return _numbers(self)


_function = cache(c2py)


@cache
def _numbers(rule: PluralRule) -> tuple[tuple[int, ...], ...]:
    numbers: list[list[int]] = [[] for _ in range(rule.count)]
    for number in NUMBERS:
        numbers[rule.form(number)].append(number)
    return tuple(map(tuple, numbers))


def _choice(categories: list[str], rules: Mapping[str, str]) -> str:
    """Return a C expression that chooses between categories; the last one is the default."""
    steps = []
    for form, name in enumerate(categories[:-1]):
        # Rules have the syntax of Unicode's technical standard 35.
        clauses = ([_relation(text) for text in clause.split(" and ")] for clause in rules[name].split(" or "))
        condition = " || ".join(" && ".join(filter(None, clause)) for clause in clauses if None not in clause)
        steps.append(f"{condition} ? {form} : ")
    return "".join(steps) + str(len(categories) - 1)


def _relation(text: str) -> str | None:
    """Return a relation as a C expression: "" if it is true for every whole number, None if for none."""
    match = _RELATION.match(text)
    assert match, text  # Babel writes these, and the tests read those of every language
    bounds = [bound.partition("..")[::2] for bound in match["ranges"].split(",")]
    if match["operand"] not in "ni":  # fraction digits, or an exponent
        holds = any(int(low) <= 0 <= int(high or low) for low, high in bounds)
        return "" if holds != bool(match["negated"]) else None
    value = f"n%{match['modulus']}" if match["modulus"] else "n"
    parts = [f"({value}>={low} && {value}<={high})" if high else f"{value}=={low}" for low, high in bounds]
    return f"!({' || '.join(parts)})" if match["negated"] else f"({' || '.join(parts)})"
