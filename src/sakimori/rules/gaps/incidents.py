"""Incidents: what was not reported or told in time, what is still open, and how we are prepared (法26条, GL 3-5)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from sakimori.domain.codes import ControlArea, GapKind, Severity
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Finding, Fix, Stage, Subject, SubjectKind
from sakimori.domain.incident import Clock, Report, ReportingAct
from sakimori.domain.policy import Policy
from sakimori.domain.records.incidents import Incident, IncidentPlace, ItemState, ReportItem
from sakimori.domain.rule import COMPANY_POLICY, DeadlineKind, Rule, in_one_line
from sakimori.domain.values.blank import is_given
from sakimori.domain.values.days import JST, add_months, next_day
from sakimori.domain.values.text import Text
from sakimori.rules.facts.citations import (
    ACT_25,
    ACT_26_1,
    ACT_26_1_PROVISO,
    ACT_26_2,
    GL_BREACH_STEPS,
    GL_PROMPTLY,
    MY_NUMBER_29_4,
    RULES_8_1,
    RULES_8_2,
    RULES_9,
    RULES_10,
)
from sakimori.rules.facts.flow_facts import listed, overlap
from sakimori.rules.facts.rule_kit import GapRules, finding, with_name
from sakimori.rules.gaps.incident_words import INCIDENT_TITLES, INCIDENT_WORDS, ITEM_NAMES
from sakimori.rules.gaps.own_company.findings import of_company, of_own, of_record
from sakimori.rules.incidents.progress import (
    clocks,
    counted_from,
    done_on,
    judged,
    last_moment,
    owes_reports,
    told_late,
)
from sakimori.rules.incidents.reportable import acts_of

Look = Callable[[Rule, Dossier, Incident, Policy], Iterable[Finding]]


def _of_incidents(look: Look) -> Callable[[Rule, Dossier, Policy], Iterable[Finding]]:
    """Look at each incident of ours, wherever it happened."""

    def judge(rule: Rule, dossier: Dossier, policy: Policy) -> Iterable[Finding]:
        for incident in dossier.registers.incidents:
            yield from look(rule, dossier, incident, policy)

    return of_own(judge)


def _clock(dossier: Dossier, incident: Incident, policy: Policy, report: Report) -> Clock | None:
    every = clocks(incident, dossier.closed_days.__contains__, policy)
    return next((clock for clock in every if clock.report is report), None)


def _of(
    rule: Rule,
    incident: Incident,
    stages: tuple[Stage, ...],
    field: str,
    action: str | Text,
    *,
    kind: GapKind = GapKind.DEFECT,
    title: str = "",
    facts: tuple[tuple[str, str], ...] = (),
) -> Iterable[Finding]:
    is_of_act = ReportingAct.APPI in acts_of(judged(incident).cases)
    yield from of_record(
        rule,
        Subject(SubjectKind.INCIDENT, incident.id),
        stages,
        fix=Fix("incident", incident.id, field),
        action=INCIDENT_WORDS[action] if isinstance(action, str) else action,
        kind=kind,
        title=INCIDENT_WORDS[title] if title else rule.title,
        name=incident.name,
        cites=None if is_of_act else _OF_MY_NUMBER.get(rule.id),
        facts=facts,
    )


_BY_NUMBER, _AS_POLICY = in_one_line((MY_NUMBER_29_4,)), in_one_line((COMPANY_POLICY, MY_NUMBER_29_4))
_OF_MY_NUMBER = {
    "B-26-1": _BY_NUMBER,
    "B-26-2": _BY_NUMBER,
    "B-26-3": _AS_POLICY,
    "B-26-5": _AS_POLICY,
    "B-26-6": _AS_POLICY,
}
"""The citation where My Number data alone make an incident one that is reported (番号法29条の4)."""


def _report_late(report: Report, word: str) -> Look:
    """規則8条: from the day after the last one until the report is sent; what may be reported counts as reported."""

    def look(rule: Rule, dossier: Dossier, incident: Incident, policy: Policy) -> Iterable[Finding]:
        clock = _clock(dossier, incident, policy, report)
        if clock is None or clock.due_on is None:
            return
        is_open = judged(incident).holds is None
        yield from _of(
            rule,
            incident,
            overlap(
                Severity.BLOCK, next_day(clock.due_on), done_on(incident, dossier.registers.incident_reports, report)
            ),
            "reports",
            "send",
            kind=GapKind.UNKNOWN if is_open else GapKind.DEFECT,
            title=word if is_open else "",
            facts=(("due", clock.due_on.isoformat()), ("known", counted_from(incident).isoformat())),
        )

    return look


def _persons_untold(rule: Rule, _: Dossier, incident: Incident, policy: Policy) -> Iterable[Finding]:
    """法26条2項 names no number of days; ours count from the day of knowing, or of becoming reportable."""
    if not owes_reports(incident, policy):
        return
    late = counted_from(incident) + timedelta(days=policy.incident_persons_days)
    is_open = judged(incident).holds is None
    yield from _of(
        rule,
        incident,
        overlap(Severity.HIGH, late, done_on(incident, (), Report.PERSONS)),
        "persons_told",
        "tell",
        kind=GapKind.UNKNOWN if is_open else GapKind.DEFECT,
        facts=(("known", counted_from(incident).isoformat()),),
    )


def _entruster_untold(rule: Rule, dossier: Dossier, incident: Incident, policy: Policy) -> Iterable[Finding]:
    """法26条1項ただし書: a processor that tells every entruster within the days of the guideline is free."""
    clock = _clock(dossier, incident, policy, Report.ENTRUSTER)
    if clock is None or clock.due_on is None:
        return
    late = next_day(clock.due_on)
    stages = (Stage(Severity.MEDIUM, counted_from(incident), late), Stage(Severity.HIGH, late))
    untold = incident.facts.untold
    if incident.facts.entrusters and not untold:
        yield from _of(
            rule,
            incident,
            stages,
            "are_entrusters_all",
            "name_entrusters",
            kind=GapKind.UNKNOWN,
            title="entrusters_open",
        )
        return
    yield from _of(
        rule, incident, stages, "entrusters", "tell_entruster", facts=tuple(("untold", one.name) for one in untold)
    )


def _facts_open(rule: Rule, dossier: Dossier, incident: Incident, policy: Policy) -> Iterable[Finding]:
    """Until it is certain whether it is reported; graver once the day to aim at is over."""
    reportable = judged(incident)
    if reportable.holds is not None or not owes_reports(incident, policy):
        return
    first = counted_from(incident)
    aimed = first + timedelta(days=policy.incident_target_days)
    stages = (Stage(Severity.MEDIUM, first, aimed), Stage(Severity.HIGH, aimed))
    yield from _of(
        rule,
        incident,
        stages,
        "facts",
        INCIDENT_WORDS["find_out"].format(facts=listed(reportable.open_facts)),
        kind=GapKind.UNKNOWN,
        facts=tuple(("open", fact.ja) for fact in reportable.open_facts),
    )


def _items_blank(rule: Rule, dossier: Dossier, incident: Incident, policy: Policy) -> Iterable[Finding]:
    """規則8条2項 asks for all nine items at the final report: near its day none may be blank."""
    clock = _clock(dossier, incident, policy, Report.FINAL)
    blank = [item for item in ReportItem if incident.state_of(item) is ItemState.UNTOUCHED]
    if clock is None or clock.due_on is None or not blank:
        return
    sent = done_on(incident, dossier.registers.incident_reports, Report.FINAL)
    names = listed(ITEM_NAMES[item] for item in blank)
    yield from _of(
        rule,
        incident,
        overlap(Severity.MEDIUM, clock.due_on - timedelta(days=policy.incident_item_days), sent),
        blank[0].value,
        INCIDENT_WORDS["fill"].format(items=names),
        facts=(("blank", " ".join(blank)),),
    )


def _vendor_late(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
    """The fewest hours that a contract gives it to tell us, held against when it knew and when it told us."""
    if dossier.third_party.is_self:
        return
    for incident in dossier.incidents:
        if incident.place is not IncidentPlace.THIRD_PARTY or is_given(incident.late_notice_note):
            continue
        day = incident.vendor_knew_on or incident.known_on
        agreed = [c.contract.breach_notice_hours for c in dossier.contracts if c.counts and c.contract.in_force(day)]
        hours = min((one for one in agreed if one is not None), default=None)
        said = None if hours is None else _said_of_notice(incident, hours)
        if said is not None:
            yield _notice(rule, incident, f"{hours}", *said)


def _notice(rule: Rule, incident: Incident, hours: str, word: str, first: date) -> Finding:
    is_open = word == "hours_open"
    return finding(
        rule,
        Subject(SubjectKind.INCIDENT, incident.id),
        (Stage(Severity.LOW if is_open else Severity.MEDIUM, first),),
        Fix("incident", incident.id, "vendor_told_time" if is_open else "late_notice_note"),
        kind=GapKind.UNKNOWN if is_open else GapKind.DEFECT,
        title=with_name(INCIDENT_WORDS[word] if word else rule.title, incident.name),
        facts=(("hours", hours),),
        action=INCIDENT_WORDS[{"hours_open": "note_times", "not_told": "ask"}.get(word, "agree")],
    )


def _said_of_notice(incident: Incident, hours: int) -> tuple[str, date] | None:
    """What is to be said of its notice, by a word, and from which day on."""
    if incident.vendor_told_on is None:
        last = last_moment(incident, hours)
        return None if last is None else ("not_told", next_day(last.astimezone(JST).date()))
    late = told_late(incident, hours)
    if late is False:
        return None
    return ("" if late else "hours_open", incident.vendor_told_on)


def _measures_late(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
    """Each measure from the day after its own until it is done, whether the incident is closed or not."""
    for measure in dossier.registers.incident_measures:
        if measure.due_on is None:
            continue
        yield from of_record(
            rule,
            Subject(SubjectKind.INCIDENT, f"{measure.incident_id}/{measure.id}"),
            overlap(Severity.MEDIUM, next_day(measure.due_on), measure.done_on),
            fix=Fix("incident", measure.incident_id, "measures"),
            action=INCIDENT_WORDS["carry_out"],
            title=rule.title,
            name=measure.name,
        )


def _drill_old(rule: Rule, dossier: Dossier, policy: Policy) -> Iterable[Finding]:
    """A drill a year, by policy; none on record may merely not have been recorded."""
    held = max((drill.held_on for drill in dossier.registers.drills), default=None)
    due = add_months(held, policy.drill_months) if held else None
    yield _prepared(rule, dossier, due, Fix("drill", "", "held_on"), ("no_drill", "drill"))


def _plan_old(rule: Rule, dossier: Dossier, policy: Policy) -> Iterable[Finding]:
    """The plan that stands is reviewed once a year, by policy."""
    plans = [plan for plan in dossier.registers.incident_plans if plan.ended_on is None]
    newest = max(plans, key=lambda plan: (plan.reviewed_on or date.min, plan.id), default=None)
    fix = Fix("incident_plan", newest.id if newest else "", "reviewed_on")
    due = add_months(newest.reviewed_on, policy.incident_plan_months) if newest and newest.reviewed_on else None
    yield _prepared(rule, dossier, due, fix, ("plan_open" if newest else "no_plan", "plan"))


def _prepared(rule: Rule, dossier: Dossier, due: date | None, fix: Fix, words: tuple[str, str]) -> Finding:
    """What is late from the day after its last one; without a day nobody knows whether it ever was done."""
    unknown, action = words
    return finding(
        rule,
        of_company(dossier),
        (Stage(Severity.LOW),) if due is None else (Stage(Severity.MEDIUM, next_day(due)),),
        fix,
        kind=GapKind.UNKNOWN if due is None else GapKind.DEFECT,
        title=INCIDENT_WORDS[unknown] if due is None else rule.title,
        action=INCIDENT_WORDS[action],
        is_unrecorded=due is None,
    )


_rule = GapRules(INCIDENT_TITLES, points=("B6",), scope=SubjectKind.INCIDENT, area=ControlArea.INCIDENT)
_due = DeadlineKind.INCIDENT
_ready = DeadlineKind.PREPAREDNESS

INCIDENT_RULES: tuple[Rule, ...] = (
    # The days are ours, but within what the guideline says of "promptly": a later one breaks the Act itself.
    _rule(
        "B-26-1",
        _of_incidents(_report_late(Report.PRELIMINARY, "preliminary_open")),
        ACT_26_1,
        RULES_8_1,
        GL_PROMPTLY,
        revision=2,
        deadline=_due,
    ),
    _rule(
        "B-26-2",
        _of_incidents(_report_late(Report.FINAL, "final_open")),
        ACT_26_1,
        RULES_8_2,
        revision=2,
        deadline=_due,
    ),
    _rule("B-26-3", _of_incidents(_persons_untold), COMPANY_POLICY, ACT_26_2, RULES_10, revision=2, deadline=_due),
    _rule(
        "B-26-4",
        _of_incidents(_entruster_untold),
        COMPANY_POLICY,
        ACT_26_1_PROVISO,
        RULES_9,
        revision=3,
        deadline=_due,
        overdue=Severity.HIGH,
    ),
    _rule("B-26-5", _of_incidents(_facts_open), COMPANY_POLICY, ACT_26_1),
    _rule("B-26-6", _of_incidents(_items_blank), COMPANY_POLICY, RULES_8_2, revision=2),
    _rule("B-26-7", _vendor_late, COMPANY_POLICY, ACT_25),
    _rule("B-26-8", of_own(_measures_late), COMPANY_POLICY, GL_BREACH_STEPS, deadline=_due),
    _rule("B-26-9", of_own(_drill_old), scope=SubjectKind.COMPANY, deadline=_ready),
    _rule("B-26-10", of_own(_plan_old), scope=SubjectKind.COMPANY, deadline=_ready),
)
