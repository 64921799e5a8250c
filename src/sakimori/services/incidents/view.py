"""One incident as the desk works on it: what to do next, the clocks, what is known, and what was told to whom."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from sakimori.domain.incident import Clock
from sakimori.domain.records.data_flow import DataFlow
from sakimori.domain.records.incidents import TOLD_TO_PERSONS, Incident, IncidentReport, ReportItem
from sakimori.domain.records.own_registers import DataSet, PublicFacts
from sakimori.domain.records.third_party import SELF_ID, Service, ThirdParty
from sakimori.domain.user import User
from sakimori.domain.values.as_of import AsOf
from sakimori.domain.values.blank import is_given
from sakimori.domain.values.text import Text
from sakimori.exchange.registers.words import code_word
from sakimori.rules.incidents.clocks import is_freed
from sakimori.rules.incidents.progress import clocks, counted_from, done_on, judged
from sakimori.services.calendar.open_days import is_closed
from sakimori.services.incidents.blast import radius_of, touched_contracts
from sakimori.services.incidents.next_action import is_asked, next_action
from sakimori.services.incidents.parts import IncidentParts, incident_then, parts_of, timeline_of
from sakimori.services.incidents.shapes import (
    ClockView,
    EntryView,
    IncidentChoices,
    IncidentView,
    ItemView,
    MeasureView,
    ReportView,
    StepView,
)
from sakimori.services.incidents.since import because_of
from sakimori.services.incidents.told import foreign_clocks, notice_duties
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.unit import Unit, all_records, party_at, records_of
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.own_desk import own_desk

_COMMISSION: Final = Text("個人情報保護委員会", "the Commission")
_DELEGATED: Final = Text(
    "権限の委任を受けた大臣等（名称は未登録）", "the minister with delegated power (not named yet)"
)
EITHER_AUTHORITY: Final = Text(
    "個人情報保護委員会（権限が委任されている場合は事業所管大臣等）",
    "the Commission (or the minister with delegated power)",
)


@needs(Permission.READ_INCIDENTS)
def incident_view(workspace: Workspace, incident_id: str, *, as_of: AsOf) -> IncidentView:
    """One incident on a day, as it was known then.

    Raises:
        NotFoundError: There is none with this id, or there was none yet.
    """
    with workspace.unit() as unit:
        incident = incident_then(unit, incident_id, as_of.number)
        parts = parts_of(unit, incident, as_of.number)
        rows = radius_of(unit, incident, as_of.number).rows
        people = {user.id: user.name for user in all_records(unit, User, number=as_of.number)}
        party = party_at(unit, incident.third_party_id, number=as_of.number)
        contracts = touched_contracts(unit, incident, as_of.number)
        return IncidentView(
            incident=incident,
            third_party_name=party.legal_name if party else "",
            owner_name=people.get(incident.owner_id or "", ""),
            reporter_name=people.get(incident.reported_by, incident.reported_by),
            closed_by_name=people.get(incident.closed_by or "", incident.closed_by or ""),
            next=next_action(parts, as_of.on),
            reportable=judged(incident),
            is_freed=is_freed(incident.facts, parts.policy),
            authority=_authority(all_records(unit, PublicFacts, number=as_of.number)),
            clocks=tuple(clock_views(parts, as_of.on)),
            counted_from=counted_from(incident),
            counted_because=because_of(incident),
            foreign=tuple(foreign_clocks(unit, incident, rows, as_of.number)),
            notices=tuple(notice_duties(unit, incident, contracts, as_of.number)),
            items=tuple(_items(incident)),
            steps=tuple(_steps(parts, people, as_of.on)),
            timeline=tuple(_timeline(unit, incident, people, as_of.number)),
            reports=tuple(
                ReportView(one, one.kind, people.get(one.by, one.by), is_whole(one)) for one in parts.reports
            ),
            measures=tuple(_measures(parts, people, as_of.on)),
            choices=_choices(unit, incident, people, as_of.number),
            desk=own_desk(unit),
        )


def _authority(facts: Iterable[PublicFacts]) -> Text:
    """To whom incidents are reported, as far as our company recorded it; nobody having said is told as both."""
    said = next((one for one in facts if one.has_delegated_authority is not None), None)
    if said is None:
        return EITHER_AUTHORITY
    if not said.has_delegated_authority:
        return _COMMISSION
    return Text(said.breach_authority, said.breach_authority) if is_given(said.breach_authority) else _DELEGATED


def clock_views(parts: IncidentParts, on: date) -> Iterator[ClockView]:
    """The clocks of an incident with what was done of each."""
    for clock in clocks(parts.incident, is_closed, parts.policy):
        done = done_on(parts.incident, parts.reports, clock.report)
        yield ClockView(clock, done, _days_left(clock, done, on), _is_after(clock, done))


def _days_left(clock: Clock, done: date | None, on: date) -> int | None:
    return None if done is not None or clock.due_on is None else (clock.due_on - on).days


def _is_after(clock: Clock, done: date | None) -> bool:
    return done is not None and clock.due_on is not None and done > clock.due_on


def is_whole(report: IncidentReport) -> bool:
    """Whether what was sent still is what its hash was made of."""
    return hashlib.sha256(report.content.encode()).hexdigest() == report.sha256


def _items(incident: Incident) -> Iterator[ItemView]:
    for number, item in enumerate(ReportItem, start=1):
        yield ItemView(
            number, item, code_word(item), incident.state_of(item), incident.text_of(item), item in TOLD_TO_PERSONS
        )


def _steps(parts: IncidentParts, people: dict[str, str], on: date) -> Iterator[StepView]:
    for step in parts.steps:
        is_open = not step.is_settled and is_asked(parts, step.step)
        is_late = is_open and step.due_on is not None and step.due_on < on
        done_by = people.get(step.done_by or "", step.done_by or "")
        yield StepView(step, code_word(step.step), people.get(step.owner_id or "", ""), done_by, is_late)


def _measures(parts: IncidentParts, people: dict[str, str], on: date) -> Iterator[MeasureView]:
    for one in parts.measures:
        is_late = one.done_on is None and one.due_on is not None and one.due_on < on
        yield MeasureView(one, people.get(one.owner_id or "", ""), is_late)


def _timeline(unit: Unit, incident: Incident, people: dict[str, str], number: int) -> Iterator[EntryView]:
    for entry in timeline_of(unit, incident.id, number):
        yield EntryView(entry, people.get(entry.by, entry.by), Text(entry.ja, entry.en))


def _choices(unit: Unit, incident: Incident, people: dict[str, str], number: int) -> IncidentChoices:
    party_id = incident.third_party_id
    parties = all_records(unit, ThirdParty, number=number)
    flows = (
        all_records(unit, DataFlow, number=number)
        if party_id == SELF_ID
        else records_of(unit, DataFlow, party_id, number=number)
    )
    return IncidentChoices(
        people=people,
        third_parties={p.id: p.legal_name for p in parties if not p.is_self and p.merged_into is None},
        services={s.id: s.name for s in records_of(unit, Service, party_id, number=number)},
        flows={f.id: f.name for f in flows},
        data_sets={d.id: d.name for d in all_records(unit, DataSet, number=number)},
    )
