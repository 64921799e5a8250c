"""The desk works on an incident: each fact by itself, each item of the report, what the persons were told, notes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date, datetime
from typing import Any, Final

from sakimori.domain.records.incidents import (
    DECIDING_FACTS,
    EntryKind,
    Incident,
    IncidentEntry,
    IncidentPlace,
    ItemState,
    PersonsTold,
    ReportItem,
)
from sakimori.domain.records.third_party import SELF_ID
from sakimori.domain.user import Actor
from sakimori.domain.values.blank import is_blank
from sakimori.domain.values.text import Text, cited
from sakimori.exchange.registers.fields import field_words
from sakimori.exchange.registers.words import code_word
from sakimori.services.incidents.exempting import settled
from sakimori.services.incidents.keeping import changed_fields, find_incident, note, open_incident, put_incident
from sakimori.services.incidents.since import with_since
from sakimori.services.incidents.words import change_words, judgement_words
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.unit import Change, WriteResult
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.check import checked_reason, invalid_value
from sakimori.services.parties.write import write_result

_APART: Final = frozenset(
    {
        "id", "version", "reported_by", "reported_at", "closed_on", "closed_by", "closing_reason", "cause",
        "items_not_yet", "exemptions", "case_since", "entruster", "told_entruster_on",
        "persons_told", "persons_told_on", "persons_told_reason", *(item.value for item in ReportItem),
    }
)  # fmt: skip
"""Fields that only steps of their own change."""
FACTS: Final = tuple(spec.name for spec in fields(Incident) if spec.name not in _APART)
"""The fields that are saved one by one."""

_BESIDE: Final = frozenset({"exemptions", "case_since", "entruster", "told_entruster_on"})
"""Fields that follow from others: the timeline tells of them by the judgement, or by the list of entrusters."""

_NOT_A_FACT: Final = Text("ここでは変えられない項目です。", "This field is not changed here.")
_NEEDED: Final = Text("入れてください。", "Give one.")
_ITEM: Final = Text("{number} {item}：{state}", "{number} {item}: {state}")
_STATES: Final = {
    ItemState.WRITTEN: Text("記入した", "written"),
    ItemState.NOT_YET: Text("まだ分からない", "not known yet"),
    ItemState.UNTOUCHED: Text("白紙に戻した", "blank again"),
}
_TOLD: Final = Text("本人への通知：{how}（{on}）", "Persons: {how} ({on})")
_REASON: Final = cited(
    "本人への通知が困難な理由と代わりの措置を書いてください（{law:act-26-2}ただし書）。",
    "Say why notice is hard, and what was done in its place ({law:act-26-2}, proviso).",
)
_NO_NOTICE: Final = Text("通知を要しない理由を書いてください。", "Say why no notice is needed.")


@needs(Permission.EDIT_INCIDENT)
def save_fact(
    workspace: Workspace,
    incident_id: str,
    field: str,
    value: Any,  # noqa: ANN401 - as the field holds it
    *,
    actor: Actor,
    at: datetime,
    seen: int | None = None,
) -> WriteResult[Incident]:
    """Store one fact of an incident, and judge it anew; the timeline tells both.

    Raises:
        ConflictError: Somebody else saved the incident since it was shown.
        InvalidValueError: The field cannot hold it, or is not one of `FACTS`.
        StateError: The incident is closed.
    """
    return save_facts(workspace, incident_id, {field: value}, actor=actor, at=at, seen=seen)


@needs(Permission.EDIT_INCIDENT)
def save_facts(
    workspace: Workspace,
    incident_id: str,
    facts: Mapping[str, Any],
    *,
    actor: Actor,
    at: datetime,
    seen: int | None = None,
) -> WriteResult[Incident]:
    """Store several facts of an incident that are known together, such as day and time.

    Raises:
        ConflictError: Somebody else saved the incident since it was shown.
        InvalidValueError: A field cannot hold its value, or is not one of `FACTS`.
        StateError: The incident is closed.
    """
    for field in facts:
        if field not in FACTS:
            raise invalid_value(field, "", _NOT_A_FACT, words=Text(field, field))
    with workspace.change("incident.fact_saved", actor=actor, at=at) as change:
        before = open_incident(change, incident_id, seen)
        given = _listed(_placed(replace(before, **facts), facts), facts)
        wanted = with_since(change, before, settled(before, given))
        stored = _store(change, before, wanted)
    return write_result(stored, change)


def _placed(incident: Incident, facts: Mapping[str, Any]) -> Incident:
    """Whoever names a third party says that it happened there; whoever says that it was ours names none."""
    if "third_party_id" in facts and incident.third_party_id != SELF_ID:
        return replace(incident, place=IncidentPlace.THIRD_PARTY)
    if "third_party_id" in facts and incident.place is IncidentPlace.THIRD_PARTY:
        return replace(incident, place=facts.get("place"))
    if "place" in facts and incident.place is not IncidentPlace.THIRD_PARTY:
        return replace(incident, third_party_id=SELF_ID)
    return incident


def _listed(incident: Incident, facts: Mapping[str, Any]) -> Incident:
    """The list of entrusters takes the place of the only one that an earlier version noted."""
    return replace(incident, entruster="", told_entruster_on=None) if "entrusters" in facts else incident


def _store(change: Change, before: Incident, wanted: Incident) -> Incident:
    stored = put_incident(change, wanted)
    changed = changed_fields(before, stored)
    for field in changed:
        if field not in _BESIDE:
            note(change, stored, EntryKind.FACT, change_words(change, before, stored, field))
    if any(field in DECIDING_FACTS for field in changed):
        note(change, stored, EntryKind.JUDGED, judgement_words(change, stored, changed, change.policy()))
    return stored


@needs(Permission.EDIT_INCIDENT)
def save_item(
    workspace: Workspace,
    incident_id: str,
    item: ReportItem,
    text: str = "",
    *,
    not_yet: bool = False,
    actor: Actor,
    at: datetime,
    seen: int | None = None,
) -> WriteResult[Incident]:
    """Store what is known of one of the nine items, or that it is not known yet; a text goes before that.

    Raises:
        ConflictError: Somebody else saved the incident since it was shown.
        InvalidValueError: The text cannot stand there.
        StateError: The incident is closed.
    """
    with workspace.change("incident.item_saved", actor=actor, at=at) as change:
        before = open_incident(change, incident_id, seen)
        others = before.items_not_yet - {item}
        is_not_yet = not_yet and is_blank(text)
        stored = _put_items(change, before, before.with_item(item, text, others | ({item} if is_not_yet else set())))
    return write_result(stored, change)


@needs(Permission.EDIT_INCIDENT)
def say_rest_not_yet(
    workspace: Workspace, incident_id: str, *, actor: Actor, at: datetime, seen: int | None = None
) -> WriteResult[Incident]:
    """Say of every item that nobody has touched that it is not known yet.

    Raises:
        ConflictError: Somebody else saved the incident since it was shown.
        StateError: The incident is closed.
    """
    with workspace.change("incident.item_saved", actor=actor, at=at) as change:
        before = open_incident(change, incident_id, seen)
        untouched = {one for one in ReportItem if before.state_of(one) is ItemState.UNTOUCHED}
        stored = _put_items(change, before, replace(before, items_not_yet=before.items_not_yet | untouched))
    return write_result(stored, change)


def _put_items(change: Change, before: Incident, wanted: Incident) -> Incident:
    """Store items, each change of one on the timeline."""
    stored = put_incident(change, wanted)
    for number, item in enumerate(ReportItem, start=1):
        was, stands = ((one.text_of(item), one.state_of(item)) for one in (before, stored))
        if was != stands:
            note(
                change,
                stored,
                EntryKind.ITEM,
                _ITEM.format(number=number, item=code_word(item), state=_STATES[stands[1]]),
            )
    return stored


@needs(Permission.EDIT_INCIDENT)
def tell_persons(
    workspace: Workspace,
    incident_id: str,
    how: PersonsTold,
    on: date,
    *,
    reason: str = "",
    actor: Actor,
    at: datetime,
    seen: int | None = None,
) -> WriteResult[Incident]:
    """Record how and when the persons learned of it (法26条2項), or why they need not.

    Raises:
        ConflictError: Somebody else saved the incident since it was shown.
        InvalidValueError: The day cannot be, or the reason is missing where there was no notice.
        StateError: The incident is closed.
    """
    why = checked_reason(reason)
    if how is not PersonsTold.NOTICE and not why:
        expected = _REASON if how is PersonsTold.SUBSTITUTE else _NO_NOTICE
        raise invalid_value("persons_told_reason", "", expected, words=field_words(Incident, "persons_told_reason"))
    with workspace.change("incident.persons_told", actor=actor, at=at) as change:
        before = open_incident(change, incident_id, seen)
        stored = put_incident(change, replace(before, persons_told=how, persons_told_on=on, persons_told_reason=why))
        note(change, stored, EntryKind.SENT, _TOLD.format(how=code_word(how), on=on.isoformat()))
    return write_result(stored, change)


@needs(Permission.EDIT_INCIDENT)
def add_note(
    workspace: Workspace,
    incident_id: str,
    text: str,
    *,
    happened_at: datetime | None = None,
    actor: Actor,
    at: datetime,
) -> WriteResult[IncidentEntry]:
    """Add what somebody has to say to the timeline; `happened_at` is when it was, if not now.

    Raises:
        InvalidValueError: The text is blank, or holds a card number.
        MyNumberError: It holds a My Number.
    """
    said = checked_reason(text)
    if not said:
        raise invalid_value("ja", "", _NEEDED, words=field_words(IncidentEntry, "ja"))
    with workspace.change("incident.noted", actor=actor, at=at) as change:
        incident = open_incident(change, incident_id)
        entry = note(change, incident, EntryKind.NOTE, Text(said, said), happened_at=happened_at)
    return write_result(entry, change)


@needs(Permission.ERASE_PERSONAL)
def erase_finder(
    workspace: Workspace, incident_id: str, *, actor: Actor, at: datetime, seen: int | None = None, reason: str = ""
) -> WriteResult[Incident]:
    """Erase who found an incident, in the record and in the trail, be it closed or not; the chain stays whole."""
    with workspace.change("incident.erased", actor=actor, at=at, reason=reason) as change:
        incident = change.as_shown(find_incident(change, incident_id), seen)
        stored = change.update(replace(incident, finder=None))
        # The entry of this very write holds the value as it stood before, so the erasure comes after it.
        change.trail.erase_personal(record_kind="incident", record_id=incident_id)
    return write_result(stored, change)
