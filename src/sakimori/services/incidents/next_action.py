"""What is to be done next about an incident: what is late first, then in the order in which it helps the persons."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from sakimori.domain.incident import Clock, Report
from sakimori.domain.records.incidents import IncidentStepKind, ItemState, ReportItem
from sakimori.domain.values.text import Text
from sakimori.exchange.registers.words import code_word
from sakimori.rules.incidents.progress import clocks, counted_from, done_on, judged, owes_reports
from sakimori.services.calendar.open_days import is_closed
from sakimori.services.incidents.parts import IncidentParts
from sakimori.services.incidents.shapes import ActionKind, NextAction

_WORDS: Final = {
    ActionKind.CONTAIN: Text("被害の拡大を止め、社内に報告する", "Stop the spread, and report inside the company"),
    ActionKind.TELL_ENTRUSTER: Text("委託元に通知する（委託元ごと）", "Tell each entruster"),
    ActionKind.FIND_OUT: Text("確かめる：{what}", "Find out {what}"),
    ActionKind.SEND_PRELIMINARY: Text(
        "速報を出す（分かっていることだけでよい）", "Send the preliminary report (what is known is enough)"
    ),
    ActionKind.TELL_PERSONS: Text("本人に通知する", "Notify the persons"),
    ActionKind.WRITE_ITEM: Text("報告事項「{what}」を記入する", "Write the report item: {what}"),
    ActionKind.SEND_FINAL: Text("確報を出す", "Send the final report"),
    ActionKind.DO_STEP: Text("{what}", "{what}"),
    ActionKind.SET_MEASURE: Text("再発防止策を決める", "Decide the measures against recurrence"),
    ActionKind.DO_MEASURE: Text("再発防止策「{what}」を実施する", "Carry out the measure: {what}"),
    ActionKind.CLOSE: Text("原因を確かめて終結する", "Confirm the cause, and close it"),
}
_REPORT_ACTIONS: Final = {
    Report.ENTRUSTER: ActionKind.TELL_ENTRUSTER,
    Report.PRELIMINARY: ActionKind.SEND_PRELIMINARY,
    Report.PERSONS: ActionKind.TELL_PERSONS,
    Report.FINAL: ActionKind.SEND_FINAL,
}


def next_action(parts: IncidentParts, on: date) -> NextAction | None:
    """What is to be done next on a day; None where nothing is left to do."""
    every = list(_actions(parts, on))
    return next((one for one in every if one.is_late), every[0] if every else None)


def _actions(parts: IncidentParts, on: date) -> Iterator[NextAction]:
    """Everything that is open, in its order."""
    incident = parts.incident
    if incident.closed_on is None:
        open_clocks = {one.report: one for one in clocks(incident, is_closed, parts.policy)}
        open_clocks = {r: c for r, c in open_clocks.items() if done_on(incident, parts.reports, r) is None}
        for step in parts.steps:
            if step.step is IncidentStepKind.CONTAIN and not step.is_settled:
                yield _action(ActionKind.CONTAIN, on, due_on=step.due_on, target=step.id)
        yield from _clocked(open_clocks, Report.ENTRUSTER, on)
        yield from _questions(parts, open_clocks, on)
        yield from _clocked(open_clocks, Report.PRELIMINARY, on)
        if Report.PERSONS in open_clocks:
            due = counted_from(incident) + timedelta(days=parts.policy.incident_persons_days - 1)
            yield _action(ActionKind.TELL_PERSONS, on, due_on=due)
        yield from _items(parts, open_clocks.get(Report.FINAL), on)
        yield from _clocked(open_clocks, Report.FINAL, on)
        yield from _steps(parts, on)
        if not parts.measures and owes_reports(incident, parts.policy):
            yield _action(ActionKind.SET_MEASURE, on)
        if not open_clocks:
            yield _action(ActionKind.CLOSE, on)
    for measure in parts.measures:
        if measure.done_on is None:
            yield _action(
                ActionKind.DO_MEASURE, on, Text(measure.name, measure.name), due_on=measure.due_on, target=measure.id
            )


def _action(
    kind: ActionKind, on: date, what: Text | None = None, *, due_on: date | None = None, target: str = ""
) -> NextAction:
    words = _WORDS[kind].format(what=what) if what else _WORDS[kind]
    return NextAction(kind, words, due_on, target, is_late=due_on is not None and due_on < on)


def _clocked(open_clocks: dict[Report, Clock], report: Report, on: date) -> Iterator[NextAction]:
    clock = open_clocks.get(report)
    if clock is not None:
        yield _action(_REPORT_ACTIONS[report], on, due_on=clock.due_on)


def _questions(parts: IncidentParts, open_clocks: dict[Report, Clock], on: date) -> Iterator[NextAction]:
    """The first fact that decides whether it is reported: until the day to aim at, and again once a report went out."""
    reportable = judged(parts.incident)
    if reportable.holds is not None or not owes_reports(parts.incident, parts.policy):
        return
    clock = open_clocks.get(Report.PRELIMINARY)
    until = open_clocks[Report.FINAL].due_on if clock is None and Report.FINAL in open_clocks else None
    if clock is not None and clock.target_on is not None:
        until = clock.target_on
        if on > until:
            return
    yield _action(ActionKind.FIND_OUT, on, reportable.open_facts[0], due_on=until)


def _items(parts: IncidentParts, final: Clock | None, on: date) -> Iterator[NextAction]:
    if final is None:
        return
    for item in ReportItem:
        if parts.incident.state_of(item) is not ItemState.WRITTEN:
            yield _action(ActionKind.WRITE_ITEM, on, code_word(item), due_on=final.due_on, target=item.value)


def _steps(parts: IncidentParts, on: date) -> Iterator[NextAction]:
    for step in parts.steps:
        if not step.is_settled and step.step is not IncidentStepKind.CONTAIN and is_asked(parts, step.step):
            yield _action(ActionKind.DO_STEP, on, code_word(step.step), due_on=step.due_on, target=step.id)


def is_asked(parts: IncidentParts, step: IncidentStepKind) -> bool:
    """Whether a step has to be taken: where nothing is reported, nobody need report."""
    return step is not IncidentStepKind.REPORT or owes_reports(parts.incident, parts.policy)
