"""What falls due and runs out: reviews, waivers, contracts, annual checks; and what carries flows abroad."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain, groupby
from operator import attrgetter, itemgetter
from typing import Final, cast

from sakimori.domain.codes import GapKind, Severity
from sakimori.domain.gap import Waiver, WaiverStanding, standing_of
from sakimori.domain.rule import DeadlineKind
from sakimori.domain.values.as_of import AsOf
from sakimori.domain.values.text import Text
from sakimori.rules import rules_with
from sakimori.rules.gaps.flows.foreign_checks import CHECK_RULE, CHECK_RULES, LATE_CHECK_RULE
from sakimori.services.contracts.rows import Decisions, decisions
from sakimori.services.flows.abroad import Place, counted_abroad
from sakimori.services.flows.rows import FlowRow, flows_by_party
from sakimori.services.flows.states import Abroad, FlowGap
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.lean_records import among
from sakimori.services.kernel.memory.books import in_order
from sakimori.services.kernel.workspace import Workspace
from sakimori.store.reads import abroad as reads
from sakimori.store.reads.abroad import CheckDue, Checks
from sakimori.store.reads.as_of import known


@dataclass(frozen=True, slots=True)
class ReviewDue:
    """The last day of a third party's periodic review."""

    third_party_id: str
    due_on: date
    severity: Severity
    is_overdue: bool


_SOONER_FIRST: Final = attrgetter("due_on", "third_party_id", "severity.rank")


@needs(Permission.READ)
def reviews_due(workspace: Workspace, *, on: date, number: int, days: int) -> tuple[ReviewDue, ...]:
    """The reviews that are overdue, and those that fall due within some days; the sooner first."""
    with workspace.unit() as unit:
        as_of, last = AsOf(on, number, is_past=not unit.is_newest(number)), on + timedelta(days=days)

        def read(ids: Sequence[str] | None) -> Mapping[str, list[ReviewDue]]:
            of_parties, parties = among("third_party_id", ids)
            of_reviews, rules = among("rule_id", rules_with(DeadlineKind.REVIEW))
            these = f"{known(as_of)} AND {of_parties} AND {of_reviews}"
            # Of most gaps no stage begins so soon. What is ordered by is no column, or SQLite would take the index that
            # gives it in this order, and read the spans of all rules.
            rows = unit.engine.values(
                f"SELECT third_party_id, gap_id, severity, from_on, until_on FROM gap_span WHERE {these} "
                "AND from_on IS NOT NULL AND gap_id IN "
                f"(SELECT gap_id FROM gap_span WHERE {these} AND from_on <= :soon) "
                "ORDER BY third_party_id || '', gap_id, from_on",
                {"number": number, "soon": (last + timedelta(days=1)).isoformat(), **parties, **rules},
            )
            found: defaultdict[str, list[ReviewDue]] = defaultdict(list)
            for (party, _), stages in groupby(cast("list[_Stage]", rows), itemgetter(0, 1)):
                due = _review_due(party, list(stages), on=on, last=last)
                if due is not None:
                    found[party].append(due)
            return found

        what = ("reviews", on, days)
        by_party = workspace.remembered.by_party(unit, what, read, number=number)
    if as_of.is_past:
        return in_order(by_party, _SOONER_FIRST).rows
    return workspace.remembered.book(what, by_party, _SOONER_FIRST).rows


_Stage = tuple[str, str, str, str, str | None]
"""The third party, the gap, its severity and the first and last day of a stage."""


def _review_due(party: str, stages: Sequence[_Stage], *, on: date, last: date) -> ReviewDue | None:
    """What the stages of one gap, the first of them first, say; the severity is that of the day, else of the first."""
    day, (_, _, _, begins, _) = on.isoformat(), stages[0]
    due_on = date.fromisoformat(begins) - timedelta(days=1)
    left = [severity for _, _, severity, _, until in stages if until is None or until > day]
    if not left or due_on > last:
        return None
    return ReviewDue(party, due_on, Severity(left[0]), due_on < on)


@dataclass(frozen=True, slots=True)
class WaiverEnding:
    """A waiver that holds on the day and when it ends; the gap then counts again without anybody's doing."""

    gap_id: str
    third_party_id: str
    severity: Severity
    title: Text
    last_day: date


@needs(Permission.READ)
def waivers_ending(workspace: Workspace, *, on: date, today: date, number: int, days: int) -> tuple[WaiverEnding, ...]:
    """The waivers that hold on a day and run out within some days, the sooner first."""
    with workspace.unit() as unit:
        waivers: list[Waiver] = (
            unit.trail.records_at(Waiver, number) if on < today else unit.records.select(Waiver, "approved = 1")
        )
        last = on + timedelta(days=days)
        found = []
        for waiver in waivers:
            if waiver.approved is not True or not on <= waiver.last_day <= last:
                continue
            for span in unit.spans.as_known(number, on, third_party_id=waiver.third_party_id):
                if span.gap_id == waiver.gap_id and (
                    standing_of(waiver, severity=span.severity, facts_digest=span.facts_digest, on=on)
                    is WaiverStanding.ACTIVE
                ):
                    found.append(
                        WaiverEnding(span.gap_id, span.third_party_id, span.severity, span.title, waiver.last_day)
                    )
    return tuple(sorted(found, key=lambda w: (w.last_day, w.severity.rank, w.gap_id)))


