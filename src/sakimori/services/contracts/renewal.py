"""What it would mean to let a contract go on, or to end it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sakimori.domain.records.contract import Contract
from sakimori.domain.values.days import next_day
from sakimori.services.kernel.confirmations import decided_until


@dataclass(frozen=True, slots=True)
class RenewalChoice:
    """What each decision about the next undecided term would lead to."""

    term_end: date
    notice_day: date | None
    is_late: bool
    goes_on_until: date | None
    next_notice: date | None
    ends_on: date


def renewal_choice(contract: Contract, *, on: date) -> RenewalChoice | None:
    """What may be decided about the next undecided term; None where nothing renews by itself."""
    end = contract.undecided_term_end
    if end is None or not contract.in_force(on):
        return None
    notice = contract.notice_day(end)
    goes_on_until = contract.term_end(next_day(decided_until(contract, end, on)))
    return RenewalChoice(
        term_end=end,
        notice_day=notice,
        is_late=notice is not None and notice < on,
        goes_on_until=goes_on_until,
        next_notice=contract.notice_day(goes_on_until) if goes_on_until else None,
        ends_on=contract.term_end(on) or end,
    )
