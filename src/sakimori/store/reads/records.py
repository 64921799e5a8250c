"""What the book of records asks: its records in order, flows that lack one, and hand-overs and flows that need none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Final

from sakimori.domain.codes import KindOfBody
from sakimori.domain.records.data_flow import LegalRoute
from sakimori.domain.records.hand_over import NoRecord, ProvisionRecord, ReceiptRecord, Release
from sakimori.domain.values.as_of import AsOf
from sakimori.store.engine import Engine, Row
from sakimori.store.reads.as_of import known
from sakimori.store.reads.record_rows import (
    BookRecord,
    Depends,
    R,
    RecordFilter,
    Standing,
    UnclearedRelease,
    UnneededRecord,
    UnrecordedFlow,
    Waiting,
)
from sakimori.store.reads.statements import Where, holds
from sakimori.store.records import TABLES, Records, columns, from_row
from sakimori.store.spans import TRUE_ON

_AT_ONCE: Final = 500
"""So many records are made at a time where all are asked for."""

HEADS: Final = {
    "record_head": (
        "record_id", "third_party_id", "kind", "standing", "first_on", "last_on", "kept_until", "corrected_by",
        "flow_id", "made_by",
    ),
    "flow_record": (
        "flow_id", "third_party_id", "start_on", "end_on", "is_receipt", "is_undecided", "free", "depends",
        "unrecorded_since", "is_recorded",
    ),
}  # fmt: skip
"""What is kept beside each record and each flow; the first column tells the rows apart."""

THEN: Final = HEADS | {
    "third_party": ("id", "legal_name", "kind_of_body"),
    "search_key": ("third_party_id", "kind", "key"),
    "data_flow": ("id", "name", "route"),
    **{TABLES[kind]: tuple(c.name for c in columns(kind)) for kind in (ProvisionRecord, ReceiptRecord, Release)},
}
"""The tables that the book reads and that hold only the present, with the columns that it reads."""


_WAITS: Final = {
    Waiting.LATE: "x.unrecorded_since < :promptly",
    Waiting.DUE: "x.unrecorded_since >= :promptly AND x.unrecorded_since <= :on",
    Waiting.COMING: "x.unrecorded_since > :on AND x.is_recorded = 0",
}
"""Of a flow that began on an unknown day an empty text is kept, which stands before every day."""

_NAMED: Final = "LEFT JOIN third_party p ON p.id = x.third_party_id LEFT JOIN data_flow d ON d.id = x.flow_id"
_PARTY: Final = "COALESCE(p.legal_name, x.third_party_id) AS party"
_FLOW: Final = "COALESCE(d.name, '') AS flow"
_RUNS: Final = "x.end_on IS NULL OR x.end_on >= :on"


@dataclass(frozen=True)
class Book:
    """The book over one connection as one person may read it: `whose` id stands where only what is his own is shown.

    Before the day `promptly` a record that is missing is late. `basis_rule` is the rule whose gap says that nothing
    carries a flow abroad.
    """

    engine: Engine
    as_of: AsOf
    whose: str
    promptly: date
    basis_rule: str

    def tallies(self) -> Counter[tuple[type, Standing]]:
        """How many records of each kind stand how."""
        where = self._where()
        self._own_records(where)
        rows = self.engine.query(
            f"SELECT x.kind, x.standing, COUNT(*) AS n FROM record_head x WHERE {where} GROUP BY x.kind, x.standing",
            where.params,
        )
        kinds = {TABLES[kind]: kind for kind in (ProvisionRecord, ReceiptRecord)}
        return Counter({(kinds[str(r["kind"])], Standing(_int(r, "standing"))): _int(r, "n") for r in rows})

    def count(self, kind: type[R], wanted: RecordFilter) -> int:
        """How many records of a kind a filter leaves."""
        where = self._chosen(kind, wanted)
        rows = self.engine.query(f"SELECT COUNT(*) AS n FROM record_head x WHERE {where}", where.params)
        return _int(rows[0], "n")

    def records(self, kind: type[R], wanted: RecordFilter, first: int, limit: int) -> list[BookRecord[R]]:
        """Some of the records: what lacks something first, then the newest, what was corrected last."""
        where = self._chosen(kind, wanted)
        where.params |= {"limit": limit, "first": first}
        return self._kept(kind, self.engine.query(_ordered(where, " LIMIT :limit OFFSET :first"), where.params))

    def all_records(self, kind: type[R], wanted: RecordFilter) -> Iterator[BookRecord[R]]:
        """Every record that a filter leaves, in the same order, some hundreds in memory at a time."""
        where = self._chosen(kind, wanted)
        rows = self.engine.each(_ordered(where), where.params)
        while some := list(islice(rows, _AT_ONCE)):
            yield from self._kept(kind, some)

    def _chosen(self, kind: type[R], wanted: RecordFilter) -> Where:
        where = self._where()
        where.that("x.kind = ?", TABLES[kind])
        where.one_of("x.standing", wanted.standings)
        if wanted.first:
            where.that("x.last_on >= ?", wanted.first.isoformat())
        if wanted.last:
            where.that("x.first_on <= ?", wanted.last.isoformat())
        if wanted.ids is not None:
            where.one_of("x.record_id", wanted.ids or {""})
        _named(where, wanted.words)
        self._own_records(where)
        return where

    def _own_records(self, where: Where) -> None:
        if self.whose:
            released = "SELECT record_id FROM hand_over_release WHERE released_by = ? AND record_id > ''"
            where.that(f"x.made_by = ? OR x.record_id IN ({released})", self.whose, self.whose)

    def _kept(self, kind: type[R], heads: Sequence[Row]) -> list[BookRecord[R]]:
        ids = {f"i{n}": head["record_id"] for n, head in enumerate(heads)}
        records = Records(self.engine)
        among = f"IN ({', '.join(f':{name}' for name in ids)})"
        found = {one.id: one for one in records.select(kind, f"id {among}", ids, lean=True)}
        released = {one.record_id: one for one in records.select(Release, f"record_id {among}", ids)}
        return [
            BookRecord(
                found[str(head["record_id"])],
                str(head["party"]),
                None if head["kind_of_body"] is None else KindOfBody(str(head["kind_of_body"])),
                str(head["flow"]),
                str(head["who"]),
                Standing(_int(head, "standing")),
                None if head["corrected_by"] is None else str(head["corrected_by"]),
                date.fromisoformat(str(head["kept_until"])),
                released.get(str(head["record_id"])),
            )
            for head in heads
        ]

    def unrecorded_counts(self) -> dict[Waiting, int]:
        """How many flows lack their record, and since when; of sales no flow is asked."""
        sums = ", ".join(f"SUM(CASE WHEN {which} THEN 1 ELSE 0 END) AS {name}" for name, which in _WAITS.items())
        where = self._where("x.unrecorded_since IS NOT NULL")
        row = self.engine.query(f"SELECT {sums} FROM flow_record x WHERE {where}", where.params)[0]
        return {which: 0 if self.whose else _int(row, which) for which in Waiting}

    def unrecorded(self, which: Waiting, first: int, limit: int) -> list[UnrecordedFlow]:
        """Some of the flows that lack their record, those that wait longest first."""
        where = self._where(_WAITS[which])
        where.params |= {"limit": limit, "first": first}
        return self._flows(f"{where} ORDER BY x.unrecorded_since, d.name, x.flow_id LIMIT :limit OFFSET :first", where)

    def unrecorded_flow(self, flow_id: str) -> UnrecordedFlow | None:
        """One flow, if it lacks its record or will lack one once it has begun."""
        where = self._where(" OR ".join(f"({which})" for which in _WAITS.values()))
        where.that("x.flow_id = ?", flow_id)
        return None if self.whose else next(iter(self._flows(str(where), where)), None)

    def _flows(self, condition: str, where: Where) -> list[UnrecordedFlow]:
        rows = self.engine.query(
            f"SELECT x.flow_id, x.third_party_id, x.is_receipt, x.unrecorded_since, d.route, {_PARTY}, {_FLOW} "
            f"FROM flow_record x {_NAMED} WHERE {condition}",
            where.params,
        )
        return [
            UnrecordedFlow(
                str(row["flow_id"]),
                str(row["third_party_id"]),
                str(row["flow"]),
                str(row["party"]),
                bool(row["is_receipt"]),
                LegalRoute(str(row["route"])),
                date.fromisoformat(str(row["unrecorded_since"])) if row["unrecorded_since"] else None,
            )
            for row in rows
        ]

    def undecided(self) -> int:
        """How many begun flows of personal data have no ground yet."""
        where = self._where("x.is_undecided = 1 AND (x.start_on IS NULL OR x.start_on <= :on)", _RUNS)
        return _int(self.engine.query(f"SELECT COUNT(*) AS n FROM flow_record x WHERE {where}", where.params)[0], "n")

    def uncleared_counts(self) -> tuple[int, int]:
        """How many hand-overs went without clearance, and how many of them nobody has reviewed."""
        where = self._releases("x.uncleared_on > ''")
        row = self.engine.query(
            "SELECT COUNT(*) AS n, SUM(CASE WHEN x.reviewed_on IS NULL THEN 1 ELSE 0 END) AS unreviewed "
            f"FROM hand_over_release x WHERE {where}",
            where.params,
        )[0]
        return _int(row, "n"), _int(row, "unreviewed")

    def unreviewed(self, first: int, limit: int) -> list[UnclearedRelease]:
        """Some of the hand-overs without clearance that nobody has reviewed, the newest first."""
        return self._uncleared(self._releases("x.uncleared_on > ''", "x.reviewed_on IS NULL"), first, limit)

    def uncleared(self, release_id: str) -> UnclearedRelease | None:
        """One hand-over without clearance, reviewed or not."""
        where = self._releases("x.uncleared_on > ''")
        where.that("x.id = ?", release_id)
        return next(iter(self._uncleared(where, 0, 1)), None)

    def _uncleared(self, where: Where, first: int, limit: int) -> list[UnclearedRelease]:
        names = (
            "COALESCE(u.name, x.released_by) AS who, COALESCE(v.name, x.reviewed_by, '') AS reviewer FROM "
            f"hand_over_release x {_NAMED} LEFT JOIN app_user u ON u.id = x.released_by "
            "LEFT JOIN app_user v ON v.id = x.reviewed_by"
        )
        return [
            UnclearedRelease(release, str(row["party"]), str(row["flow"]), str(row["who"]), str(row["reviewer"]))
            for release, row in self._some_releases(names, where, first, limit)
        ]

    def free_counts(self, words: str) -> tuple[int, int, int]:
        """How many flows need no record only under a basis that is not there, hand-overs none, other flows none."""
        where = self._free_flows(words)
        row = self.engine.query(
            f"SELECT COUNT(*) AS n, SUM(CASE WHEN {self._depends} THEN 1 ELSE 0 END) AS depends FROM flow_record x "
            f"WHERE {where}",
            where.params,
        )[0]
        released = self._free_releases(words)
        count = self.engine.query(f"SELECT COUNT(*) AS n FROM hand_over_release x WHERE {released}", released.params)
        depends, flows = (0, 0) if self.whose else (_int(row, "depends"), _int(row, "n"))
        return depends, _int(count[0], "n"), flows - depends

    def free_flows(self, words: str, first: int, limit: int, *, depends: bool) -> list[UnneededRecord]:
        """Some of the running flows that need no record, by third party."""
        where = self._free_flows(words)
        where.that(self._depends if depends else f"NOT {self._depends}")
        rows = self.engine.query(
            f"SELECT x.free, x.flow_id, {_PARTY}, {_FLOW} FROM flow_record x {_NAMED} WHERE {where} "
            "ORDER BY party, flow, x.flow_id LIMIT :limit OFFSET :first",
            where.params | {"limit": limit, "first": first},
        )
        return [
            UnneededRecord(
                str(row["party"]), str(row["flow"]), NoRecord(str(row["free"])), None, str(row["flow_id"]), depends
            )
            for row in rows
        ]

    def free_releases(self, words: str, first: int, limit: int) -> list[UnneededRecord]:
        """Some of the hand-overs that needed no record, the newest first."""
        return [
            UnneededRecord(str(row["party"]), str(row["flow"]), release.no_record, release, release.flow_id or "")
            for release, row in self._some_releases(
                f"x.id FROM hand_over_release x {_NAMED}", self._free_releases(words), first, limit
            )
            if release.no_record is not None
        ]

    def _free_flows(self, words: str) -> Where:
        where = self._where("x.free IS NOT NULL", _RUNS)
        where.params["basis"] = self.basis_rule
        _named(where, words)
        return where

    def _free_releases(self, words: str) -> Where:
        where = self._releases("x.no_record > ''")
        _named(where, words)
        return where

    @property
    def _depends(self) -> str:
        return (
            f"(x.depends = {Depends.ALWAYS} OR x.depends = {Depends.WITHOUT_BASIS} AND EXISTS (SELECT 1 FROM gap_span "
            f"WHERE third_party_id = x.third_party_id AND {known(self.as_of)} AND rule_id = :basis AND "
            f"{TRUE_ON.replace(':day', ':on')} AND (subject_key = x.flow_id "
            "OR subject_key LIKE x.flow_id || '/%' ESCAPE '!')))"
        )

    def _some_releases(self, names: str, where: Where, first: int, limit: int) -> list[tuple[Release, Row]]:
        rows = self.engine.query(
            f"SELECT {', '.join(f'x.{c.name}' for c in columns(Release))}, {_PARTY}, {_FLOW}, {names} "
            f"WHERE {where} ORDER BY x.last_on DESC, x.id LIMIT :limit OFFSET :first",
            where.params | {"limit": limit, "first": first},
        )
        return [(from_row(Release, row), row) for row in rows]

    def _releases(self, *conditions: str) -> Where:
        where = self._where(*conditions)
        if self.whose:
            where.that("x.released_by = ?", self.whose)
        return where

    def _where(self, *conditions: str) -> Where:
        on, promptly = self.as_of.on.isoformat(), self.promptly.isoformat()
        return Where(*conditions, on=on, number=self.as_of.number, promptly=promptly)


def is_unkept(engine: Engine) -> bool:
    """Whether anything that the book is listed by is not kept: it was written before that was."""
    held = " UNION ALL ".join(
        f"SELECT 1 FROM {table} r WHERE NOT EXISTS (SELECT 1 FROM {heads} x WHERE x.{key} = r.id)"
        for table, heads, key in (
            ("data_flow", "flow_record", "flow_id"),
            *((TABLES[kind], "record_head", "record_id") for kind in (ProvisionRecord, ReceiptRecord)),
        )
    )
    return bool(engine.query(f"{held} LIMIT 1"))


def _named(where: Where, words: str) -> None:
    """That the third party or the flow is called so, in the folded form in which both are kept."""
    if words:
        named, like = holds("key", words)
        parties = f"SELECT third_party_id FROM search_key WHERE kind = 'name' AND {named}"
        flows = f"SELECT flow_id FROM flow_key WHERE {named}"
        where.that(f"x.third_party_id IN ({parties}) OR x.flow_id IN ({flows})", like, like)


def _ordered(where: Where, more: str = "") -> str:
    """The heads of records in their order, out of the index alone, with what stands around each."""
    order = "x.standing, x.last_on DESC, x.record_id"
    return (
        f"SELECT x.record_id, x.standing, x.corrected_by, x.kept_until, p.kind_of_body, {_PARTY}, {_FLOW}, "
        f"COALESCE(u.name, x.made_by) AS who FROM (SELECT x.record_id AS id FROM record_head x WHERE {where} "
        f"ORDER BY {order}{more}) found CROSS JOIN record_head x {_NAMED} LEFT JOIN app_user u ON u.id = x.made_by "
        f"WHERE x.record_id = found.id ORDER BY {order}"
    )


def _int(row: Row, name: str) -> int:
    return int(str(row[name] or 0))
