"""One gap as lists show it, out of its row with what stands around it: third party, owner, plan and waiver."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from sakimori.domain.codes import Basis, ControlArea, GapKind, Severity
from sakimori.domain.gap import Fix, Waiver, WaiverStanding, standing_of
from sakimori.domain.records.third_party import SELF_ID
from sakimori.domain.values.text import NO_TEXT, Text
from sakimori.store.engine import Engine, Row, Value
from sakimori.store.reads.gap_filter import OWNED
from sakimori.store.records import from_row

NAME: Final = (
    f"CASE WHEN p.id = '{SELF_ID}' AND p.legal_name = '' "
    "THEN COALESCE((SELECT value FROM meta WHERE key = 'name'), '') ELSE COALESCE(p.legal_name, '') END"
)
NAMED: Final = "gap_span s LEFT JOIN third_party p ON p.id = s.third_party_id"
WHOLE: Final = (
    f"{NAMED} LEFT JOIN party_head h ON h.third_party_id = s.third_party_id LEFT JOIN gap g ON g.id = s.gap_id "
    f"LEFT JOIN ({OWNED}) o ON o.id = s.gap_id LEFT JOIN app_user u ON u.id = COALESCE(o.owner_id, p.owner_id)"
)
COLUMNS: Final = (
    "s.id, s.gap_id, s.rule_id, s.third_party_id, s.severity, s.kind, s.basis, s.title_ja, s.title_en, s.cites_ja, "
    "s.cites_en, s.action_ja, s.action_en, s.area, s.points, s.fix_record, s.fix_id, s.fix_field, s.from_on, "
    "s.since_on, s.until_on, s.due_on, s.facts_digest, h.tier, g.owner_id AS own_owner, g.plan, g.plan_due_on, "
    "g.version, COALESCE(o.owner_id, p.owner_id) AS owner_id, u.name AS owner_name, u.department, "
    f"{NAME} AS party_name"
)


@dataclass(frozen=True, slots=True)
class WaiverNote:
    """The waiver of a gap that says most about it on the day."""

    id: str
    standing: WaiverStanding
    last_day: date
    asked_by: str
    version: int


class GapRow(NamedTuple):
    """One gap in one severity.

    `is_now` tells gaps that are true on the day from those (or graver stages) that begin later; `owner_id` is the
    owner of the gap, else of the third party; `has_own_owner` tells that the gap was given to somebody.
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


def gap_rows(engine: Engine, rows: Sequence[Row], on: date) -> list[GapRow]:
    """The gaps of rows that hold `COLUMNS`, with the waivers of each as they stand on a day."""
    waivers = _waivers(engine, {str(row["gap_id"]) for row in rows})
    return [_row(row, waivers.get(str(row["gap_id"]), ()), on) for row in rows]


def _waivers(engine: Engine, gap_ids: Collection[str]) -> dict[str, list[Waiver]]:
    found: defaultdict[str, list[Waiver]] = defaultdict(list)
    if gap_ids:
        params = {f"g{n}": gap_id for n, gap_id in enumerate(sorted(gap_ids))}
        marks = ", ".join(f":{name}" for name in params)
        for row in engine.query(f"SELECT * FROM waiver WHERE gap_id IN ({marks})", params):
            found[str(row["gap_id"])].append(from_row(Waiver, row))
    return found


def _row(row: Row, waivers: Sequence[Waiver], on: date) -> GapRow:
    severity, from_on = Severity(str(row["severity"])), as_day(row["from_on"])
    return GapRow(
        gap_id=str(row["gap_id"]),
        rule_id=str(row["rule_id"]),
        third_party_id=str(row["third_party_id"]),
        third_party_name=str(row["party_name"]),
        tier=None if row["tier"] is None else as_int(row["tier"]),
        severity=severity,
        kind=GapKind(str(row["kind"])),
        basis=Basis(str(row["basis"])),
        title=_text(row, "title"),
        cites=_text(row, "cites"),
        action=_text(row, "action"),
        area=ControlArea(str(row["area"])),
        points=tuple(str(row["points"]).split()),
        fix=Fix(str(row["fix_record"]), str(row["fix_id"]), str(row["fix_field"])),
        is_now=from_on is None or from_on <= on,
        from_on=from_on,
        since_on=date.fromisoformat(str(row["since_on"])),
        until_on=as_day(row["until_on"]),
        due_on=date.fromisoformat(str(row["due_on"])),
        owner_id=None if row["owner_id"] is None else str(row["owner_id"]),
        owner_name=str(row["owner_name"] or ""),
        department=str(row["department"] or ""),
        has_own_owner=row["own_owner"] is not None,
        plan=str(row["plan"] or ""),
        plan_due_on=as_day(row["plan_due_on"]),
        version=as_int(row["version"] or 1),
        waiver=_note(waivers, severity, str(row["facts_digest"]), on),
    )


def _note(waivers: Sequence[Waiver], severity: Severity, facts_digest: str, on: date) -> WaiverNote | None:
    notes = [(standing_of(one, severity=severity, facts_digest=facts_digest, on=on), one) for one in waivers]
    best = min(notes, key=lambda note: (_PREFERENCE[note[0]], -note[1].last_day.toordinal(), note[1].id), default=None)
    if best is None:
        return None
    standing, waiver = best
    return WaiverNote(waiver.id, standing, waiver.last_day, waiver.asked_by, waiver.version)


_PREFERENCE: Final = {standing: place for place, standing in enumerate(WaiverStanding)}


def _text(row: Row, name: str) -> Text:
    return Text(str(row[f"{name}_ja"]), str(row[f"{name}_en"]))


def as_int(value: Value) -> int:
    """A number; none is 0."""
    return int(str(value or 0))


def as_day(value: Value) -> date | None:
    """A day, or none."""
    return None if value is None else date.fromisoformat(str(value))


def owners_of(engine: Engine, third_party_id: str) -> dict[str, str]:
    """Owner of each gap of a third party that has one of its own, by the id of the gap."""
    rows = engine.query(
        f"SELECT o.id, o.owner_id FROM ({OWNED}) o JOIN gap n ON n.id = o.id WHERE n.third_party_id = :party",
        {"party": third_party_id},
    )
    return {str(row["id"]): str(row["owner_id"]) for row in rows}


def title_of(engine: Engine, gap_id: str, number: int) -> Text:
    """What a gap was called last, as known after an entry; empty where it was not known."""
    rows = engine.query(
        "SELECT title_ja, title_en FROM gap_span WHERE gap_id = :gap AND known_from <= :number "
        "ORDER BY id DESC LIMIT 1",
        {"gap": gap_id, "number": number},
    )
    return Text(str(rows[0]["title_ja"]), str(rows[0]["title_en"])) if rows else NO_TEXT
