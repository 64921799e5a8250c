"""Until when our own data are kept: the end of their period, a duty to keep them longer, and what was erased."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from sakimori.domain.policy import Policy
from sakimori.domain.records.own_registers import DataSet, DataSetPart
from sakimori.domain.records.own_retention import KeepingDuty, OwnErasure, RetentionStart
from sakimori.domain.values.days import add_months


def duty_of(data_set_id: str, duties: Iterable[KeepingDuty]) -> KeepingDuty | None:
    """What is on record of the duty to keep a data set."""
    return next((one for one in duties if one.data_set_id == data_set_id), None)


def erased_whole_on(part: DataSetPart, duty: KeepingDuty | None, erasures: Iterable[OwnErasure]) -> date | None:
    """The day on which all of a part was erased: so it was said, or up to the last day from which a period counts."""
    last = part.collected_until if _counts_from_acquisition(duty) else None
    days = (
        one.erased_on
        for one in erasures
        if one.data_set_part_id == part.id
        and (one.is_all or one.acquired_to is None or (last is not None and one.acquired_to >= last))
    )
    return min(days, default=None)


def _counts_from_acquisition(duty: KeepingDuty | None) -> bool:
    """Whether the period begins with the acquisition; while nobody has said otherwise, it does: that is the sooner."""
    return duty is None or duty.starts in {None, RetentionStart.ACQUIRED}


def last_run(part: DataSetPart, erasures: Iterable[OwnErasure]) -> date | None:
    """When data of a part were erased last."""
    return max((one.erased_on for one in erasures if one.data_set_part_id == part.id), default=None)


def period_over(
    data_set: DataSet, part: DataSetPart, duty: KeepingDuty | None, erasures: Iterable[OwnErasure], policy: Policy
) -> date | None:
    """The last day on which everything of a part is within its period; None where that cannot be told.

    Of a part that is no longer acquired, and whose period counts from the acquisition, it is the end of the period of
    its newest data. Of others single data fall due all the time: they are gone through every `own_erasure_months`,
    from the day on which the oldest may be due.
    """
    months = data_set.retention_months
    if months is None or part.collected_from is None:
        return None
    if part.collected_until is not None and _counts_from_acquisition(duty):
        return add_months(part.collected_until, months)
    oldest = add_months(part.collected_from, months)
    return add_months(max(oldest, last_run(part, erasures) or oldest), policy.own_erasure_months)


def kept_until(part: DataSetPart, duty: KeepingDuty | None, *, acquired_to: date | None, on: date) -> date | None:
    """The first day on which data may be erased: all of a part, or those whose period began until a day; None is any.

    The newest of what is erased decides. Of a part that is still acquired, or whose period begins with something else
    or with nobody knows what, that may be of the day itself.
    """
    if duty is None or not duty.duty_months:
        return None
    last = part.collected_until if duty.starts is RetentionStart.ACQUIRED else None
    newest = acquired_to or last or on
    return add_months(newest, duty.duty_months) + timedelta(days=1)


def is_held(duty: KeepingDuty | None, on: date) -> bool:
    """Whether a legal hold forbids any erasure on a day; one of which the first day is not known holds."""
    return duty is not None and duty.is_held is True and (duty.hold_since is None or duty.hold_since <= on)
