"""Deadlines: every day by which somebody must act, from which fact it counts, and third parties that have none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from sakimori.domain.codes import Basis, Lifecycle, Severity, UserRole
from sakimori.domain.errand import ErrandKind
from sakimori.domain.gap import Fix, Span
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.rule import DeadlineKind
from sakimori.domain.user import Actor
from sakimori.domain.values.as_of import AsOf
from sakimori.domain.values.days import legal_day
from sakimori.domain.values.text import Text
from sakimori.rules import rules_with
from sakimori.services.calendar.stages import OF_DEADLINES, START_OF, Start, stages_of
from sakimori.services.kernel.access import Permission, may, needs
from sakimori.services.kernel.reading import reading
from sakimori.services.kernel.unit import Unit
from sakimori.services.kernel.workspace import Workspace
from sakimori.store.engine import Engine, Row
from sakimori.store.reads import deadlines as reads
from sakimori.store.reads.gap_filter import OWNED_IN
from sakimori.store.reads.person_dates import NO_ERRANDS, ErrandsSeen
from sakimori.store.reads.trail import pack_digests
from sakimori.store.records import from_row, parse_instant
from sakimori.store.spans import AS_KNOWN

DeadlineFilter = reads.DeadlineFilter


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day by which something must be done; the day itself is still in time.

    `id` stays with it where its day moves; `severity` is what stands from the day after. `start_on` is
    the day of the fact from which it counts, if recorded.
    """

    id: str
    kind: DeadlineKind
    day: date
    third_party_id: str
    third_party_name: str
    title: Text
    start: Start
    start_on: date | None
    basis: Basis
    cites: Text
    severity: Severity
    owner_id: str | None
    owner_name: str
    target: Fix
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class CalendarCounts:
    """How many deadlines there are of each kind, of each owner, and on each day with the gravest.

    `overdue` and `oldest` are those of the owner who is asked for, else of everybody.
    """

    by_kind: dict[DeadlineKind, int]
    by_day: dict[date, tuple[int, Severity]]
    overdue: int
    oldest: Deadline | None
    by_owner: dict[str, tuple[str, int]]


@dataclass(frozen=True, slots=True)
class UndatedReview:
    """A third party that we deal with and whose next review nobody can name."""

    third_party_id: str
    third_party_name: str
    tier: int | None
    owner_name: str


_TITLES: Final = {
    DeadlineKind.ERRAND.value: Text("依頼：{what}", "Errand: {what}"),
    DeadlineKind.SLIP.value: Text("提供可否票の最終日（{what}）", "Last day of slip {what}"),
    DeadlineKind.DELEGATION.value: Text(
        "代行の最終日（{who}の代わりに{other}）", "Last day on which {other} stands in for {who}"
    ),
}
WORKING: Final = frozenset({Lifecycle.IN_USE, Lifecycle.SUSPENDED, Lifecycle.OFFBOARDING})


@needs(Permission.READ)
def deadline_page(
    workspace: Workspace, as_of: AsOf, wanted: DeadlineFilter, *, first: int, limit: int, actor: Actor | None = None
) -> tuple[list[Deadline], int]:
    """Some of the days by which somebody must act, the soonest first, and how many there are.

    Errands are among them as far as the actor may see them; none are where nobody is named.
    """
    return _page(workspace, as_of, replace(wanted, errands=_errands_of(actor)), first=first, limit=limit)


@needs(Permission.READ_TRAIL)
def due_page(
    workspace: Workspace, as_of: AsOf, wanted: DeadlineFilter, *, first: int, limit: int
) -> tuple[list[Deadline], int]:
    """The same with the errands that the filter names, whoever asked them of whom: for the reminders."""
    return _page(workspace, as_of, wanted, first=first, limit=limit)


def _page(
    workspace: Workspace, as_of: AsOf, wanted: DeadlineFilter, *, first: int, limit: int
) -> tuple[list[Deadline], int]:
    with _reading(workspace, as_of) as engine:
        rows = reads.page_of(engine, as_of, wanted, first, limit)
        return _deadlines(Unit(engine), rows, as_of.on), reads.count(engine, as_of, wanted)


@needs(Permission.READ)
def calendar_counts(
    workspace: Workspace, as_of: AsOf, wanted: DeadlineFilter, *, actor: Actor | None = None
) -> CalendarCounts:
    """How many there are of each kind and owner, on each day of the kinds that are asked for, and the latest one."""
    wanted = replace(wanted, errands=_errands_of(actor))
    with _reading(workspace, as_of) as engine:
        late = DeadlineFilter(overdue=True, owner=wanted.owner, errands=wanted.errands)
        days = reads.by_day(engine, as_of, wanted)
        return CalendarCounts(
            by_kind=reads.by_kind(engine, as_of, replace(wanted, kinds=frozenset())),
            by_day={day: (count, list(Severity)[rank]) for day, (count, rank) in sorted(days.items())},
            overdue=reads.count(engine, as_of, late),
            oldest=next(iter(_deadlines(Unit(engine), reads.page_of(engine, as_of, late, 0, 1), as_of.on)), None),
            by_owner={one: (name, n) for one, name, n in reads.by_owner(engine, as_of, replace(wanted, owner=""))},
        )


