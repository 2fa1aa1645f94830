# SPDX-License-Identifier: GPL-3.0-or-later
"""Plural rules: those of the CLDR for every language that Babel knows, as gettext and browsers read them."""

from babel import Locale, localedata
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model.plurals import NUMBERS, PluralRule

CATEGORIES = ("zero", "one", "two", "few", "many", "other")
LOCALES = st.sampled_from(sorted(localedata.locale_identifiers()))


@given(LOCALES)
def test_each_category_of_the_cldr_has_its_form_in_the_order_of_the_cldr(tag: str) -> None:
    rule, category = PluralRule.of(tag), Locale.parse(tag).plural_form

    told = [(category(number), rule.form(number)) for number in NUMBERS]

    used = [name for name in CATEGORIES if name in dict(told)]
    assert set(told) == {(name, form) for form, name in enumerate(used)}
    assert rule.count == len(used)
    assert PluralRule.parsed(str(rule)) == rule


def test_the_formulas_of_the_trade_are_kept_where_they_are_right() -> None:
    assert str(PluralRule.of("de")) == str(PluralRule.of("it")) == "nplurals=2; plural=(n != 1);"
    assert str(PluralRule.of("xx")) == "nplurals=2; plural=(n != 1);"
    assert PluralRule.of("pl").count == 3, "the form for fractions is no form of a count"


def test_arabic_forms_are_in_the_order_that_translators_know() -> None:
    rule = PluralRule.of("ar")

    assert [rule.form(number) for number in (0, 1, 2, 3, 11, 100)] == [0, 1, 2, 3, 4, 5]


def test_the_general_form_is_that_of_most_numbers() -> None:
    # Latvian has its form for 0, 10, 11 … first, and the general one last; Lithuanian has it in the middle.
    assert [PluralRule.of(tag).general for tag in ("ja", "de", "lv", "lt")] == [0, 1, 2, 1]


def test_a_formula_that_cannot_be_computed_is_no_rule() -> None:
    assert PluralRule.parsed("nplurals=2; plural=(n % 0)") is None
    assert PluralRule.parsed("nplurals=2; plural=n") is None, "the number 2 would have no form"
    assert PluralRule.parsed("nplurals=INTEGER; plural=EXPRESSION;") is None
