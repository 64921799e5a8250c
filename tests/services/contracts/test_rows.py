"""The list of contracts as its statements give it, row by row beside one that makes an object of every contract."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import TypeVar

import pytest

from kit.builders import an_actor
from kit.demos import DemoIn
from sakimori.clock import now, today
from sakimori.domain.codes import GapKind, Lifecycle, Severity
from sakimori.domain.records.contract import ClauseLevel, Contract, ContractCover, ContractKind
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.rule import DeadlineKind
from sakimori.domain.values.as_of import AsOf
from sakimori.domain.values.names import fold
from sakimori.domain.values.text import Text
from sakimori.rules import rules_with
from sakimori.rules.facts.clauses import clause
from sakimori.services.contracts.rows import (
    ContractFilter,
    ContractGaps,
    ContractRow,
    ContractState,
    Focus,
    UncoveredParty,
    all_contracts,
    all_uncovered,
    contract_names,
    contract_page,
    contract_state,
    uncovered_page,
)
from sakimori.services.kernel.confirmations import confirm_cover, remove_cover
from sakimori.services.kernel.memory.by_party import PartyCache
from sakimori.services.kernel.recompute import recompute
from sakimori.services.kernel.recording import record
from sakimori.services.kernel.unit import Unit
from sakimori.services.kernel.workspace import Workspace
from sakimori.store.spans import AS_KNOWN, TRUE_ON

T = TypeVar("T")

DAYS = {"past": -45, "yesterday": -1, "today": 0, "soon": 60, "future": 400}
ACTOR = an_actor()
NO_GAPS = ContractGaps(None, 0, 0, 0)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, demo_in: DemoIn) -> Workspace:
    """The demo, with contracts of every state and cover beside those that it brings."""
    folder: Path = tmp_path_factory.mktemp("contracts")
    workspace, rng = Workspace(demo_in(folder, today())), Random(4)  # noqa: S311 - no secret
    with workspace.unit() as unit:
        parties = [p for p in unit.records.select(ThirdParty) if not p.is_self and p.merged_into is None][:30]
    kinds = list(ContractKind)
    for place in range(60):
        day = today() + timedelta(days=rng.randrange(-200, 200))
        renews = rng.choice((None, False, True))
        made = Contract(
            "", parties[place % 30].id, f"契約 {place % 7}%_!", kinds[place % 3],
            start_on=rng.choice((None, day - timedelta(days=365), day)), end_on=rng.choice((None, day)),
            open_ended=rng.choice((None, False)), auto_renews=renews,
            renewal_months=rng.choice((None, 1, 12)) if renews else None,
            notice_days_ours=rng.choice((None, 30)) if renews else None,
        )  # fmt: skip
        if made.start_on and made.end_on and made.end_on < made.start_on:
            made = replace(made, start_on=None)
        stored = record(workspace, made, actor=ACTOR, at=now()).record
        with workspace.unit() as unit:
            cover = unit.records.select(ContractCover, "contract_id = :id", {"id": stored.id})[0]
        if place % 3:
            confirm_cover(workspace, cover.id, actor=ACTOR, at=now())
        if place % 5 == 0:
            remove_cover(workspace, cover.id, reason="対象外", actor=ACTOR, at=now())
    with workspace.change("test", actor=ACTOR, at=now()) as change:
        over = change.records.get(ThirdParty, parties[1].id)
        change.update(replace(over, lifecycle=Lifecycle.ENDED))
    return workspace


def as_of(workspace: Workspace, days: int) -> AsOf:
    on = today() + timedelta(days=days)
    with workspace.unit() as unit:
        return AsOf(on, unit.number_on(on, today=today()), days < 0)


class Everything:
    """All contracts of a day, each made out of the records around it, and who has none."""

    def __init__(self, workspace: Workspace, seen: AsOf) -> None:
        self.on = seen.on
        with workspace.unit() as unit:
            self.policy = unit.policy()
            self.parties = {party.id: party for party in kept(unit, ThirdParty, seen)}
            contracts = kept(unit, Contract, seen)
            covers: defaultdict[str, list[ContractCover]] = defaultdict(list)
            for cover in kept(unit, ContractCover, seen):
                if cover.removed_on is None:
                    covers[cover.contract_id].append(cover)
            gaps = gaps_by_contract(unit, covers, seen)
            self.uncovered = uncovered(unit, self.parties, seen)
        in_force = {
            (cover.third_party_id, contract.kind)
            for contract in contracts
            if contract.in_force(seen.on)
            for cover in covers[contract.id]
            if cover.confirmed_on is not None
        }
        rows = [
            row_of(contract, self, covers=covers[contract.id], in_force=in_force, gaps=gaps.get(contract.id, NO_GAPS))
            for contract in contracts
        ]
        self.rows = sorted(rows, key=order)

    def is_in(self, row: ContractRow, focus: Focus) -> bool:
        last = self.on + timedelta(days=self.policy.coming_days)
        is_due = row.state is not ContractState.ENDED and row.notice_day is not None
        return {
            Focus.ALL: True,
            Focus.NOTICE: is_due and row.notice_day is not None and self.on <= row.notice_day <= last,
            Focus.UNDECIDED: row.state is ContractState.UNDECIDED,
            Focus.ENDED: row.needs_successor,
            Focus.MUSTS: row.gaps.musts > 0,
            Focus.UNKNOWN: row.gaps.unknown > 0,
            Focus.WITHOUT: False,
        }[focus]

    def admits(self, row: ContractRow, wanted: ContractFilter) -> bool:
        return (
            self.is_in(row, wanted.focus)
            and (not wanted.party or row.contract.third_party_id == wanted.party)
            and (not wanted.can_be_compared or row.state not in {ContractState.ENDED, ContractState.UNSIGNED})
            and all(
                word in fold(row.contract.title) or word in fold(row.third_party) or row.contract.kind in kinds
                for word, kinds in wanted.words
            )
        )


def kept(unit: Unit, kind: type[T], seen: AsOf) -> list[T]:
    return unit.trail.records_at(kind, seen.number) if seen.is_past else unit.records.select(kind)


def row_of(
    contract: Contract,
    day: Everything,
    *,
    covers: Sequence[ContractCover],
    in_force: set[tuple[str, ContractKind]],
    gaps: ContractGaps,
) -> ContractRow:
    party = day.parties[contract.third_party_id]
    state = contract_state(contract, on=day.on, policy=day.policy)
    undecided = contract.undecided_term_end
    over = party.lifecycle in {Lifecycle.ENDED, Lifecycle.DECLINED} or party.archived_on or party.merged_into
    covered = {cover.third_party_id for cover in covers} or {contract.third_party_id}
    is_followed = bool(over) or all((one, contract.kind) in in_force for one in covered)
    return ContractRow(
        contract=contract,
        third_party=party.legal_name,
        state=state,
        notice_day=contract.notice_day(undecided) if undecided else None,
        term_end=contract.last_day if state is ContractState.ENDED else contract.term_end(day.on),
        covered=len(covers),
        unconfirmed=sum(cover.confirmed_on is None for cover in covers),
        needs_successor=state is ContractState.ENDED and not is_followed,
        gaps=gaps,
    )


def gaps_by_contract(unit: Unit, covers: Mapping[str, Sequence[ContractCover]], seen: AsOf) -> dict[str, ContractGaps]:
    rows = unit.query(
        "SELECT fix_record, fix_id, fix_field, kind, severity FROM gap_span WHERE fix_id <> '' "
        f"AND fix_record IN ('contract', 'contract_clause', 'contract_cover') AND {AS_KNOWN} AND {TRUE_ON}",
        number=seen.number,
        day=seen.on.isoformat(),
    )
    of_cover = {cover.id: contract_id for contract_id, standing in covers.items() for cover in standing}
    found: defaultdict[str, list[tuple[str, str, GapKind, Severity]]] = defaultdict(list)
    for row in rows:
        where = of_cover.get(str(row["fix_id"]), str(row["fix_id"]))
        what = str(row["fix_record"]), str(row["fix_field"])
        found[where].append((*what, GapKind(str(row["kind"])), Severity(str(row["severity"]))))
    return {
        contract_id: ContractGaps(
            worst=min((s for *_, kind, s in gaps if kind is not GapKind.UNKNOWN), key=lambda s: s.rank, default=None),
            musts=len({f for r, f, kind, _ in gaps if kind is not GapKind.UNKNOWN and is_must(r, f)}),
            unknown=sum(kind is GapKind.UNKNOWN for *_, kind, _ in gaps),
            unread=sum(kind is GapKind.UNKNOWN and r == "contract_clause" for r, _, kind, _ in gaps),
        )
        for contract_id, gaps in found.items()
    }


def is_must(record_kind: str, clause_id: str) -> bool:
    return record_kind == "contract_clause" and clause(clause_id).level is ClauseLevel.MUST


def uncovered(unit: Unit, parties: Mapping[str, ThirdParty], seen: AsOf) -> list[UncoveredParty]:
    rows = unit.query(
        f"SELECT * FROM gap_span WHERE {AS_KNOWN} AND {TRUE_ON} ORDER BY id",
        number=seen.number,
        day=seen.on.isoformat(),
    )
    found = [
        UncoveredParty(
            gap_id=str(row["gap_id"]),
            third_party_id=party.id,
            name=party.legal_name,
            roles=party.roles,
            title=Text(str(row["title_ja"]), str(row["title_en"])),
            is_known=row["kind"] != GapKind.UNKNOWN.value,
            severity=Severity(str(row["severity"])),
            since_on=date.fromisoformat(str(row["from_on"] or row["since_on"])),
        )
        for row in rows
        if row["rule_id"] in rules_with(DeadlineKind.CONTRACT)
        and (party := parties[str(row["third_party_id"])]).lifecycle is not Lifecycle.CANDIDATE
    ]
    return sorted(found, key=lambda one: (one.severity.rank, one.since_on, one.name))


def order(row: ContractRow) -> tuple[bool, int, int, date, str, str]:
    is_quiet = row.state is ContractState.ENDED and not row.needs_successor
    rank = row.gaps.worst.rank if row.gaps.worst else len(Severity)
    state = list(ContractState).index(row.state)
    return (is_quiet, rank, state, row.notice_day or date.max, row.contract.title, row.id)


def words(*found: str, kinds: Iterable[ContractKind] = ()) -> tuple[tuple[str, frozenset[ContractKind]], ...]:
    return tuple((fold(word), frozenset(kinds)) for word in found)


Asked = Callable[[list[ContractRow]], ContractFilter]

FILTERS: dict[str, Asked] = {
    **{focus.value: lambda _, focus=focus: ContractFilter(focus=focus) for focus in Focus},  # type: ignore[misc]
    "party": lambda rows: ContractFilter(party=rows[0].contract.third_party_id),
    "title": lambda rows: ContractFilter(words=words(rows[-1].contract.title[:3])),
    "signs that stand for others": lambda _: ContractFilter(words=(("%", frozenset()), ("_", frozenset()))),
    "third party": lambda rows: ContractFilter(words=words(rows[0].third_party[-4:])),
    "title and third party": lambda rows: ContractFilter(
        words=words(rows[0].contract.title[:2], rows[0].third_party[:4])
    ),
    "kind": lambda rows: ContractFilter(words=words("どこにもない", kinds={rows[0].contract.kind})),
    "kind and title": lambda _: ContractFilter(
        words=(*words("契約"), *words("どこにもない", kinds={ContractKind.ENTRUSTMENT, ContractKind.NDA}))
    ),
    "nothing": lambda _: ContractFilter(words=words("どこにもない")),
    "can be compared": lambda _: ContractFilter(can_be_compared=True),
    "unknown of a party": lambda rows: ContractFilter(focus=Focus.UNKNOWN, party=rows[1].contract.third_party_id),
    "undecided of a word": lambda _: ContractFilter(focus=Focus.UNDECIDED, words=words("契")),
}


@pytest.mark.parametrize("days", DAYS.values(), ids=DAYS.keys())
def test_every_filter_leaves_the_contracts_that_fit_it_most_pressing_first(demo: Workspace, days: int) -> None:
    seen = as_of(demo, days)
    day = Everything(demo, seen)
    assert len(day.rows) > 20
    for name, asked in FILTERS.items():
        wanted = asked(day.rows)
        expected = [row for row in day.rows if day.admits(row, wanted)]
        assert list(all_contracts(demo, seen, wanted)) == expected, name
        page = contract_page(demo, seen, wanted, first=2, limit=5)
        assert page.rows == expected[2:7], name
        assert page.total == (len(expected) if expected[2:] else 0), name


def test_the_days_show_every_state_and_every_focus(demo: Workspace) -> None:
    found = [Everything(demo, as_of(demo, days)) for days in DAYS.values()]
    assert {row.state for day in found for row in day.rows} == set(ContractState)
    assert {f for day in found for row in day.rows for f in Focus if day.is_in(row, f)} == {*Focus} - {Focus.WITHOUT}
    assert any(day.uncovered for day in found)


@pytest.mark.parametrize("days", DAYS.values(), ids=DAYS.keys())
def test_the_figures_are_those_of_the_rows(demo: Workspace, days: int) -> None:
    seen = as_of(demo, days)
    day = Everything(demo, seen)
    counts = contract_page(demo, seen, ContractFilter(focus=Focus.MUSTS), first=0, limit=1).counts
    expected = {focus: sum(day.is_in(row, focus) for row in day.rows) for focus in Focus}
    expected[Focus.WITHOUT] = len({one.third_party_id for one in day.uncovered})
    assert counts.by_focus == expected
    assert counts.ending == sum(row.state is ContractState.ENDING for row in day.rows)
    assert counts.unread == sum(row.carries and not row.is_read and not row.gaps.musts for row in day.rows)
    assert counts.days == day.policy.coming_days


@pytest.mark.parametrize("days", DAYS.values(), ids=DAYS.keys())
def test_third_parties_without_a_contract_stand_gravest_first(demo: Workspace, days: int) -> None:
    seen = as_of(demo, days)
    expected = Everything(demo, seen).uncovered
    assert list(all_uncovered(demo, seen, ContractFilter())) == expected
    assert uncovered_page(demo, seen, ContractFilter(), first=1, limit=3) == (expected[1:4], len(expected))
    for word in {one.name[:3] for one in expected[:3]}:
        left = [one for one in expected if fold(word) in fold(one.name)]
        assert list(all_uncovered(demo, seen, ContractFilter(words=words(word)))) == left


@pytest.mark.parametrize("sign", ["", "-"])
def test_the_list_can_be_ordered_by_a_column_either_way_and_the_unknown_comes_last(demo: Workspace, sign: str) -> None:
    seen = as_of(demo, 0)
    rows = Everything(demo, seen).rows
    columns: dict[str, Callable[[ContractRow], object]] = {
        "title": lambda row: row.contract.title,
        "party": lambda row: row.third_party,
        "notice": lambda row: None if row.state is ContractState.ENDED else row.notice_day,
        "musts": lambda row: row.gaps.musts,
        "covers": lambda row: row.covered,
    }
    for name, column in columns.items():
        known = [row for row in rows if column(row) is not None]
        unknown = [row for row in rows if column(row) is None]
        known.sort(key=column, reverse=bool(sign))  # type: ignore[arg-type]
        found = list(all_contracts(demo, seen, ContractFilter(order=f"{sign}{name}")))
        assert [column(row) for row in found] == [column(row) for row in (*known, *unknown)]
        assert {row.id for row in found} == {row.id for row in rows}
    assert list(all_contracts(demo, seen, ContractFilter(order="nonsense"))) == rows


def test_contracts_are_named_with_their_masters(demo: Workspace) -> None:
    for days in DAYS.values():
        seen = as_of(demo, days)
        expected = {
            row.id: (row.contract.title, row.third_party, row.contract.parent_id) for row in Everything(demo, seen).rows
        }
        assert {one.id: tuple(one[1:]) for one in contract_names(demo, seen)} == expected
        some = list(expected)[:3]
        assert {one.id for one in contract_names(demo, seen, [*some, "cn_none"])} == set(some)


def test_what_is_kept_beside_contracts_is_checked_and_made_up_for_where_a_database_has_none(demo: Workspace) -> None:
    assert [found for _, _, batch in recompute(demo, on=today()) for found in batch] == []
    with demo.writing() as unit:
        unit.engine.execute("UPDATE contract_head SET notice_on = '2001-01-01' WHERE title_key LIKE '契約%'")
    kinds = {found.rule_id for _, _, batch in recompute(demo, on=today()) for found in batch}
    assert kinds == {"contract_head"}
    with demo.writing() as unit:
        unit.engine.execute("DELETE FROM contract_head")
        unit.engine.execute("DELETE FROM meta WHERE key = 'lists_kept'")
    demo.remembered = PartyCache()  # it knows of what changed by the trail, and this stands in none
    assert contract_page(demo, as_of(demo, 0), ContractFilter(), first=0, limit=1).total == 0
    again = Workspace(demo.target)
    assert contract_page(again, as_of(again, 0), ContractFilter(), first=0, limit=1).total > 60
    assert [found for _, _, batch in recompute(again, on=today()) for found in batch] == []
