"""What is remembered of third parties: after any write every figure is the one that a first look would give."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from operator import attrgetter
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.builders import AT, TODAY, a_third_party, a_workspace, an_actor, counted_ids
from kit.contracting import list_of
from kit.demos import DemoIn
from kit.examples import ALL
from kit.flowing import a_contract, a_flow, a_party
from sakimori.domain.clearance import Slip
from sakimori.domain.codes import AssessmentState, GapKind, Lifecycle, UserRole
from sakimori.domain.gap import Span, Waiver
from sakimori.domain.questions.assessment import Assessment
from sakimori.domain.records.contract import Contract
from sakimori.domain.records.data_flow import DataFlow, ForeignBasis
from sakimori.domain.records.sub_processor import SubProcessorLink
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.user import User
from sakimori.domain.values.as_of import NEWEST, AsOf
from sakimori.errors import SakimoriError
from sakimori.rules.gaps.flows.foreign_checks import CHECK_RULES
from sakimori.services.assessments.check import AnswerInput
from sakimori.services.assessments.decisions import record_certificate_check
from sakimori.services.assessments.opening import cancel_assessment
from sakimori.services.assessments.rows import AssessmentFilter, Stage, cycle_page, stage_counts
from sakimori.services.assessments.rows import row_page as assessment_rows
from sakimori.services.assessments.sheet import load_sheet
from sakimori.services.assessments.write import answer
from sakimori.services.clearance.slips import revoke_slip
from sakimori.services.contracts.rows import Focus as ContractFocus
from sakimori.services.dashboard.due import (
    CARRIERS,
    SHOWN,
    RegisterFigures,
    flows_into,
    register_figures,
    register_then,
    reviews_due,
)
from sakimori.services.dashboard.gaps import forecast, start_ends
from sakimori.services.dashboard.view import overview
from sakimori.services.flows.groups import country_rows
from sakimori.services.flows.rows import FlowRow, flow_book, flow_rows
from sakimori.services.gaps.write import ask_waiver, assign, decide_waiver
from sakimori.services.kernel.judge_queue import judge_next
from sakimori.services.kernel.memory.books import Moved, differing
from sakimori.services.kernel.memory.by_party import MOST_CHANGED, PartyCache
from sakimori.services.kernel.recompute import recompute
from sakimori.services.kernel.recording import record
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.lifecycle import archive, change_lifecycle, restore
from sakimori.services.parties.merge import merge
from sakimori.services.parties.merge_records import undo_merge
from sakimori.services.parties.rows import Focus, PartyFilter, PartyRow, party_counts, row_page
from sakimori.services.parties.search import search
from sakimori.services.parties.write import NewParty, edit, register, register_many, set_owner
from sakimori.services.settings.policy import change_policy
from sakimori.services.settings.users import change_user, record_leaving

ACTOR = an_actor(*UserRole)
OTHER = an_actor(*UserRole, user_id="us02")
LATER = AT + timedelta(minutes=1)

Write = Callable[[Workspace, Random, datetime], object]


def every(workspace: Workspace, kind: type[Any]) -> list[Any]:
    with workspace.unit() as unit:
        return unit.records.select(kind, order="id")


def standing(workspace: Workspace) -> list[ThirdParty]:
    found: list[ThirdParty] = every(workspace, ThirdParty)
    return [p for p in found if not p.is_self and p.merged_into is None and p.archived_on is None]


def spans(workspace: Workspace) -> list[Span]:
    with workspace.unit() as unit:
        return sorted(unit.spans.as_known(unit.number(), TODAY), key=attrgetter("gap_id"))


def edit_a_party(workspace: Workspace, rng: Random, at: datetime) -> None:
    party = rng.choice(standing(workspace))
    edit(workspace, replace(party, person_count=rng.choice((None, 5, 70_000)), address=None), actor=ACTOR, at=at)


def put_away_one_to_review(workspace: Workspace, rng: Random, at: datetime) -> None:
    due = reviews_due(workspace, on=TODAY, number=workspace.head()[0], days=365)
    archive(workspace, rng.choice(due).third_party_id, reason="誤登録", actor=ACTOR, at=at)


def give_an_owner(workspace: Workspace, rng: Random, at: datetime) -> None:
    owner = rng.choice([user.id for user in every(workspace, User) if user.left_on is None])
    set_owner(workspace, rng.choice(standing(workspace)).id, owner_id=owner, actor=ACTOR, at=at)


def register_one(workspace: Workspace, rng: Random, at: datetime) -> None:
    register(workspace, a_third_party(legal_name=f"新規{rng.random()}株式会社"), actor=ACTOR, at=at)


def step_on(workspace: Workspace, rng: Random, at: datetime) -> None:
    for party in rng.sample(standing(workspace), 8):
        for to in Lifecycle:
            try:
                change_lifecycle(workspace, party.id, to=to, reason="確認のため", actor=ACTOR, at=at)
            except SakimoriError:
                continue
            return


def put_away_and_back(workspace: Workspace, rng: Random, at: datetime) -> None:
    away = [p for p in every(workspace, ThirdParty) if p.archived_on is not None]
    if away:
        restore(workspace, away[0].id, reason="戻す", actor=ACTOR, at=at)
    else:
        archive(workspace, rng.choice(standing(workspace)).id, reason="誤登録", actor=ACTOR, at=at)


def merge_two(workspace: Workspace, rng: Random, at: datetime) -> None:
    one, two = rng.sample(standing(workspace), 2)
    merged = merge(
        workspace, from_id=one.id, into_id=two.id, choices={}, reason="同じ会社", actor=ACTOR, at=at
    )  # fmt: skip
    if rng.random() < 0.5:
        undo_merge(workspace, merged.record.id, reason="別の会社", actor=ACTOR, at=at)


def change_a_flow(workspace: Workspace, rng: Random, at: datetime) -> None:
    flow: DataFlow = rng.choice(every(workspace, DataFlow))
    days = rng.choice((-3, 0, 20))
    changed = rng.choice(
        (
            replace(flow, storage_countries=frozenset({"US"}), processing_countries=None),
            replace(flow, person_count=rng.randrange(100_000)),
            replace(flow, start_on=TODAY + timedelta(days=days)),
            replace(flow, end_on=TODAY + timedelta(days=days)),
        )
    )
    record(workspace, changed, actor=ACTOR, at=at)


def record_a_flow(workspace: Workspace, rng: Random, at: datetime) -> None:
    a_flow(workspace, rng.choice(standing(workspace)), storage_countries=frozenset({"JP", "SG"}))


def change_a_basis(workspace: Workspace, rng: Random, at: datetime) -> None:
    basis: ForeignBasis = rng.choice(every(workspace, ForeignBasis))
    record(workspace, replace(basis, note=f"{rng.random()}"), actor=ACTOR, at=at)


def change_a_sub_processor(workspace: Workspace, rng: Random, at: datetime) -> None:
    link: SubProcessorLink = rng.choice(every(workspace, SubProcessorLink))
    record(workspace, replace(link, country=rng.choice(("JP", "IN", "DE"))), actor=ACTOR, at=at)


def change_a_contract(workspace: Workspace, rng: Random, at: datetime) -> None:
    contract: Contract = rng.choice(every(workspace, Contract))
    record(workspace, replace(contract, title=f"契約{rng.random()}", note="変更"), actor=ACTOR, at=at)


def sign_a_contract(workspace: Workspace, rng: Random, at: datetime) -> None:
    a_contract(
        workspace, rng.choice(standing(workspace)), open_ended=False, end_on=TODAY + timedelta(days=40),
        auto_renews=True, renewal_months=12, notice_days_ours=rng.choice((10, 30, 60)),
    )  # fmt: skip


def answer_a_question(workspace: Workspace, rng: Random, at: datetime) -> None:
    drafts = [a for a in every(workspace, Assessment) if a.state is AssessmentState.DRAFT]
    with workspace.unit() as unit:
        open_ones = [
            (draft, question)
            for draft in drafts
            for question in load_sheet(unit, draft.id).blanks
            if question.when is None and question.expect
        ]
    if open_ones:
        draft, asked = rng.choice(open_ones)
        answer(workspace, draft.id, AnswerInput(asked.id, value=(asked.expect[0],), seen_seq=0), actor=ACTOR, at=at)


def cancel_one(workspace: Workspace, rng: Random, at: datetime) -> None:
    drafts = [a for a in every(workspace, Assessment) if a.state is AssessmentState.DRAFT]
    if len(drafts) > 1:
        cancel_assessment(workspace, rng.choice(drafts).id, reason="不要", actor=ACTOR, at=at)


def assign_a_gap(workspace: Workspace, rng: Random, at: datetime) -> None:
    owner = rng.choice([user.id for user in every(workspace, User) if user.left_on is None])
    assign(workspace, [rng.choice(spans(workspace)).gap_id], owner_id=owner, actor=ACTOR, at=at)


def waive_a_gap(workspace: Workspace, rng: Random, at: datetime) -> None:
    held = {waiver.gap_id for waiver in every(workspace, Waiver)}
    for span in rng.sample(spans(workspace), 40):
        if span.kind is GapKind.UNKNOWN or span.gap_id in held:
            continue
        try:
            asked = ask_waiver(
                workspace, span.gap_id, justification="受け入れる", last_day=TODAY + timedelta(days=30), actor=ACTOR,
                at=at,
            )  # fmt: skip
            decide_waiver(workspace, asked.record.id, approve=True, note="", actor=OTHER, at=at)
        except SakimoriError:
            continue
        return


def check_certificates(workspace: Workspace, _rng: Random, at: datetime) -> None:
    """The first third party of those whose review is due, and that a look at its certificates completes."""
    for due in reviews_due(workspace, on=TODAY, number=workspace.head()[0], days=365):
        try:
            record_certificate_check(workspace, due.third_party_id, note="証明書を確認", actor=ACTOR, at=at)
        except SakimoriError:
            continue
        return


def revoke_a_slip(workspace: Workspace, rng: Random, at: datetime) -> None:
    slips = [slip for slip in every(workspace, Slip) if slip.revoked_on is None]
    if slips:
        revoke_slip(workspace, rng.choice(slips).id, reason="取り消す", actor=ACTOR, at=at)


def rename_a_person(workspace: Workspace, rng: Random, at: datetime) -> None:
    user: User = rng.choice(every(workspace, User))
    changed = replace(user, name=f"改名{rng.randrange(999)}", department=f"部署{rng.randrange(3)}")
    change_user(workspace, changed, actor=ACTOR, at=at)


def let_a_person_go(workspace: Workspace, rng: Random, at: datetime) -> None:
    here = [user for user in every(workspace, User) if user.left_on is None and UserRole.ADMIN not in user.roles]
    if len(here) > 1:
        record_leaving(workspace, rng.choice(here).id, left_on=TODAY, actor=ACTOR, at=at)


def change_the_policy(workspace: Workspace, rng: Random, at: datetime) -> None:
    with workspace.unit() as unit:
        policy = unit.policy()
    wanted = replace(policy, due_high=rng.choice((5, 9, 13)), coming_days=rng.choice((15, 45)))
    if wanted != policy:
        change_policy(workspace, wanted, actor=ACTOR, at=at, reason="見直し")
        while judge_next(workspace, at=at):
            pass


def end_a_contract(workspace: Workspace, rng: Random, at: datetime) -> None:
    """It needs a successor, or is no longer one."""
    contract: Contract = rng.choice([one for one in every(workspace, Contract) if one.terminated_on is None])
    record(workspace, replace(contract, terminated_on=TODAY - timedelta(days=1)), actor=ACTOR, at=at)


WRITES: tuple[Write, ...] = (
    edit_a_party, give_an_owner, register_one, step_on, put_away_and_back, merge_two, change_a_flow, record_a_flow,
    change_a_basis, change_a_sub_processor, change_a_contract, sign_a_contract, answer_a_question, cancel_one,
    assign_a_gap, waive_a_gap, revoke_a_slip, rename_a_person, let_a_person_go, change_the_policy,
    check_certificates, end_a_contract, put_away_one_to_review,
)  # fmt: skip


def told(row: FlowRow) -> tuple[object, ...]:
    """A row as lists show it; read alone, a row knows more than lists do."""
    gaps = tuple((gap.rule_id, gap.severity, gap.kind, gap.from_on, gap.until_on) for gap in (*row.gaps, *row.stops))
    subs = tuple(sorted(link.id for link in row.subs))
    return (
        row.flow.id, row.flow.name, row.party.id, row.party.legal_name, row.service and row.service.name, subs, gaps,
        row.state, row.verdict, row.phase, row.abroad, row.places, row.reaches,
    )  # fmt: skip


def looked_at(workspace: Workspace) -> dict[str, object]:
    """Everything that is remembered in parts, as the pages read it."""
    number = workspace.head()[0]
    return {
        "overview": overview(workspace, on=TODAY, today=TODAY, number=number),
        "next month": overview(workspace, on=TODAY + timedelta(days=30), today=TODAY, number=number),
        "forecast": (forecast(workspace, on=TODAY, number=number), start_ends(workspace, on=TODAY, number=number)),
        "found": search(workspace, "株式会社", limit=1_000),
        "reviews": reviews_due(workspace, on=TODAY, number=number, days=365),
        "register": register_figures(workspace, on=TODAY, number=number),
        "register in a year": register_figures(workspace, on=TODAY + timedelta(days=365), number=number),
        "flows": [told(row) for row in flow_rows(workspace, on=TODAY, number=number)],
        "verdicts by route": dict(flow_book(workspace, on=TODAY, number=number).counts),
        **{
            f"{name} on {as_of.on}": figure
            for as_of in (AsOf(TODAY, NEWEST), AsOf(TODAY + timedelta(days=90), NEWEST))
            for name, figure in (
                ("third parties", (party_counts(workspace, as_of), parties_in_focus(workspace, as_of))),
                ("contracts", list_of(workspace, as_of)),
                ("assessments", assessments_and_cycles(workspace, as_of)),
            )
        },
    }


def parties_in_focus(workspace: Workspace, as_of: AsOf) -> list[list[PartyRow]]:
    """The list in its usual order, under each focus."""
    return [row_page(workspace, as_of, PartyFilter(focus=focus), first=0, limit=1000) for focus in Focus]


def assessments_and_cycles(workspace: Workspace, as_of: AsOf) -> list[object]:
    """The list of assessments in its usual order under each stage, and what was assessed more than once."""
    rows = [assessment_rows(workspace, as_of, AssessmentFilter(stage=one), first=0, limit=1_000) for one in Stage]
    return [stage_counts(workspace, as_of), rows, cycle_page(workspace, as_of, first=0, limit=1_000)]


def register_of_rows(workspace: Workspace, on: date) -> RegisterFigures:
    """The register of a day as it is counted for a past one."""
    number = workspace.head()[0]
    return register_then(workspace, AsOf(on, number), flow_rows(workspace, on=on, number=number))


def looked_at_first(workspace: Workspace) -> dict[str, object]:
    """The same by somebody who remembers nothing; the register out of its flows, one by one."""
    remembered, workspace.remembered = workspace.remembered, PartyCache()
    try:
        found = looked_at(workspace)
        for name, days in ("register", 0), ("register in a year", 365):
            found[name] = register_of_rows(workspace, TODAY + timedelta(days=days))
        return found
    finally:
        workspace.remembered = remembered


@pytest.mark.parametrize("seed", [1, 2] if ALL else [1])
def test_after_any_write_every_figure_is_that_of_a_first_look(seed: int, tmp_path: Path, demo_in: DemoIn) -> None:
    workspace, rng = Workspace(demo_in(tmp_path, TODAY), ids=counted_ids()), Random(seed)  # noqa: S311 - no secret
    writes = [*WRITES] * (2 if ALL else 1)
    rng.shuffle(writes)
    before, moved = looked_at(workspace), set()
    for write in writes:
        write(workspace, rng, LATER)
        found, first = looked_at(workspace), looked_at_first(workspace)
        for name, figure in first.items():
            assert found[name] == figure, (write, name)
        moved |= {name for name, figure in found.items() if figure != before[name]}
        before = found
    assert moved == set(before)
    assert [found for _, _, batch in recompute(workspace, on=TODAY) for found in batch] == []


def test_the_register_counts_what_its_lists_show(tmp_path: Path, demo_in: DemoIn) -> None:
    workspace = Workspace(demo_in(tmp_path, TODAY))
    number = workspace.head()[0]
    for on in (TODAY, TODAY - timedelta(days=100)):
        with workspace.unit() as unit:
            known = unit.number_on(on, today=TODAY)
        figures = register_figures(workspace, on=on, number=known)
        rows = flow_rows(workspace, on=on, number=known)
        contracts = list_of(workspace, AsOf(on, known, is_past=on < TODAY)).counts.by_focus

        assert figures.flows == len(rows)
        assert figures.contracts.number == contracts[ContractFocus.ALL]
        assert figures.contracts.due == contracts[ContractFocus.NOTICE]
        assert len(figures.contracts.first) == min(figures.contracts.due, SHOWN)
        assert figures.contracts.undecided == contracts[ContractFocus.UNDECIDED]
        assert figures.contracts.without == contracts[ContractFocus.WITHOUT]
        checked = [row.flow.id for row in rows if any(gap.rule_id in CHECK_RULES for gap in row.gaps)]
        assert figures.checks.number == len(checked) <= SHOWN
        assert sorted(due.flow_id for due in figures.checks.first) == sorted(checked)
        there = {row.code: row for row in country_rows([row for row in rows if not row.is_over], {})}
        for country in figures.countries:
            assert country.flows == there[country.code].flows == len(flows_into(rows, country.code))
            assert dict(+there[country.code].bases) == country.bases  # type: ignore[operator]
        shown = {code for code, row in there.items() if code != "JP" and any(row.bases.get(b) for b in CARRIERS)}
        assert {country.code for country in figures.countries} == shown
    assert number


class Reading:
    """Reads the names of third parties, and notes whom it was asked for."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.asked: list[Sequence[str] | None] = []

    def __call__(self, ids: Sequence[str] | None) -> Mapping[str, str]:
        self.asked.append(ids)
        return {p.id: p.legal_name for p in every(self.workspace, ThirdParty) if ids is None or p.id in ids}

    def look(self, what: str = "names") -> Mapping[str, str]:
        with self.workspace.unit() as unit:
            return self.workspace.remembered.by_party(unit, what, self, number=unit.number())


