"""Units of work: what can be read over one connection, now or as known, and what a change writes and gives back."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Final, Generic, TypeVar

from sakimori.domain.gap import Span
from sakimori.domain.policy import Policy, policy_of
from sakimori.domain.questions.pack import Pack
from sakimori.domain.records.certificate import Certificate
from sakimori.domain.records.contract import Contract, ContractClause
from sakimori.domain.records.country import CountryProfile
from sakimori.domain.records.data_flow import DataFlow
from sakimori.domain.records.incidents import Incident
from sakimori.domain.records.own_registers import ConsentText, DataSet, DataSetPart, Notice, Purpose
from sakimori.domain.records.sharing import Filing, JointUse, SharingChange
from sakimori.domain.records.third_party import SELF_ID, Alias, Contact, Service, ThirdParty
from sakimori.domain.user import Actor, Delegation, User
from sakimori.domain.values.as_of import NEWEST
from sakimori.domain.values.days import end_of_day, legal_day
from sakimori.errors import ConflictError
from sakimori.services.kernel.packs import frozen_pack
from sakimori.services.kernel.stamp import ReadyRecords, Stamp
from sakimori.store.engine import Engine, Row
from sakimori.store.files import Files
from sakimori.store.outcomes import Outcomes
from sakimori.store.reads.naming import names_of_invited
from sakimori.store.records import TABLES, Records, changed_fields, from_row, picked, to_row
from sakimori.store.spans import Spans
from sakimori.store.to_judge import ToJudge
from sakimori.store.trail import ACCESS, Trail

T = TypeVar("T")

_NAMING = (ThirdParty, Service, Alias, Contact, DataFlow)
"""Records whose words people search for."""

_AT_ONCE: Final = 1_000
"""So many records at most are named in one statement."""

ANY = "*"
"""In `depends_on`: whichever records of a kind there are."""

_READ_ELSEWHERE: dict[type, str] = {
    User: "user", ThirdParty: "third_party", Contract: "contract", Purpose: "purpose", DataSet: "data_set",
    ConsentText: "consent_text", JointUse: "joint_use", Filing: "filing", CountryProfile: "country_profile",
}  # fmt: skip
"""Records that dossiers of others read, by the name under which they note it."""
_READ_WITH: dict[type, tuple[tuple[str, str], ...]] = {
    ContractClause: (("contract", "contract_id"),), DataSetPart: (("data_set", "data_set_id"),),
    SharingChange: (("filing", "filing_id"), ("joint_use", "joint_use_id")),
    Delegation: (("user", "lender_id"), ("user", "borrower_id")),
}  # fmt: skip
"""Records that are read with the one that they name in a field."""


def random_id(prefix: str) -> str:
    """A short opaque id."""
    return f"{prefix}_{secrets.token_hex(6)}"


class Unit:
    """One unit of work over one connection: everything that can be read."""

    def __init__(self, engine: Engine, *, is_still: bool = False) -> None:
        """Wrap one connection; `is_still` where all that is read over it is of one moment."""
        self.engine = engine
        self._is_still, self._number = is_still, -1
        self.records = Records(engine)
        self.spans = Spans(engine)
        self.tallies = self.spans.tallies
        self.outcomes = Outcomes(engine)
        self.to_judge = ToJudge(engine)
        self.trail = Trail(engine)
        self.accesses = Trail(engine, ACCESS)
        self.files = Files(engine)

    def query(self, sql: str, **params: str | float | bytes | None) -> list[Row]:
        """All rows of a reading statement."""
        return self.engine.query(sql, params)

    def meta(self, key: str) -> str | None:
        """A fact about the workspace itself, such as its name."""
        rows = self.query("SELECT value FROM meta WHERE key = :key", key=key)
        return str(rows[0]["value"]) if rows else None

    def policy(self) -> Policy:
        """The company policy in force."""
        rows = self.query("SELECT key, value, day FROM policy")
        return policy_of({str(row["key"]): row["day"] or row["value"] for row in rows})

    def number(self) -> int:
        """The number of the last change: the version of everything that is known."""
        if self._number < 0 or not self._is_still:
            self._number = self.trail.head()[0]
        else:
            self.engine.note((self.trail.last,))
        return self._number

    def is_newest(self, number: int) -> bool:
        """Whether nothing was written after an entry, so that the records stand as they did then."""
        return number == NEWEST or number >= self.number()

    def number_on(self, day: date, *, today: date) -> int:
        """Which knowledge a day is seen with: of a past day what was known at its end, otherwise today's."""
        return self.number() if day >= today else self.trail.number_at(end_of_day(day))

    def pack(self, digest: str) -> Pack:
        """A frozen pack by its digest."""
        return frozen_pack(self.engine, digest)

    def user_name(self, user_id: str | None) -> str:
        """What a person of ours or of a vendor is called; the id where nobody has it, and empty where there is none."""
        user = self.records.find(User, user_id) if user_id else None
        if user is not None or not user_id:
            return user.name if user else ""
        return names_of_invited(self.engine, [user_id]).get(user_id, user_id)


