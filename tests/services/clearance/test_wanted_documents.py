"""A document asked of a colleague for a question: on their board, and done by whoever files it, never before."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from kit.assessing import a_draft, a_party, an_assessing_workspace, fill, later_pack
from kit.builders import AT, TODAY, an_actor
from kit.inviting import came
from sakimori.domain.codes import UserRole
from sakimori.domain.errand import Errand, ErrandKind, ErrandState
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.user import Actor
from sakimori.errors import NotFoundError, StateError
from sakimori.services.assessments.decisions import submit
from sakimori.services.assessments.opening import cancel_assessment
from sakimori.services.assessments.pack_upgrade import take_over
from sakimori.services.clearance.choices import whom_to_ask
from sakimori.services.clearance.errands import ask_errand, close_errand, errands_of, wanted_documents
from sakimori.services.invitations.vendor import vendor_file
from sakimori.services.kernel.evidence import file_evidence, reuse_evidence
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.merge import merge
from sakimori.services.settings.users import add_user

ASKER = an_actor()
COLLEAGUE = Actor("us07", "高橋 健", frozenset({UserRole.PROCUREMENT}))
REVIEWER = Actor("us08", "森 さくら", frozenset({UserRole.COMPLIANCE}))
SALES = Actor("us09", "井上 透", frozenset({UserRole.SALES}))


@dataclass
class Place:
    """A running assessment, at which documents are asked for."""

    workspace: Workspace
    party: ThirdParty
    assessment_id: str

    def wants(self, question_id: str = "Q-1", *, person: Actor = COLLEAGUE, request_id: str | None = None) -> Errand:
        """Have somebody asked for a document."""
        errand = Errand(
            "", ErrandKind.EVIDENCE, self.party.legal_name, "写しをお願いします。", "", AT, person.id, TODAY,
            self.party.id, assessment_id=self.assessment_id, question_id=question_id, request_id=request_id,
        )  # fmt: skip
        return ask_errand(self.workspace, errand, actor=ASKER, at=AT).record

    def files(self, question_id: str = "Q-1", *, request_id: str | None = None, to: str = "") -> str:
        """File a document at a question."""
        filed = file_evidence(
            self.workspace, third_party_id=self.party.id, assessment_id=to or self.assessment_id,
            question_id=question_id, request_id=request_id, filename="方針.pdf", body=b"%PDF", actor=COLLEAGUE, at=AT,
        )  # fmt: skip
        return filed.record.id

    def now(self, errand: Errand) -> Errand:
        """The errand as it stands."""
        with self.workspace.unit() as unit:
            return unit.records.get(Errand, errand.id)

    def open_at(self, question_id: str = "Q-1") -> list[str]:
        """The open errands at a question."""
        found = wanted_documents(self.workspace, self.assessment_id)
        return [row.errand.id for row in found.get(question_id, ())]


@pytest.fixture
def place() -> Place:
    workspace, party = an_assessing_workspace()
    for person in (COLLEAGUE, REVIEWER, SALES):
        add_user(
            workspace, name=person.name, department="", roles=person.roles, user_id=person.id, actor=ASKER, at=AT
        )  # fmt: skip
    return Place(workspace, party, a_draft(workspace, party))


def test_it_stands_on_the_board_of_whom_was_asked_and_at_the_question(place: Place) -> None:
    errand = place.wants()
    (row,) = errands_of(place.workspace, actor=COLLEAGUE, on=TODAY).to_do
    assert (row.errand, row.asked_by, row.person) == (errand, ASKER.name, COLLEAGUE.name)
    assert (place.open_at(), place.open_at("Q-2")) == ([errand.id], [])
    assert errands_of(place.workspace, actor=REVIEWER, on=TODAY).to_do == ()


def test_a_document_filed_at_the_question_does_it_and_one_elsewhere_does_not(place: Place) -> None:
    errand = place.wants()
    other = a_party(place.workspace, "別の会社")
    elsewhere = a_draft(place.workspace, other)
    place.files("Q-2")
    file_evidence(
        place.workspace, third_party_id=other.id, assessment_id=elsewhere, question_id="Q-1", filename="a.pdf",
        body=b"%PDF", actor=COLLEAGUE, at=AT,
    )  # fmt: skip
    file_evidence(
        place.workspace, third_party_id=place.party.id, filename="a.pdf", body=b"%PDF", actor=COLLEAGUE, at=AT
    )  # fmt: skip
    assert place.now(errand).state is ErrandState.OPEN
    place.files()
    done = place.now(errand)
    assert (done.state, done.closed_by, done.closed_at) == (ErrandState.DONE, COLLEAGUE.id, AT)
    assert (place.open_at(), errands_of(place.workspace, actor=COLLEAGUE, on=TODAY).to_do) == ([], ())
    with place.workspace.unit() as unit:
        lines = unit.trail.lines(record_kind="errand", record_id=errand.id)
    assert [line.entry.action for line in lines] == ["errand.done", "errand.asked"]


def test_where_one_piece_of_evidence_is_named_another_document_leaves_it_open(place: Place) -> None:
    named, any_of_them = place.wants(request_id="policy"), place.wants()
    place.files()
    assert (place.now(named).state, place.now(any_of_them).state) == (ErrandState.OPEN, ErrandState.DONE)
    place.files(request_id="policy")
    assert place.now(named).state is ErrandState.DONE


def test_a_document_that_was_filed_for_another_question_does_it_once_it_is_used_here(place: Place) -> None:
    errand = place.wants()
    filed = place.files("Q-2")
    reuse_evidence(
        place.workspace, filed, assessment_id=place.assessment_id, question_id="Q-1", actor=COLLEAGUE, at=AT
    )  # fmt: skip
    assert place.now(errand).state is ErrandState.DONE


def test_a_document_that_the_vendor_hands_in_does_it(place: Place) -> None:
    errand = place.wants()
    vendor = came(place.workspace, place.assessment_id).vendor
    vendor_file(place.workspace, question_id="Q-1", filename="規程.pdf", body=b"%PDF", actor=vendor, at=AT)
    assert (place.now(errand).state, place.now(errand).closed_by) == (ErrandState.DONE, vendor.id)


def test_more_is_asked_for_though_something_was_filed_and_while_others_decide(place: Place) -> None:
    place.files()
    fill(place.workspace, place.assessment_id)
    submit(place.workspace, place.assessment_id, actor=COLLEAGUE, at=AT)
    errand = place.wants()
    assert place.now(errand).state is ErrandState.OPEN
    place.files()
    assert place.now(errand).state is ErrandState.DONE


def test_the_same_document_is_not_asked_for_twice_of_one_person(place: Place) -> None:
    place.wants()
    with pytest.raises(StateError, match="open already"):
        place.wants()
    place.wants(request_id="policy")
    place.wants("Q-2")
    place.wants(person=REVIEWER)


def test_only_what_the_assessment_asks_of_somebody_who_may_file_it_is_taken(place: Place) -> None:
    for wrong in ({"question_id": "Q-99"}, {"request_id": "seal"}, {"person": SALES}):
        with pytest.raises(NotFoundError):
            place.wants(**wrong)
    other = a_party(place.workspace, "別の会社")
    with pytest.raises(StateError):
        replace(place, party=other).wants()
    for without in ("third_party_id", "assessment_id", "question_id"):
        errand = replace(place.wants(person=REVIEWER), **{without: None})  # type: ignore[arg-type]
        close_errand(place.workspace, errand.id, state=ErrandState.WITHDRAWN, actor=ASKER, at=AT)
        with pytest.raises(NotFoundError):
            ask_errand(place.workspace, errand, actor=ASKER, at=AT)
    assert errands_of(place.workspace, actor=REVIEWER, on=TODAY).to_do == ()


def test_a_cancelled_assessment_wants_nothing_more(place: Place) -> None:
    errand = place.wants()
    cancel_assessment(place.workspace, place.assessment_id, reason="取りやめ", actor=ASKER, at=AT)
    assert (place.now(errand).state, place.now(errand).closed_by) == (ErrandState.WITHDRAWN, ASKER.id)
    with pytest.raises(StateError):
        place.wants()


def test_on_a_newer_version_of_the_pack_it_is_still_wanted_where_it_is_still_asked_for(
    place: Place, tmp_path: Path
) -> None:
    policy, gone = place.wants(request_id="policy"), place.wants("Q-9")
    no_more = (
        '  - {id: "Q-9", section: "2", groups: ["full"]',
        '  - {id: "Q-9", status: "disabled", section: "2", groups: ["full"]',
    )
    renamed = 'evidence: [{id: "policy"', 'evidence: [{id: "rules"'
    place.workspace.pack_folder = later_pack(tmp_path, no_more, renamed)
    begun = take_over(place.workspace, place.assessment_id, actor=ASKER, at=AT)
    assert place.now(gone).state is ErrandState.WITHDRAWN
    followed = place.now(policy)
    assert (followed.state, followed.assessment_id, followed.request_id) == (ErrandState.OPEN, begun.id, None)
    place.files(to=begun.id, request_id="rules")
    assert place.now(policy).state is ErrandState.DONE


def test_it_follows_the_company_into_another(place: Place) -> None:
    errand = place.wants()
    into = a_party(place.workspace, "つむぎコールセンター株式会社")
    merge(
        place.workspace, from_id=place.party.id, into_id=into.id, choices={}, reason="同じ会社", actor=ASKER, at=AT
    )  # fmt: skip
    assert place.now(errand).third_party_id == into.id
    replace(place, party=into).files()
    assert place.now(errand).state is ErrandState.DONE


def test_whoever_may_file_a_document_can_be_asked_on_days_on_which_they_are_here(place: Place) -> None:
    roles = (UserRole.PROCUREMENT, UserRole.COMPLIANCE)
    found = whom_to_ask(place.workspace, *roles, on=TODAY + timedelta(days=1))
    assert {one.id for one in found} == {ASKER.id, COLLEAGUE.id, REVIEWER.id}
