"""What the desk of compliance asks: inquiries, slips with how they stand, and answers that turn within some days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sakimori.domain.clearance import InquiryState
from sakimori.domain.codes import Outcome
from sakimori.domain.values.as_of import AsOf
from sakimori.store.engine import Engine, Row
from sakimori.store.reads.statements import Where, holds
from sakimori.store.spans import AS_KNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A text that is looked for: folded, and whose people, data sets and kinds of data are called so."""

    folded: str = ""
    people: frozenset[str] = frozenset()
    data_sets: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()


ANYTHING: Final = Words()
_OPEN: Final = f"x.state = '{InquiryState.OPEN.value}'"
_DATA: Final = "LEFT JOIN third_party p ON p.id = x.third_party_id LEFT JOIN clearance_head k ON k.id = x.id"
_SHOWN: Final = "COALESCE(p.legal_name, '') AS party"
_RANK: Final = " ".join(f"WHEN '{outcome.value}' THEN {place}" for place, outcome in enumerate(Outcome))


def rank(column: str) -> str:
    """The place of an outcome, the worst first."""
    return f"CASE {column} {_RANK} END"


@dataclass(frozen=True)
class Desk:
    """The desk over one connection; `whose` id stands where only what one person asked and issued is read.

    `again` are the reasons of an answer that waits to be judged anew.
    """

    engine: Engine
    as_of: AsOf
    again: str
    whose: str = ""

    def inquiry_counts(self) -> Row:
        """How many inquiries there are, how many wait, and since when."""
        where = self._asked(None)
        return self.engine.query(
            f"SELECT COUNT(*) AS n, SUM(CASE WHEN {_OPEN} THEN 1 ELSE 0 END) AS waiting, "
            f"SUM(CASE WHEN {_OPEN} AND x.asked_back_at IS NOT NULL THEN 1 ELSE 0 END) AS asked_back, "
            f"MIN(CASE WHEN {_OPEN} THEN x.asked_at END) AS first FROM inquiry x WHERE {where}",
            where.params,
        )[0]

    def outcomes(self, *, is_open: bool | None) -> list[Outcome]:
        """The answers that inquiries got on their day."""
        where = self._asked(is_open)
        rows = self.engine.query(f"SELECT DISTINCT x.outcome FROM inquiry x WHERE {where}", where.params)
        return sorted((Outcome(str(row["outcome"])) for row in rows), key=list(Outcome).index)

    def count(self, *, is_open: bool, outcomes: Sequence[Outcome] = (), words: Words = ANYTHING) -> int:
        """How many inquiries a filter leaves."""
        where = self._asked(is_open, outcomes, words)
        rows = self.engine.query(f"SELECT COUNT(*) AS n FROM inquiry x {_DATA} WHERE {where}", where.params)
        return as_int(rows[0], "n")

    def inquiries(
        self,
        *,
        is_open: bool,
        outcomes: Sequence[Outcome] = (),
        words: Words = ANYTHING,
        newest: bool = False,
        first: int,
        limit: int,
    ) -> list[Row]:
        """Some inquiries: of those that wait the longest first, of the others the newest.

        With `newest` the newest first, and only those on which no slip was issued.
        """
        where = self._asked(is_open, outcomes, words)
        if newest:
            where.that("NOT EXISTS (SELECT 1 FROM slip l WHERE l.inquiry_id = x.id AND l.issued_by = :whose)")
        turned = "" if is_open and not newest else " DESC"
        return self.engine.query(
            "SELECT x.id, x.third_party_id, x.request, x.outcome, x.asked_by, x.asked_at, x.message, x.state, "
            "x.answered_at, x.asked_back_at, COALESCE(u.name, x.asked_by) AS asker, "
            "COALESCE(v.name, x.answered_by, '') AS answerer, "
            "(SELECT MAX(l.number) FROM slip l WHERE l.inquiry_id = x.id AND (:whose = '' OR l.issued_by = :whose)) "
            f"AS slip, {_SHOWN} FROM inquiry x {_DATA} "
            "LEFT JOIN app_user u ON u.id = x.asked_by LEFT JOIN app_user v ON v.id = x.answered_by "
            f"WHERE {where} ORDER BY x.asked_at{turned}, x.id{turned} LIMIT :limit OFFSET :first",
            where.params | {"limit": limit, "first": first},
        )

    def _asked(self, is_open: bool | None, outcomes: Sequence[Outcome] = (), words: Words = ANYTHING) -> Where:  # noqa: FBT001
        where = self._where()
        if is_open is not None:
            where.that(_OPEN if is_open else f"NOT {_OPEN}")
        if self.whose:
            where.that("x.asked_by = :whose")
        where.one_of("x.outcome", outcomes)
        _named(where, words, "x.asked_by")
        return where

    def slip_counts(self, words: Words = ANYTHING, states: Sequence[str] = ()) -> dict[str, int]:
        """How many slips stand how."""
        where = self._issued(words, states)
        rows = self.engine.query(
            f"SELECT state, COUNT(*) AS n FROM (SELECT {self._state} AS state FROM {self._slips} WHERE {where}) found "
            "GROUP BY state",
            where.params,
        )
        return {str(row["state"]): as_int(row, "n") for row in rows}

    def slips(self, words: Words = ANYTHING, states: Sequence[str] = (), *, first: int, limit: int) -> list[Row]:
        """Some slips, the newest first."""
        where = self._issued(words, states)
        return self.engine.query(
            "SELECT x.id, x.number, x.request, x.outcome, x.judged_on, x.valid_until, x.issued_at, "
            f"COALESCE(u.name, x.issued_by) AS issuer, COALESCE(v.name, x.revoked_by, '') AS revoker, "
            f"{self._state} AS state, {_SHOWN} FROM {self._slips} LEFT JOIN app_user u ON u.id = x.issued_by "
            f"LEFT JOIN app_user v ON v.id = x.revoked_by WHERE {where} "
            "ORDER BY x.number DESC LIMIT :limit OFFSET :first",
            where.params | {"limit": limit, "first": first},
        )

    @property
    def _slips(self) -> str:
        return (
            f"slip x {_DATA} LEFT JOIN outcome_span o ON o.subject_id = x.id AND o.subject_kind = 'slip' "
            f"AND {_holds('o')}"
        )

    @property
    def _state(self) -> str:
        """As `standing_of` has it."""
        return (
            "CASE WHEN x.revoked_on <= :on THEN 'revoked' WHEN :on < x.judged_on THEN 'not_yet' "
            "WHEN o.reasons = :again THEN 'judged_again' "
            "WHEN o.id IS NULL OR o.is_against = 1 THEN 'lapsed' ELSE 'good' END"
        )

    def _issued(self, words: Words, states: Sequence[str]) -> Where:
        where = self._where()
        if self.whose:
            where.that("x.issued_by = :whose")
        where.one_of(self._state, states)
        _named(where, words, "x.issued_by", "REPLACE(LOWER(x.number), '-', '')")
        return where

    def turning_counts(self, last: date, *, only_worse: bool = False, words: Words = ANYTHING) -> tuple[int, int]:
        """How many answers become another one by a day, and how many of them a worse one."""
        where = self._turns(last, only_worse=only_worse, words=words)
        row = self.engine.query(
            f"SELECT COUNT(*) AS n, SUM(CASE WHEN {_WORSE} THEN 1 ELSE 0 END) AS worse FROM {_TURNING} WHERE {where}",
            where.params,
        )[0]
        return as_int(row, "n"), as_int(row, "worse")

    def turnings(
        self, last: date, *, only_worse: bool = False, words: Words = ANYTHING, first: int, limit: int
    ) -> list[Row]:
        """Some of them, the soonest first, then the worst."""
        where = self._turns(last, only_worse=only_worse, words=words)
        order = f"x.from_on, {rank('x.outcome')}, party, name, x.subject_id"
        return self.engine.query(
            "SELECT x.subject_kind, x.subject_id, x.third_party_id, n.outcome AS now, n.reasons AS now_reasons, "
            "x.outcome AS next, x.reasons AS next_reasons, x.from_on, found.party, found.name FROM (SELECT x.id, n.id "
            "AS now_id, COALESCE(p.legal_name, '') AS party, COALESCE(l.number, d.name, '') AS name "
            f"FROM {_TURNING} WHERE {where} ORDER BY {order} LIMIT :limit OFFSET :first) found "
            "CROSS JOIN outcome_span x CROSS JOIN outcome_span n WHERE x.id = found.id AND n.id = found.now_id "
            f"ORDER BY {order}",
            where.params | {"limit": limit, "first": first},
        )

    def _turns(self, last: date, *, only_worse: bool, words: Words) -> Where:
        where = self._where(
            f"n.subject_id = x.subject_id AND n.subject_kind = x.subject_kind AND {_known('x')} "
            f"AND x.from_on > :on AND n.outcome <> x.outcome AND {_holds('n')}",
            f"NOT EXISTS (SELECT 1 FROM outcome_span e WHERE e.subject_id = x.subject_id AND e.subject_kind = "
            f"x.subject_kind AND {_known('e')} AND e.from_on > :on AND e.from_on < x.from_on "
            "AND e.outcome <> n.outcome)",
            "l.id IS NOT NULL AND l.revoked_on IS NULL AND (:whose = '' OR l.issued_by = :whose) "
            "OR x.subject_kind <> 'slip' AND :whose = ''",
        )
        where.that("x.from_on <= ?", last.isoformat())
        if only_worse:
            where.that(_WORSE)
        if words.folded:
            in_flow, like = holds("key", words.folded)
            flows = f"SELECT flow_id FROM flow_key WHERE {in_flow}"
            number = holds("REPLACE(LOWER(l.number), '-', '')", words.folded)[0]
            where.that(f"{_PARTIES} OR x.subject_id IN ({flows}) OR {number}", like, like, like)
        return where

    def _where(self, *conditions: str) -> Where:
        return Where(
            *conditions, on=self.as_of.on.isoformat(), number=self.as_of.number, whose=self.whose, again=self.again
        )


