"""Steps and measures of an incident, and its end: with its cause, and with what keeps it from happening again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from sakimori.domain.incident import Report
from sakimori.domain.records.incidents import (
    CauseKind,
    EntryKind,
    Incident,
    IncidentMeasure,
    IncidentReport,
    IncidentStep,
    IncidentStepKind,
    PersonsTold,
)
from sakimori.domain.user import Actor
from sakimori.domain.values.text import Text
from sakimori.errors import StateError
from sakimori.exchange.registers.words import code_word
from sakimori.rules.incidents.clocks import is_freed
from sakimori.rules.incidents.progress import clocks, done_on, judged, owes_reports
from sakimori.services.calendar.open_days import is_closed
from sakimori.services.incidents.keeping import find_incident, not_after_today, note, open_incident
from sakimori.services.incidents.words import joined
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.record_kinds import checked_record
from sakimori.services.kernel.unit import Change, Unit, WriteResult
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.lifecycle import needed_reason
from sakimori.services.parties.write import write_result

_STEP: Final = Text("対応", "step")
_MEASURE: Final = Text("再発防止策", "measure")
_DONE: Final = Text("済み：{what}（{on}）", "Done: {what} ({on})")
_NEEDLESS: Final = Text("不要：{what}（{why}）", "Not needed: {what} ({why})")
_PLANNED: Final = Text("担当と期限を決めた：{what}", "Owner and day set: {what}")
_SET: Final = Text("再発防止策：{what}", "Measure: {what}")
_CLOSED: Final = Text("終結（原因：{cause}）：{reason}", "Closed (cause: {cause}): {reason}")
_REOPENED: Final = Text("再開：{reason}", "Reopened: {reason}")
_UNKNOWN: Final = Text(
    "報告の対象か決まっていません。先に確かめてください：{facts}",
    "Whether it is reported is open. Find out first: {facts}",
)
_OWED: Final = Text("まだ済んでいません：{what}", "Not done yet: {what}")
_NO_OWNER: Final = Text("担当者が決まっていません。", "Nobody sees to it yet.")
_OPEN_STEPS: Final = Text(
    "済んだ日か不要の理由が未記入の対応があります：{what}", "Steps are neither done nor said to be not needed: {what}"
)
_NOBODYS: Final = Text("再発防止策の担当と期限を決めてください：{what}", "Set owner and day of the measure: {what}")
_REACHED_UNKNOWN: Final = Text(
    "本人への通知が何人に届いたかを記録してください。", "Record how many persons the notices reached."
)
_FEWER: Final = Text(
    "通知が届いたのは{told}人で、影響は{persons}人です。残りに通知するか、代替措置か不要の理由を記録してください。",
    "Notices reached {told} of {persons} persons. Notify the rest, or record substitute measures or why none are due.",
)
_NO_MEASURE: Final = Text("再発防止策を先に決めてください。", "Decide a measure against recurrence first.")
_NOT_CLOSED: Final = Text("終結していません。", "It is not closed.")
_DONE_ALREADY: Final = Text("すでに済んでいます。", "It is done already.")


@needs(Permission.EDIT_INCIDENT)
def plan_step(
    workspace: Workspace,
    step_id: str,
    *,
    owner_id: str | None,
    due_on: date | None,
    actor: Actor,
    at: datetime,
    seen: int | None = None,
) -> WriteResult[IncidentStep]:
    """Say who sees to a step by when."""
    with workspace.change("incident.step_planned", actor=actor, at=at) as change:
        step = change.as_shown(change.records.get(IncidentStep, step_id, what=_STEP), seen)
        incident = open_incident(change, step.incident_id)
        stored = change.update(
            checked_record(change, replace(step, owner_id=owner_id, due_on=due_on)), runs_rules=False
        )
        if stored != step:
            note(change, incident, EntryKind.STEP, _PLANNED.format(what=code_word(step.step)))
    return write_result(stored, change)


@needs(Permission.EDIT_INCIDENT)
def finish_step(
    workspace: Workspace,
    step_id: str,
    *,
    on: date,
    note_text: str = "",
    actor: Actor,
    at: datetime,
    seen: int | None = None,
) -> WriteResult[IncidentStep]:
    """Say that a step is done.

    Raises:
        InvalidValueError: The day lies ahead.
        StateError: It was done already, or the incident is closed.
    """
    with workspace.change("incident.step_done", actor=actor, at=at) as change:
        step = change.as_shown(change.records.get(IncidentStep, step_id, what=_STEP), seen)
        incident = open_incident(change, step.incident_id)
        if step.done_on is not None:
            raise StateError(why=_DONE_ALREADY)
        not_after_today(change, IncidentStep, "done_on", on)
        done = replace(step, done_on=on, done_by=actor.id, note=note_text or step.note, needless_reason="")
        stored = change.update(checked_record(change, done), runs_rules=False)
        note(change, incident, EntryKind.STEP, _DONE.format(what=code_word(step.step), on=on.isoformat()))
    return write_result(stored, change)


@needs(Permission.EDIT_INCIDENT)
def skip_step(
    workspace: Workspace, step_id: str, reason: str, *, actor: Actor, at: datetime, seen: int | None = None
) -> WriteResult[IncidentStep]:
    """Say that a step is not needed, and why.

    Raises:
        InvalidValueError: No reason is given.
        StateError: It was done already, or the incident is closed.
    """
    why = needed_reason(reason)
    with workspace.change("incident.step_skipped", actor=actor, at=at, reason=why) as change:
        step = change.as_shown(change.records.get(IncidentStep, step_id, what=_STEP), seen)
        incident = open_incident(change, step.incident_id)
        if step.done_on is not None:
            raise StateError(why=_DONE_ALREADY)
        stored = change.update(checked_record(change, replace(step, needless_reason=why)), runs_rules=False)
        note(change, incident, EntryKind.STEP, _NEEDLESS.format(what=code_word(step.step), why=why))
    return write_result(stored, change)


@needs(Permission.EDIT_INCIDENT)
def set_measure(
    workspace: Workspace, measure: IncidentMeasure, *, actor: Actor, at: datetime
) -> WriteResult[IncidentMeasure]:
    """Store a measure against recurrence: a new one without an id, else the changed one; also of a closed incident."""
    with workspace.change("incident.measure_set", actor=actor, at=at) as change:
        incident = find_incident(change, measure.incident_id)
        checked = checked_record(change, measure)
        if measure.id:
            stored = change.update(checked)
        else:
            stored = change.insert(replace(checked, id=change.new_id("im"), version=1))
        note(change, incident, EntryKind.MEASURE, _SET.format(what=stored.name))
    return write_result(stored, change)


@needs(Permission.EDIT_INCIDENT)
def finish_measure(
    workspace: Workspace, measure_id: str, *, on: date, actor: Actor, at: datetime, seen: int | None = None
) -> WriteResult[IncidentMeasure]:
    """Say that a measure was carried out.

    Raises:
        InvalidValueError: The day lies ahead.
        StateError: It was done already.
    """
    with workspace.change("incident.measure_done", actor=actor, at=at) as change:
        measure = change.as_shown(change.records.get(IncidentMeasure, measure_id, what=_MEASURE), seen)
        if measure.done_on is not None:
            raise StateError(why=_DONE_ALREADY)
        not_after_today(change, IncidentMeasure, "done_on", on)
        stored = change.update(replace(measure, done_on=on, done_by=actor.id))
        incident = find_incident(change, measure.incident_id)
        note(change, incident, EntryKind.MEASURE, _DONE.format(what=measure.name, on=on.isoformat()))
    return write_result(stored, change)


@needs(Permission.EDIT_INCIDENT)
def close_incident(
    workspace: Workspace,
    incident_id: str,
    cause: CauseKind,
    reason: str,
    *,
    actor: Actor,
    at: datetime,
    seen: int | None = None,
) -> WriteResult[Incident]:
    """Close an incident with its cause; measures that are still open remain due.

    Raises:
        ConflictError: Somebody else saved it since it was shown.
        InvalidValueError: No reason is given.
        StateError: Nobody sees to it, a step is open, a report or a notice is owed or did not reach everybody, nobody
            knows whether one is, or a measure is missing or nobody's.
    """
    why = needed_reason(reason)
    with workspace.change("incident.closed", actor=actor, at=at, reason=why) as change:
        incident = open_incident(change, incident_id, seen)
        _refuse_open(change, incident)
        closed = replace(incident, cause=cause, closing_reason=why, closed_on=change.today, closed_by=actor.id)
        stored = change.update(checked_record(change, closed))
        note(change, stored, EntryKind.CLOSED, _CLOSED.format(cause=code_word(cause), reason=why))
    return write_result(stored, change)


@needs(Permission.READ_INCIDENTS)
def missing_for_closing(workspace: Workspace, incident_id: str) -> tuple[Text, ...]:
    """All that keeps an incident from being closed now, in the order in which it is to be done."""
    with workspace.unit() as unit:
        return tuple(_missing(unit, find_incident(unit, incident_id)))


def _refuse_open(change: Change, incident: Incident) -> None:
    for why in _missing(change, incident):
        raise StateError(why=why)


def _missing(unit: Unit, incident: Incident) -> Iterator[Text]:
    policy = unit.policy()
    reportable = judged(incident)
    if incident.owner_id is None:
        yield _NO_OWNER
    own = {"id": incident.id}
    steps = unit.records.select(IncidentStep, "incident_id = :id", own)
    owes = owes_reports(incident, policy)
    open_steps = [one for one in steps if not one.is_settled and (owes or one.step is not IncidentStepKind.REPORT)]
    if open_steps:
        yield _OPEN_STEPS.format(what=joined([code_word(one.step) for one in open_steps]))
    measures = unit.records.select(IncidentMeasure, "incident_id = :id", own)
    for measure in measures:
        if measure.owner_id is None or measure.due_on is None:
            yield _NOBODYS.format(what=measure.name)
    if reportable.holds is False or is_freed(incident.facts, policy):
        return
    if reportable.holds is None:
        yield _UNKNOWN.format(facts=joined(reportable.open_facts))
    reports = unit.records.select(IncidentReport, "incident_id = :id", own)
    owed = [clock.report for clock in clocks(incident, is_closed, policy)]
    open_ones = [code_word(r) for r in owed if r is not Report.ENTRUSTER and done_on(incident, reports, r) is None]
    if open_ones:
        yield _OWED.format(what=joined(open_ones))
    elif incident.persons_told is PersonsTold.NOTICE:
        yield from _unreached(incident, reports)
    if not measures:
        yield _NO_MEASURE


def _unreached(incident: Incident, reports: Iterable[IncidentReport]) -> Iterator[Text]:
    """That notices reached fewer persons than are affected (法26条2項), or that nobody said how many they reached."""
    reached = [one.person_count for one in reports if one.kind is Report.PERSONS]
    if incident.persons is None or not reached:
        return
    if None in reached:
        yield _REACHED_UNKNOWN
    elif (told := sum(filter(None, reached))) < incident.persons:
        yield _FEWER.format(told=f"{told:,}", persons=f"{incident.persons:,}")


@needs(Permission.EDIT_INCIDENT)
def reopen_incident(
    workspace: Workspace, incident_id: str, reason: str, *, actor: Actor, at: datetime, seen: int | None = None
) -> WriteResult[Incident]:
    """Open a closed incident again: something came to light.

    Raises:
        InvalidValueError: No reason is given.
        StateError: It is not closed.
    """
    why = needed_reason(reason)
    with workspace.change("incident.reopened", actor=actor, at=at, reason=why) as change:
        incident = change.as_shown(find_incident(change, incident_id), seen)
        if incident.closed_on is None:
            raise StateError(why=_NOT_CLOSED)
        stored = change.update(replace(incident, closed_on=None, closed_by=None))
        note(change, stored, EntryKind.REOPENED, _REOPENED.format(reason=why))
    return write_result(stored, change)
