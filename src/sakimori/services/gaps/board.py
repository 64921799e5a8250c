"""The gap board: every gap that is true on a day or begins soon, with who closes it, how and by when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

from sakimori.domain.codes import Basis, ControlArea, GapKind, Severity
from sakimori.domain.gap import Fix, Gap, Waiver
from sakimori.domain.user import User
from sakimori.domain.values.text import Text
from sakimori.services.gaps.write import WaiverStanding, standing_of
from sakimori.services.kernel.unit import Unit
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.rows import PartyHead, party_heads
from sakimori.store.engine import Row, Value
from sakimori.store.spans import AS_KNOWN, TRUE_ON

_PREFERENCE = tuple(WaiverStanding)


@dataclass(frozen=True, slots=True)
class WaiverNote:
    """The waiver of a gap that says most about it on the day."""

    id: str
    standing: WaiverStanding
    last_day: date
    asked_by: str
    version: int


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
            f"SELECT {_COLUMNS} FROM gap_span WHERE {AS_KNOWN} AND (until_on IS NULL OR until_on > :day)",
            number=number,
            day=day,
        )
    return unit.query(
        f"SELECT {_COLUMNS} FROM gap_span WHERE {AS_KNOWN} AND ({TRUE_ON} OR (from_on > :day AND from_on <= :last))",
        number=number,
        day=day,
        last=(on + timedelta(days=horizon_days)).isoformat(),
    )


_NAMES = (
    "gap_id", "rule_id", "third_party_id", "severity", "kind", "basis", "title_ja", "title_en", "cites_ja", "cites_en",
    "action_ja", "action_en", "area", "points", "fix_record", "fix_id", "fix_field", "from_on", "since_on", "until_on",
    "due_on", "facts_digest",
)  # fmt: skip
_COLUMNS = ", ".join(_NAMES)
_COLUMNS_OF: Callable[[Row], tuple[Any, ...]] = itemgetter(*_NAMES)
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
        self._parties: Mapping[str, PartyHead] = party_heads(unit, past=past)
        self._users = {user.id: user for user in unit.records.select(User)}
        gaps = _worked_on(unit) if past is None else unit.trail.records_at(Gap, past)
        self._gaps: Mapping[str, Gap] = {gap.id: gap for gap in gaps}
        self._waivers: defaultdict[str, list[Waiver]] = defaultdict(list)
        for waiver in unit.records.select(Waiver) if past is None else unit.trail.records_at(Waiver, past):
            self._waivers[waiver.gap_id].append(waiver)

    def row(self, span: Row, on: date) -> BoardRow:
        (
            gap_id, rule_id, party_id, severity_code, kind, basis, title_ja, title_en, cites_ja, cites_en, action_ja,
            action_en, area, points, record, record_id, field, from_text, since_on, until_on, due_on, facts_digest,
        ) = _COLUMNS_OF(span)  # fmt: skip
        party, gap = self._parties.get(party_id), self._gaps.get(gap_id)
        own = gap.owner_id if gap else None
        owner_id = own or (party.owner_id if party else None)
        owner = self._users.get(owner_id) if owner_id else None
        severity, from_on = _SEVERITIES[severity_code], _day(from_text)
        return BoardRow(
            gap_id,
            rule_id,
            party_id,
            party.name if party else "",
            party.tier if party else None,
            severity,
            _KINDS[kind],
            _BASES[basis],
            _text(title_ja, title_en),
            _text(cites_ja, cites_en),
            _text(action_ja, action_en),
            _AREAS[area],
            _words(points),
            Fix(record, record_id, field),
            from_on is None or from_on <= on,
            from_on,
            date.fromisoformat(since_on),
            _day(until_on),
            date.fromisoformat(due_on),
            owner_id,
            owner.name if owner else "",
            owner.department if owner else "",
            own is not None,
            gap.plan if gap else "",
            gap.plan_due_on if gap else None,
            gap.version if gap else 1,
            self._waiver(gap_id, severity, facts_digest, on) if gap_id in self._waivers else None,
        )

    def _waiver(self, gap_id: str, severity: Severity, facts_digest: str, on: date) -> WaiverNote:
        notes = [
            (standing_of(w, severity=severity, facts_digest=facts_digest, on=on), w) for w in self._waivers[gap_id]
        ]
        standing, waiver = min(
            notes, key=lambda note: (_PREFERENCE.index(note[0]), -note[1].last_day.toordinal(), note[1].id)
        )
        return WaiverNote(waiver.id, standing, waiver.last_day, waiver.asked_by, waiver.version)


def _worked_on(unit: Unit) -> list[Gap]:
    """The gaps about which somebody has said something; the others are as they were born."""
    return unit.records.select(Gap, "version > 1")


@lru_cache(maxsize=16_384)
def _text(ja: str, en: str) -> Text:
    """Few wordings stand on many rows."""
    return Text(ja, en)


@lru_cache(maxsize=256)
def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _day(text: Value) -> date | None:
    return None if text is None else date.fromisoformat(str(text))
