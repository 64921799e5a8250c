"""The list as its statements give it, row by row beside one that makes an object of every third party and chooses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from kit.builders import an_actor
from kit.demos import DemoIn
from sakimori.clock import now, today
from sakimori.domain.codes import GapKind, Lifecycle, Role, Severity
from sakimori.domain.questions.assessment import Assessment, Condition, PeriodicReview, Settled
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.user import User
from sakimori.domain.values.as_of import AsOf
from sakimori.domain.values.names import fold, match_key
from sakimori.domain.values.risk import risk_value
from sakimori.rules.facts.assessments import concerned_by, coverage, next_due, tier
from sakimori.rules.facts.rule_kit import is_watched
from sakimori.services.assessments.sheet import load_sheet_at
from sakimori.services.dashboard.figures import party_assessments
from sakimori.services.flows.heads import all_as_tiered
from sakimori.services.kernel.unit import Unit, all_records
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.lifecycle import archive, change_lifecycle
from sakimori.services.parties.merge import merge
from sakimori.services.parties.rows import (
    Focus,
    OpenGaps,
    PartyFilter,
    PartyRow,
    all_rows,
    any_party,
    how_many,
    party_counts,
    party_names,
    row_page,
)
from sakimori.store.reads.parties import Met
from sakimori.store.reads.party_search import FoundBy

DAYS = {"before all": -4_000, "past": -45, "yesterday": -1, "today": 0, "future": 200}
OVER = {Lifecycle.ENDED, Lifecycle.DECLINED}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, demo_in: DemoIn) -> Workspace:
    """The demo, with third parties of today that are merged away, archived and declined."""
    folder: Path = tmp_path_factory.mktemp("parties")
    workspace = Workspace(demo_in(folder, today()))
    rows = list(all_rows(workspace, as_of(workspace, 0), PartyFilter(order="name")))
    actor = an_actor()
    merge(workspace, from_id=rows[3].id, into_id=rows[9].id, choices={}, reason="同じ会社", actor=actor, at=now())
    archive(workspace, rows[12].id, reason="不要", actor=actor, at=now())
    candidate = next(row for row in rows[13:] if row.lifecycle is Lifecycle.CANDIDATE)
    change_lifecycle(workspace, candidate.id, to=Lifecycle.DECLINED, reason="見送り", actor=actor, at=now())
    return workspace


def as_of(workspace: Workspace, days: int) -> AsOf:
    on = today() + timedelta(days=days)
    with workspace.unit() as unit:
        return AsOf(on, unit.number_on(on, today=today()), days < 0)


def grouped(records: Iterable[Any]) -> defaultdict[str, list[Any]]:
    found: defaultdict[str, list[Any]] = defaultdict(list)
    for record in records:
        found[record.third_party_id].append(record)
    return found


def everything(workspace: Workspace, seen: AsOf) -> list[PartyRow]:
    """Every third party of the day, worst first, each made out of the records around it."""
    with workspace.unit() as unit:
        policy, number = unit.policy(), seen.number
        parties = all_as_tiered(unit, all_records(unit, ThirdParty, number=number), number=number)
        owners = {user.id: user.name for user in unit.records.select(User)}
        assessments, conditions, reviews = (
            grouped(all_records(unit, kind, number=number)) for kind in (Assessment, Condition, PeriodicReview)
        )
        spans = grouped(unit.spans.as_known(number, seen.on))
        progress = {
            one.id: load_sheet_at(unit, one.id, number=number).progress
            for one in all_records(unit, Assessment, number=number)
        }
        settled = {one: Settled(p.answered, p.applicable) for one, p in progress.items()}
        tiers = {party.id: tier(party, policy) for party in parties}
        judged = party_assessments(unit, parties, tiers, policy, on=seen.on, today=today(), number=number)
    rows = [
        PartyRow(
            id=party.id,
            name=party.legal_name,
            roles=party.roles,
            tier=tier(party, policy),
            lifecycle=party.lifecycle,
            country=party.country,
            persons=party.person_count,
            gaps=counted(spans[party.id]),
            coverage=coverage(assessments[party.id], settled),
            next_due=next_due(party, assessments[party.id], conditions[party.id], reviews[party.id], policy),
            owner=owners.get(party.owner_id or ""),
            is_archived=party.archived_on is not None,
            risk=risk_value(
                [(span.kind, span.severity, span.since_on) for span in spans[party.id]], concerned_by(party), seen.on
            ),
            is_confirmed=is_watched(party) and judged[party.id].is_settled and not spans[party.id],
        )
        for party in parties
        if not party.is_self and party.merged_into is None
    ]
    return sorted(rows, key=worst_first)


def counted(spans: list[Any]) -> OpenGaps:
    known = [span.severity for span in spans if span.kind is not GapKind.UNKNOWN]
    return OpenGaps(min(known, key=lambda one: one.rank, default=None), len(known), len(spans) - len(known))


def worst_first(row: PartyRow) -> tuple[int, bool, date, str, str]:
    rank = row.gaps.worst.rank if row.gaps.worst else len(Severity)
    return (rank, row.gaps.unknown == 0, row.next_due or date.max, row.name, row.id)


def is_over(row: PartyRow) -> bool:
    return row.is_archived or row.lifecycle in OVER


def in_focus(row: PartyRow, focus: Focus, on: date) -> bool:
    match focus:
        case Focus.ALL:
            return True
        case Focus.GAPS:
            return row.gaps.worst is not None
        case Focus.UNKNOWNS:
            return row.gaps.unknown > 0
        case Focus.SOON:
            return row.next_due is not None and row.next_due <= on + timedelta(days=30)


def admits(wanted: PartyFilter, row: PartyRow, on: date) -> bool:
    """Whether a filter leaves a row, asked of the row itself; of a search only what it finds is asked."""
    return (
        (not wanted.roles or bool(row.roles & wanted.roles))
        and in_focus(row, wanted.focus, on)
        and (wanted.with_over or bool(wanted.text) or not is_over(row))
    )


FILTERS = {
    "nothing": PartyFilter(),
    "with those that are over": PartyFilter(with_over=True),
    "gaps": PartyFilter(focus=Focus.GAPS),
    "unknowns": PartyFilter(focus=Focus.UNKNOWNS),
    "soon": PartyFilter(focus=Focus.SOON, with_over=True),
    "processors": PartyFilter(roles=frozenset({Role.PROCESSOR})),
    "two roles": PartyFilter(roles=frozenset({Role.RECIPIENT, Role.CLOUD_PROVIDER}), with_over=True),
    "a role that few have": PartyFilter(roles=frozenset({Role.JOINT_USER})),
    "all at once": PartyFilter(roles=frozenset(Role), focus=Focus.UNKNOWNS, with_over=True),
}


@pytest.mark.parametrize("days", DAYS.values(), ids=DAYS.keys())
def test_every_filter_leaves_the_rows_that_fit_it_worst_first(demo: Workspace, days: int) -> None:
    seen = as_of(demo, days)
    rows = everything(demo, seen)
    assert len(rows) > 50 or days == DAYS["before all"]
    assert any_party(demo, seen) is bool(rows)
    for name, wanted in FILTERS.items():
        expected = [row for row in rows if admits(wanted, row, seen.on)]
        assert list(all_rows(demo, seen, wanted)) == expected, name
        assert how_many(demo, seen, wanted) == len(expected), name


@pytest.mark.parametrize("days", DAYS.values(), ids=DAYS.keys())
def test_counts_are_of_those_that_stand_without_any_filter(demo: Workspace, days: int) -> None:
    seen = as_of(demo, days)
    rows = everything(demo, seen)
    standing = [row for row in rows if not is_over(row)]
    found = party_counts(demo, seen)
    assert found.in_focus == {focus: sum(in_focus(row, focus, seen.on) for row in standing) for focus in Focus}
    assert found.over == len(rows) - len(standing)
    assert party_names(demo, seen) == {row.id: row.name for row in rows}
    assert list(party_names(demo, seen).values()) == sorted(row.name for row in rows)


KEYS: dict[str, Callable[[PartyRow], Any]] = {
    "name": lambda row: row.name,
    "tier": lambda row: row.tier,
    "country": lambda row: row.country,
    "coverage": lambda row: row.coverage,
    "risk": lambda row: row.risk,
    "due": lambda row: row.next_due,
    "owner": lambda row: row.owner,
    "lifecycle": lambda row: len(Lifecycle) if row.is_archived else list(Lifecycle).index(row.lifecycle),
}


@pytest.mark.parametrize("days", [DAYS["past"], DAYS["today"]])
@pytest.mark.parametrize("column", KEYS)
def test_a_column_orders_both_ways_with_the_unknown_last(demo: Workspace, column: str, days: int) -> None:
    seen, key = as_of(demo, days), KEYS[column]
    rows = [row for row in everything(demo, seen) if not is_over(row)]
    known, unknown = [row for row in rows if key(row) is not None], [row for row in rows if key(row) is None]
    for order, turned in ((column, False), (f"-{column}", True)):
        expected = sorted(known, key=key, reverse=turned)
        assert list(all_rows(demo, seen, PartyFilter(order=order))) == expected + unknown


def test_roles_stand_side_by_side_when_they_order_the_list(demo: Workspace) -> None:
    rows = list(all_rows(demo, as_of(demo, 0), PartyFilter(order="roles")))
    assert sorted(rows, key=worst_first) == list(all_rows(demo, as_of(demo, 0), PartyFilter()))
    changes = sum(one.roles != other.roles for one, other in pairwise(rows))
    assert changes + 1 == len({row.roles for row in rows})


@pytest.mark.parametrize("order", ["", "-tier"])
@pytest.mark.parametrize("text", ["", "株式"])
@pytest.mark.parametrize("days", [DAYS["past"], DAYS["today"]])
def test_pages_laid_side_by_side_are_the_whole(demo: Workspace, days: int, text: str, order: str) -> None:
    seen, wanted = as_of(demo, days), PartyFilter(text=text, order=order)
    whole = list(all_rows(demo, seen, wanted))
    paged = [row for first in range(0, len(whole) + 7, 7) for row in row_page(demo, seen, wanted, first=first, limit=7)]
    assert paged == whole
    assert len(whole) > 20


FORMS = ("", "株式会社", "有限会社", "合同会社")
TEXTS = (
    "株式会社",
    "つむぎ",
    "クラウド",
    "サービス",
    "合同会社",
    "ソフト 株式",
    "ad",
    "0",
    "inc cloud",
    "無い名前",
    "㈱",
    "％_!",
)


def words_of(unit: Unit, seen: AsOf) -> list[tuple[ThirdParty, FoundBy, str, str]]:
    parties = {party.id: party for party in all_records(unit, ThirdParty, number=seen.number)}
    return [
        (parties[str(row["third_party_id"])], FoundBy(str(row["kind"])), str(row["label"]), str(row["key"]))
        for row in unit.query("SELECT third_party_id, kind, label, key FROM search_key")
        if row["third_party_id"] in parties
    ]


def found_by_hand(workspace: Workspace, seen: AsOf, text: str) -> list[tuple[str, Met]]:
    """What a search finds, best first: the best word of each third party, out of all words."""

    def hits(one: str) -> dict[str, tuple[tuple[Any, ...], str, Met]]:
        keys = [key for key in dict.fromkeys((fold(one), match_key(one))) if key]
        best: dict[str, tuple[tuple[Any, ...], str, Met]] = {}
        for party, kind, label, key in words:
            if any(wanted in key for wanted in keys):
                begins = key.startswith(tuple(form + wanted for wanted in keys for form in FORMS))
                over = party.merged_into is not None or party.archived_on is not None
                place = (over, not begins, list(FoundBy).index(kind), len(key), party.legal_name, party.id, key)
                hit = (place, party.merged_into or party.id, Met(kind, label))
                best[party.id] = min(best.get(party.id, hit), hit)
        return best

    with workspace.unit() as unit:
        words = words_of(unit, seen)
    found = hits(text)
    if not found and len(text.split()) > 1:
        each = [hits(one) for one in text.split()]
        found = {party: hit for party, hit in each[0].items() if all(party in other for other in each)}
    result: dict[str, Met] = {}
    for _, target, met in sorted(found.values()):
        result.setdefault(target, met)
    return list(result.items())


@pytest.mark.parametrize("days", [DAYS["past"], DAYS["today"]])
def test_a_search_finds_in_its_order_what_words_say(demo: Workspace, days: int) -> None:
    seen = as_of(demo, days)
    rows = {row.id: row for row in everything(demo, seen)}
    lengths = []
    for text in TEXTS:
        for wanted in (
            PartyFilter(text=text),
            PartyFilter(text=text, focus=Focus.GAPS, roles=frozenset({Role.PROCESSOR})),
        ):
            expected = [
                rows[party]._replace(met=met)
                for party, met in found_by_hand(demo, seen, text)
                if party in rows and admits(wanted, rows[party], seen.on)
            ]
            assert list(all_rows(demo, seen, wanted)) == expected, text
            assert how_many(demo, seen, wanted) == len(expected), text
            lengths.append(len(expected))
    assert sum(map(bool, lengths)) > len(TEXTS)
    assert 0 in lengths


def test_a_name_that_was_merged_away_leads_to_the_one_it_went_into_and_on_a_day_before_to_itself(
    demo: Workspace,
) -> None:
    with demo.unit() as unit:
        merged = unit.records.select(ThirdParty, "merged_into IS NOT NULL")
        yesterday = {row.id for row in all_rows(demo, as_of(demo, -1), PartyFilter())}
    [gone] = (one for one in merged if one.id in yesterday)  # the one of today
    wanted = PartyFilter(text=gone.legal_name)
    assert [row.id for row in all_rows(demo, as_of(demo, 0), wanted)][:1] == [gone.merged_into]
    assert [row.id for row in all_rows(demo, as_of(demo, -1), wanted)][:1] == [gone.id]
