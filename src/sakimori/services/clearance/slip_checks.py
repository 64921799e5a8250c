"""Whether a slip is what was issued, whether its answer comes out again, and what has changed since."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from sakimori.domain.clearance import Reason, ReasonKind, Slip, Verdict
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.trail import entry_hash, sha256
from sakimori.domain.user import Actor
from sakimori.domain.values.text import NO_TEXT
from sakimori.rules.clearance.judging import Judging
from sakimori.services.clearance.slips import (
    SlipStanding,
    case_of_slip,
    may_read,
    rejudge,
    slip_of_number,
    slip_standing,
)
from sakimori.services.clearance.standing_requests import case_now, verdict_of
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.loading import load_dossiers
from sakimori.services.kernel.unit import Unit
from sakimori.services.kernel.workspace import Workspace
from sakimori.store.records import TABLES, columns, instant, to_row
from sakimori.store.trail import TrailLine

_REVOKING: Final = frozenset({"revoked_on", "revoked_by", "revoke_reason", "version"})
_UNSEEN: Final = frozenset({"id", "third_party_id", "version"})
_NAMES: Final = ("legal_name", "name", "title", "clause_id", "scheme", "filename", "question_id", "text")
_AGAINST: Final = (ReasonKind.BAR, ReasonKind.UNKNOWN, ReasonKind.QUESTION, ReasonKind.CONDITION)


class Rejudged(StrEnum):
    """What came of judging the kept case again."""

    SAME = "same"
    DIFFERENT = "different"
    OTHER_RULES = "other_rules"


@dataclass(frozen=True, slots=True)
class SlipCheck:
    """What can be said of a slip on a day.

    `entry` is the entry of the trail by which it was issued, None if there is none; `is_unaltered` says that the slip
    still reads as that entry does, `head_holds` that the trail still holds the head that stands on the slip.
    """

    slip: Slip
    third_party: ThirdParty
    issued_by: str
    revoked_by: str
    standing: SlipStanding
    entry: int | None
    is_unaltered: bool
    head_holds: bool
    rejudged: Rejudged
    may_read: bool


@dataclass(frozen=True, slots=True)
class SlipChange:
    """A field of a record that a slip rests on, as it was and as it is; None for the field: the whole record.

    `name` is what the record is called, empty where it has no words of its own.
    """

    kind: str
    record_id: str
    name: str
    field: str | None
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Changes:
    """Today's answer to the question of a slip, the reasons that came and went, and the records that differ."""

    now: Verdict
    came: tuple[Reason, ...]
    went: tuple[Reason, ...]
    records: tuple[SlipChange, ...]


@needs(Permission.ENTER)
def check_slip(
    workspace: Workspace, number: str, *, on: date, actor: Actor, at: datetime, known: int | None = None
) -> SlipCheck:
    """Look a slip up by its number and check it; that somebody did so is noted in the second chain.

    Raises:
        NotFoundError: There is no slip with this number.
    """
    with workspace.unit() as unit:
        slip = slip_of_number(unit, number)
        checked = checked_slip(unit, slip, on=on, actor=actor, known=known)
    workspace.access("slip.verified", actor=actor, at=at, what="slip", key=slip.id,
                     third_party_id=slip.third_party_id)  # fmt: skip
    return checked


def checked_slip(unit: Unit, slip: Slip, *, on: date, actor: Actor, known: int | None = None) -> SlipCheck:
    """The same for a slip at hand."""
    line = _issuing(unit, slip)
    return SlipCheck(
        slip,
        unit.records.get(ThirdParty, slip.third_party_id),
        unit.user_name(slip.issued_by),
        unit.user_name(slip.revoked_by),
        slip_standing(unit, slip, on, number=known),
        line.entry.seq if line else None,
        line is not None and _reads_as(slip, line),
        _holds_head(unit, slip),
        judge_again(slip),
        may_read(slip, actor),
    )


def judge_again(slip: Slip) -> Rejudged:
    """Whether the kept case gives the kept answer under the rules of its day."""
    try:
        again, kept = rejudge(slip), verdict_of(slip)
    except (ValueError, KeyError):  # what is kept can no longer be read: somebody wrote over it
        return Rejudged.DIFFERENT
    if again is None:
        return Rejudged.OTHER_RULES
    return Rejudged.SAME if _without_words(again) == _without_words(kept) else Rejudged.DIFFERENT


