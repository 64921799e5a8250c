"""Evidence: filed with its days, kept once, used again without growing younger, withdrawn with a reason."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.assessing import (
    FILLER,
    REVIEWER,
    a_decided,
    a_draft,
    a_party,
    an_assessing_workspace,
    fill,
    gaps_now,
    later,
)
from kit.builders import AT, TODAY, an_actor
from sakimori.domain.codes import UserRole
from sakimori.domain.questions.assessment import Evidence
from sakimori.domain.records.third_party import ThirdParty
from sakimori.errors import InvalidValueError, MyNumberError, NotFoundError, NotPermittedError, StateError
from sakimori.services.assessments.view import assessment_view
from sakimori.services.kernel.evidence import (
    LARGEST,
    file_evidence,
    inert_name,
    read_evidence,
    reuse_evidence,
    withdraw_evidence,
)
from sakimori.services.kernel.unit import WriteResult
from sakimori.services.kernel.workspace import Workspace


def a_document(
    workspace: Workspace, party: ThirdParty, assessment_id: str | None, **more: object
) -> WriteResult[Evidence]:
    facts: dict[str, object] = {
        "question_id": "Q-1",
        "request_id": "policy",
        "filename": "方針.pdf",
        "body": b"%PDF-1.7",
    }
    return file_evidence(
        workspace,
        third_party_id=party.id,
        assessment_id=assessment_id,
        actor=FILLER,
        at=AT,
        **(facts | more),  # type: ignore[arg-type]
    )


def test_missing_evidence_is_a_gap_that_a_document_closes() -> None:
    workspace, party = an_assessing_workspace()
    decided = a_decided(workspace, party)
    assert "C-EV1" in gaps_now(workspace, party)
    filed = a_document(workspace, party, decided.id)
    assert [span.rule_id for span in filed.closed] == ["C-EV1"]
    assert [span.rule_id for span in filed.opened] == ["C-EV2"], "the request allows two years"


def test_a_document_past_its_day_is_a_gap_from_the_day_after() -> None:
    workspace, party = an_assessing_workspace()
    decided = a_decided(workspace, party)
    until = TODAY + timedelta(days=40)
    filed = a_document(workspace, party, decided.id, valid_until=until)
    assert [(s.rule_id, s.from_on) for s in filed.opened] == [("C-EV2", until + timedelta(days=1))]


def test_withdrawn_evidence_proves_nothing_more() -> None:
    workspace, party = an_assessing_workspace()
    decided = a_decided(workspace, party)
    filed = a_document(workspace, party, decided.id).record
    withdrawn = withdraw_evidence(workspace, filed.id, reason="別会社の文書", actor=FILLER, at=AT)
    assert "C-EV1" in {span.rule_id for span in withdrawn.opened}
    with pytest.raises(StateError):
        withdraw_evidence(workspace, filed.id, reason="もう一度", actor=FILLER, at=AT)
    assert read_evidence(workspace, filed.id, actor=REVIEWER, at=AT).body == b"%PDF-1.7"


def test_withdrawing_needs_a_reason() -> None:
    workspace, party = an_assessing_workspace()
    filed = a_document(workspace, party, None).record
    with pytest.raises(InvalidValueError):
        withdraw_evidence(workspace, filed.id, reason=" ", actor=FILLER, at=AT)


def test_the_page_says_which_proof_is_missing_and_until_when_it_holds() -> None:
    workspace, party = an_assessing_workspace()
    draft = a_draft(workspace, party)
    fill(workspace, draft)
    asked = assessment_view(workspace, draft, on=TODAY, number=workspace.head()[0]).question("Q-1")
    assert asked is not None
    assert [request.id for request in asked.missing] == ["policy"]
    a_document(workspace, party, draft, effective_on=TODAY - timedelta(days=800))
    asked = assessment_view(workspace, draft, on=TODAY, number=workspace.head()[0]).question("Q-1")
    assert asked is not None
    assert asked.missing == ()
    assert [document.is_valid for document in asked.documents] == [False], "two years from the day it took effect"


def test_the_same_bytes_are_kept_once() -> None:
    workspace, party = an_assessing_workspace()
    a_document(workspace, party, None)
    a_document(workspace, party, None, filename="写し.pdf")
    with workspace.unit() as unit:
        assert len(unit.query("SELECT sha256 FROM stored_file")) == 1
        assert len(unit.records.select(Evidence)) == 2


def test_a_document_used_again_grows_no_younger() -> None:
    workspace, party = an_assessing_workspace()
    first = a_decided(workspace, party)
    filed = a_document(workspace, party, first.id).record
    second = a_draft(workspace, party, at=later(300))
    again = reuse_evidence(
        workspace, filed.id, assessment_id=second, question_id="Q-1", request_id="policy", actor=FILLER, at=later(300)
    ).record
    assert (again.sha256, again.effective_on) == (filed.sha256, filed.uploaded_on)
    assert again.assessment_id == second


def test_a_withdrawn_document_is_not_used_again() -> None:
    workspace, party = an_assessing_workspace()
    draft = a_draft(workspace, party)
    filed = a_document(workspace, party, draft).record
    withdraw_evidence(workspace, filed.id, reason="誤り", actor=FILLER, at=AT)
    with pytest.raises(StateError):
        reuse_evidence(workspace, filed.id, assessment_id=draft, question_id="Q-1", actor=FILLER, at=AT)


@pytest.mark.parametrize(
    "wrong",
    [
        {"body": b""},
        {"body": b"x" * (LARGEST + 1)},
        {"effective_on": TODAY, "valid_until": TODAY - timedelta(days=1)},
    ],
)
def test_an_empty_or_huge_file_and_days_that_contradict_are_refused(wrong: dict[str, object]) -> None:
    workspace, party = an_assessing_workspace()
    with pytest.raises(InvalidValueError):
        a_document(workspace, party, None, **wrong)
    with workspace.unit() as unit:
        assert unit.records.select(Evidence) == []


def test_a_my_number_in_the_name_of_a_file_is_refused() -> None:
    workspace, party = an_assessing_workspace()
    with pytest.raises(MyNumberError):
        a_document(workspace, party, None, filename="123456789018.pdf")


def test_a_document_does_not_land_in_the_assessment_of_somebody_else() -> None:
    workspace, party = an_assessing_workspace()
    other = a_party(workspace, "別の会社")
    draft = a_draft(workspace, party)
    with pytest.raises(StateError):
        a_document(workspace, other, draft)
    with pytest.raises(NotFoundError):
        a_document(workspace, party, draft, question_id="Q-99")


def test_who_took_a_document_stands_in_the_second_chain() -> None:
    workspace, party = an_assessing_workspace()
    filed = a_document(workspace, party, None).record
    read_evidence(workspace, filed.id, actor=REVIEWER, at=AT)
    with workspace.unit() as unit:
        (line,) = unit.accesses.lines()
    assert (line.entry.actor, line.entry.action, line.entry.record_id) == (
        REVIEWER.id,
        "evidence.downloaded",
        filed.id,
    )
    with pytest.raises(NotPermittedError):
        read_evidence(workspace, filed.id, actor=an_actor(UserRole.SALES), at=AT)


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\規程.docx", "規程.docx"),
        (".htaccess", "htaccess"),
        ("a\u202efdp.exe", "afdp.exe"),
        ("", "file"),
        ("x" * 300 + ".pdf", "x" * 195 + "….pdf"),
    ],
)
def test_a_file_name_is_made_inert(given_name: str, kept: str) -> None:
    assert inert_name(given_name) == kept


@given(st.text(max_size=400))
def test_no_file_name_leads_out_of_its_folder(name: str) -> None:
    made = inert_name(name)
    assert 0 < len(made) <= 200
    assert not set(made) & set("/\\\x00\n")
    assert made not in {".", ".."}