CARRIERS: Final = (
    Abroad.NONE, Abroad.UNKNOWN, Abroad.CONSENT, Abroad.EQUIVALENT, Abroad.DESIGNATED, Abroad.EXEMPT,
)  # fmt: skip
"""What may carry a flow abroad, from the one to look at first."""


@dataclass(frozen=True, slots=True)
class CountryFlows:
    """A country abroad: how many flows reach it, and what carries each flow, or each sub-processor, there.

    The code is None for those of which nobody knows where they go.
    """

    code: str | None
    flows: int
    bases: Mapping[Abroad, int]


SHOWN: Final = 12
"""So many rows stand in each list beside the figures."""


@dataclass(frozen=True, slots=True)
class RegisterFigures:
    """The register on a day: how many flows there are, where they go, and what must be decided about contracts."""

    flows: int
    abroad: Mapping[Abroad, int]
    countries: tuple[CountryFlows, ...]
    checks: Checks
    contracts: Decisions


@needs(Permission.READ)
def register_figures(workspace: Workspace, *, on: date, number: int) -> RegisterFigures:
    """The figures of a day as known after an entry; countries and contracts stand with the most pressing first."""
    with workspace.unit() as unit:
        as_of = AsOf(on, number, is_past=not unit.is_newest(number))
        if as_of.is_past:
            by_party = flows_by_party(workspace, unit, on=on, number=number)
            return register_then(workspace, as_of, tuple(chain.from_iterable(by_party.values())))
        checks = reads.checks(unit.engine, as_of, counted=CHECK_RULE, late=LATE_CHECK_RULE, limit=SHOWN)
        return _register(workspace, as_of, reads.flows(unit.engine), reads.counts(unit.engine, on), checks)


@needs(Permission.READ)
def register_then(workspace: Workspace, as_of: AsOf, rows: Sequence[FlowRow]) -> RegisterFigures:
    """The same counted flow by flow: of what is past nothing is kept."""
    found = sorted((due for row in rows if (due := _check(row))), key=_oldest_first)
    checks = Checks(len(found), sum(due.is_overdue for due in found), tuple(found[:SHOWN]))
    return _register(workspace, as_of, len(rows), counted_abroad(rows), checks)


def _register(
    workspace: Workspace, as_of: AsOf, flows: int, counted: Mapping[Place, int], checks: Checks
) -> RegisterFigures:
    return RegisterFigures(
        flows=flows,
        abroad={Abroad(basis): n for (place, basis), n in counted.items() if place == reads.EVERYWHERE},
        countries=_countries(counted),
        checks=checks,
        contracts=decisions(workspace, as_of, limit=SHOWN),
    )


def _countries(counted: Mapping[Place, int]) -> tuple[CountryFlows, ...]:
    """The countries to which something goes that Article 28 looks at, those without a basis first."""
    bases: defaultdict[str | None, dict[Abroad, int]] = defaultdict(dict)
    flows: dict[str | None, int] = {}
    for (place, basis), number in counted.items():
        code = None if place == reads.NOBODY_KNOWS else place
        if place == reads.EVERYWHERE:
            continue
        if basis:
            bases[code][Abroad(basis)] = number
        else:
            flows[code] = number
    found = [CountryFlows(code, n, bases[code]) for code, n in flows.items() if any(b in bases[code] for b in CARRIERS)]
    return tuple(sorted(found, key=lambda row: ([-row.bases.get(b, 0) for b in CARRIERS], -row.flows, row.code or "")))


def flows_into(rows: Iterable[FlowRow], code: str | None) -> list[FlowRow]:
    """The flows behind the figure of a country."""
    return [row for row in rows if row.goes_out and not row.is_over and code in row.reaches]


def _oldest_first(due: CheckDue) -> tuple[bool, date, str, str]:
    """The overdue ones, those of which nobody knows when they are due, then those that come."""
    return (not due.is_overdue, due.due_on or date.min, due.third_party, due.flow_id)


def _check(row: FlowRow) -> CheckDue | None:
    gaps = [gap for gap in row.gaps if gap.rule_id in CHECK_RULES]
    if not gaps:
        return None
    worst = min(gaps, key=lambda gap: gap.severity.rank)
    return CheckDue(row.flow.id, row.flow.name, row.party.legal_name, _due(gaps), worst.severity)


def _due(gaps: Iterable[FlowGap]) -> date | None:
    """A warning ends on the day after the last day for the check, and a check is overdue from then on."""
    turns = [
        gap.until_on if gap.severity is Severity.LOW else gap.from_on
        for gap in gaps
        if gap.rule_id == CHECK_RULE and gap.kind is not GapKind.UNKNOWN
    ]
    known = [turn for turn in turns if turn is not None]
    return min(known) - timedelta(days=1) if known else None