def test_only_those_whom_a_write_touched_are_read_again() -> None:
    workspace = a_workspace()
    one, two = a_party(workspace), a_party(workspace, legal_name="株式会社べつ")
    reading = Reading(workspace)
    reading.look()
    edit(workspace, replace(two, legal_name="株式会社ふたつめ"), actor=ACTOR, at=LATER)
    found = reading.look()
    assert reading.asked[0] is None
    assert [again for again in reading.asked[1:] if again and one.id in again] == []
    assert found[two.id] == "株式会社ふたつめ"


def test_nothing_is_read_twice_of_an_entry_that_is_no_longer_the_last() -> None:
    workspace = a_workspace()
    a_party(workspace)
    reading = Reading(workspace)
    with workspace.unit() as unit:
        workspace.remembered.by_party(unit, "names", reading, number=unit.number() - 1)
        workspace.remembered.by_party(unit, "names", reading, number=unit.number() - 1)
    assert reading.asked == [None, None]


def test_of_many_changes_everything_is_read() -> None:
    workspace = a_workspace()
    reading = Reading(workspace)
    reading.look()
    items = [NewParty(a_third_party(legal_name=f"取引先{n:03}")) for n in range(MOST_CHANGED + 1)]
    register_many(workspace, items, actor=ACTOR, at=AT, batch_id="b1")
    assert len(reading.look()) == MOST_CHANGED + 2
    assert reading.asked == [None, None]