@dataclass
class Change(Unit):
    """A unit of work that writes: each record with its audit entry; the rules run once a third party at its end.

    `touched` are those whose rules run, `renamed` those whose words for a search are made anew, `kept` those beside
    whom the write itself keeps what lists read.
    """

    engine: Engine
    actor: Actor
    at: datetime
    action: str
    reason: str = ""
    batch_id: str = ""
    ids: Callable[[str], str] = random_id
    touched: set[str] = field(default_factory=set)
    renamed: set[str] = field(default_factory=set)
    kept: set[str] = field(default_factory=set)
    opened: list[Span] = field(default_factory=list)
    closed: list[Span] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Build the readers of the unit."""
        Unit.__init__(self, self.engine)
        self.trail = Trail(self.engine, writes_alone=True)  # others wait until its transaction ends

    @property
    def _stamp(self) -> Stamp:
        return Stamp(self.actor, self.at, self.reason, self.batch_id)

    @property
    def today(self) -> date:
        """The legal day of this change."""
        return legal_day(self.at)

    def new_id(self, prefix: str) -> str:
        """An id for a new record."""
        return self.ids(prefix)

    def insert(
        self, record: T, *, third_party_id: str | None = None, action: str | None = None, runs_rules: bool = True
    ) -> T:
        """Store a new record, with its audit entry."""
        self.insert_all([record], third_party_id=third_party_id, action=action, runs_rules=runs_rules)
        return record

    def insert_all(self, records: Sequence[T], **kept: Any) -> None:  # noqa: ANN401 - as `_note` takes them
        """Store new records of one kind as `insert` does, in one statement."""
        rows = self.records.insert_all(records)
        self._note([(record, None, row) for record, row in zip(records, rows, strict=True)], **kept)

    def insert_ready(self, ready: ReadyRecords) -> None:
        """Store new records of one kind that were made ready, with their audit entries."""
        if ready.records:
            self.engine.insert_all(TABLES[type(ready.records[0])], ready.rows)
            self.trail.append_sealed(ready.entries)
            self._touch([(record, third_party_of(record)) for record in ready.records], runs_rules=True)

    def update(
        self, record: T, *, third_party_id: str | None = None, action: str | None = None, runs_rules: bool = True
    ) -> T:
        """Store a changed record under the version that it was read with; the same values again change nothing.

        Raises:
            ConflictError: Somebody else saved it in between; `ours` and `theirs` hold both rows.
        """
        kept = {"third_party_id": third_party_id, "action": action, "runs_rules": runs_rules}
        return self._update_all([record], **kept)[0]

    def update_all(self, records: Sequence[T]) -> list[T]:
        """Store changed records of one kind as `update` does, those of each batch in one statement."""
        batches = (records[start : start + _AT_ONCE] for start in range(0, len(records), _AT_ONCE))
        return [stored for batch in batches for stored in self._update_all(batch)]

    def _update_all(self, records: Sequence[T], **kept: Any) -> list[T]:  # noqa: ANN401 - as `_note` takes them
        kind: Any = type(records[0])
        given: list[Any] = list(records)
        found = {one.id: one for one in self.records.with_ids(kind, {one.id for one in given})}
        changes: dict[str, dict[str, Any]] = {}
        for record in given:
            standing = found.get(record.id) or self.records.get(kind, record.id)
            if standing.version != record.version:
                raise ConflictError(who=self._last_writer(kind, record.id), ours=record, theirs=standing)
            if changed := changed_fields(to_row(standing), to_row(record)):
                changes[record.id] = changed
        stored = self.records.update_all([one for one in given if one.id in changes])
        self._note([(one, changes[one.id], to_row(one)) for one in stored], **kept)
        found |= {one.id: one for one in stored}
        return [found[one.id] for one in given]

    def as_shown(self, standing: T, seen: int | None) -> T:
        """A record that a step is about to change, if the person was shown it as it stands; None asks nothing.

        Raises:
            ConflictError: Somebody else saved it since; `ours` is what was shown, `theirs` what stands.
        """
        if seen is None or standing.version == seen:  # type: ignore[attr-defined]
            return standing
        kind, record_id = type(standing), standing.id  # type: ignore[attr-defined]
        lines = self.trail.lines(record_kind=TABLES[kind], record_id=record_id)
        told = (line.after for line in lines if line.after is not None and line.after["version"] == seen)
        shown = next((from_row(kind, row) for row in told), None)
        raise ConflictError(who=self._last_writer(kind, record_id), ours=shown, theirs=standing)

    def _note(
        self,
        written: Sequence[tuple[object, dict[str, Any] | None, dict[str, Any]]],
        third_party_id: str | None = None,
        action: str | None = None,
        *,
        runs_rules: bool = True,
    ) -> None:
        """Write the entries of records with what stood in them before and what stands there now."""
        of_party = [(record, third_party_id or third_party_of(record)) for record, *_ in written]
        action = action or self.action
        self.trail.append_all(
            self._stamp.entry(action, TABLES[type(record)], after["id"], party, before, after)
            for (record, party), (_, before, after) in zip(of_party, written, strict=True)
        )
        self._touch(of_party, runs_rules=runs_rules)

    def _touch(self, of_party: Sequence[tuple[object, str]], *, runs_rules: bool) -> None:
        read_elsewhere: defaultdict[str, list[str]] = defaultdict(list)
        for record, party in of_party:
            if party and runs_rules:
                self.touched.add(party)
            if isinstance(record, _NAMING):
                self.renamed.add(party)
            for kind, ref in _read_elsewhere(record):
                read_elsewhere[kind].append(ref)
        for kind, refs in read_elsewhere.items():
            self.touch_dependents(kind, refs)

    def note(
        self, action: str, *, record_kind: str, record_id: str, after: dict[str, Any], third_party_id: str = ""
    ) -> None:
        """An audit entry for something that is no record of its own (a policy value, an import, a merge)."""
        self.trail.append_all([self._stamp.entry(action, record_kind, record_id, third_party_id, None, after)])

    def touch_dependents(self, kind: str, refs: Sequence[str]) -> None:
        """Have the rules run again on every dossier that read one of some outside records."""
        for start in range(0, len(refs), _AT_ONCE):
            params = {f"r{place}": ref for place, ref in enumerate(refs[start : start + _AT_ONCE])}
            rows = self.query(
                "SELECT third_party_id FROM depends_on WHERE kind = :kind AND ref IN "
                f"({', '.join(':' + name for name in params)})",
                kind=kind,
                **params,
            )
            self.touched.update(str(row["third_party_id"]) for row in rows)

    def _last_writer(self, kind: type, record_id: str) -> str:
        lines = self.trail.lines(record_kind=TABLES[kind], record_id=record_id, limit=1)
        return self.user_name(lines[0].entry.actor if lines else None)


def _read_elsewhere(record: object) -> tuple[tuple[str, str], ...]:
    """Under which names other dossiers may have read a record."""
    if isinstance(record, Notice | Incident):
        return ((TABLES[type(record)], ANY),)
    if isinstance(record, Certificate):
        return (("certificate", ANY),) if record.third_party_id == SELF_ID else ()
    if names := _READ_WITH.get(type(record)):
        return tuple((kind, getattr(record, field)) for kind, field in names if getattr(record, field))
    kind = _READ_ELSEWHERE.get(type(record))
    found = ((kind, record.id),) if kind else ()  # type: ignore[attr-defined]
    return (*found, ("user", ANY)) if isinstance(record, User) else found


def third_party_of(record: object) -> str:
    """The third party whose dossier a record belongs to; empty for records of ours."""
    if isinstance(record, ThirdParty):
        return record.id
    return getattr(record, "third_party_id", "") or ""


def put_meta(unit: Unit, key: str, value: str) -> None:
    """Store a fact about the workspace in the transaction of a unit."""
    unit.engine.execute_later(
        "INSERT INTO meta (key, value) VALUES (:key, :value) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        {"key": key, "value": value},
    )


NOTHING_SHOWN: Final[Mapping[str, int]] = MappingProxyType({})
"""The versions of records that nobody was shown: what a program writes that has just read them."""


@dataclass(frozen=True, slots=True)
class WriteResult(Generic[T]):
    """A record as it was stored, and the gap spans that this write opened and closed."""

    record: T
    opened: tuple[Span, ...]
    closed: tuple[Span, ...]


def records_of(unit: Unit, kind: type[T], third_party_id: str, *, number: int) -> list[T]:
    """The records of one kind that belonged to a third party after an entry."""
    return records_of_kinds(unit, (kind,), third_party_id, number=number)[kind]


def records_of_kinds(
    unit: Unit, kinds: Sequence[type[Any]], third_party_id: str, *, number: int
) -> Mapping[type[Any], list[Any]]:
    """The records of some kinds that belonged to a third party after an entry."""
    if unit.is_newest(number):
        wanted = [picked(kind, "third_party_id = :id", {"id": third_party_id}) for kind in kinds]
        return dict(zip(kinds, unit.records.select_all(wanted), strict=True))
    return {kind: unit.trail.records_at(kind, number, third_party_id=third_party_id) for kind in kinds}


def all_records(unit: Unit, kind: type[T], *, number: int) -> list[T]:
    """All records of one kind as they stood after an entry."""
    if unit.is_newest(number):
        return unit.records.select(kind)
    return unit.trail.records_at(kind, number)


def party_at(unit: Unit, third_party_id: str, *, number: int) -> ThirdParty | None:
    """A third party as it stood after an entry; None when it was not yet registered."""
    if unit.is_newest(number):
        return unit.records.find(ThirdParty, third_party_id)
    found: list[ThirdParty] = unit.trail.records_at(ThirdParty, number, third_party_id=third_party_id)
    return next(iter(found), None)