_TURNING: Final = (
    "outcome_span x CROSS JOIN outcome_span n "
    "LEFT JOIN third_party p ON p.id = x.third_party_id LEFT JOIN slip l ON l.id = x.subject_id AND "
    "x.subject_kind = 'slip' LEFT JOIN data_flow d ON d.id = x.subject_id"
)
_WORSE: Final = f"{rank('x.outcome')} < {rank('n.outcome')}"
_PARTIES: Final = (
    "x.third_party_id IN (SELECT third_party_id FROM search_key WHERE kind = 'name' AND key LIKE ? ESCAPE '!')"
)


def _known(alias: str) -> str:
    return AS_KNOWN.replace("known_", f"{alias}.known_")


def _holds(alias: str) -> str:
    return (
        f"{_known(alias)} AND ({alias}.from_on IS NULL OR {alias}.from_on <= :on) "
        f"AND ({alias}.until_on IS NULL OR {alias}.until_on > :on)"
    )


def _named(where: Where, words: Words, person: str, *texts: str) -> None:
    """That the third party, the person, the data or one of some texts is called so."""
    if not words.folded:
        return
    in_head, like = holds("k.key", words.folded)
    parts, values = [_PARTIES, in_head], [like, like]
    for text in texts:
        parts.append(holds(text, words.folded)[0])
        values.append(like)
    for column, ids in (person, words.people), ("k.data_set_id", words.data_sets):
        if ids:
            parts.append(f"{column} IN ({', '.join('?' for _ in ids)})")
            values += sorted(ids)
    for code in sorted(words.categories):
        parts.append("k.categories LIKE ? ESCAPE '!'")
        values.append(f"% {code} %")
    where.that(" OR ".join(parts), *values)


