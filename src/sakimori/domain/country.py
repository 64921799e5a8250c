"""Country profiles 国: what we found out about the rules of a country, from where, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sakimori.domain.days import add_months, next_day


@dataclass(frozen=True, slots=True)
class CountryProfile:
    """Our dated reading of one country, for the information of 規則17条 and the check of 規則18条; id is its code."""

    id: str
    checked_on: date
    has_general_law: bool | None = None
    law: str = ""
    eu_adequacy: bool | None = None
    cbpr_economy: bool | None = None
    missing_oecd: str | None = None
    government_access: bool | None = None
    government_access_note: str = ""
    localisation: bool | None = None
    localisation_note: str = ""
    breach_hours: int | None = None
    source: str = ""
    note: str = ""
    version: int = 1

    def stale_from(self, months: int) -> date:
        """The first day on which it is too old: the day after `months` since it was read."""
        return next_day(add_months(self.checked_on, months))

    @property
    def unanswered(self) -> tuple[str, ...]:
        """Which points of the regime (GL-F 5) nobody has answered."""
        return tuple(
            name
            for name in ("has_general_law", "missing_oecd", "government_access", "localisation")
            if getattr(self, name) is None and not (name == "missing_oecd" and (self.eu_adequacy or self.cbpr_economy))
        )
