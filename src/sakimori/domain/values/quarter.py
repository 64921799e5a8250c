"""Quarters of the business year, which begins in the month that the company's policy names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sakimori.domain.values.days import add_months

MONTHS: Final = 3
_A_YEAR: Final = 4
_CODE: Final = re.compile(r"(?:FY)?([12][0-9]{3})-?Q([1-4])", re.IGNORECASE)


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """One of the four quarters of a business year, which is named after the year in which it begins."""

    year: int
    number: int
    start_month: int

    @property
    def first(self) -> date:
        """Its first day."""
        return add_months(date(self.year, self.start_month, 1), MONTHS * (self.number - 1))

    @property
    def last(self) -> date:
        """Its last day."""
        return add_months(self.first, MONTHS) - timedelta(days=1)

    @property
    def code(self) -> str:
        """As people type it: 2026Q3."""
        return f"{self.year}Q{self.number}"

    def moved(self, quarters: int) -> Quarter:
        """So many quarters later, or earlier."""
        whole = self.year * _A_YEAR + self.number - 1 + quarters
        return Quarter(whole // _A_YEAR, whole % _A_YEAR + 1, self.start_month)


def quarter_of(on: date, start_month: int) -> Quarter:
    """The quarter in which a day lies."""
    months = (on.month - start_month) % 12
    return Quarter(on.year - (on.month < start_month), months // MONTHS + 1, start_month)


def quarter_named(code: str, start_month: int) -> Quarter | None:
    """The quarter that is typed as 2026Q3, or as FY2026-Q3; None where it is written otherwise."""
    found = _CODE.fullmatch(code.strip())
    return Quarter(int(found[1]), int(found[2]), start_month) if found else None