def as_int(row: Row, name: str) -> int:
    """A number; none is 0."""
    return int(str(row[name] or 0))


def headless(engine: Engine, third_party_id: str = "") -> list[Row]:
    """Inquiries and slips of a third party, or of all, beside which nothing is kept yet that a search finds."""
    where = Where("NOT EXISTS (SELECT 1 FROM clearance_head k WHERE k.id = x.id)")
    where.one_of("x.third_party_id", {third_party_id} - {""})
    return [
        row
        for table, message in (("inquiry", "x.message"), ("slip", "''"))
        for row in engine.query(
            f"SELECT x.id, x.request, {message} AS message FROM {table} x WHERE {where}", where.params
        )
    ]


def untold_slips(engine: Engine) -> list[Row]:
    """Answers of slips of which is not kept whether they speak against the slip."""
    return engine.query(
        "SELECT o.* FROM outcome_span o JOIN slip l ON l.id = o.subject_id "
        "WHERE o.subject_kind = 'slip' AND o.is_against IS NULL"
    )


def went_to_group(engine: Engine, party_id: str, head_id: str, *, but_slip: str = "") -> Sequence[Row]:
    """What went, or may go by a slip that stands, to a third party or its group: day, instant, persons, data set.

    `request` is the question of the slip, where there is one: it holds the data set, and the persons of a slip by which
    nothing went yet. A slip may be left out, with what went by it.
    """
    group = "third_party_id IN (SELECT id FROM third_party WHERE id IN (:id, :head) OR parent_id IN (:id, :head))"
    return engine.query(
        "SELECT r.last_on AS day, r.released_at AS at, r.person_count AS persons, f.data_set_id, s.request "
        "FROM hand_over_release r LEFT JOIN data_flow f ON f.id = r.flow_id LEFT JOIN slip s ON s.id = r.slip_id "
        f"WHERE r.{group} AND COALESCE(r.slip_id, '') <> :slip UNION ALL "
        "SELECT s.judged_on, s.issued_at, NULL, NULL, s.request FROM slip s "
        f"WHERE s.{group} AND s.id <> :slip AND s.revoked_on IS NULL "
        "AND NOT EXISTS (SELECT 1 FROM hand_over_release r WHERE r.slip_id = s.id)",
        {"id": party_id, "head": head_id, "slip": but_slip},
    )