def _without_words(verdict: Verdict) -> Verdict:
    """An answer but for its wording: a better sentence is no other answer; what was written over, the trail shows."""
    return replace(
        verdict,
        reasons=tuple(replace(r, text=NO_TEXT, cites=NO_TEXT) for r in verdict.reasons),
        next_reasons=tuple(replace(r, text=NO_TEXT, cites=NO_TEXT) for r in verdict.next_reasons),
        next_gone=tuple(replace(r, text=NO_TEXT, cites=NO_TEXT) for r in verdict.next_gone),
    )


@needs(Permission.ENTER)
def changed_since(workspace: Workspace, slip: Slip, *, on: date) -> Changes:
    """What the records say now to the question of a slip, and what is different in them."""
    with workspace.unit() as unit:
        dossier = load_dossiers(unit, [slip.third_party_id])[0]
        case = case_now(unit, dossier, slip)
        now = Judging(case, unit.policy()).on(max(on, slip.judged_on))
    then = verdict_of(slip)
    before, after = _said(then), _said(now)
    was, is_now = records_in(case_of_slip(slip).case), records_in(case)
    return Changes(
        now,
        tuple(r for key, r in after.items() if key not in before),
        tuple(r for key, r in before.items() if key not in after),
        tuple(_differences(was, is_now)),
    )


def _said(verdict: Verdict) -> dict[tuple[str, str, str], Reason]:
    """What speaks against or asks for something, by what it says."""
    return {(r.rule_id, r.kind.value, r.in_full.ja): r for r in verdict.of_kind(*_AGAINST)}


def records_in(value: object) -> dict[tuple[str, str], object]:
    """Every record of the register that a case holds, by kind and id; facts that only the question tells have none."""
    found = {}
    for record in _records(value):
        if record.id:
            found[TABLES[type(record)], record.id] = record
    return found


def _records(value: Any) -> Iterator[Any]:  # noqa: ANN401 - anything that a case may hold
    if type(value) in TABLES:
        yield value
    elif is_dataclass(value):
        for field in fields(value):
            yield from _records(getattr(value, field.name))
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _records(item)
    elif isinstance(value, tuple):
        for item in value:
            yield from _records(item)


def _differences(was: Mapping[tuple[str, str], Any], is_now: Mapping[tuple[str, str], Any]) -> Iterator[SlipChange]:
    for key in sorted(was.keys() | is_now.keys()):
        before, after = was.get(key), is_now.get(key)
        if before is None or after is None:
            yield SlipChange(*key, _called(after or before), None, before, after)
            continue
        for column in columns(type(after)):
            old, new = getattr(before, column.field), getattr(after, column.field)
            if column.field not in _UNSEEN and old != new:
                yield SlipChange(*key, _called(after), column.field, old, new)


def _called(record: object) -> str:
    return next((str(value) for name in _NAMES if (value := getattr(record, name, ""))), "")


def _issuing(unit: Unit, slip: Slip) -> TrailLine | None:
    lines = unit.trail.lines(record_kind=TABLES[Slip], record_id=slip.id, action="slip.issued", limit=1)
    return lines[0] if lines else None


def _reads_as(slip: Slip, line: TrailLine) -> bool:
    after = line.after or {}
    return all(after.get(key) == value for key, value in to_row(slip).items() if key not in _REVOKING)


def _holds_head(unit: Unit, slip: Slip) -> bool:
    """Whether the entry that was the last one before the slip still has its hash, and makes it from what it says."""
    line = unit.trail.line(slip.audit_number)
    if line is None:
        return False
    entry = line.entry
    made = entry_hash(
        seq=entry.seq, at=instant(entry.at), actor=entry.actor, action=entry.action, record_kind=entry.record_kind,
        record_id=entry.record_id, third_party_id=entry.third_party_id, batch_id=entry.batch_id,
        body_sha256=entry.body_sha256, previous=entry.previous,
    )  # fmt: skip
    body = unit.query("SELECT body FROM audit_body WHERE seq = :seq", seq=entry.seq)
    return entry.hash == slip.audit_hash == made and sha256(str(body[0]["body"])) == entry.body_sha256
