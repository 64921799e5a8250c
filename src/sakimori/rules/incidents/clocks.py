"""By when an incident is reported, and to whom (規則8条–10条; GL 3-5-3)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Final

from sakimori.domain.incident import Clock, IncidentFacts, Report, Reportable, ReportCase, ReportingAct
from sakimori.domain.policy import DEFAULT_POLICY, Policy
from sakimori.domain.rule import COMPANY_POLICY, Citation
from sakimori.domain.values.days import next_day
from sakimori.domain.values.text import Text, cited
from sakimori.rules.facts.citations import (
    ACT_26_1_PROVISO,
    ACT_26_2,
    GL_PROMPTLY,
    MY_NUMBER_29_4,
    RULES_8_1,
    RULES_8_2,
    RULES_9,
    RULES_10,
)
from sakimori.rules.incidents.reportable import acts_of, judge_reportable, reportable_since

FINAL_DAYS: Final = 30
FINAL_DAYS_IMPROPER: Final = 60

Closed = Callable[[date], bool]
"""Whether a day is one on which authorities are closed."""


_PROMPTLY: Final = Text(
    "速やかに。知った日を1日目として{target}日目を目安、{latest}日目までとする（概ね3〜5日以内という目安による会社方針）",
    "promptly; aim at day {target}, no later than day {latest}, the day of knowing being day 1 "
    "(company policy, after the guideline's about 3 to 5 days)",
)
_COUNTED: Final = Text(
    "知った日を1日目として{days}日目。土日祝日も数え、その日が閉庁日なら次の開庁日",
    "day {days}, the day of knowing being day 1; closed days count, and a last day that is closed moves to the next "
    "open one",
)
_IN_DOUBT: Final = Text(
    "{counted}。不正の目的による行為のおそれがあると分かれば{other}日目",
    "{counted}; day {other} once the act is known to have possibly had an improper purpose",
)
_NO_NUMBER: Final = Text(
    "事態の状況に応じて速やかに（日数の定めはない）", "promptly according to the situation (no number of days)"
)
_FREES: Final = cited(
    "{promptly}。その期限までに{law:rules-9}の事項を通知した委託元のデータについては、委員会への報告と本人への通知を要しない",
    "{promptly}; for the data of those who were told the items of {art:rules-9} by then neither the report nor the "
    "notice to persons is owed",
)

_WITHOUT: Final = Text(
    "{promptly}。期限までに通知した委託元（{count}社）のデータの分は要しない",
    "{promptly}; not for the data of the entrusters that were told by then ({count})",
)


def clocks_of(facts: IncidentFacts, is_closed: Closed, policy: Policy = DEFAULT_POLICY) -> tuple[Clock, ...]:
    """What is due after an incident, the earliest first; nothing where it is certain that nothing is reported.

    The days of the preliminary report are policy within the guideline's "about 3 to 5 days". The first day is that of
    knowing, or of becoming reportable later; no day is left out. A processor that told every entruster within them owes
    neither report nor notice; one that told any of them later, or may have more of them, is not taken to be free.
    """
    reportable = judge_reportable(facts)
    if reportable.holds is False or is_freed(facts, policy):
        return ()
    return tuple(_clocks(facts, reportable, is_closed, policy))


def _clocks(facts: IncidentFacts, reportable: Reportable, is_closed: Closed, policy: Policy) -> Iterator[Clock]:
    days = {"target": policy.incident_target_days, "latest": policy.incident_report_days}
    start = reportable_since(facts, reportable.cases)
    target, latest = (_nth_day(start, count) for count in days.values())
    promptly = _PROMPTLY.format(**days)
    in_time = sum(one.told_on is not None and one.told_on <= latest for one in facts.entrusters)
    if facts.is_processor and facts.every_entruster_told_on is None:
        yield Clock(
            Report.ENTRUSTER,
            latest,
            _FREES.format(promptly=promptly),
            (ACT_26_1_PROVISO, RULES_9, COMPANY_POLICY),
            target,
            start_on=start,
        )
    first = (*_cited(reportable, RULES_8_1, GL_PROMPTLY), COMPANY_POLICY)
    counted = _WITHOUT.format(promptly=promptly, count=in_time) if facts.is_processor and in_time else promptly
    yield Clock(Report.PRELIMINARY, latest, counted, first, target, start_on=start)
    yield _final(facts, reportable, is_closed, start)
    yield Clock(Report.PERSONS, None, _NO_NUMBER, _cited(reportable, ACT_26_2, RULES_10), start_on=start)


def _cited(reportable: Reportable, *of_the_act: Citation) -> tuple[Citation, ...]:
    """Where a duty stands: My Number data of a situation of their own are reported by their own Act."""
    acts = acts_of(reportable.cases)
    of_number = (MY_NUMBER_29_4,) if ReportingAct.MY_NUMBER in acts else ()
    return (*of_the_act, *of_number) if ReportingAct.APPI in acts else of_number


def _final(facts: IncidentFacts, reportable: Reportable, is_closed: Closed, start: date) -> Clock:
    given = {case.case: case.holds for case in reportable.cases}
    is_improper = given[ReportCase.BR3] or given[ReportCase.MN_PURPOSE]
    days = FINAL_DAYS_IMPROPER if is_improper else FINAL_DAYS
    last = _nth_day(start, days)
    due, counted, other = rolled(last, is_closed), _COUNTED.format(days=days), None
    if facts.is_improper_purpose is None:  # until somebody knows, the earlier day counts
        counted = _IN_DOUBT.format(counted=counted, other=FINAL_DAYS_IMPROPER)
        other = rolled(_nth_day(start, FINAL_DAYS_IMPROPER), is_closed)
    moved = last if due != last else None
    return Clock(
        Report.FINAL, due, counted, _cited(reportable, RULES_8_2), other_on=other, rolled_from=moved, start_on=start
    )


def is_freed(facts: IncidentFacts, policy: Policy = DEFAULT_POLICY) -> bool:
    """Whether we handled the data for others and told each of them in time (法26条1項ただし書)."""
    told = facts.every_entruster_told_on
    if told is None or not facts.is_processor:
        return False
    start = reportable_since(facts, judge_reportable(facts).cases)
    return told <= _nth_day(start, policy.incident_report_days)


def _nth_day(first: date, days: int) -> date:
    """The last of so many days, the first counted."""
    return first + timedelta(days=days - 1)


def rolled(last: date, is_closed: Closed) -> date:
    """The first open day from a last day on."""
    while is_closed(last):
        last = next_day(last)
    return last
