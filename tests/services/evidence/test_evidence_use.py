"""Evidence in use: judged by compliance, given to those who may have it, and where it counts."""

from __future__ import annotations

import pytest

from kit.assessing import FILLER, REVIEWER, a_decided, an_assessing_workspace, gaps_now, later
from kit.builders import AT, TODAY, an_actor
from sakimori.domain.codes import UserRole
from sakimori.domain.questions.assessment import Evidence, EvidenceReview
from sakimori.domain.records.contract import Contract, ContractKind
from sakimori.domain.records.third_party import ThirdParty
from sakimori.errors import InvalidValueError, NotPermittedError, StateError, UnreadableFileError
from sakimori.services.audit.view import verify
from sakimori.services.evidence.giving import Use, evidence_for, pictures_for, takings_of, uses_of
from sakimori.services.evidence.review import accept_evidence, refuse_evidence
from sakimori.services.evidence.view import document_view
from sakimori.services.kernel.evidence import file_evidence, reuse_evidence, withdraw_evidence
from sakimori.services.kernel.recording import record
from sakimori.services.kernel.workspace import Workspace

AUDITOR = an_actor(UserRole.AUDITOR)


def filed(workspace: Workspace, party: ThirdParty, assessment_id: str | None, body: bytes = b"%PDF-1.7") -> Evidence:
    return file_evidence(
        workspace, third_party_id=party.id, assessment_id=assessment_id, question_id="Q-1" if assessment_id else None,
        request_id="policy" if assessment_id else None, filename="方針.html", body=body, actor=FILLER, at=AT,
    ).record  # fmt: skip


def test_a_refused_document_proves_nothing_until_it_is_accepted() -> None:
    workspace, party = an_assessing_workspace()
    document = filed(workspace, party, a_decided(workspace, party).id)
    assert document.review is EvidenceReview.UNSEEN
    assert "C-EV1" not in gaps_now(workspace, party)
    refused = refuse_evidence(workspace, document.id, reason="前年の版", actor=REVIEWER, at=AT)
    assert "C-EV1" in {span.rule_id for span in refused.opened}
    one = refused.record
    assert (one.review, one.reviewed_on, one.reviewed_by, one.review_reason, one.gone_on) == (
        EvidenceReview.REFUSED, TODAY, REVIEWER.id, "前年の版", TODAY,
    )  # fmt: skip
    accepted = accept_evidence(workspace, document.id, actor=REVIEWER, at=later(1))
    assert "C-EV1" in {span.rule_id for span in accepted.closed}
    assert (accepted.record.review_reason, accepted.record.gone_on) == ("", None)


def test_only_who_reviews_judges_and_a_refusal_needs_a_reason() -> None:
    workspace, party = an_assessing_workspace()
    document = filed(workspace, party, None)
    with pytest.raises(NotPermittedError):
        accept_evidence(workspace, document.id, actor=an_actor(UserRole.PROCUREMENT), at=AT)
    with pytest.raises(InvalidValueError):
        refuse_evidence(workspace, document.id, reason=" ", actor=REVIEWER, at=AT)
    withdraw_evidence(workspace, document.id, reason="別会社", actor=FILLER, at=AT)
    with pytest.raises(StateError):
        accept_evidence(workspace, document.id, actor=REVIEWER, at=AT)


def test_a_refused_document_is_not_used_again_and_an_accepted_one_is_unseen_there() -> None:
    workspace, party = an_assessing_workspace()
    assessment = a_decided(workspace, party)
    document = filed(workspace, party, assessment.id)
    place = {"assessment_id": assessment.id, "question_id": "Q-2"}
    refuse_evidence(workspace, document.id, reason="前年の版", actor=REVIEWER, at=AT)
    with pytest.raises(StateError, match="refused"):
        reuse_evidence(workspace, document.id, actor=FILLER, at=AT, **place)
    accept_evidence(workspace, document.id, actor=REVIEWER, at=AT)
    again = reuse_evidence(workspace, document.id, actor=FILLER, at=AT, **place).record
    assert (again.review, again.reviewed_by) == (EvidenceReview.UNSEEN, None)
    uses = uses_of(workspace, document.id, actor=AUDITOR)
    assert {use.question_id for use in uses if use.record_kind == "assessment"} == {"Q-1", "Q-2"}
    assert Use("assessment", assessment.id, "Q-1") in uses


def test_a_document_goes_out_as_a_file_that_no_browser_opens_and_who_took_it_is_noted() -> None:
    workspace, party = an_assessing_workspace()
    document = filed(workspace, party, None, b"<script>alert(1)</script>")
    assert document.media_type == "text/plain"
    given = evidence_for(workspace, document.id, actor=REVIEWER, at=AT)
    assert (given.filename, given.body, given.media_type) == (
        "方針.html", b"<script>alert(1)</script>", "application/octet-stream",
    )  # fmt: skip
    with pytest.raises(UnreadableFileError):
        pictures_for(workspace, document.id, actor=REVIEWER, at=AT)
    (taking,) = takings_of(workspace, document.id, actor=AUDITOR)
    assert (taking.by, taking.at, taking.was_shown) == (REVIEWER.id, AT, False)
    assert verify(workspace).is_intact


def test_who_may_not_read_evidence_gets_nothing_and_only_who_reads_the_trail_sees_who_took_it() -> None:
    workspace, party = an_assessing_workspace()
    document = filed(workspace, party, None)
    sales = an_actor(UserRole.SALES)
    for take in (evidence_for, pictures_for):
        with pytest.raises(NotPermittedError):
            take(workspace, document.id, actor=sales, at=AT)
    with pytest.raises(NotPermittedError):
        uses_of(workspace, document.id, actor=sales)
    with pytest.raises(NotPermittedError):
        takings_of(workspace, document.id, actor=an_actor(UserRole.PROCUREMENT))
    assert takings_of(workspace, document.id, actor=AUDITOR) == ()


def test_a_document_says_by_name_what_rests_on_it_and_by_whom_it_was_taken() -> None:
    workspace, party = an_assessing_workspace()
    document = filed(workspace, party, None)
    contract = Contract("", party.id, "委託契約書", ContractKind.ENTRUSTMENT, document_ids=(document.id,))
    kept = record(workspace, contract, actor=REVIEWER, at=AT).record
    evidence_for(workspace, document.id, actor=REVIEWER, at=AT)
    seen = document_view(workspace, document.id, actor=AUDITOR)
    assert seen.uses == (Use("contract", kept.id, name="委託契約書"),)
    assert [taking.by for taking in seen.takings or ()] == [REVIEWER.id]
    assert seen.has_pictures
    assert document_view(workspace, document.id, actor=an_actor(UserRole.PROCUREMENT)).takings is None
    with pytest.raises(NotPermittedError):
        document_view(workspace, document.id, actor=an_actor(UserRole.SALES))
