"""What was done of what is due after an incident, and whether a vendor told us within the hours of its contract."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Final

from sakimori.domain.incident import Clock, Report, Reportable
from sakimori.domain.policy import Policy
from sakimori.domain.records.incidents import Incident, IncidentReport
from sakimori.domain.values.days import JST
from sakimori.rules.incidents.clocks import Closed, clocks_of, is_freed
from sakimori.rules.incidents.reportable import judge_reportable, reportable_since

_DONE_BY: Final = {
    # A final report made at once leaves nothing for a preliminary one to say.
    Report.PRELIMINARY: frozenset({Report.PRELIMINARY, Report.FINAL}),
    Report.FINAL: frozenset({Report.FINAL}),
}
_MINUTE: Final = timedelta(minutes=1)


def done_on(incident: Incident, reports: Iterable[IncidentReport], due: Report) -> date | None:
    """The day on which something that is due was done first; None while it was not."""
    match due:
        case Report.PERSONS:
            return incident.persons_told_on if incident.persons_told is not None else None
        case Report.ENTRUSTER:
            return incident.facts.every_entruster_told_on
        case _:
            kinds = _DONE_BY.get(due, frozenset({due}))
            return min((r.sent_on for r in reports if r.incident_id == incident.id and r.kind in kinds), default=None)


def judged(incident: Incident) -> Reportable:
    """Whether an incident is reported, on what is known of it."""
    return judge_reportable(incident.facts)


def clocks(incident: Incident, is_closed: Closed, policy: Policy) -> tuple[Clock, ...]:
    """What is due after an incident, on what is known of it."""
    return clocks_of(incident.facts, is_closed, policy)


def counted_from(incident: Incident) -> date:
    """The day from which the clocks of an incident count: of knowing, or on which it became reportable later."""
    return reportable_since(incident.facts, judged(incident).cases)


def owes_reports(incident: Incident, policy: Policy) -> bool:
    """Whether report and notice to persons are owed, as far as anybody knows; what is open counts as owed."""
    return judged(incident).holds is not False and not is_freed(incident.facts, policy)


def told_late(incident: Incident, hours: int) -> bool | None:
    """Whether a vendor told us later than so many hours after it knew; None where what was noted leaves it open.

    Where only a day is noted, it may have been any minute of that day.
    """
    knew = _span(incident.vendor_knew_on, incident.vendor_knew_time)
    told = _span(incident.vendor_told_on, incident.vendor_told_time)
    if knew is None or told is None:
        return None
    allowed = timedelta(hours=hours)
    if told[0] - knew[1] > allowed:
        return True
    return False if told[1] - knew[0] <= allowed else None


def last_moment(incident: Incident, hours: int) -> datetime | None:
    """By when a vendor had to tell us, from the last minute at which it can have known; None while that is open."""
    knew = _span(incident.vendor_knew_on, incident.vendor_knew_time)
    return None if knew is None else knew[1] + timedelta(hours=hours)


def _span(day: date | None, at: str) -> tuple[datetime, datetime] | None:
    """The first and the last minute that a noted time can mean."""
    if day is None:
        return None
    if at:
        moment = datetime.combine(day, time.fromisoformat(at), tzinfo=JST)
        return moment, moment
    first = datetime.combine(day, time.min, tzinfo=JST)
    return first, first + timedelta(days=1) - _MINUTE
