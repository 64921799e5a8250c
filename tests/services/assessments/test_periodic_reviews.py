"""Periodic reviews: a certificate check counts for tier 3 and for no other tier."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from kit.builders import AT, a_third_party, a_workspace, an_actor
from sakimori.domain.codes import Criticality, DataCategory, Lifecycle, UserRole
from sakimori.domain.questions.assessment import PeriodicReview, ReviewKind
from sakimori.domain.records.third_party import Foreign, ThirdParty
from sakimori.domain.values.days import add_months
from sakimori.errors import MyNumberError, NotPermittedError, StateError
from sakimori.services.assessments.decisions import record_certificate_check
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import edit, register

NOTE = "プライバシーマークの登録を確かめた"


@pytest.fixture
def workspace() -> Workspace:
    return a_workspace()


@pytest.fixture
def party(workspace: Workspace) -> ThirdParty:
    """A tier 3 processor in use."""
    known = a_third_party(
        lifecycle=Lifecycle.IN_USE,
        data_categories=frozenset({DataCategory.PI_CONTACT}),
        person_count=100,
        special_care=False,
        foreign=Foreign.NONE,
        criticality=Criticality.MINOR,
    )
    return register(workspace, known, actor=an_actor(), at=AT).record


def test_a_certificate_check_sets_the_next_review_two_years_on(workspace: Workspace, party: ThirdParty) -> None:
    done = record_certificate_check(workspace, party.id, note=NOTE, actor=an_actor(), at=AT)
    (overdue, _graver) = [s for s in done.opened if s.rule_id == "A-25-3"]
    assert overdue.from_on == add_months(done.record.completed_on, 24) + timedelta(days=1)
    with workspace.unit() as unit:
        (review,) = unit.records.select(PeriodicReview)
    assert review.kind is ReviewKind.CERTIFICATE_CHECK


def test_once_the_tier_is_graver_the_check_no_longer_counts(workspace: Workspace, party: ThirdParty) -> None:
    record_certificate_check(workspace, party.id, note=NOTE, actor=an_actor(), at=AT)
    saved = edit(workspace, replace(party, person_count=5_000), actor=an_actor(), at=AT)
    assert "A-25-3" in {s.rule_id for s in saved.closed}


def test_another_tier_needs_an_assessment(workspace: Workspace, party: ThirdParty) -> None:
    edit(workspace, replace(party, person_count=5_000), actor=an_actor(), at=AT)
    with pytest.raises(StateError, match="tier 3"):
        record_certificate_check(workspace, party.id, note=NOTE, actor=an_actor(), at=AT)


def test_what_was_checked_must_be_said_and_holds_no_my_number(workspace: Workspace, party: ThirdParty) -> None:
    with pytest.raises(StateError):
        record_certificate_check(workspace, party.id, note="  ", actor=an_actor(), at=AT)
    with pytest.raises(MyNumberError):
        record_certificate_check(workspace, party.id, note="123456789018", actor=an_actor(), at=AT)


def test_procurement_may_not_complete_a_review(workspace: Workspace, party: ThirdParty) -> None:
    with pytest.raises(NotPermittedError):
        record_certificate_check(workspace, party.id, note=NOTE, actor=an_actor(UserRole.PROCUREMENT), at=AT)
