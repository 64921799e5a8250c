"""Open gaps counted by day: of everybody what changes on a day, to be summed up; of each third party in stretches."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from operator import attrgetter
from typing import Any, Final, NamedTuple, cast

from sakimori.domain.codes import GapKind, Severity
from sakimori.domain.gap import Span
from sakimori.domain.records.third_party import SELF_ID
from sakimori.domain.values.risk import WEIGHTS
from sakimori.store.engine import Engine, Row, Value

_ALWAYS: Final = ""
"""Stands for no first day: text order puts it before every day."""
_KEY: Final = ("day", "severity", "is_unknown", "is_own", "points")
_COUNTS: Final = ("begun", "turned", "turned_late")


class Lasting(NamedTuple):
    """The days of some gaps that are alike in all that the board counts them by."""

    from_on: str
    until_on: str | None
    due_on: str
    severity: str
    is_unknown: bool
    is_own: bool
    points: str


class DayCount(NamedTuple):
    """How many gaps of a severity are open on a day, how many of them are past their due day, and how many come."""

    severity: Severity
    is_unknown: bool
    number: int
    overdue: int
    later: int


_Key = tuple[str, str, int, int, str]


def _turns(counted: Iterable[tuple[Lasting, int]]) -> dict[tuple[_Key, str], int]:
    """What gaps change in the counts, by day and count: what is over before it begins changes nothing."""
    found: Counter[tuple[_Key, str]] = Counter()
    for one, number in counted:
        if one.until_on is not None and one.until_on <= one.from_on:
            continue
        late = max(one.from_on, (date.fromisoformat(one.due_on) + timedelta(days=1)).isoformat())
        is_ever_late = one.until_on is None or late < one.until_on
        events = [("turned", one.from_on, number)]
        events += [("begun", one.from_on, number)] if one.from_on else []
        events += [("turned", one.until_on, -number)] if one.until_on else []
        events += [("turned_late", late, number)] if is_ever_late else []
        events += [("turned_late", one.until_on, -number)] if is_ever_late and one.until_on else []
        for count, day, change in events:
            found[(day, one.severity, int(one.is_unknown), int(one.is_own), one.points), count] += change
    return {place: change for place, change in found.items() if change}


def _rows(turns: Mapping[tuple[_Key, str], int]) -> list[Row]:
    keys = sorted({key for key, _ in turns})
    rows: list[Row] = []
    for key in keys:
        counts = {count: turns.get((key, count), 0) for count in _COUNTS}
        rows.append({**dict(zip(_KEY, key, strict=True)), **counts})
    return rows


def _lasting(span: Span) -> Lasting:
    from_on = span.from_on.isoformat() if span.from_on else _ALWAYS
    until_on = span.until_on.isoformat() if span.until_on else None
    is_unknown, is_own = span.kind is GapKind.UNKNOWN, span.third_party_id == SELF_ID
    return Lasting(from_on, until_on, span.due_on.isoformat(), span.severity.value, is_unknown, is_own, span.points)


def count_in(engine: Engine, opened: Iterable[Span], closed: Iterable[Span]) -> None:
    """Count spans that have come to be known, and those that are no longer."""
    counted = [*((_lasting(span), 1) for span in opened), *((_lasting(span), -1) for span in closed)]
    added = ", ".join(f"{count} = gap_day.{count} + excluded.{count}" for count in _COUNTS)
    names = (*_KEY, *_COUNTS)
    engine.execute_all(
        f"INSERT INTO gap_day ({', '.join(names)}) VALUES ({', '.join(':' + name for name in names)}) "
        f"ON CONFLICT ({', '.join(_KEY)}) DO UPDATE SET {added}",
        _rows(_turns(counted)),
    )


def make_up_gap_days(engine: Engine) -> None:
    """Count in a database from before this was kept by each write."""
    if not engine.query("SELECT 1 FROM gap_day LIMIT 1"):
        engine.insert_all("gap_day", _rows(_turns(_known(engine))))


def gap_days_are_kept(engine: Engine) -> bool:
    """Whether what is kept is what the known spans give; a day on which nothing changes any more may stay."""
    some = " OR ".join(f"{count} <> 0" for count in _COUNTS)
    kept = engine.query(f"SELECT * FROM gap_day WHERE {some} ORDER BY {', '.join(_KEY)}")
    return [dict(row) for row in kept] == [dict(row) for row in _rows(_turns(_known(engine)))]


def _known(engine: Engine) -> Iterator[tuple[Lasting, int]]:
    rows = engine.values(
        f"SELECT COALESCE(from_on, ''), until_on, due_on, severity, kind = '{GapKind.UNKNOWN.value}', "
        "third_party_id = :own, points, COUNT(*) FROM gap_span WHERE known_until IS NULL GROUP BY 1, 2, 3, 4, 5, 6, 7",
        {"own": SELF_ID},
    )
    for from_on, until_on, due_on, severity, is_unknown, is_own, points, number in rows:
        until = None if until_on is None else str(until_on)
        lasting = Lasting(str(from_on), until, str(due_on), str(severity), bool(is_unknown), bool(is_own), str(points))
        yield lasting, int(str(number))


def day_counts(engine: Engine, on: date, last_day: date | None, *, is_own: bool | None = None) -> list[DayCount]:
    """How many of the gaps that are known now are open on a day, and how many begin after it, up to a last day.

    Those of our own company alone, of all others alone, or of everybody.
    """
    until = "" if last_day is None else "AND day <= :last"
    whose = "" if is_own is None else f"WHERE is_own = {int(is_own)}"
    rows = engine.query(
        "SELECT severity, is_unknown, SUM(CASE WHEN day <= :on THEN turned ELSE 0 END) AS number, "
        "SUM(CASE WHEN day <= :on THEN turned_late ELSE 0 END) AS overdue, "
        f"SUM(CASE WHEN day > :on {until} THEN begun ELSE 0 END) AS later FROM gap_day {whose} "
        "GROUP BY severity, is_unknown",
        {"on": on.isoformat()} | ({} if last_day is None else {"last": last_day.isoformat()}),
    )
    return [
        DayCount(Severity(str(row["severity"])), bool(row["is_unknown"]),
                 *(int(str(row[name])) for name in ("number", "overdue", "later")))
        for row in rows
    ]  # fmt: skip


def begun_by_month(
    engine: Engine, after: date, before: date, *, is_own: bool | None = None
) -> dict[tuple[str, str], int]:
    """How many gaps begin between two days as is known now, by month and severity; unknown ones are left out."""
    whose = "" if is_own is None else f"AND is_own = {int(is_own)}"
    rows = engine.values(
        "SELECT substr(day, 1, 7), severity, SUM(begun) FROM gap_day "
        f"WHERE day > :after AND day < :before AND is_unknown = 0 {whose} GROUP BY 1, 2",
        {"after": after.isoformat(), "before": before.isoformat()},
    )
    return {(str(month), str(severity)): int(str(number)) for month, severity, number in rows}


# By third party


def of_parties(ids: Sequence[str]) -> tuple[str, dict[str, Value]]:
    """A condition that a row is of one of some third parties, and its parameters."""
    params: dict[str, Value] = {f"p{place}": one for place, one in enumerate(ids)}
    return f"third_party_id IN ({', '.join(':' + name for name in params)})", params


OF_A_DAY: Final = "from_on <= :day AND (until_on IS NULL OR until_on > :day)"


Tally = tuple[str, str, str, int, str]
"""Area, kind and severity of gaps that are open on a day, how many, and the ISO day from which the oldest counts."""


class Stretch(NamedTuple):
    """Days on which the same gaps of a third party are open: their tallies as JSON, the worst known, and sums.

    `weight` and `weighted_days` are those of `OpenWeight`, of the known ones.
    """

    from_on: str
    until_on: str | None
    body: str
    worst: int | None
    known: int
    unknown: int
    weight: int
    weighted_days: int


class CountedGaps(NamedTuple):
    """Open gaps of a third party on a day: their tallies, and the sums of the known ones that make the risk value."""

    tallies: list[Tally]
    weight: int
    weighted_days: int


_compact: Final = json.JSONEncoder(separators=(",", ":")).encode  # `json.dumps` would make one for each text


class Tallies:
    """The tallies of one engine."""

    def __init__(self, engine: Engine) -> None:
        """Work on one connection."""
        self._engine = engine

    def keep_in_step(self, third_party_id: str, spans: Sequence[Span]) -> None:
        """Replace the tallies of one third party by those of its known spans."""
        self._engine.execute_later("DELETE FROM gap_tally WHERE third_party_id = :id", {"id": third_party_id})
        self._engine.insert_all(
            "gap_tally",
            [{"third_party_id": third_party_id, **stretch._asdict()} for stretch in counted(spans)],
        )

    def unkept(self, known: Mapping[str, Sequence[Span]]) -> frozenset[str]:
        """The third parties, each with its known spans, of which something else is kept than these give."""
        of_them, params = of_parties(list(known))
        names = ", ".join(Stretch._fields)
        kept: dict[str, list[Stretch]] = {one: [] for one in known}
        for party, *values in self._engine.values(
            f"SELECT third_party_id, {names} FROM gap_tally WHERE {of_them} ORDER BY from_on", params
        ):
            kept[str(party)].append(Stretch(*cast("Any", values)))
        return frozenset(party for party, spans in known.items() if kept[party] != list(counted(spans)))

    def on(
        self, day: date, *, where: str = "1 = 1", params: Mapping[str, str] | None = None
    ) -> Iterator[tuple[str, CountedGaps]]:
        """What is open on a day by third party, of all or of some, by what is known now."""
        rows = self._engine.values(
            f"SELECT third_party_id, body, weight, weighted_days FROM gap_tally WHERE {OF_A_DAY} AND {where}",
            {"day": day.isoformat(), **(params or {})},
        )
        for party, body, weight, days in cast("list[tuple[str, str, int, int]]", rows):
            yield party, CountedGaps(list(map(_tally, body[2:-2].split("],["))), weight, days)


@lru_cache(maxsize=65_536)
def _tally(text: str) -> Tally:
    """One tally of a body, without its brackets; thousands of third parties have the same one."""
    area, kind, severity, number, since = json.loads(f"[{text}]")
    return area, kind, severity, number, since


def counted(spans: Iterable[Span]) -> Iterator[Stretch]:
    """Stretches of days on which the same gaps are open, with their counts; days without a gap are left out."""
    lasting: dict[tuple[str, str | None, tuple[str, GapKind, Severity]], list[Any]] = {}
    # The oldest first: whoever is counted first of his kind names the day from which the oldest counts.
    for span in sorted(spans, key=attrgetter("since_on")):
        first = span.from_on.isoformat() if span.from_on else _ALWAYS
        last = span.until_on.isoformat() if span.until_on else None
        key = (first, last, (span.area, span.kind, span.severity))
        alike = lasting.setdefault(key, [0, span.since_on.isoformat(), 0])
        alike[0] += 1
        alike[2] += span.since_on.toordinal()
    cuts = sorted({_ALWAYS, *[first for first, *_ in lasting], *[last for _, last, _ in lasting if last]})
    before: Stretch | None = None
    for begin, end in zip(cuts, [*cuts[1:], None], strict=True):
        found: dict[tuple[str, GapKind, Severity], list[Any]] = {}
        weight = weighted_days = 0
        for (first, last, what), (count, since, days) in lasting.items():
            if first <= begin and (last is None or last > begin):
                found.setdefault(what, [0, since])[0] += count
                if what[1] is not GapKind.UNKNOWN:
                    weight += WEIGHTS[what[2]] * count
                    weighted_days += WEIGHTS[what[2]] * days
        body = _compact([[*what, *tally] for what, tally in sorted(found.items())])
        if before is not None and (before.body, before.weighted_days) == (body, weighted_days):
            before = before._replace(until_on=end)
            continue
        if before is not None and before.body != "[]":
            yield before
        sums = [(kind is GapKind.UNKNOWN, severity.rank, n) for (_, kind, severity), (n, _) in found.items()]
        before = Stretch(
            begin,
            end,
            body,
            worst=min((rank for is_unknown, rank, _ in sums if not is_unknown), default=None),
            known=sum(n for is_unknown, _, n in sums if not is_unknown),
            unknown=sum(n for is_unknown, _, n in sums if is_unknown),
            weight=weight,
            weighted_days=weighted_days,
        )
    if before is not None and before.body != "[]":
        yield before
