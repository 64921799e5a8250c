"""What a list of gaps is narrowed to, as one condition on `gap_span s` that an index answers without a join."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from sakimori.domain.codes import Basis, ControlArea, GapKind, Severity
from sakimori.domain.gap import SubjectKind
from sakimori.domain.records.third_party import SELF_ID
from sakimori.domain.values.as_of import AsOf
from sakimori.store.reads.as_of import known
from sakimori.store.reads.statements import Where, marks

IS_LATER: Final = "s.from_on > :on"
IS_UNKNOWN: Final = f"s.kind = '{GapKind.UNKNOWN.value}'"
IS_OVERDUE: Final = "(s.from_on IS NULL OR s.from_on <= :on) AND s.due_on < :on"

OWNED: Final = (
    "SELECT id, owner_id FROM gap WHERE owner_id > '' UNION ALL "  # in words that the index answers
    "SELECT n.id, w.owner_id FROM ("  # from the few records to their gaps, by the index on the subject
    f"SELECT '{SubjectKind.INCIDENT}' AS kind, id AS subject, owner_id FROM incident UNION ALL "
    f"SELECT '{SubjectKind.INCIDENT}', m.incident_id || '/' || m.id, COALESCE(m.owner_id, i.owner_id) "
    "FROM incident_measure m JOIN incident i ON i.id = m.incident_id UNION ALL "
    f"SELECT '{SubjectKind.PERSON_REQUEST}', id, owner_id FROM person_request"
    ") w CROSS JOIN gap n WHERE n.subject_kind = w.kind AND n.subject_key = w.subject AND n.owner_id IS NULL "
    "AND w.owner_id > '' UNION ALL "
    "SELECT n.id, substr(n.subject_key, length(c.id) + 2) FROM course c CROSS JOIN gap n "
    f"WHERE n.subject_kind = '{SubjectKind.COURSE}' AND substr(n.subject_key, 1, length(c.id) + 1) = c.id || '/' "
    "AND n.owner_id IS NULL"
)
"""Owner of each gap that has another than the owner of its third party, by the id of the gap.