@needs(Permission.READ)
def deadline_kinds(workspace: Workspace, as_of: AsOf, wanted: DeadlineFilter) -> dict[DeadlineKind, int]:
    """How many of the days by which somebody must act there are of each kind."""
    with _reading(workspace, as_of) as engine:
        return reads.by_kind(engine, as_of, wanted)


@needs(Permission.READ)
def undated_reviews(workspace: Workspace, as_of: AsOf) -> tuple[UndatedReview, ...]:
    """The third parties in use whose next review has no day: none was ever completed, or the tier is not known."""
    with _reading(workspace, as_of) as engine:
        rules = rules_with(DeadlineKind.REVIEW)
        return tuple(UndatedReview(*row) for row in reads.undated(engine, as_of, WORKING, rules))


def _reading(workspace: Workspace, as_of: AsOf) -> AbstractContextManager[Engine]:
    tables = ("third_party", "party_head", "app_user", "errand", "slip", "delegation", *OWNED_IN)
    return reading(workspace, as_of, tables, (("deadline", _stages_then),))


def _errands_of(actor: Actor | None) -> ErrandsSeen:
    """As the pages show them: to both people, a wanted document to all, one to be registered to who registers."""
    if actor is None:
        return NO_ERRANDS
    registers = may(actor, Permission.EDIT_PARTY) and UserRole.PROCUREMENT in actor.roles
    kinds = {ErrandKind.EVIDENCE, *({ErrandKind.REGISTER} if registers else ())}
    return ErrandsSeen(frozenset({actor.id, *actor.one_with}), frozenset(kinds))


def _stages_then(unit: Unit, as_of: AsOf) -> list[Row]:
    """The stages of all deadlines, rebuilt from the trail."""
    grouped: defaultdict[tuple[type, str], list[Any]] = defaultdict(list)
    spans = unit.query(f"SELECT * FROM gap_span WHERE {AS_KNOWN} ORDER BY id", number=as_of.number)
    for span in (from_row(Span, row) for row in spans):
        grouped[Span, span.third_party_id].append(span)
    for kind in OF_DEADLINES:
        for record in unit.trail.records_at(kind, as_of.number):
            grouped[kind, record.third_party_id].append(record)

    def of(party_id: str) -> Callable[[type[Any]], Sequence[Any]]:
        return lambda kind: grouped[kind, party_id]

    parties: list[ThirdParty] = unit.trail.records_at(ThirdParty, as_of.number)
    return [row for party in parties for row in stages_of(party, of(party.id))]


def _deadlines(unit: Unit, rows: Sequence[Row], on: date) -> list[Deadline]:
    packs = _pack_titles(unit) if any(row["pack_id"] for row in rows) else {}

    def title(row: Row) -> Text:
        text, pack = Text(str(row["title_ja"]), str(row["title_en"])), row["pack_id"]
        if (words := _TITLES.get(str(row["kind"]))) is not None:
            return words.format(what=text, who=row["owner_name"] or "", other=row["with_name"] or "")
        return text if pack is None else text.format(pack=packs.get(str(pack), Text(str(pack), str(pack))))

    return [
        Deadline(
            id=str(row["stage_of"]),
            kind=DeadlineKind(str(row["kind"])),
            day=(day := date.fromisoformat(str(row["day"]))),
            third_party_id=str(row["third_party_id"]),
            third_party_name=str(row["party"]),
            title=title(row),
            start=START_OF[DeadlineKind(str(row["kind"]))],
            start_on=_day(str(row["start_on"])) if row["start_on"] else None,
            basis=Basis(str(row["basis"])),
            cites=Text(str(row["cites_ja"]), str(row["cites_en"])),
            severity=Severity(str(row["severity"])),
            owner_id=None if row["owner"] is None else str(row["owner"]),
            owner_name=str(row["owner_name"] or ""),
            target=Fix(str(row["record"]), str(row["record_id"]), str(row["field"])),
            is_overdue=day < on,
        )
        for row in rows
    ]


def _day(said: str) -> date:
    """A day as it is stored, or that of an instant."""
    return legal_day(parse_instant(said)) if "T" in said else date.fromisoformat(said)


def _pack_titles(unit: Unit) -> dict[str, Text]:
    """The title of each pack that was ever sent, of its newest version."""
    packs = sorted((unit.pack(digest) for _, digest in pack_digests(unit.engine)), key=lambda pack: pack.release)
    return {pack.id: pack.title for pack in packs}
