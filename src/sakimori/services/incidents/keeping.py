"""How an incident and its parts are stored: checked, with a line in the timeline for each change."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, datetime, time
from typing import Final

from sakimori.domain.incident import Entruster
from sakimori.domain.records.incidents import EntryKind, Incident, IncidentEntry, IncidentPlace
from sakimori.domain.records.third_party import SELF_ID
from sakimori.domain.values.blank import is_blank
from sakimori.domain.values.names import fold
from sakimori.domain.values.text import Text
from sakimori.errors import StateError
from sakimori.exchange.registers.fields import field_words
from sakimori.services.kernel.record_kinds import checked_record
from sakimori.services.kernel.unit import Change, Unit
from sakimori.services.parties.check import invalid_value, refuse_personal_numbers

INCIDENT: Final = Text("事案", "incident")
_FUTURE: Final = Text("本日までの日にしてください。", "Give today or an earlier day.")
_TIME: Final = Text("時刻は 09:05 のように書いてください。", "Write the time like 09:05.")
_PLACE: Final = Text(
    "取引先で起きたなら取引先を選び、自社で起きたなら取引先を外してください。",
    "Choose the third party at whom it happened, or none if it happened at ours.",
)
_KNOWN_WITH_NOTICE: Final = Text(
    "相手から通知を受けた日（{day}）には知っています。それ以前の日にしてください。",
    "We knew when it told us ({day}) at the latest: give that day or an earlier one.",
)
_BEFORE: Final = Text("知った日（{day}）以後の日にしてください。", "Give the day of knowing ({day}) or a later one.")
_CLOSED: Final = Text("終結しています。先に再開してください。", "It is closed. Reopen it first.")

PAST_DAYS: Final = (
    "known_on", "occurred_on", "discovered_on", "vendor_knew_on", "vendor_told_on",
    "persons_told_on",
)  # fmt: skip
_AFTER_KNOWING: Final = ("persons_told_on",)
_NAME: Final = Text("委託元の名称を入れてください。", "Name the entruster.")
_TWICE: Final = Text("同じ委託元が2回あります。", "One entruster stands there twice.")


def find_incident(unit: Unit, incident_id: str) -> Incident:
    """The incident.

    Raises:
        NotFoundError: There is none with this id.
    """
    return unit.records.get(Incident, incident_id, what=INCIDENT)


def open_incident(change: Change, incident_id: str, seen: int | None = None) -> Incident:
    """The incident as it was shown, if it may still be changed.

    Raises:
        ConflictError: Somebody else saved it since it was shown.
        StateError: It is closed.
    """
    incident = change.as_shown(find_incident(change, incident_id), seen)
    if incident.closed_on is not None:
        raise StateError(why=_CLOSED)
    return incident


def put_incident(change: Change, incident: Incident) -> Incident:
    """Store an incident, new or changed; of one that moved, both third parties are judged anew.

    Raises:
        InvalidValueError: A field holds what it cannot.
    """
    for name in PAST_DAYS:
        not_after_today(change, Incident, name, getattr(incident, name))
    _check_times(incident)
    _check_order(incident)
    _check_entrusters(change, incident)
    if incident.third_party_id != SELF_ID and incident.place is not IncidentPlace.THIRD_PARTY:
        raise invalid_value("place", "", _PLACE, words=field_words(Incident, "place"))
    incident = checked_record(change, incident)
    standing = change.records.find(Incident, incident.id)
    if standing is None:
        return change.insert(incident)
    change.touched.add(standing.third_party_id)
    return change.update(incident)


def not_after_today(change: Change, kind: type, field: str, day: date | None) -> None:
    """Refuse a day that lies ahead.

    Raises:
        InvalidValueError: It does.
    """
    if day is not None and day > change.today:
        raise invalid_value(field, day.isoformat(), _FUTURE, words=field_words(kind, field))


def _check_times(incident: Incident) -> None:
    for name in ("vendor_knew_time", "vendor_told_time"):
        written = getattr(incident, name)
        if not written:
            continue
        try:
            is_time = time.fromisoformat(written).strftime("%H:%M") == written
        except ValueError:
            is_time = False
        if not is_time:
            raise invalid_value(name, written, _TIME, words=field_words(Incident, name))


def _check_order(incident: Incident) -> None:
    told = incident.vendor_told_on
    if told is not None and incident.known_on > told:
        raise invalid_value(
            "known_on", incident.known_on.isoformat(), _KNOWN_WITH_NOTICE.format(day=told.isoformat()),
            words=field_words(Incident, "known_on"),
        )  # fmt: skip
    for name in _AFTER_KNOWING:
        _check_after_knowing(incident, Incident, name, getattr(incident, name))


def _check_after_knowing(incident: Incident, kind: type, field: str, day: date | None) -> None:
    if day is not None and day < incident.known_on:
        expected = _BEFORE.format(day=incident.known_on.isoformat())
        raise invalid_value(field, day.isoformat(), expected, words=field_words(kind, field))


def _check_entrusters(change: Change, incident: Incident) -> None:
    """Each has a name of its own, and was told between our knowing and today."""
    seen: set[str] = set()
    for one in incident.entrusters:
        if is_blank(one.name):
            raise invalid_value("name", "", _NAME, words=field_words(Entruster, "name"))
        refuse_personal_numbers("name", one.name, words=field_words(Entruster, "name"))
        if fold(one.name) in seen:
            raise invalid_value("name", one.name, _TWICE, words=field_words(Entruster, "name"))
        seen.add(fold(one.name))
        not_after_today(change, Entruster, "told_on", one.told_on)
        _check_after_knowing(incident, Entruster, "told_on", one.told_on)


def note(
    change: Change, incident: Incident, kind: EntryKind, words: Text, *, happened_at: datetime | None = None
) -> IncidentEntry:
    """Add a line to the timeline of an incident; nobody changes one."""
    before = change.records.select(IncidentEntry, "incident_id = :id", {"id": incident.id})
    entry = IncidentEntry(
        id=change.new_id("ie"),
        incident_id=incident.id,
        number=len(before) + 1,
        at=change.at,
        by=change.actor.id,
        kind=kind,
        ja=words.ja,
        en=words.en,
        happened_at=happened_at,
    )
    return change.insert(entry, runs_rules=False)


def changed_fields(before: Incident, after: Incident) -> tuple[str, ...]:
    """The fields in which two versions of an incident differ."""
    return tuple(
        spec.name
        for spec in fields(Incident)
        if spec.name != "version" and getattr(before, spec.name) != getattr(after, spec.name)
    )
