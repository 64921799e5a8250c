"""The dashboard: every figure recounted by hand, over all spans, without the statements that it is read with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.builders import AT, TODAY, a_third_party, a_workspace, an_actor
from kit.demos import DemoIn
from kit.examples import examples
from kit.flowing import a_flow, a_party
from sakimori.domain.clearance import Slip
from sakimori.domain.codes import (
    AssessmentKind,
    AssessmentState,
    Basis,
    ControlArea,
    Criticality,
    DataCategory,
    Decision,
    GapKind,
    Role,
    Severity,
)
from sakimori.domain.gap import Gap, Span, SubjectKind, Waiver
from sakimori.domain.questions.assessment import Assessment
from sakimori.domain.records.data_flow import Direction, LegalRoute
from sakimori.domain.records.third_party import SELF_ID, Foreign, ThirdParty
from sakimori.domain.user import User
from sakimori.domain.values.as_of import AsOf
from sakimori.domain.values.days import add_months, legal_day
from sakimori.services.clearance.slips import SlipState, slip_standing
from sakimori.services.dashboard.due import reviews_due, waivers_ending
from sakimori.services.dashboard.everybody import ASKED_AREAS, TIERS, HeatCell, Party
from sakimori.services.dashboard.figures import AssessmentStanding, known_days, month_ends, point_on
from sakimori.services.dashboard.gaps import forecast, gap_starts, worst_gaps
from sakimori.services.dashboard.view import Overview, overview
from sakimori.services.flows.rows import flow_rows
from sakimori.services.flows.states import FlowVerdict
from sakimori.services.gaps.rows import GapFilter, GapRow, all_rows
from sakimori.services.gaps.write import ask_waiver, assign, decide_waiver
from sakimori.services.kernel.workspace import Workspace
from sakimori.store.gap_days import count_in
from sakimori.store.records import from_row, to_row

ON = TODAY
SOON = 30
DAYS = (ON, date(2026, 9, 30), date(2026, 3, 15), date(2027, 6, 1))
PARTIES = ("tp_a", "tp_b", "tp_c")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, demo_in: DemoIn) -> Workspace:
    return Workspace(demo_in(tmp_path_factory.mktemp("demo"), ON))


@pytest.fixture
def fresh(tmp_path: Path, demo_in: DemoIn) -> Workspace:
    """The demo, to be changed."""
    return Workspace(demo_in(tmp_path, ON))


def number_on(workspace: Workspace, day: date) -> int:
    with workspace.unit() as unit:
        return unit.number_on(day, today=ON)


def overview_on(workspace: Workspace, day: date) -> Overview:
    return overview(workspace, on=day, today=ON, number=number_on(workspace, day))


def every_span(workspace: Workspace) -> list[Span]:
    with workspace.unit() as unit:
        return [from_row(Span, row) for row in unit.query("SELECT * FROM gap_span")]


def is_known(span: Span, number: int) -> bool:
    return span.known_from <= number and (span.known_until is None or span.known_until > number)


def is_true(span: Span, day: date) -> bool:
    return (span.from_on or date.min) <= day < (span.until_on or date.max)


def with_gap(cell: HeatCell) -> set[str]:
    return {party for party, severity in cell.members() if severity is not None}


def recount(spans: Iterable[Span], day: date, number: int) -> dict[str, int]:
    """What the tiles should say, counted one span after the other."""
    unknown, overdue, soon = 0, 0, 0
    for span in spans:
        if not is_known(span, number) or span.third_party_id == SELF_ID:
            continue
        if span.kind is GapKind.UNKNOWN:
            unknown += is_true(span, day)
        elif is_true(span, day):
            overdue += span.due_on < day
            soon += day <= span.due_on <= day + timedelta(days=SOON)
    return {
        "unknown": unknown,
        "overdue": overdue,
        "due_soon": soon,
    }


def figures(shown: Overview) -> dict[str, int]:
    return {name: getattr(shown.now, name) for name in recount((), ON, 0)}


EDGES = tuple(ON + timedelta(days=n) for n in (-1, 0, 1, SOON, SOON + 1))
DAY = st.sampled_from(EDGES) | st.dates(ON - timedelta(days=60), ON + timedelta(days=60))
SPANS = st.lists(
    st.fixed_dictionaries(
        {
            "third_party_id": st.sampled_from((*PARTIES, SELF_ID)),
            "rule_id": st.sampled_from(("A-25-1", "A-25-3", "C-OW1")),
            "kind": st.sampled_from(GapKind),
            "severity": st.sampled_from(Severity),
            "area": st.sampled_from(ControlArea),
            "from_on": st.none() | DAY,
            "until_on": st.none() | DAY,
            "due_on": DAY,
            "known_from": st.integers(1, 6),
            "known_for": st.none() | st.integers(1, 3),
        }
    ),
    max_size=25,
)


def a_span(place: int, facts: dict[str, Any]) -> Span:
    from_on, until_on, known_for = facts["from_on"], facts.pop("until_on"), facts.pop("known_for")
    return Span(
        gap_id=f"g{place}",
        revision=1,
        subject_kind=SubjectKind.THIRD_PARTY,
        subject_key=f"{place}",
        basis=Basis.POLICY,
        until_on=until_on if until_on and until_on > (from_on or date.min) else None,
        since_on=from_on or ON,
        title_ja="不備", title_en="Gap", cites_ja="", cites_en="", action_ja="", action_en="",
        fix_record="", fix_id="", fix_field="", points="", facts_digest="",
        known_until=None if known_for is None else facts["known_from"] + known_for,
        **facts,
    )  # fmt: skip


def a_known_party(party_id: str, **facts: Any) -> ThirdParty:
    known: dict[str, Any] = {
        "id": party_id,
        "legal_name": party_id,
        "data_categories": frozenset({DataCategory.PI_CONTACT}),
        "person_count": 10,
        "special_care": False,
        "foreign": Foreign.NONE,
        "criticality": Criticality.MINOR,
    }
    return a_third_party(**(known | facts))


def a_workspace_with(spans: Iterable[Span], parties: Iterable[ThirdParty]) -> Workspace:
    workspace = a_workspace()
    with workspace.change("test.made", actor=an_actor(), at=AT) as change:
        for party in parties:
            change.insert(party, runs_rules=False)
        for span in spans:
            change.records.insert(
                Gap(span.gap_id, span.third_party_id, span.rule_id, span.subject_kind, span.subject_key)
            )
            change.engine.insert_all("gap_span", [to_row(span)])
        for party_id in (*PARTIES, SELF_ID):
            change.tallies.keep_in_step(party_id, change.spans.known_now(party_id))
        count_in(change.engine, [span for span in spans if span.known_until is None], ())
        for _ in range(LATER):
            change.note("test.made", record_kind="", record_id="", after={})
    return workspace


LATER = 20
"""So many entries come after what the drawn spans know of, so that each of their entries is a past one."""


@given(SPANS, st.none() | st.integers(1, 8))
@settings(max_examples=examples(100), deadline=None)
def test_every_figure_equals_a_recount_over_all_spans(drawn: list[dict[str, Any]], entry: int | None) -> None:
    spans = [a_span(place, dict(facts)) for place, facts in enumerate(drawn)]
    workspace = a_workspace_with(spans, [a_known_party(party) for party in PARTIES])
    number = entry or workspace.head()[0]
    shown = overview(workspace, on=ON, today=ON, number=number)

    assert figures(shown) == recount(spans, ON, number)
    true = [s for s in spans if is_known(s, number) and is_true(s, ON) and s.third_party_id != SELF_ID]
    known = [s for s in true if s.kind is not GapKind.UNKNOWN]
    assert shown.counts.defects == Counter(s.severity for s in known)
    assert shown.counts.unknown == len(true) - len(known)
    for row in shown.heat:
        assert row.total == len(PARTIES)
        for cell in row.cells:
            here = {s.third_party_id for s in known if s.area is cell.area}
            asked = {s.third_party_id for s in true if s.area is cell.area and s.kind is GapKind.UNKNOWN}
            unasked = set(PARTIES) if cell.area in ASKED_AREAS else set()  # nobody was assessed
            assert with_gap(cell) == here
            assert set(cell.unknown) == (asked | unasked) - here
    for party in PARTIES:
        own = [s.severity for s in known if s.third_party_id == party]
        assert shown.parties[party].worst == min(own, key=lambda severity: severity.rank, default=None)
        assert not shown.parties[party].is_confirmed
    ranks = [party.worst.rank for party in shown.worst if party.worst]
    assert ranks == sorted(s.rank for s in (shown.parties[p].worst for p in PARTIES) if s)


@given(SPANS, st.none() | st.integers(1, 8), st.booleans())
@settings(max_examples=examples(40), deadline=None)
def test_the_forecast_is_the_sum_of_the_rows_behind_each_month(
    drawn: list[dict[str, Any]], entry: int | None, with_own: bool
) -> None:
    spans = [a_span(place, dict(facts)) for place, facts in enumerate(drawn)]
    workspace = a_workspace_with(spans, [a_known_party(party) for party in PARTIES])
    number = entry or workspace.head()[0]
    months = forecast(workspace, on=ON, number=number, with_own=with_own)

    assert [month.first for month in months] == [add_months(ON.replace(day=1), n) for n in range(12)]
    for month in months:
        rows = gap_starts(workspace, on=ON, month=month.first, number=number, with_own=with_own)
        expected = {
            s.gap_id
            for s in spans
            if is_known(s, number)
            and s.kind is not GapKind.UNKNOWN
            and (with_own or s.third_party_id != SELF_ID)
            and s.from_on is not None
            and s.from_on.replace(day=1) == month.first
            and (s.until_on is None or s.until_on > ON)
        }
        assert {row.gap_id for row in rows} == expected
        assert month.counts == {
            severity: n for severity in Severity if (n := sum(row.severity is severity for row in rows))
        }


def test_what_began_this_month_and_is_over_is_no_longer_in_the_forecast() -> None:
    facts = {
        "third_party_id": "tp_a", "rule_id": "C-OW1", "kind": GapKind.DEFECT, "severity": Severity.LOW,
        "area": ControlArea.REVIEW, "from_on": ON - timedelta(days=3), "due_on": ON, "known_from": 1, "known_for": None,
    }  # fmt: skip
    spans = [a_span(0, facts | {"until_on": ON}), a_span(1, facts | {"until_on": ON + timedelta(days=1)})]
    workspace = a_workspace_with(spans, [a_known_party("tp_a")])
    assert [row.gap_id for row in gap_starts(workspace, on=ON, month=ON, number=5)] == ["g1"]
    for number in (5, workspace.head()[0]):
        assert forecast(workspace, on=ON, number=number)[0].counts == {Severity.LOW: 1}


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_the_demo_counts_what_its_spans_say_on_any_day(demo: Workspace, day: date) -> None:
    assert figures(overview_on(demo, day)) == recount(every_span(demo), day, number_on(demo, day))


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_each_figure_leads_to_as_many_rows_on_the_board(demo: Workspace, day: date) -> None:
    shown, number = overview_on(demo, day), number_on(demo, day)
    rows = list(all_rows(demo, AsOf(day, number, day < ON), GapFilter(is_own=False)))
    known = [row for row in rows if row.kind is not GapKind.UNKNOWN]
    now = [row for row in known if row.is_now]

    def parties(found: Iterable[GapRow]) -> set[str]:
        return {row.third_party_id for row in found}

    assert shown.now.overdue == sum(row.due_on < day for row in now)
    assert shown.now.due_soon == sum(day <= row.due_on <= day + timedelta(days=SOON) for row in now)
    assert shown.now.unknown == sum(row.is_now and row.kind is GapKind.UNKNOWN for row in rows)
    assert shown.counts.defects == Counter(row.severity for row in now)
    for line in shown.heat:
        for cell in line.cells:
            there = parties(row for row in now if row.tier == line.tier and row.area is cell.area)
            assert with_gap(cell) == there
    for month in forecast(demo, on=day, number=number):
        begins = [row for row in known if row.from_on and row.from_on.replace(day=1) == month.first]
        assert month.total == len(begins)
    departments = {row.department for row in now}
    assert {d.department: d.total for d in shown.departments} == {
        name: sum(row.department == name for row in now) for name in departments
    }


def test_each_point_of_the_history_is_the_overview_of_that_day(demo: Workspace) -> None:
    days = known_days(demo, on=ON, today=ON)
    assert [day for day, _ in days] == list(month_ends(ON))
    for day, number in days:
        assert point_on(demo, day=day, number=number, soon_days=SOON) == overview_on(demo, day).now


def test_the_past_stays_as_it_was_when_something_is_learnt_today(fresh: Workspace) -> None:
    workspace = fresh
    before = [point_on(workspace, day=d, number=n, soon_days=SOON) for d, n in known_days(workspace, on=ON, today=ON)]
    gap = next(s for s in every_span(workspace) if s.known_until is None and s.kind is GapKind.DEFECT)
    with workspace.change("test.touched", actor=an_actor(), at=AT) as change:
        party = change.records.get(ThirdParty, gap.third_party_id)
        change.update(a_third_party(**_facts(party, owner_id=None, person_count=None)))
    after = [point_on(workspace, day=d, number=n, soon_days=SOON) for d, n in known_days(workspace, on=ON, today=ON)]
    assert before == after


def _facts(party: ThirdParty, **changes: Any) -> dict[str, Any]:
    return {name: getattr(party, name) for name in ThirdParty.__slots__} | changes


def test_no_month_end_before_the_first_entry_has_a_point() -> None:
    workspace = a_workspace()
    assert known_days(workspace, on=ON, today=ON) == ()


def test_month_ends_are_the_six_before_the_month_of_the_day() -> None:
    assert month_ends(date(2026, 3, 31)) == (
        date(2025, 9, 30), date(2025, 10, 31), date(2025, 11, 30), date(2025, 12, 31), date(2026, 1, 31),
        date(2026, 2, 28),
    )  # fmt: skip


def test_an_empty_workspace_shows_no_third_party_and_no_figure() -> None:
    shown = overview_on(a_workspace(), ON)
    assert shown.parties == {}
    assert (shown.heat, tuple(shown.worst), shown.coverage, shown.departments) == ((), (), (), ())
    assert set(figures(shown).values()) == {0}


def test_whoever_was_not_assessed_is_unknown_in_every_asked_area_and_never_met() -> None:
    workspace = a_workspace_with((), [a_known_party("tp_a")])
    shown = overview_on(workspace, ON)
    (row,) = shown.heat
    for cell in row.cells:
        assert cell.number == (None if cell.area in ASKED_AREAS else 0)
    assert shown.standings == {AssessmentStanding.UNDECIDED: 1}
    assert not shown.parties["tp_a"].is_confirmed


def test_whoever_has_neither_tier_nor_role_is_undecided_and_unknown() -> None:
    workspace = a_workspace_with((), [a_third_party(id="tp_a", roles=frozenset())])
    shown = overview_on(workspace, ON)
    assert shown.tiers == {None: 1}
    assert shown.standings == {AssessmentStanding.UNDECIDED: 1}
    assert all(cell.number is None for cell in shown.heat[0].cells if cell.area in ASKED_AREAS)


def test_whoever_needs_no_assessment_is_not_called_unknown() -> None:
    nothing_personal = a_known_party("tp_a", data_categories=frozenset({DataCategory.STAT}))
    shown = overview_on(a_workspace_with((), [nothing_personal]), ON)
    assert shown.standings == {AssessmentStanding.NOT_REQUIRED: 1}
    assert {cell.number for cell in shown.heat[0].cells} == {0}
    assert shown.coverage[0].needing == 0


@pytest.mark.parametrize(
    ("decisions", "standing"),
    [
        ([("jp-processor", Decision.APPROVED, 10)], AssessmentStanding.APPROVED),
        ([("jp-processor", Decision.APPROVED, 0)], AssessmentStanding.APPROVED),
        ([("jp-processor", Decision.APPROVED, -1)], AssessmentStanding.EXPIRED),
        ([("jp-processor", Decision.CONDITIONAL, 10)], AssessmentStanding.CONDITIONAL),
        ([("jp-processor", Decision.REJECTED, None)], AssessmentStanding.REJECTED),
        ([("jp-cloud", Decision.APPROVED, 10)], AssessmentStanding.UNDECIDED),
        ([], AssessmentStanding.UNDECIDED),
    ],
)
def test_a_standing_is_what_the_assessments_that_are_needed_come_to(
    decisions: list[tuple[str, Decision, int | None]], standing: AssessmentStanding
) -> None:
    workspace = a_workspace_with((), [a_known_party("tp_a")])
    _decide(workspace, decisions)
    assert overview_on(workspace, ON).standings == {standing: 1}


def test_of_several_packs_the_worst_counts() -> None:
    both = a_known_party("tp_a", roles=frozenset({Role.PROCESSOR, Role.CLOUD_PROVIDER}))
    workspace = a_workspace_with((), [both])
    _decide(workspace, [("jp-processor", Decision.APPROVED, 10)])
    assert overview_on(workspace, ON).standings == {AssessmentStanding.UNDECIDED: 1}
    _decide(workspace, [("jp-cloud", Decision.CONDITIONAL, 10)])
    assert overview_on(workspace, ON).standings == {AssessmentStanding.CONDITIONAL: 1}
    _decide(workspace, [("jp-cloud", Decision.REJECTED, None)])
    assert overview_on(workspace, ON).standings == {AssessmentStanding.REJECTED: 1}


def _decide(workspace: Workspace, decisions: list[tuple[str, Decision, int | None]]) -> None:
    with workspace.change("test.decided", actor=an_actor(), at=AT) as change:
        if not change.query("SELECT 1 FROM pack_snapshot"):
            row = {"digest": "d", "pack_id": "p", "version": "1.0", "body": "{}"}
            change.engine.insert_all("pack_snapshot", [row])
        for pack, decision, days in decisions:
            change.insert(
                Assessment(
                    id=change.new_id("as"),
                    third_party_id="tp_a",
                    pack_id=pack,
                    pack_version="1.0",
                    pack_digest="d",
                    group="full",
                    kind=AssessmentKind.ONBOARDING,
                    opened_on=ON,
                    opened_by="us01",
                    state=AssessmentState.DECIDED,
                    decided_on=ON,
                    decision=decision,
                    valid_until=None if days is None else ON + timedelta(days=days),
                ),
                runs_rules=False,
            )


def test_the_reason_of_the_worst_is_one_of_its_gravest_gaps(demo: Workspace) -> None:
    shown, number = overview_on(demo, ON), number_on(demo, ON)
    first = shown.worst[:12]

    def said(party: Party) -> tuple[int, date, int, int]:
        assert party.risk
        assert party.worst_since
        return -party.risk, party.worst_since, -(party.persons or 0), TIERS.index(party.tier)

    assert [said(party) for party in shown.worst] == sorted(said(party) for party in shown.worst)
    found = worst_gaps(demo, [p.id for p in first], on=ON, number=number)
    for party in first:
        assert (found[party.id].severity, found[party.id].since_on) == (party.worst, party.worst_since)
        assert any(
            is_known(s, number) and is_true(s, ON) and s.third_party_id == party.id and s.title == found[party.id].title
            for s in every_span(demo)
        )


def test_a_gap_with_an_owner_of_its_own_counts_for_that_department(demo: Workspace, fresh: Workspace) -> None:
    workspace = fresh
    shown = overview_on(workspace, ON)
    with workspace.unit() as unit:
        users = {user.id: user for user in unit.records.select(User) if user.left_on is None}
    rows = all_rows(workspace, AsOf(ON, number_on(workspace, ON)), GapFilter(last_day=ON))
    row = next(r for r in rows if r.kind is GapKind.DEFECT and r.department and not r.has_own_owner)
    other = next(user for user in users.values() if user.department not in {"", row.department})
    assign(workspace, [row.gap_id], owner_id=other.id, actor=an_actor(), at=AT)
    before = {d.department: d.counts.get(row.severity, 0) for d in shown.departments}
    after = {d.department: d.counts.get(row.severity, 0) for d in overview_on(workspace, ON).departments}
    assert after[row.department] == before[row.department] - 1
    assert after[other.department] == before.get(other.department, 0) + 1


def test_a_review_is_overdue_from_the_day_after_it_was_due(demo: Workspace) -> None:
    number = number_on(demo, ON)
    coming = next(review for review in reviews_due(demo, on=ON, number=number, days=90) if not review.is_overdue)
    for day, overdue in ((coming.due_on, False), (coming.due_on + timedelta(days=1), True)):
        found = reviews_due(demo, on=day, number=number, days=0)
        assert [r.is_overdue for r in found if r.third_party_id == coming.third_party_id] == [overdue]


def test_a_waiver_is_shown_until_its_last_day_and_not_after(fresh: Workspace) -> None:
    workspace = fresh
    rows = all_rows(workspace, AsOf(ON, number_on(workspace, ON)), GapFilter(last_day=ON))
    row = next(r for r in rows if r.basis is Basis.POLICY and r.severity is Severity.MEDIUM and r.waiver is None)
    last_day = ON + timedelta(days=20)
    asked = ask_waiver(
        workspace,
        row.gap_id,
        justification="代わりの対策がある",
        last_day=last_day,
        actor=an_actor(user_id="us_x"),
        at=AT,
    )

    def shown(day: date) -> list[date]:
        found = waivers_ending(workspace, on=day, today=ON, number=number_on(workspace, ON), days=90)
        return [waiver.last_day for waiver in found if waiver.gap_id == row.gap_id]

    assert shown(ON) == []
    decide_waiver(workspace, asked.record.id, approve=True, note="確認した", actor=an_actor(user_id="us_y"), at=AT)
    assert shown(ON) == shown(last_day) == [last_day]
    assert shown(last_day + timedelta(days=1)) == []
    with workspace.change("waiver.lapsed", actor=an_actor(), at=AT) as change:
        change.update(
            replace(change.records.get(Waiver, asked.record.id), lapsed_on=ON, lapse_reason="facts"), runs_rules=False
        )
    assert shown(ON) == []


# Clearance


def test_the_tile_of_whom_nothing_may_be_given_counts_their_flows_of_the_day() -> None:
    workspace = a_workspace()
    stopped = a_party(workspace)
    ending = a_flow(workspace, stopped, route=LegalRoute.UNDECIDED, end_on=ON + timedelta(days=3))
    a_flow(workspace, stopped, name="もう一つ", route=LegalRoute.UNDECIDED, end_on=ON + timedelta(days=3))
    a_flow(workspace, a_party(workspace, legal_name="株式会社みなと"), route=LegalRoute.SAME_ENTITY)
    listed = {row.party.id for row in flow_rows(workspace, on=ON, number=number_on(workspace, ON))
              if row.verdict is FlowVerdict.BLOCKED}  # fmt: skip
    assert listed == {ending.third_party_id}
    assert [overview_on(workspace, ON + timedelta(days=days)).now.blocked for days in (0, 3, 4)] == [1, 1, 0]


def test_where_no_flow_is_judged_nobody_knows_to_whom_nothing_may_be_given() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    assert overview_on(workspace, ON).now.blocked is None
    a_flow(workspace, party, direction=Direction.IN)
    assert overview_on(workspace, ON).now.blocked is None


def test_the_tile_of_slips_counts_those_that_may_be_relied_on(demo: Workspace) -> None:
    with demo.unit() as unit:
        for days in (0, 20, 400, -10, -30):
            day = ON + timedelta(days=days)
            number = unit.number_on(day, today=ON)
            issued = [slip for slip in unit.records.select(Slip) if legal_day(slip.issued_at) <= min(day, ON)]
            good = [s for s in issued if slip_standing(unit, s, day, number=number).state is SlipState.GOOD]
            assert point_on(demo, day=day, number=number, soon_days=SOON).slips == len(good), day
            assert days not in {0, -10} or good