A gap that was given to somebody is that person's. Else one of an incident, of a measure or of a request of a person is
whose that record is, and training is each person's own to take.
"""
OWNED_SUBJECTS: Final = frozenset({SubjectKind.INCIDENT, SubjectKind.PERSON_REQUEST, SubjectKind.COURSE})
"""Subjects of gaps of which a record names the owner."""
OWNED_IN: Final = ("gap", "incident", "incident_measure", "person_request", "course")
"""Tables that `OWNED` reads."""


class Place(NamedTuple):
    """Where a gap stands in the order of the board: now before later, the known before the unknown, then the graver."""

    is_later: bool
    severity: Severity
    is_unknown: bool


PLACES: Final = tuple(
    Place(is_later, severity, is_unknown)
    for is_later in (False, True)
    for is_unknown in (False, True)
    for severity in Severity
)


@dataclass(frozen=True, slots=True, kw_only=True)
class GapFilter:
    """What is asked for; an empty set narrows nothing.

    `last_day` is the day by which a gap has begun, None for whichever is known to begin. `owner` is a person's id, or
    empty for gaps that nobody looks after. `tiers` holds None for third parties whose tier nobody can tell. `point` is
    one of the fifteen points that a gap may concern.
    """

    last_day: date | None = None
    severities: frozenset[Severity] = frozenset()
    unknown: bool = False
    owner: str | None = None
    departments: frozenset[str] = frozenset()
    bases: frozenset[Basis] = frozenset()
    areas: frozenset[ControlArea] = frozenset()
    tiers: frozenset[int | None] = frozenset()
    party: str = ""
    gap: str = ""
    rules: frozenset[str] = frozenset()
    point: str = ""
    is_own: bool | None = None
    is_overdue: bool = False
    due_from: date | None = None
    due_until: date | None = None
    month: date | None = None

    def admits(self, place: Place) -> bool:
        """Whether gaps of one place are asked for; what nobody has answered counts only as unknown."""
        if not self.severities and not self.unknown:
            return True
        return self.unknown if place.is_unknown else place.severity in self.severities


def of_day(as_of: AsOf) -> Where:
    """What was known then and is not over."""
    return Where(known(as_of), "s.until_on IS NULL OR s.until_on > :on", on=as_of.on.isoformat(), number=as_of.number)


def chosen(as_of: AsOf, wanted: GapFilter, place: Place | None = None) -> Where:
    """The condition of a filter, of all its places or of one."""
    where = of_day(as_of)
    if wanted.last_day is not None:
        where.that("s.from_on IS NULL OR s.from_on <= ?", wanted.last_day.isoformat())
    if place is not None:
        _in_place(where, place)
    elif wanted.severities or wanted.unknown:
        _in_places(where, wanted)
    where.one_of("s.basis", wanted.bases)
    where.one_of("s.area", wanted.areas)
    where.one_of("s.rule_id", wanted.rules)
    if wanted.point:
        where.that("' ' || s.points || ' ' LIKE ? ESCAPE '!'", f"% {wanted.point} %")
    where.one_of("s.third_party_id", {wanted.party} - {""})
    where.one_of("s.gap_id", {wanted.gap} - {""})
    _of_tiers(where, wanted.tiers)
    if wanted.is_own is not None:
        where.that(f"s.third_party_id {'=' if wanted.is_own else '<>'} ?", SELF_ID)
    if wanted.is_overdue:
        where.that(f"NOT {IS_UNKNOWN} AND {IS_OVERDUE}")
    for compared, day in (">=", wanted.due_from), ("<=", wanted.due_until):
        if day is not None:
            where.that(f"s.due_on {compared} ?", day.isoformat())
    if wanted.month is not None:
        days = monthrange(wanted.month.year, wanted.month.month)[1]
        first, last = (wanted.month.replace(day=day).isoformat() for day in (1, days))
        where.that("s.from_on >= ? AND s.from_on <= ?", first, last)
    _of_owners(where, wanted)
    return where


def _in_place(where: Where, place: Place) -> None:
    where.that(IS_LATER if place.is_later else "s.from_on IS NULL OR s.from_on <= :on")
    where.that("s.severity = ?", place.severity)
    kinds = [kind for kind in GapKind if (kind is GapKind.UNKNOWN) is place.is_unknown]
    where.one_of("s.kind", kinds)


def _in_places(where: Where, wanted: GapFilter) -> None:
    severities = sorted(wanted.severities)
    known = f"NOT {IS_UNKNOWN} AND s.severity IN ({marks(severities)})" if severities else ""
    where.that(" OR ".join(filter(None, (known, IS_UNKNOWN if wanted.unknown else ""))), *severities)


def _of_tiers(where: Where, tiers: frozenset[int | None]) -> None:
    """A third party of which no tier is kept is one whose tier nobody can tell."""
    known = sorted(tier for tier in tiers if tier is not None)
    of = f"s.third_party_id IN (SELECT third_party_id FROM party_head WHERE tier IN ({marks(known)}))"
    untold = "s.third_party_id NOT IN (SELECT third_party_id FROM party_head WHERE tier IS NOT NULL)"
    parts = ([of] if known else []) + ([untold] if None in tiers else [])
    if parts:
        where.that(" OR ".join(parts), *known)


def _of_owners(where: Where, wanted: GapFilter) -> None:
    """The owner of a row is that of the gap, else that of the third party."""
    own = f"SELECT id FROM ({OWNED}) o"
    if wanted.owner == "":
        nobody = "SELECT id FROM third_party WHERE owner_id IS NULL"
        where.that(f"s.gap_id NOT IN ({own}) AND s.third_party_id IN ({nobody})")
    elif wanted.owner is not None:
        _looked_after(where, own, "?", [wanted.owner])
    if wanted.departments:
        names = sorted(wanted.departments)
        _looked_after(where, own, f"SELECT id FROM app_user WHERE department IN ({marks(names)})", names)


def _looked_after(where: Where, own: str, people: str, values: list[str]) -> None:
    where.that(
        f"s.gap_id IN ({own} WHERE owner_id IN ({people})) OR (s.gap_id NOT IN ({own}) "
        f"AND s.third_party_id IN (SELECT id FROM third_party WHERE owner_id IN ({people})))",
        *values,
        *values,
    )
