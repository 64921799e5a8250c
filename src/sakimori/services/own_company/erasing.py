"""Erasing our own data: what may be erased when, and the note that it was; earlier than a duty allows is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from sakimori.domain.records.own_registers import DataSet, DataSetPart
from sakimori.domain.records.own_retention import KeepingDuty, OwnErasure
from sakimori.domain.user import Actor
from sakimori.domain.values.text import Text
from sakimori.errors import StateError
from sakimori.exchange.registers.fields import field_words
from sakimori.rules.facts.own_retention import duty_of, erased_whole_on, is_held, kept_until, last_run, period_over
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.record_kinds import checked_record
from sakimori.services.kernel.unit import WriteResult, all_records
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.check import invalid_value
from sakimori.services.parties.write import write_result

_PART: Final = Text("データセットの内訳", "part of a data set")
_PAST: Final = Text("本日以前の日にしてください。", "Give today or an earlier day.")
_HELD: Final = Text(
    "保全しているデータは消去できません（{reason}）。保全を解いてから記録してください。",
    "The data are under a legal hold ({reason}). Lift it before anything is erased.",
)
_EARLY: Final = Text(
    "保存義務（{law}）があるため、{day}までは消去できません。",
    "A duty to keep them ({law}) forbids the erasure until {day}.",
)
_UNKNOWN: Final = Text(
    "保存義務と保全の有無が未確認です。先に登録してください。",
    "Record first what obliges us to keep the data, and whether a legal hold stands.",
)
_NO_REASON: Final = Text("理由は未登録", "no reason recorded")


@dataclass(frozen=True, slots=True)
class KeptPart:
    """One part of a data set: until when its period lasts, what forbids to erase it, and what was erased of it."""

    data_set: DataSet
    part: DataSetPart
    duty: KeepingDuty | None
    over_on: date | None
    erasable_from: date | None
    is_held: bool
    erased_on: date | None
    last_run_on: date | None
    erasures: tuple[OwnErasure, ...]

    def is_past(self, on: date) -> bool:
        """Whether something of it is past its period on a day, and nothing holds it."""
        is_left = self.erased_on is None or self.erased_on > on
        return self.over_on is not None and self.over_on < on and is_left and not self.is_held


@needs(Permission.READ)
def kept_parts(workspace: Workspace, *, on: date, number: int) -> Mapping[str, Sequence[KeptPart]]:
    """The parts of our data sets by data set, with how long each is kept, as known after an entry."""
    with workspace.unit() as unit:
        policy = unit.policy()
        sets = {one.id: one for one in all_records(unit, DataSet, number=number)}
        duties = all_records(unit, KeepingDuty, number=number)
        erasures = all_records(unit, OwnErasure, number=number)
        parts = all_records(unit, DataSetPart, number=number)
    found: dict[str, list[KeptPart]] = {set_id: [] for set_id in sets}
    for part in parts:
        if part.data_set_id not in sets:
            continue
        data_set, duty = sets[part.data_set_id], duty_of(part.data_set_id, duties)
        mine = tuple(one for one in erasures if one.data_set_part_id == part.id and one.erased_on <= on)
        found[data_set.id].append(
            KeptPart(
                data_set=data_set,
                part=part,
                duty=duty,
                over_on=period_over(data_set, part, duty, mine, policy),
                erasable_from=kept_until(part, duty, acquired_to=None, on=on),
                is_held=is_held(duty, on),
                erased_on=erased_whole_on(part, duty, mine),
                last_run_on=last_run(part, mine),
                erasures=tuple(sorted(mine, key=lambda one: (one.erased_on, one.id), reverse=True)),
            )
        )
    return found


@needs(Permission.READ)
def keeping_duty_of(workspace: Workspace, data_set_id: str, *, number: int) -> KeepingDuty | None:
    """What is on record of the duty to keep a data set."""
    with workspace.unit() as unit:
        return duty_of(data_set_id, all_records(unit, KeepingDuty, number=number))


@needs(Permission.EDIT_OWN_REGISTER)
def record_own_erasure(
    workspace: Workspace, erasure: OwnErasure, *, actor: Actor, at: datetime, reason: str = ""
) -> WriteResult[OwnErasure]:
    """Note that data of ours were erased: all of a part, or what was acquired until a day.

    Raises:
        InvalidValueError: The day lies ahead, or a field holds what it cannot.
        NotFoundError: There is no such part.
        StateError: A legal hold or a duty to keep the data forbids it, or nobody knows whether one does.
    """
    with workspace.change("own_erasure.recorded", actor=actor, at=at, reason=reason) as change:
        if erasure.erased_on > change.today:
            words = field_words(OwnErasure, "erased_on")
            raise invalid_value("erased_on", f"{erasure.erased_on:%Y/%m/%d}", _PAST, words=words)
        part = change.records.get(DataSetPart, erasure.data_set_part_id, what=_PART)
        duties = change.records.select(KeepingDuty, "data_set_id = :id", {"id": part.data_set_id})
        _require_erasable(part, duty_of(part.data_set_id, duties), erasure)
        wanted = checked_record(change, replace(erasure, noted_by=actor.id))
        stored = change.insert(replace(wanted, id=change.new_id("oe"), version=1))
    return write_result(stored, change)


def _require_erasable(part: DataSetPart, duty: KeepingDuty | None, erasure: OwnErasure) -> None:
    if duty is None or duty.duty_months is None or duty.is_held is None:
        raise StateError(why=_UNKNOWN)
    if is_held(duty, erasure.erased_on):
        raise StateError(why=_HELD.format(reason=duty.hold_reason or _NO_REASON))
    first = kept_until(part, duty, acquired_to=erasure.acquired_to, on=erasure.erased_on)
    if first is not None and erasure.erased_on < first:
        raise StateError(
            why=_EARLY.format(law=duty.duty_law or _NO_REASON, day=f"{first - timedelta(days=1):%Y/%m/%d}")
        )
