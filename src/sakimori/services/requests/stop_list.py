"""A list of people who asked to stop comes in: first what it would do, with every row that cannot be read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import cast

from sakimori.domain.records.data_flow import SubjectGroup
from sakimori.domain.records.own_registers import Stop, StopChannel
from sakimori.domain.user import Actor
from sakimori.domain.values.days import legal_day
from sakimori.domain.values.identifier import IdentifierKind
from sakimori.domain.values.text import Text
from sakimori.errors import InvalidValueError, MyNumberError
from sakimori.exchange.apart import read_apart
from sakimori.exchange.lists.values import MY_NUMBER
from sakimori.exchange.parties.stop_list import StopList, read_stop_list
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.unit import Unit, WriteResult
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import write_result
from sakimori.services.requests.stop_key import hash_identifier, key_for_writing, standing_key
from sakimori.services.requests.stop_reach import pass_stops_on
from sakimori.services.requests.stop_values import check_received, checked_form, checked_source
from sakimori.services.requests.stops import put_stop, touch_by_stops


@dataclass(frozen=True, slots=True)
class RowFault:
    """A row that cannot be taken, by its number, and what is expected there; the value is not repeated."""

    row: int
    column: str
    expected: Text


@dataclass(frozen=True, slots=True)
class StopPlan:
    """What a list does: rows read = new + standing already + said twice in the list + faults."""

    read: int
    new: int
    already: int
    doubled: int
    faults: tuple[RowFault, ...]
    column: str
    encoding: str


@dataclass(frozen=True, slots=True)
class _Sorted:
    """The good rows of a list as kind and form, and the plan without what only the key can tell."""

    forms: tuple[str, ...]
    plan: StopPlan


@needs(Permission.EDIT_OWN_REGISTER)
def plan_stops(
    workspace: Workspace, data: bytes, filename: str, channel: StopChannel, kind: IdentifierKind, *, actor: Actor
) -> StopPlan:
    """What taking in a list would do; nothing is written.

    Raises:
        UnreadableFileError: The file cannot be read.
        StateError: The key of the stops is missing.
    """
    found = _sorted(read_apart(read_stop_list, data, filename, kind), channel)
    with workspace.unit() as unit:
        key = standing_key(workspace, unit)
        known = _standing_hashes(unit, channel) if key is not None else frozenset()
    already = sum(key is not None and hash_identifier(key, kind, form) in known for form in found.forms)
    return replace(found.plan, new=len(found.forms) - already, already=already)


@needs(Permission.EDIT_OWN_REGISTER)
def import_stops(
    workspace: Workspace,
    data: bytes,
    filename: str,
    channel: StopChannel,
    kind: IdentifierKind,
    *,
    received_on: date,
    source: str = "",
    subject_group: SubjectGroup | None = None,
    actor: Actor,
    at: datetime,
    batch_id: str,
) -> WriteResult[StopPlan]:
    """Take the good rows of a list in, all in one step; neither the file nor a value of it is kept."""
    found, where = _sorted(read_apart(read_stop_list, data, filename, kind), channel), checked_source(source)
    check_received(received_on, legal_day(at))
    with workspace.change("stop.recorded", actor=actor, at=at, batch_id=batch_id) as change:
        key = key_for_writing(workspace, change)
        known = _standing_hashes(change, channel)
        if not known:  # the first on a channel turns the answers to flows
            touch_by_stops(change, channel)
        already = 0
        for form in found.forms:
            key_hash = hash_identifier(key, kind, form)
            already += key_hash in known
            asked = Stop("", key_hash, channel, received_on, where, kind=kind, subject_group=subject_group)
            put_stop(change, asked)
        if len(found.forms) > already:
            pass_stops_on(change, channel, tuple((kind, form) for form in found.forms), subject_group)
    return write_result(replace(found.plan, new=len(found.forms) - already, already=already), change)


def _sorted(rows: StopList, channel: StopChannel) -> _Sorted:
    forms: dict[str, None] = {}
    faults: list[RowFault] = []
    for row in rows.rows:
        try:
            forms[checked_form(row.identifier, channel)] = None
        except MyNumberError:
            faults.append(RowFault(row.number, rows.column, MY_NUMBER.expected))
        except InvalidValueError as error:
            faults.append(RowFault(row.number, rows.column, cast("Text", error.details["expected"])))
    doubled = len(rows.rows) - len(forms) - len(faults)
    plan = StopPlan(len(rows.rows), 0, 0, doubled, tuple(faults), rows.column, rows.encoding)
    return _Sorted(tuple(forms), plan)


def _standing_hashes(unit: Unit, channel: StopChannel) -> frozenset[str]:
    stops = unit.records.select(Stop, "channel = :channel AND withdrawn_on IS NULL", {"channel": channel.value})
    return frozenset(stop.key_hash for stop in stops)
