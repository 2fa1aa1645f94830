# SPDX-License-Identifier: GPL-3.0-or-later
"""Questions about the dates of a contact: numbers change, and a dead one costs whoever dials it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from pipeline.model.findings import Severity
from pipeline.model.remark import Remark
from pipeline.proofread.honesty import Lint

_IN_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class Dates:
    """What is known of a contact's age. `source_date` is a year, a month or a day in ISO form, empty where there is none.

    A contact is old when its source, and the day on which somebody called, are more than `months` before `today`.
    """

    source_date: str
    verified_on: date | None
    today: date
    months: int


def old_contact(dates: Dates) -> Iterator[Remark]:
    """Find contacts whose source, or last call, is older than `contacts_valid_months` of project.toml (24 if it says nothing)."""
    months = [month for month in (_month(dates.source_date), _month(str(dates.verified_on or ""))) if month]
    age = dates.today.year * _IN_A_YEAR + dates.today.month - max(months, default=0)
    if months and age > dates.months:
        yield Remark(
            "what is known of this number is %(age)s months old; look for a newer source, or call it and write verified_on",
            age=age,
        )


def unverified_contact(dates: Dates) -> Iterator[Remark]:
    """Find contacts that nobody has called."""
    if dates.verified_on is None:
        source = (
            Remark("its source is of %(date)s", date=dates.source_date)
            if dates.source_date
            else Remark("its source has no date")
        )
        yield Remark(
            "nobody has called this number, and %(source)s; call it and write the day as verified_on", source=source
        )


CONTACT_LINTS: dict[str, Lint[Dates]] = {
    "old-contact": Lint(old_contact, Severity.NOTICE),
    "unverified-contact": Lint(unverified_contact, Severity.NOTICE),
}


def _month(day: str) -> int:
    """Months since the year 0; of a year its last month, 0 where there is no date."""
    year, _, suffix = day.partition("-")
    return int(year) * _IN_A_YEAR + int(suffix[:2] or _IN_A_YEAR) if year else 0
