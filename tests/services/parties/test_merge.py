"""Merging two third parties that are one, and taking that back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from kit.assessing import FILLER, a_draft, an_assessing_workspace, assessment_rows, fill, later
from kit.assessing import a_party as an_assessed_party
from kit.builders import AT, TODAY, a_third_party, a_workspace, an_actor
from kit.demos import DemoIn
from sakimori.domain.codes import AssessmentState, Role, UserRole
from sakimori.domain.dossier import Merge, Side
from sakimori.domain.gap import Waiver
from sakimori.domain.questions.assessment import Assessment, PeriodicReview
from sakimori.domain.records.third_party import SELF_ID, Alias, Service, ThirdParty
from sakimori.domain.values.as_of import AsOf
from sakimori.domain.values.days import legal_day
from sakimori.errors import NotPermittedError, StateError
from sakimori.services.assessments.check import AnswerInput
from sakimori.services.assessments.rows import AssessmentRow
from sakimori.services.assessments.view import assessment_view
from sakimori.services.assessments.view_parts import AssessmentView
from sakimori.services.assessments.write import answer
from sakimori.services.audit.view import verify
from sakimori.services.kernel.recompute import recompute
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.merge import MergePreview, merge, merge_preview, merges_of
from sakimori.services.parties.merge_records import undo_merge
from sakimori.services.parties.rows import PartyFilter, all_rows
from sakimori.services.parties.search import search
from sakimori.services.parties.view import dossier_view
from sakimori.services.parties.write import add_service, edit, register

COMPLIANCE = an_actor(UserRole.COMPLIANCE)
RESTORED = ("third_party", "service", "contact", "assessment", "evidence", "condition", "comment", "waiver")

Pair = Callable[..., tuple[ThirdParty, ThirdParty]]


@pytest.fixture
def demo(demo_in: DemoIn, tmp_path: Path) -> Workspace:
    """A workspace with every kind of record, of its own."""
    return Workspace(demo_in(tmp_path, TODAY))


def a_pair(workspace: Workspace, gone: dict[str, Any], kept: dict[str, Any]) -> tuple[ThirdParty, ThirdParty]:
    return tuple(  # type: ignore[return-value]
        register(workspace, a_third_party(**facts), actor=an_actor(), at=AT).record for facts in (gone, kept)
    )


def merged(workspace: Workspace, gone: ThirdParty, kept: ThirdParty, **choices: str) -> Merge:
    return merge(
        workspace, from_id=gone.id, into_id=kept.id, choices=choices, reason="同じ会社", actor=COMPLIANCE, at=AT
    ).record


def is_in_step(workspace: Workspace) -> bool:
    return not [d for *_, found in recompute(workspace, on=TODAY) for d in found]


def rows(workspace: Workspace) -> dict[str, list[dict[str, Any]]]:
    """All records but their versions, which count the two writes."""
    with workspace.unit() as unit:
        return {
            table: [
                {k: v for k, v in dict(row).items() if k != "version"}
                for row in unit.query(f"SELECT * FROM {table} ORDER BY id")
            ]
            for table in RESTORED
        }


def gaps(workspace: Workspace) -> set[tuple[object, ...]]:
    """What is open on the day or later; what opens again has no start period, and stays none the less."""
    with workspace.unit() as unit:
        return {
            (s.third_party_id, s.rule_id, s.subject_key, s.severity, _on_or_after(s.from_on), s.until_on)
            for party in unit.records.select(ThirdParty)
            for s in unit.spans.known_now(party.id)
            if s.until_on is None or s.until_on > legal_day(AT)
        }


def _on_or_after(day: date | None) -> date | None:
    return day if day is not None and day > legal_day(AT) else None


def busiest(workspace: Workspace) -> tuple[ThirdParty, ThirdParty]:
    """The two third parties with most records among those with a waiver, a condition and evidence."""
    with workspace.unit() as unit:
        ids = unit.query(
            "SELECT p.id AS id FROM third_party p ORDER BY "
            "(SELECT COUNT(*) FROM waiver w WHERE w.third_party_id = p.id AND w.approved = 1 AND w.lapsed_on IS NULL) "
            "DESC, (SELECT COUNT(*) FROM condition c WHERE c.third_party_id = p.id) DESC, "
            "(SELECT COUNT(*) FROM evidence e WHERE e.third_party_id = p.id) DESC LIMIT 2"
        )
        return unit.records.get(ThirdParty, str(ids[0]["id"])), unit.records.get(ThirdParty, str(ids[1]["id"]))


def test_what_is_known_is_kept_and_of_sets_both() -> None:
    workspace = a_workspace()
    gone, kept = a_pair(
        workspace,
        {"legal_name": "ヤマモト㈱", "person_count": 5, "kana": "ヤマモト", "roles": frozenset({Role.CLOUD_PROVIDER})},
        {"legal_name": "株式会社山本", "kana": "", "country": "JP"},
    )
    merged(workspace, gone, kept)
    with workspace.unit() as unit:
        after = unit.records.get(ThirdParty, kept.id)
        redirect = unit.records.get(ThirdParty, gone.id)
        aliases = {alias.name for alias in unit.records.select(Alias)}
    assert (after.legal_name, after.kana, after.person_count) == ("株式会社山本", "ヤマモト", 5)
    assert after.roles == {Role.CLOUD_PROVIDER, Role.PROCESSOR}
    assert redirect.merged_into == kept.id
    assert aliases == {"ヤマモト㈱"}
    assert is_in_step(workspace)


def test_each_field_may_be_chosen_from_either_side() -> None:
    workspace = a_workspace()
    gone, kept = a_pair(workspace, {"legal_name": "新社名", "country": "US"}, {"legal_name": "旧社名", "country": "JP"})
    merged(workspace, gone, kept, legal_name=Side.FROM, country=Side.FROM)
    with workspace.unit() as unit:
        after = unit.records.get(ThirdParty, kept.id)
        assert (after.legal_name, after.country) == ("新社名", "US")
        assert {alias.name for alias in unit.records.select(Alias)} == {"旧社名"}


def test_a_field_that_has_its_own_step_cannot_be_chosen() -> None:
    workspace = a_workspace()
    gone, kept = a_pair(workspace, {"legal_name": "甲"}, {"legal_name": "乙"})
    with pytest.raises(ValueError, match="lifecycle"):
        merged(workspace, gone, kept, lifecycle="from")


def test_the_preview_counts_what_the_merging_then_does(demo: Workspace) -> None:
    gone, kept = busiest(demo)
    preview: MergePreview = merge_preview(demo, from_id=gone.id, into_id=kept.id)
    with demo.unit() as unit:
        before = len(unit.records.select(Service, "third_party_id = :id", {"id": kept.id}))
    moved = merged(demo, gone, kept).moved
    kinds = [kind for kind, _ in moved]
    assert kinds.count("service") == preview.services
    assert kinds.count("assessment") == preview.assessments
    assert kinds.count("evidence") == preview.evidence > 0
    assert preview.lapsing_waivers > 0
    with demo.unit() as unit:
        assert len(unit.records.select(Service, "third_party_id = :id", {"id": kept.id})) == before + preview.services


def test_assessments_wait_to_be_adopted_and_waivers_lapse_and_reviews_stay(demo: Workspace) -> None:
    gone, kept = busiest(demo)
    with demo.unit() as unit:
        reviews = unit.records.select(PeriodicReview, "third_party_id = :id", {"id": gone.id})
    record = merged(demo, gone, kept)
    with demo.unit() as unit:
        came = [unit.records.get(Assessment, i) for kind, i in record.moved if kind == "assessment"]
        assert came
        assert all(a.needs_adoption for a in came if a.state is AssessmentState.DECIDED)
        waivers = unit.records.select(Waiver, "third_party_id = :id", {"id": gone.id})
        assert "merged" in {w.lapse_reason for w in waivers}
        assert all(w.lapsed_on is not None for w in waivers if w.approved)
        assert unit.records.select(PeriodicReview, "third_party_id = :id", {"id": gone.id}) == reviews != []
        assert unit.spans.known_now(gone.id) == []
    assert is_in_step(demo)
    assert verify(demo).is_intact


def test_an_undone_merging_leaves_every_record_and_gap_as_it_was(demo: Workspace) -> None:
    gone, kept = busiest(demo)
    before, before_gaps = rows(demo), gaps(demo)
    record = merged(demo, gone, kept)
    assert rows(demo) != before
    undone = undo_merge(demo, record.id, reason="別の会社", actor=COMPLIANCE, at=AT)
    assert undone.record.kept == ()
    assert rows(demo) == before
    assert gaps(demo) == before_gaps
    assert is_in_step(demo)
    assert verify(demo).is_intact
    with demo.unit() as unit:
        assert all(a.removed_on for a in unit.records.select(Alias) if a.name == gone.legal_name)


def test_what_was_changed_since_keeps_its_value_and_is_named() -> None:
    workspace = a_workspace()
    gone, kept = a_pair(workspace, {"legal_name": "甲", "kana": "コウ", "person_count": 5}, {"legal_name": "乙"})
    record = merged(workspace, gone, kept)
    with workspace.unit() as unit:
        after = unit.records.get(ThirdParty, kept.id)
    edit(workspace, replace(after, kana="コウオツ"), actor=an_actor(), at=AT)
    undone = undo_merge(workspace, record.id, reason="別の会社", actor=COMPLIANCE, at=AT).record
    assert [(k.field, k.before, k.now) for k in undone.kept] == [("kana", "", "コウオツ")]
    with workspace.unit() as unit:
        restored = unit.records.get(ThirdParty, kept.id)
    assert (restored.kana, restored.person_count) == ("コウオツ", None)
    assert is_in_step(workspace)


def test_mergings_are_taken_back_once_and_in_order() -> None:
    workspace = a_workspace()
    first, second = a_pair(workspace, {"legal_name": "甲"}, {"legal_name": "乙"})
    third = register(workspace, a_third_party(legal_name="丙"), actor=an_actor(), at=AT).record
    inner = merged(workspace, first, second)
    outer = merged(workspace, second, third)
    with pytest.raises(StateError):
        undo_merge(workspace, inner.id, reason="別の会社", actor=COMPLIANCE, at=AT)
    undo_merge(workspace, outer.id, reason="別の会社", actor=COMPLIANCE, at=AT)
    undo_merge(workspace, inner.id, reason="別の会社", actor=COMPLIANCE, at=AT)
    with pytest.raises(StateError):
        undo_merge(workspace, inner.id, reason="別の会社", actor=COMPLIANCE, at=AT)
    assert is_in_step(workspace)


def test_a_merged_id_says_where_it_went() -> None:
    workspace = a_workspace()
    first, second = a_pair(workspace, {"legal_name": "甲商事"}, {"legal_name": "乙商事"})
    third = register(workspace, a_third_party(legal_name="丙商事"), actor=an_actor(), at=AT).record
    merged(workspace, first, second)
    merged(workspace, second, third)
    view = dossier_view(workspace, first.id, on=TODAY, today=TODAY, number=workspace.head()[0])
    assert view.merged_into == (third.id, "丙商事")
    assert {hit.third_party_id for hit in search(workspace, "甲商事") if hit.merged_into is None} == {third.id}
    assert [m.from_name for m in merges_of(workspace, third.id)] == ["乙商事"]


def test_one_that_was_merged_away_is_no_row_of_the_list() -> None:
    workspace = a_workspace()
    gone, kept = a_pair(workspace, {"legal_name": "甲"}, {"legal_name": "乙"})
    merged(workspace, gone, kept)
    rows = all_rows(workspace, AsOf(TODAY, workspace.head()[0]), PartyFilter(with_over=True))
    assert [row.id for row in rows] == [kept.id]


def test_a_past_day_after_the_merging_shows_each_record_at_one_third_party_only() -> None:
    workspace = a_workspace()
    gone, kept = a_pair(workspace, {"legal_name": "甲"}, {"legal_name": "乙"})
    add_service(workspace, Service("", gone.id, "Slack"), actor=an_actor(), at=AT)
    merged(workspace, gone, kept)
    number = workspace.head()[0]
    edit(workspace, replace(named(workspace, kept.id), note="後で"), actor=an_actor(), at=AT + timedelta(days=9))
    later = TODAY + timedelta(days=9)
    then = [dossier_view(workspace, party.id, on=TODAY, today=later, number=number) for party in (gone, kept)]
    assert [[service.name for service in view.services] for view in then] == [[], ["Slack"]]


def test_a_past_day_shows_an_assessment_as_it_was_before_and_after_the_merging() -> None:
    workspace, gone = an_assessing_workspace()
    kept = an_assessed_party(workspace, "株式会社あとに残る")
    before = a_draft(workspace, gone)
    fill(workspace, before)
    seen = {workspace.head()[0]: views(workspace, before)}
    merged(workspace, gone, kept)
    seen[workspace.head()[0]] = views(workspace, before)
    answer(workspace, before, AnswerInput("Q-1", value=("no",), seen_seq=1), actor=FILLER, at=later(1))

    assert {number: views(workspace, before, number) for number in seen} == seen
    assert [view.progress.answered for view, _ in seen.values()] == [5, 5]


def views(workspace: Workspace, assessment_id: str, number: int = 0) -> tuple[AssessmentView, Sequence[AssessmentRow]]:
    """An assessment and the list of all, now or as known after an entry."""
    known = number or workspace.head()[0]
    shown = assessment_view(workspace, assessment_id, on=TODAY, number=known)
    return shown, assessment_rows(workspace, number=known)


def named(workspace: Workspace, party_id: str) -> ThirdParty:
    with workspace.unit() as unit:
        return unit.records.get(ThirdParty, party_id)


def test_subsidiaries_follow_and_the_one_kept_is_not_its_own_parent() -> None:
    workspace = a_workspace()
    gone, kept = a_pair(workspace, {"legal_name": "親"}, {"legal_name": "子"})
    with workspace.unit() as unit:
        child = unit.records.get(ThirdParty, kept.id)
    edit(workspace, replace(child, parent_id=gone.id), actor=an_actor(), at=AT)
    other = register(workspace, a_third_party(legal_name="孫", parent_id=gone.id), actor=an_actor(), at=AT).record
    merged(workspace, gone, kept)
    with workspace.unit() as unit:
        assert unit.records.get(ThirdParty, kept.id).parent_id is None
        assert unit.records.get(ThirdParty, other.id).parent_id == kept.id


def test_what_cannot_be_merged_is_refused() -> None:
    workspace = a_workspace()
    gone, kept = a_pair(workspace, {"legal_name": "甲"}, {"legal_name": "乙"})
    for from_id, into_id in ((gone.id, gone.id), (SELF_ID, kept.id), (gone.id, SELF_ID)):
        with pytest.raises(StateError):
            merge(workspace, from_id=from_id, into_id=into_id, choices={}, reason="x", actor=COMPLIANCE, at=AT)
    with pytest.raises(NotPermittedError):
        merge(
            workspace,
            from_id=gone.id,
            into_id=kept.id,
            choices={},
            reason="x",
            actor=an_actor(UserRole.PROCUREMENT),
            at=AT,
        )
