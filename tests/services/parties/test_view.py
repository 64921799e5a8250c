"""What lists and dossiers show on a day: present, past and to come."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from kit.builders import AT, TODAY, a_third_party, a_workspace, an_actor
from kit.demos import DemoIn
from sakimori.domain.codes import (
    Criticality,
    DataCategory,
    Lifecycle,
    Severity,
)
from sakimori.domain.records.third_party import SELF_ID, Foreign, Service
from sakimori.domain.values.as_of import AsOf
from sakimori.errors import NotFoundError
from sakimori.rules import only_warns
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.history import ChangeKind, compare_days, party_history
from sakimori.services.parties.lifecycle import archive, change_lifecycle
from sakimori.services.parties.rows import PartyFilter, PartyRow, all_rows
from sakimori.services.parties.search import likely_same, name_index
from sakimori.services.parties.view import PartyStanding, dossier_view, tier_preview
from sakimori.services.parties.write import add_service, edit, register

EARLIER = datetime(2026, 6, 1, 3, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, demo_in: DemoIn) -> Workspace:
    return Workspace(demo_in(tmp_path_factory.mktemp("demo"), TODAY))


def number(workspace: Workspace, on: date) -> int:
    with workspace.unit() as unit:
        return unit.number_on(on, today=TODAY)


# The list


def rows_on(workspace: Workspace, on: date) -> list[PartyRow]:
    return list(all_rows(workspace, AsOf(on, number(workspace, on), on < TODAY), PartyFilter(with_over=True)))


def test_each_third_party_but_ours_is_one_row_worst_first(demo: Workspace) -> None:
    rows = rows_on(demo, TODAY)
    ranks = [len(Severity) if row.gaps.worst is None else row.gaps.worst.rank for row in rows]
    assert ranks == sorted(ranks)
    assert len({row.id for row in rows}) == len(rows) > 50
    assert SELF_ID not in {row.id for row in rows}


def test_a_row_counts_unknowns_apart_from_what_is_known(demo: Workspace) -> None:
    for row in rows_on(demo, TODAY):
        view = dossier_view(demo, row.id, on=TODAY, today=TODAY, number=number(demo, TODAY))
        kinds = [line.span.kind.value for line in view.open_gaps]
        assert (row.gaps.known, row.gaps.unknown) == (len(kinds) - kinds.count("unknown"), kinds.count("unknown"))
        assert row.tier == view.tier


def test_the_list_of_a_past_day_shows_what_was_known_then(demo: Workspace) -> None:
    day = TODAY - timedelta(days=240)
    then = rows_on(demo, day)
    now = rows_on(demo, TODAY)
    assert 0 < len(then) < len(now)
    for row in then[:10]:
        view = dossier_view(demo, row.id, on=day, today=TODAY, number=number(demo, day))
        assert (row.name, row.lifecycle, row.tier) == (view.party.legal_name, view.party.lifecycle, view.tier)
        assert row.gaps.known + row.gaps.unknown == len(view.open_gaps)


def test_before_the_first_entry_there_is_none(demo: Workspace) -> None:
    day = date(2020, 1, 1)
    assert rows_on(demo, day) == []


def test_a_future_day_uses_todays_knowledge(demo: Workspace) -> None:
    day = TODAY + timedelta(days=400)
    rows = rows_on(demo, day)
    expired = [row for row in rows if row.next_due is not None and row.next_due < day]
    assert expired
    assert sum(row.gaps.worst is Severity.BLOCK for row in rows) > sum(
        row.gaps.worst is Severity.BLOCK for row in rows_on(demo, TODAY)
    )


# The dossier


def test_a_new_third_party_asks_its_questions_and_has_no_score() -> None:
    workspace = a_workspace()
    party = register(workspace, a_third_party(country=None, roles=frozenset()), actor=an_actor(), at=AT).record
    view = dossier_view(workspace, party.id, on=TODAY, today=TODAY, number=number(workspace, TODAY))
    assert view.is_new
    assert view.tier is None
    assert len(view.missing_intake) == 5
    assert view.standing is PartyStanding.NO_ROLE
    assert view.scores == ()


def test_an_unknown_id_is_refused() -> None:
    with pytest.raises(NotFoundError):
        dossier_view(a_workspace(), "nobody", on=TODAY, today=TODAY, number=1)


def test_a_third_party_registered_later_was_not_there_on_a_past_day() -> None:
    workspace = a_workspace()
    party = register(workspace, a_third_party(), actor=an_actor(), at=AT).record
    day = TODAY - timedelta(days=1)
    with pytest.raises(NotFoundError):
        dossier_view(workspace, party.id, on=day, today=TODAY, number=number(workspace, day))


def test_a_past_day_shows_the_fields_of_that_day() -> None:
    workspace = a_workspace(EARLIER)
    party = register(workspace, a_third_party(note="前"), actor=an_actor(), at=EARLIER).record
    edit(workspace, replace(party, note="後"), actor=an_actor(), at=AT)
    day = date(2026, 7, 1)
    then = dossier_view(workspace, party.id, on=day, today=TODAY, number=number(workspace, day))
    assert then.party.note == "前"
    assert dossier_view(workspace, party.id, on=TODAY, today=TODAY, number=number(workspace, TODAY)).party.note == "後"


def test_without_personal_data_no_assessment_is_needed_and_an_unknown_tier_needs_one() -> None:
    workspace = a_workspace()
    facts = {
        "data_categories": frozenset({DataCategory.STAT}),
        "person_count": 0,
        "special_care": False,
        "foreign": Foreign.NONE,
        "criticality": Criticality.MINOR,
    }
    calm = register(workspace, a_third_party(**facts), actor=an_actor(), at=AT).record
    asked = register(workspace, a_third_party(), actor=an_actor(), at=AT).record
    known = number(workspace, TODAY)
    assert dossier_view(workspace, calm.id, on=TODAY, today=TODAY, number=known).standing is PartyStanding.NOT_NEEDED
    assert dossier_view(workspace, asked.id, on=TODAY, today=TODAY, number=known).standing is PartyStanding.MISSING


def test_what_is_over_or_archived_says_so() -> None:
    workspace = a_workspace()
    party = register(workspace, a_third_party(), actor=an_actor(), at=AT).record
    change_lifecycle(workspace, party.id, to=Lifecycle.DECLINED, reason="条件", actor=an_actor(), at=AT)
    view = dossier_view(workspace, party.id, on=TODAY, today=TODAY, number=number(workspace, TODAY))
    assert view.standing is PartyStanding.OVER
    assert view.gaps == ()
    archive(workspace, party.id, reason="不要", actor=an_actor(), at=AT)
    view = dossier_view(workspace, party.id, on=TODAY, today=TODAY, number=number(workspace, TODAY))
    assert view.standing is PartyStanding.ARCHIVED


def test_a_valid_assessment_expires_the_day_after_its_last_day(demo: Workspace) -> None:
    known = number(demo, TODAY)
    rows = rows_on(demo, TODAY)
    views = (dossier_view(demo, row.id, on=TODAY, today=TODAY, number=known) for row in rows)
    valid = next(v for v in views if v.standing is PartyStanding.VALID and v.governing_until and len(v.scores) == 1)
    assert valid.governing_until is not None
    last = dossier_view(demo, valid.party.id, on=valid.governing_until, today=TODAY, number=known)
    after = dossier_view(demo, valid.party.id, on=valid.governing_until + timedelta(days=1), today=TODAY, number=known)
    assert (last.standing, after.standing) == (PartyStanding.VALID, PartyStanding.EXPIRED)


def test_the_shares_of_a_score_add_up_to_it(demo: Workspace) -> None:
    known = number(demo, TODAY)
    seen = 0
    for row in rows_on(demo, TODAY):
        for score in dossier_view(demo, row.id, on=TODAY, today=TODAY, number=known).scores:
            if score.risk is None:
                continue
            seen += 1
            lost = sum(share.points for share in score.shares if not share.is_open)
            assert lost == pytest.approx(score.risk)
            assert score.pessimistic is not None
            assert score.pessimistic >= score.risk
    assert seen > 10


def test_a_gap_to_come_is_a_due_day_on_the_day_before(demo: Workspace) -> None:
    known = number(demo, TODAY)
    seen = 0
    for row in rows_on(demo, TODAY)[:20]:
        view = dossier_view(demo, row.id, on=TODAY, today=TODAY, number=known)
        firsts: dict[str, date] = {}
        stages = [line for line in view.gaps if not only_warns(line.span.rule_id, line.span.severity)]
        open_now = {line.span.gap_id for line in stages if line.is_open}
        for line in stages:
            if line.span.gap_id not in open_now and line.span.from_on is not None:
                firsts.setdefault(line.span.gap_id, line.span.from_on)
        found = {due.gap_id: due.due_on for due in view.due_days if due.gap_id}
        assert found == {gap: first - timedelta(days=1) for gap, first in firsts.items()}
        seen += len(found)
    assert seen


# History


def test_two_days_side_by_side_name_each_field_and_record_that_differs() -> None:
    workspace = a_workspace(EARLIER)
    party = register(workspace, a_third_party(note="前"), actor=an_actor(), at=EARLIER).record
    edit(workspace, replace(party, note="後"), actor=an_actor(), at=AT)
    add_service(workspace, Service("", party.id, "Slack"), actor=an_actor(), at=AT)
    changes = compare_days(workspace, party.id, earlier=date(2026, 7, 1), later=TODAY)
    assert {(c.kind, c.record_kind, c.field, c.before, c.after) for c in changes} == {
        (ChangeKind.CHANGED, "third_party", "note", "前", "後"),
        (ChangeKind.ADDED, "service", "", None, None),
    }
    assert compare_days(workspace, party.id, earlier=TODAY, later=TODAY) == ()


def test_what_happened_is_told_newest_first_with_names() -> None:
    workspace = a_workspace()
    party = register(workspace, a_third_party(), actor=an_actor(), at=EARLIER).record
    change_lifecycle(workspace, party.id, to=Lifecycle.IN_USE, reason="契約", actor=an_actor(), at=AT)
    told = party_history(workspace, party.id, number=number(workspace, TODAY))
    assert [(h.action, h.who, h.reason) for h in told] == [
        ("third_party.lifecycle_changed", "佐藤 美咲", "契約"),
        ("third_party.registered", "佐藤 美咲", ""),
    ]
    assert {h.label.ja for h in told} == {party.legal_name}


# Before registering


def test_the_preview_shows_tier_packs_and_cadence_but_no_tier_while_an_answer_is_missing() -> None:
    workspace = a_workspace()
    open_party = a_third_party(data_categories=frozenset({DataCategory.PI_CONTACT}))
    unanswered = tier_preview(workspace, open_party)
    assert (unanswered.tier, unanswered.cadence_months) == (None, None)
    assert [pack.id for pack in unanswered.packs] == ["jp-processor"]
    answered = tier_preview(
        workspace,
        replace(open_party, person_count=10, special_care=False, foreign=Foreign.NONE, criticality=Criticality.MINOR),
    )
    assert (answered.tier, answered.cadence_months, answered.missing) == (3, 24, ())
    assert answered.packs[0].questions < unanswered.packs[0].questions


def test_a_name_alike_is_shown_before_it_is_registered_twice() -> None:
    workspace = a_workspace()
    register(workspace, a_third_party(legal_name="㈱つむぎ"), actor=an_actor(), at=AT)
    index = name_index(workspace)
    same = likely_same(index, name="つむぎ株式会社", corporate_number="", country=None)
    assert [candidate.party.legal_name for candidate in same] == ["㈱つむぎ"]
