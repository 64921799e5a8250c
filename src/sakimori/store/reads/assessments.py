"""What the list of assessments asks: how many stand where, a page of them in order, and which follow one another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final, NamedTuple, cast

from sakimori.domain.codes import AssessmentKind, AssessmentState, Decision
from sakimori.domain.records.third_party import SELF_ID
from sakimori.domain.values.as_of import AsOf
from sakimori.store.engine import Engine, Row, Value
from sakimori.store.reads.as_of import known
from sakimori.store.reads.gap_rows import as_day, as_int
from sakimori.store.reads.statements import Where, marks, ordered


class Stage(StrEnum):
    """Which assessments a person wants to see."""

    RUNNING = "running"
    FILLING = "filling"
    OVERDUE = "overdue"
    WAITING = "waiting"
    DECIDED = "decided"
    VALID = "valid"
    ALL = "all"


def _in_state(*states: AssessmentState) -> str:
    return f"a.state IN ({', '.join(repr(state.value) for state in states)})"


_FILLING: Final = _in_state(AssessmentState.DRAFT, AssessmentState.SENT_BACK)
_RUNNING: Final = _in_state(AssessmentState.DRAFT, AssessmentState.SENT_BACK, AssessmentState.SUBMITTED)
_IS_DECIDED: Final = _in_state(AssessmentState.DECIDED)
_IN_STAGE: Final = {
    Stage.RUNNING: _RUNNING,
    Stage.FILLING: _FILLING,
    Stage.OVERDUE: f"{_FILLING} AND a.due_on < :on",
    Stage.WAITING: _in_state(AssessmentState.SUBMITTED),
    Stage.DECIDED: _IS_DECIDED,
    Stage.VALID: "v.id IS NOT NULL",
    Stage.ALL: "1 = 1",
}
_TABLES: Final = (
    "assessment a JOIN third_party p ON p.id = a.third_party_id LEFT JOIN service s ON s.id = a.service_id "
    "LEFT JOIN app_user u ON u.id = p.owner_id LEFT JOIN assessment_progress g ON g.assessment_id = a.id"
)
_COLUMNS: Final = (
    "a.id, a.third_party_id, p.legal_name, s.name AS service, a.pack_digest, a.group_id, a.kind, a.state, a.opened_on, "
    "a.submitted_on, a.decided_on, a.decision, a.due_on, a.valid_until, p.owner_id, u.name AS owner_name, g.answered, "
    "g.applicable, g.coverage, g.risk, g.failed, a.needs_adoption"
)
_NEXT_FIRST: Final = (
    f"CASE WHEN {_RUNNING} THEN 0 ELSE 1 END, "
    f"CASE WHEN {_RUNNING} THEN COALESCE(a.due_on, '{date.max.isoformat()}') END, "
    f"CASE WHEN {_RUNNING} THEN NULL ELSE COALESCE(a.decided_on, a.opened_on) END DESC, p.legal_name, a.id"
)
_ORDERS: Final = {
    "party": "p.legal_name",
    "due": "a.due_on",
    "progress": "CASE WHEN g.applicable > 0 THEN 1.0 * g.answered / g.applicable END",
    "gaps": "g.failed",
    "owner": "u.name",
    "opened": "a.opened_on",
    "submitted": "a.submitted_on",
    "decided": "a.decided_on",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentFilter:
    """What is asked for: a stage, third parties of an owner, one third party, or some assessments by their ids.

    `order` names a column, with a minus from its end; without one what is under way comes first, by due day.
    """

    stage: Stage = Stage.ALL
    owner: str = ""
    party: str = ""
    ids: frozenset[str] = frozenset()
    order: str = ""


class AssessmentHead(NamedTuple):
    """One assessment with who and what it is about; of its pack only the digest, of the group the id."""

    id: str
    third_party_id: str
    name: str
    service: str
    pack_digest: str
    group_id: str
    kind: AssessmentKind
    state: AssessmentState
    opened_on: date
    submitted_on: date | None
    decided_on: date | None
    decision: Decision | None
    due_on: date | None
    valid_until: date | None
    owner_id: str | None
    owner: str
    answered: int
    applicable: int
    coverage: float
    risk: float | None
    failed: int
    needs_adoption: bool


class AssessmentPlace(NamedTuple):
    """Where one assessment stands in the usual order; compared from the first field on.

    What is under way has a `due` day, one after all others where none is set; `since` is the day of what is not, from
    the newest on.
    """

    is_over: bool
    due: str
    since: int
    name: str
    id: str
    third_party_id: str
    state: AssessmentState
    is_valid: bool

    def stages(self, on: str) -> Iterator[Stage]:
        """In which stages it stands on a day."""
        yield Stage.ALL
        if self.state in _FILLED:
            yield Stage.FILLING
            if self.due < on:
                yield Stage.OVERDUE
        if not self.is_over:
            yield Stage.RUNNING
        if self.state is AssessmentState.SUBMITTED:
            yield Stage.WAITING
        if self.state is AssessmentState.DECIDED:
            yield Stage.DECIDED
        if self.is_valid:
            yield Stage.VALID


_FILLED: Final = (AssessmentState.DRAFT, AssessmentState.SENT_BACK)
_STATES: Final = {one.value: one for one in AssessmentState}


def places(
    engine: Engine, as_of: AsOf, validity: Sequence[str], third_party_ids: Sequence[str] | None = None
) -> list[AssessmentPlace]:
    """The places of the assessments of all third parties, or of some."""
    where = Where(on=as_of.on.isoformat())
    where.one_of("a.third_party_id", third_party_ids or ())
    rows = engine.values(
        f"SELECT CASE WHEN {_RUNNING} THEN 0 ELSE 1 END, "
        f"CASE WHEN {_RUNNING} THEN COALESCE(a.due_on, '{date.max.isoformat()}') ELSE '' END, "
        f"CASE WHEN {_RUNNING} THEN '' ELSE COALESCE(a.decided_on, a.opened_on) END, p.legal_name, a.id, "
        "a.third_party_id, a.state, CASE WHEN v.id IS NULL THEN 0 ELSE 1 END "
        "FROM assessment a JOIN third_party p ON p.id = a.third_party_id "
        f"LEFT JOIN {_valid(as_of, validity, where, third_party_ids or ())} ON v.id = a.id WHERE {where}",
        where.params,
    )
    return [
        AssessmentPlace(is_over, due, -int(since.replace("-", "") or 0), name, key, party, _STATES[state], is_valid)
        for is_over, due, since, name, key, party, state, is_valid in (cast("Any", row) for row in rows)
    ]


_STATE_APART: Final = "COALESCE(a.state, '')"
"""Keeps the index of all that are decided out of what asks for few third parties."""


def _valid(as_of: AsOf, validity: Sequence[str], where: Where, third_party_ids: Sequence[str] = ()) -> str:
    """The assessments that are needed and still hold, as a table `(…) v`: their dated gaps say until when.

    `validity` are the rules of these gaps. Of several decided ones on one pack the last counts.
    """
    rules = ", ".join(f":rule{place}" for place, _ in enumerate(validity)) or "NULL"
    decided = _IS_DECIDED
    if third_party_ids:
        theirs = where.with_values(f"a.third_party_id IN ({marks(third_party_ids)})", *third_party_ids)
        decided = f"{_IS_DECIDED.replace('a.state', _STATE_APART)} AND {theirs}"
    where.params |= {f"rule{place}": rule for place, rule in enumerate(validity)} | {"number": as_of.number}
    return (
        "(SELECT d.id FROM (SELECT a.id, a.third_party_id, a.third_party_id || '/' || a.pack_id AS subject, "
        "ROW_NUMBER() OVER (PARTITION BY a.third_party_id, a.pack_id "
        "ORDER BY COALESCE(a.decided_on, a.submitted_on, a.opened_on) DESC, a.id DESC) AS place "
        f"FROM assessment a WHERE {decided} AND a.needs_adoption = 0) d "
        f"WHERE d.place = 1 AND EXISTS (SELECT 1 FROM gap_span WHERE {known(as_of)} AND rule_id IN ({rules}) "
        f"AND third_party_id <> '{SELF_ID}' AND third_party_id = d.third_party_id AND subject_key = d.subject "
        "AND from_on > :on)) v"
    )


def _narrowed(as_of: AsOf, wanted: AssessmentFilter, validity: Sequence[str]) -> tuple[str, Where]:
    where, valid = Where(on=as_of.on.isoformat()), ""
    where.that(_IN_STAGE[wanted.stage])
    if wanted.stage is Stage.VALID:
        valid = f" JOIN {_valid(as_of, validity, where)} ON v.id = a.id"
    where.one_of("p.owner_id", {wanted.owner} - {""})
    where.one_of("a.third_party_id", {wanted.party} - {""})
    where.one_of("a.id", wanted.ids)
    return f"{_TABLES}{valid}", where


def how_many(engine: Engine, as_of: AsOf, wanted: AssessmentFilter, validity: Sequence[str]) -> int:
    """How many assessments a filter leaves."""
    tables, where = _narrowed(as_of, wanted, validity)
    return as_int(engine.query(f"SELECT COUNT(*) AS n FROM {tables} WHERE {where}", where.params)[0]["n"])


def page_of(
    engine: Engine, as_of: AsOf, wanted: AssessmentFilter, validity: Sequence[str], *, first: int, limit: int
) -> list[AssessmentHead]:
    """Some of the assessments that a filter leaves, in its order."""
    tables, where = _narrowed(as_of, wanted, validity)
    rows = engine.query(
        f"SELECT {_COLUMNS} FROM {tables} WHERE {where} ORDER BY {ordered(wanted.order, _ORDERS, _NEXT_FIRST)} "
        "LIMIT :limit OFFSET :first",
        {**where.params, "limit": limit, "first": first},
    )
    return [_head(row) for row in rows]


def with_ids(engine: Engine, as_of: AsOf, ids: Sequence[str]) -> list[AssessmentHead]:
    """Some assessments by their ids, in the order of these."""
    wanted = AssessmentFilter(ids=frozenset(ids))
    found = {one.id: one for one in page_of(engine, as_of, wanted, (), first=0, limit=len(ids))} if ids else {}
    return [found[one] for one in ids]


def _head(row: Row) -> AssessmentHead:
    return AssessmentHead(
        id=str(row["id"]),
        third_party_id=str(row["third_party_id"]),
        name=str(row["legal_name"]),
        service=str(row["service"] or ""),
        pack_digest=str(row["pack_digest"]),
        group_id=str(row["group_id"]),
        kind=AssessmentKind(str(row["kind"])),
        state=AssessmentState(str(row["state"])),
        opened_on=date.fromisoformat(str(row["opened_on"])),
        submitted_on=as_day(row["submitted_on"]),
        decided_on=as_day(row["decided_on"]),
        decision=None if row["decision"] is None else Decision(str(row["decision"])),
        due_on=as_day(row["due_on"]),
        valid_until=as_day(row["valid_until"]),
        owner_id=None if row["owner_id"] is None else str(row["owner_id"]),
        owner=str(row["owner_name"] or ""),
        answered=as_int(row["answered"]),
        applicable=as_int(row["applicable"]),
        coverage=float(str(row["coverage"] or 0)),
        risk=None if row["risk"] is None else float(str(row["risk"])),
        failed=as_int(row["failed"]),
        needs_adoption=bool(row["needs_adoption"]),
    )


def first_answers(engine: Engine, as_of: AsOf, ids: Sequence[str]) -> Mapping[str, str]:
    """The instant of the first answer of each of some assessments that has any."""
    if not ids:
        return {}
    where = Where()
    where.one_of("assessment_id", ids)
    if as_of.is_past:
        noted = "SELECT 1 FROM audit_entry WHERE record_kind = 'answer' AND record_id = answer.id AND seq <= ?"
        where.that(f"EXISTS ({noted})", as_of.number)
    rows = engine.query(
        f"SELECT assessment_id, MIN(answered_at) AS at FROM answer WHERE {where} GROUP BY assessment_id", where.params
    )
    return {str(row["assessment_id"]): str(row["at"]) for row in rows}


def moved_since(engine: Engine, number: int) -> frozenset[str]:
    """The assessments whose progress may be other than it was after an entry of the trail."""
    rows = engine.query(
        "SELECT DISTINCT a.assessment_id FROM audit_entry e JOIN answer a ON a.id = e.record_id "
        "WHERE e.record_kind = 'answer' AND e.seq > :number UNION "
        "SELECT DISTINCT c.assessment_id FROM audit_entry e JOIN comment c ON c.id = e.record_id "
        "WHERE e.record_kind = 'comment' AND e.seq > :number UNION "
        "SELECT DISTINCT record_id FROM audit_entry WHERE record_kind = 'assessment' AND seq > :number",
        {"number": number},
    )
    return frozenset(str(row["assessment_id"]) for row in rows)


def progress_rows(engine: Engine) -> list[dict[str, Value]]:
    """The progress of every assessment, as it is kept."""
    rows = engine.query("SELECT * FROM assessment_progress")
    return [dict(row) for row in rows]


def assessed(engine: Engine, ids: Sequence[str] | None = None) -> list[tuple[str, str]]:
    """The id and name of everybody of whom there is an assessment, or of those among some, by name."""
    where = Where("p.id IN (SELECT third_party_id FROM assessment)")
    if ids is not None:
        where.that(f"p.id IN ({marks(ids)})" if ids else "1 = 0", *ids)
    rows = engine.values(
        f"SELECT p.id, p.legal_name FROM third_party p WHERE {where} ORDER BY p.legal_name, p.id", where.params
    )
    return [(str(party), str(name)) for party, name in rows]


def more_are_assessed(engine: Engine, number: int) -> bool:
    """Whether there are assessments of more third parties than so many."""
    rows = engine.values("SELECT DISTINCT third_party_id FROM assessment LIMIT :most", {"most": number + 1})
    return len(rows) > number


_OF_SUBJECT: Final = (
    "FROM assessment b WHERE b.third_party_id = a.third_party_id AND b.pack_id = a.pack_id AND b.state <> 'cancelled' "
    "AND COALESCE(b.service_id, '') = COALESCE(a.service_id, '')"
)
# Most third parties were assessed once; an index alone tells which were not.
_CYCLES: Final = (
    f"SELECT a.third_party_id, a.id, a.opened_on, (SELECT b.id {_OF_SUBJECT} AND b.opened_on < a.opened_on "
    "ORDER BY b.opened_on DESC, b.id DESC LIMIT 1) AS earlier FROM assessment a WHERE a.third_party_id IN "
    "(SELECT third_party_id FROM assessment WHERE {of_them} GROUP BY third_party_id HAVING COUNT(*) > 1) "
    "AND a.state <> 'cancelled' AND NOT "
    f"EXISTS (SELECT 1 {_OF_SUBJECT} AND (b.opened_on > a.opened_on OR (b.opened_on = a.opened_on AND b.id > a.id)))"
)


class CyclePlace(NamedTuple):
    """What was assessed again: when, the newest assessment of it, and the one before."""

    opened_on: str
    id: str
    earlier: str


def cycles(engine: Engine, third_party_ids: Sequence[str] | None = None) -> list[tuple[str, CyclePlace]]:
    """What of all third parties, or of some, was assessed more than once, each after its third party."""
    of_them = Where()
    of_them.one_of("third_party_id", third_party_ids or ())
    rows = engine.values(
        f"SELECT n.third_party_id, n.opened_on, n.id, n.earlier FROM ({_CYCLES.format(of_them=of_them)}) n "
        "WHERE n.earlier IS NOT NULL",
        of_them.params,
    )
    return [(str(party), CyclePlace(*cast("Any", place))) for party, *place in rows]
