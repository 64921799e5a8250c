"""What is sent about an incident: frozen as it was, with its hash; preliminary, final, then whatever follows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from sakimori.domain.incident import Report, ReportWay
from sakimori.domain.records.incidents import (
    EntryKind,
    Incident,
    IncidentReport,
    ItemState,
    PersonsTold,
    ReportItem,
)
from sakimori.domain.user import Actor
from sakimori.domain.values.as_of import AsOf
from sakimori.domain.values.text import Text
from sakimori.errors import StateError
from sakimori.exchange.registers.fields import field_words
from sakimori.exchange.registers.words import code_word
from sakimori.rules.incidents.progress import judged
from sakimori.services.incidents.keeping import find_incident, not_after_today, note, open_incident, put_incident
from sakimori.services.incidents.parts import incident_then
from sakimori.services.incidents.words import joined
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.unit import Change, Unit, WriteResult, party_at
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.check import checked_reason, clean, invalid_value, refuse_personal_numbers
from sakimori.services.parties.write import write_result

_REPORT: Final = Text("報告", "report")
_BLANK: Final = Text(
    "記入も「まだ分からない」の答えもない事項があります：{items}",
    "Items are neither written nor said to be not known yet: {items}",
)
_NOT_YET: Final = Text(
    "まだ分からない事項があります：{items}。判明しだい追加の報告で補うことを確かめてください。",
    "Items are not known yet: {items}. Confirm that a supplement will follow as soon as they are.",
)
_NOTHING: Final = Text("概要を先に書いてください。", "Write the outline first.")
_FINAL_BEFORE: Final = Text(
    "確報は提出済みです。追加の報告として出してください。", "The final report was sent already. Send a supplement."
)
_NO_FINAL: Final = Text("追加の報告は、確報の後に出します。", "A supplement follows a final report.")
_TWICE: Final = Text("速報は提出済みです。", "The preliminary report was sent already.")
_NO_ENTRUSTER: Final = Text(
    "委託を受けて扱うデータの事案ではありません。", "It is no incident with data handled for an entruster."
)
_BEFORE: Final = Text("知った日（{day}）以後の日にしてください。", "Give the day of knowing ({day}) or a later one.")
_SENT: Final = Text("{kind}を出した（{on}、{way}）", "{kind} sent ({on}, {way})")
_SENT_TO: Final = Text("{kind}を出した（{whom}、{on}、{way}）", "{kind} sent to {whom} ({on}, {way})")
_NOT_NAMED: Final = Text(
    "まだ通知していない委託元を選んでください。一覧にないときは先に加えます。",
    "Choose entrusters that were not told yet. Add to the list whoever is missing.",
)
_ONE_OR_MORE: Final = Text("1以上の人数にしてください。", "Give one person or more.")
_REACHED: Final = Text("通知した人数：{count}人", "Persons reached by the notice: {count}")
_RECEIPT: Final = Text("{kind}の受付番号：{number}", "{kind}: receipt number {number}")


@dataclass(frozen=True, slots=True)
class ReportedItem:
    """One of the nine items as a report gave it."""

    number: int
    item: ReportItem
    state: ItemState
    text: str


@dataclass(frozen=True, slots=True)
class ReportContent:
    """What a report says; days are ISO text, `cases` the codes of the situations that are given."""

    kind: Report
    name: str
    third_party: str
    is_reportable: bool | None
    cases: tuple[str, ...]
    known_on: str
    occurred_on: str
    discovered_on: str
    happened: tuple[str, ...]
    is_suspected: bool | None
    persons: int | None
    entruster: str
    items: tuple[ReportedItem, ...]


@needs(Permission.READ_INCIDENTS)
def report_draft(workspace: Workspace, incident_id: str, kind: Report, *, as_of: AsOf) -> ReportContent:
    """What a report would say now.

    Raises:
        NotFoundError: There is no such incident.
    """
    with workspace.unit() as unit:
        return _content(unit, incident_then(unit, incident_id, as_of.number), kind, as_of.number)


def content_of(report: IncidentReport) -> ReportContent:
    """What a report that was sent said."""
    held: dict[str, Any] = json.loads(report.content)
    items = tuple(
        ReportedItem(one["number"], ReportItem(one["item"]), ItemState(one["state"]), one["text"])
        for one in held["items"]
    )
    lists = {"cases": tuple(held["cases"]), "happened": tuple(held["happened"])}
    return ReportContent(**(held | lists | {"kind": Report(held["kind"]), "items": items}))


def _content(unit: Unit, incident: Incident, kind: Report, number: int, entruster: str = "") -> ReportContent:
    party = party_at(unit, incident.third_party_id, number=number)
    reportable = judged(incident)
    return ReportContent(
        kind=kind,
        name=incident.name,
        third_party=party.legal_name if party is not None and not party.is_self else "",
        is_reportable=reportable.holds,
        cases=tuple(one.case.value for one in reportable.cases if one.holds),
        known_on=incident.known_on.isoformat(),
        occurred_on=_iso(incident.occurred_on),
        discovered_on=_iso(incident.discovered_on),
        happened=tuple(sorted(incident.happened or ())),
        is_suspected=incident.is_suspected,
        persons=incident.persons,
        entruster=entruster or "、".join(one.name for one in incident.every_entruster),
        items=tuple(
            ReportedItem(number, item, incident.state_of(item), incident.text_of(item))
            for number, item in enumerate(ReportItem, start=1)
        ),
    )


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


@needs(Permission.EDIT_INCIDENT)
def send_report(
    workspace: Workspace,
    incident_id: str,
    kind: Report,
    *,
    sent_on: date,
    way: ReportWay,
    addressee: str = "",
    receipt_number: str = "",
    text: str = "",
    to_follow: bool = False,
    person_count: int | None = None,
    actor: Actor,
    at: datetime,
    seen: int | None = None,
) -> WriteResult[IncidentReport]:
    """Record that a report or a notice was sent, with what it said; nobody changes that afterwards.

    `to_follow` says that what is not known yet will follow a final report in a supplement. `text` is the wording of a
    notice as it went out, if it was another than the items; `person_count` how many persons a notice reached.

    Raises:
        ConflictError: Somebody else saved the incident since it was shown.
        InvalidValueError: The day cannot be.
        StateError: It is not its turn, or an item is open that must not be.
    """
    to_whom, receipt = _line("addressee", addressee), _line("receipt_number", receipt_number)
    report = IncidentReport(
        "", incident_id, kind, sent_on, actor.id, way, to_whom, receipt, note=checked_reason(text),
        person_count=_reached(person_count) if kind is Report.PERSONS else None,
    )  # fmt: skip
    with workspace.change("incident.report_sent", actor=actor, at=at) as change:
        incident = open_incident(change, incident_id, seen)
        stored = _sent(change, incident, report, to_follow=to_follow)
        told = _with_notice(incident, stored)
        if told != incident:
            put_incident(change, told)
    return write_result(stored, change)


@needs(Permission.EDIT_INCIDENT)
def tell_entrusters(
    workspace: Workspace,
    incident_id: str,
    letters: Mapping[str, str],
    *,
    sent_on: date,
    way: ReportWay,
    actor: Actor,
    at: datetime,
    seen: int | None = None,
) -> WriteResult[Incident]:
    """Record that several entrusters were told on one day, each by a letter of its own: their names, and what it said.

    Raises:
        ConflictError: Somebody else saved the incident since it was shown.
        InvalidValueError: The day cannot be.
        StateError: Nobody is named, or one is none of the entrusters, or was told before.
    """
    if not letters:
        raise StateError(why=_NOT_NAMED)
    drafts = [
        IncidentReport(
            "",
            incident_id,
            Report.ENTRUSTER,
            sent_on,
            actor.id,
            way,
            _line("addressee", name),
            note=checked_reason(text),
        )
        for name, text in letters.items()
    ]
    with workspace.change("incident.report_sent", actor=actor, at=at) as change:
        incident = open_incident(change, incident_id, seen)
        for draft in drafts:
            incident = _with_notice(incident, _sent(change, incident, draft))
        stored = put_incident(change, incident)
    return write_result(stored, change)


def _sent(change: Change, incident: Incident, draft: IncidentReport, *, to_follow: bool = False) -> IncidentReport:
    """Check one report or notice, freeze what it says, and note it in the timeline."""
    kind, number = draft.kind, change.number()
    _check_day(change, incident, draft.sent_on)
    _check_turn(incident, draft, change.records.select(IncidentReport, "incident_id = :id", {"id": incident.id}))
    _check_items(incident, kind, to_follow=to_follow)
    whose = draft.addressee if kind is Report.ENTRUSTER else ""
    content = json.dumps(asdict(_content(change, incident, kind, number, whose)), ensure_ascii=False, sort_keys=True)
    hashed = hashlib.sha256(content.encode()).hexdigest()
    stored = change.insert(replace(draft, id=change.new_id("ir"), content=content, sha256=hashed))
    words = {"kind": code_word(kind), "on": draft.sent_on.isoformat(), "way": code_word(draft.way)}
    told = _SENT_TO.format(**words, whom=whose) if whose else _SENT.format(**words)
    note(change, incident, EntryKind.SENT, told)
    return stored


def _reached(count: int | None) -> int | None:
    if count is not None and count < 1:
        words = field_words(IncidentReport, "person_count")
        raise invalid_value("person_count", str(count), _ONE_OR_MORE, words=words)
    return count


def _line(field: str, text: str) -> str:
    """A short text as it may be kept."""
    line = clean(text)
    refuse_personal_numbers(field, line, words=field_words(IncidentReport, field))
    return line


def _check_day(change: Change, incident: Incident, sent_on: date) -> None:
    not_after_today(change, IncidentReport, "sent_on", sent_on)
    if sent_on < incident.known_on:
        expected = _BEFORE.format(day=incident.known_on.isoformat())
        raise invalid_value("sent_on", sent_on.isoformat(), expected, words=field_words(IncidentReport, "sent_on"))


def _check_turn(incident: Incident, draft: IncidentReport, sent: Sequence[IncidentReport]) -> None:
    kind, kinds = draft.kind, {one.kind for one in sent}
    if kind in {Report.PRELIMINARY, Report.FINAL} and Report.FINAL in kinds:
        raise StateError(why=_FINAL_BEFORE)
    if kind is Report.PRELIMINARY and kind in kinds:
        raise StateError(why=_TWICE)
    if kind is Report.SUPPLEMENT and Report.FINAL not in kinds:
        raise StateError(why=_NO_FINAL)
    if kind is Report.ENTRUSTER and not incident.is_processor:
        raise StateError(why=_NO_ENTRUSTER)
    if kind is Report.ENTRUSTER and draft.addressee not in {one.name for one in incident.facts.untold}:
        raise StateError(why=_NOT_NAMED)


def _check_items(incident: Incident, kind: Report, *, to_follow: bool) -> None:
    """At first what is known is enough; a final report leaves nothing blank, and says that what is open will follow."""
    if incident.state_of(ReportItem.OUTLINE) is not ItemState.WRITTEN:
        raise StateError(why=_NOTHING)
    if kind is not Report.FINAL:
        return
    blank = [code_word(item) for item in ReportItem if incident.state_of(item) is ItemState.UNTOUCHED]
    if blank:
        raise StateError(why=_BLANK.format(items=joined(blank)))
    not_yet = [code_word(item) for item in ReportItem if incident.state_of(item) is ItemState.NOT_YET]
    if not_yet and not to_follow:
        raise StateError(why=_NOT_YET.format(items=joined(not_yet)))


def _with_notice(incident: Incident, sent: IncidentReport) -> Incident:
    """The first notice to persons, and that to each entruster, is a fact of the incident."""
    if sent.kind is Report.PERSONS and incident.persons_told is None:
        return replace(incident, persons_told=PersonsTold.NOTICE, persons_told_on=sent.sent_on)
    if sent.kind is Report.ENTRUSTER:
        told = (
            replace(one, told_on=sent.sent_on, way=sent.way) if one.name == sent.addressee else one
            for one in incident.every_entruster
        )
        return replace(incident, entrusters=tuple(told), entruster="", told_entruster_on=None)
    return incident


@needs(Permission.EDIT_INCIDENT)
def add_receipt(
    workspace: Workspace, report_id: str, number: str, *, actor: Actor, at: datetime, seen: int | None = None
) -> WriteResult[IncidentReport]:
    """Add the number under which the authority took a report in."""
    line = _line("receipt_number", number)
    with workspace.change("incident.receipt_added", actor=actor, at=at) as change:
        report = change.as_shown(change.records.get(IncidentReport, report_id, what=_REPORT), seen)
        stored = change.update(replace(report, receipt_number=line))
        words = _RECEIPT.format(kind=code_word(report.kind), number=stored.receipt_number)
        note(change, find_incident(change, report.incident_id), EntryKind.SENT, words)
    return write_result(stored, change)


@needs(Permission.EDIT_INCIDENT)
def note_reached(
    workspace: Workspace, report_id: str, count: int, *, actor: Actor, at: datetime, seen: int | None = None
) -> WriteResult[IncidentReport]:
    """Add how many persons a notice reached.

    Raises:
        InvalidValueError: It is no number of persons.
    """
    reached = _reached(count)
    with workspace.change("incident.reached_noted", actor=actor, at=at) as change:
        report = change.as_shown(change.records.get(IncidentReport, report_id, what=_REPORT), seen)
        stored = change.update(replace(report, person_count=reached))
        note(change, find_incident(change, report.incident_id), EntryKind.SENT, _REACHED.format(count=f"{count:,}"))
    return write_result(stored, change)