def test_another_trail_in_the_same_place_is_read_whole(tmp_path: Any) -> None:
    place = tmp_path / "demo.db"
    workspace = Workspace(place)
    a_party(workspace, legal_name="株式会社まえ")
    reading = Reading(workspace)
    reading.look()
    other = a_workspace()
    for name in ("株式会社あと", "株式会社さらに"):
        a_party(other, legal_name=name)
    other.save_as(place)
    assert sorted(name for name in reading.look().values() if name) == ["株式会社あと", "株式会社さらに"]
    assert reading.asked == [None, None]


def test_what_is_written_while_somebody_reads_is_read_once_more() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    reading = Reading(workspace)

    class Late(Reading):
        def __call__(self, ids: Sequence[str] | None) -> Mapping[str, str]:
            found = super().__call__(ids)
            edit(workspace, replace(party, legal_name="株式会社あとから"), actor=ACTOR, at=LATER)
            return found

    Late(workspace).look()
    assert reading.look()[party.id] == "株式会社あとから"


@given(moves=st.lists(st.dictionaries(st.sampled_from("abc"), st.integers(0, 2)), max_size=4))
def test_what_differs_is_the_same_whether_one_came_of_the_other_or_not(moves: Sequence[Mapping[str, int]]) -> None:
    """Each move gives some third parties new rows, and takes those of whom it gives 0 away."""
    before = Moved({"a": [1], "b": [2]})
    for move in moves:
        now = Moved(before, move)
        now.update({party: [rows] for party, rows in move.items()})
        for party in [party for party, rows in move.items() if not rows]:
            del now[party]
        for some, others in ((before, now), (now, before)):
            assert sorted(map(id, differing(some, others))) == sorted(map(id, differing(dict(some), dict(others))))
        before = now
