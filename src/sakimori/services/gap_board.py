"""The gap board: every gap that is true on a day or begins soon, with who closes it, how and by when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from sakimori.domain.codes import Basis, ControlArea, GapKind, Severity
from sakimori.domain.gap import Fix, Gap, Waiver
from sakimori.domain.text import Text
from sakimori.domain.user import User
from sakimori.services.party_glance import Glance, glances
from sakimori.services.waivers import WaiverStanding, standing_of
from sakimori.services.workspace import Unit, Workspace
from sakimori.store.engine import Row, Value
from sakimori.store.spans import AS_KNOWN, TRUE_ON

_PREFERENCE = tuple(WaiverStanding)


@dataclass(frozen=True, slots=True)
class WaiverNote:
    """The waiver of a gap that says most about it on the day."""

    id: str
    standing: WaiverStanding
    last_day: date
    severity: Severity


class BoardRow(NamedTuple):
    """One gap in one severity; a named tuple, because a board has tens of thousands and makes them in one breath.

    `is_now` tells gaps that are true on the day from those (or graver stages) that begin later; `owner_id` is the
    owner of the gap, else of the third party.
    """

    gap_id: str
    rule_id: str
    third_party_id: str
    third_party_name: str
    tier: int | None
    severity: Severity
    kind: GapKind
    basis: Basis
    title: Text
    cites: Text
    action: Text
    area: ControlArea
    points: tuple[str, ...]
    fix: Fix
    is_now: bool
    from_on: date | None
    since_on: date
    until_on: date | None
    due_on: date
    owner_id: str | None
    owner_name: str
    department: str
    has_own_owner: bool
    plan: str
    plan_due_on: date | None
    version: int
    waiver: WaiverNote | None

    @property
    def begins_on(self) -> date:
        """The day from which people count this row."""
        return self.from_on or self.since_on

    @property
    def is_waived(self) -> bool:
        """Whether an approved waiver holds on the day; it stays on the board, with its end."""
        return self.waiver is not None and self.waiver.standing is WaiverStanding.ACTIVE


def board(
    workspace: Workspace, *, on: date, today: date, number: int, horizon_days: int | None = 0
) -> tuple[BoardRow, ...]:
    """Every gap that is true on a day as known after entry `number`, and those that begin within the horizon.

    0 gives the day alone, None everything that is known to begin. The gravest come first, unknown ones after the
    known of their severity, then what is due sooner.
    """
    with workspace.unit() as unit:
        people = _People(unit, past=number if on < today else None)
        rows = [people.row(span, on) for span in _spans(unit, on=on, number=number, horizon_days=horizon_days)]
    rows.sort(key=_order)
    return tuple(rows)


def first_after(workspace: Workspace, *, on: date, number: int) -> date | None:
    """The next day after `on` on which a gap is known to begin."""
    with workspace.unit() as unit:
        rows = unit.query(
            f"SELECT MIN(from_on) AS day FROM gap_span WHERE {AS_KNOWN} AND from_on > :day",
            number=number,
            day=on.isoformat(),
        )
    return _day(rows[0]["day"])


def _spans(unit: Unit, *, on: date, number: int, horizon_days: int | None) -> list[Row]:
    day = on.isoformat()
    if horizon_days is None:
        return unit.query(
            f"SELECT * FROM gap_span WHERE {AS_KNOWN} AND (until_on IS NULL OR until_on > :day)", number=number, day=day
        )
    return unit.query(
        f"SELECT * FROM gap_span WHERE {AS_KNOWN} AND ({TRUE_ON} OR (from_on > :day AND from_on <= :last))",
        number=number,
        day=day,
        last=(on + timedelta(days=horizon_days)).isoformat(),
    )


_SEVERITIES = {member.value: member for member in Severity}
_RANKS = {member: member.rank for member in Severity}
_KINDS = {member.value: member for member in GapKind}
_BASES = {member.value: member for member in Basis}
_AREAS = {member.value: member for member in ControlArea}


def _order(row: BoardRow) -> tuple[bool, int, bool, date, str, str]:
    return (
        not row.is_now,
        _RANKS[row.severity],
        row.kind is GapKind.UNKNOWN,
        row.due_on,
        row.third_party_name,
        row.gap_id,
    )


class _People:
    """What stands around the spans: third parties, owners, plans and waivers; of a past day as they stood then."""

    def __init__(self, unit: Unit, *, past: int | None) -> None:
        self._parties: Mapping[str, Glance] = glances(unit, number=past)
        self._users = {user.id: user for user in unit.records.select(User)}
        gaps = _worked_on(unit) if past is None else unit.trail.records_at(Gap, past)
        self._gaps: Mapping[str, Gap] = {gap.id: gap for gap in gaps}
        self._waivers: defaultdict[str, list[Waiver]] = defaultdict(list)
        for waiver in unit.records.select(Waiver) if past is None else unit.trail.records_at(Waiver, past):
            self._waivers[waiver.gap_id].append(waiver)

    def row(self, span: Row, on: date) -> BoardRow:
        gap_id, party = str(span["gap_id"]), self._parties.get(str(span["third_party_id"]))
        gap = self._gaps.get(gap_id)
        own = gap.owner_id if gap else None
        owner_id = own or (party.owner_id if party else None)
        owner = self._users.get(owner_id or "")
        severity, from_on = _SEVERITIES[span["severity"]], _day(span["from_on"])  # type: ignore[index]
        return BoardRow(
            gap_id=gap_id,
            rule_id=span["rule_id"],  # type: ignore[arg-type]
            third_party_id=span["third_party_id"],  # type: ignore[arg-type]
            third_party_name=party.name if party else "",
            tier=party.tier if party else None,
            severity=severity,
            kind=_KINDS[span["kind"]],  # type: ignore[index]
            basis=_BASES[span["basis"]],  # type: ignore[index]
            title=_text(span["title_ja"], span["title_en"]),
            cites=_text(span["cites_ja"], span["cites_en"]),
            action=_text(span["action_ja"], span["action_en"]),
            area=_AREAS[span["area"]],  # type: ignore[index]
            points=_words(span["points"]),
            fix=Fix(span["fix_record"], span["fix_id"], span["fix_field"]),  # type: ignore[arg-type]
            is_now=from_on is None or from_on <= on,
            from_on=from_on,
            since_on=date.fromisoformat(str(span["since_on"])),
            until_on=_day(span["until_on"]),
            due_on=date.fromisoformat(str(span["due_on"])),
            owner_id=owner_id,
            owner_name=owner.name if owner else "",
            department=owner.department if owner else "",
            has_own_owner=own is not None,
            plan=gap.plan if gap else "",
            plan_due_on=gap.plan_due_on if gap else None,
            version=gap.version if gap else 1,
            waiver=self._waiver(gap_id, severity, str(span["facts_digest"]), on),
        )

    def _waiver(self, gap_id: str, severity: Severity, facts_digest: str, on: date) -> WaiverNote | None:
        if gap_id not in self._waivers:
            return None
        notes = [
            (standing_of(w, severity=severity, facts_digest=facts_digest, on=on), w) for w in self._waivers[gap_id]
        ]
        standing, waiver = min(
            notes, key=lambda note: (_PREFERENCE.index(note[0]), -note[1].last_day.toordinal(), note[1].id)
        )
        return WaiverNote(waiver.id, standing, waiver.last_day, waiver.severity)


def _worked_on(unit: Unit) -> list[Gap]:
    """The gaps about which somebody has said something; the others are as they were born."""
    return unit.records.select(Gap, "version > 1")


@lru_cache(maxsize=16_384)
def _text(ja: Value, en: Value) -> Text:
    """Few wordings stand on many rows."""
    return Text(str(ja), str(en))


@lru_cache(maxsize=256)
def _words(text: Value) -> tuple[str, ...]:
    return tuple(str(text).split())


def _day(text: Value) -> date | None:
    return None if text is None else date.fromisoformat(str(text))
