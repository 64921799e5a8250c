"""Certificates as lists show them, and what they propose as answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from kit.builders import AT, TODAY, a_third_party, a_workspace, an_actor
from kit.packs_out import SHIPPED
from sakimori.domain.codes import AssessmentKind, Criticality, DataCategory, UserRole
from sakimori.domain.questions.assessment import AnswerMethod, Evidence
from sakimori.domain.questions.pack import QuestionType
from sakimori.domain.records.certificate import Certificate, Opinion, Scheme
from sakimori.domain.records.third_party import SELF_ID, Foreign, Service, ThirdParty
from sakimori.errors import InvalidValueError, MyNumberError, NotPermittedError, NumberInFileError
from sakimori.exchange.packs.folder import latest_versions
from sakimori.rules.facts.certificates import SCHEMES
from sakimori.services.assessments.check import AnswerInput
from sakimori.services.assessments.opening import cancel_assessment, open_assessment
from sakimori.services.assessments.view import assessment_view
from sakimori.services.assessments.write import answer, answer_many
from sakimori.services.certificates.answers import MAPPING, CertificateProposal, certificate_proposals
from sakimori.services.certificates.rows import CertificateRow, CertificateState, all_certificates, certificates_of
from sakimori.services.certificates.write import register_certificate
from sakimori.services.kernel.confirmations import compare_scope
from sakimori.services.kernel.evidence import Paper
from sakimori.services.kernel.recording import record
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.lifecycle import archive
from sakimori.services.parties.write import add_service, register

ISO: dict[str, Any] = {"standard_edition": "JIS Q 27001:2023", "issued_on": date(2026, 4, 1)}


def a_party(workspace: Workspace, name: str = "株式会社つむぎ", **facts: Any) -> ThirdParty:
    party = a_third_party(
        legal_name=name,
        data_categories=frozenset({DataCategory.PI_HR}),
        person_count=3_000,
        special_care=False,
        foreign=Foreign.NONE,
        criticality=Criticality.MINOR,
        **facts,
    )
    return register(workspace, party, actor=an_actor(), at=AT).record


def put(workspace: Workspace, party: ThirdParty, scheme: Scheme, *, covers: bool | None = True, **facts: Any) -> str:
    stored = record(workspace, Certificate("", party.id, scheme, **facts), actor=an_actor(), at=AT).record
    if covers is not None:
        compare_scope(workspace, stored.id, covers_us=covers, actor=an_actor(), at=AT)
    return stored.id


def rows(workspace: Workspace, party: ThirdParty, *, on: date = TODAY) -> tuple[CertificateRow, ...]:
    return certificates_of(workspace, party.id, on=on, number=workspace.head()[0])


def state(workspace: Workspace, party: ThirdParty, on: date) -> CertificateState:
    (row,) = rows(workspace, party, on=on)
    return row.state


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2026, 3, 31), CertificateState.COMING),
        (date(2026, 4, 1), CertificateState.VALID),
        (date(2027, 12, 31), CertificateState.VALID),
        (date(2028, 1, 1), CertificateState.ENDING),
        (date(2028, 3, 31), CertificateState.ENDING),
        (date(2028, 4, 1), CertificateState.LAPSED),
    ],
)
def test_a_pmark_is_valid_for_two_years_and_warned_of_for_ninety_days(on: date, expected: CertificateState) -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    put(workspace, party, Scheme.PMARK, issued_on=date(2026, 4, 1))
    assert state(workspace, party, on) is expected


def test_an_end_that_nobody_knows_is_unknown_not_valid() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    put(workspace, party, Scheme.CBPR, issued_on=date(2026, 4, 1))
    (row,) = rows(workspace, party)
    assert (row.state, row.through) == (CertificateState.UNKNOWN, None)


def test_a_declaration_of_ones_own_has_no_end() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    put(workspace, party, Scheme.SECACT2)
    (row,) = rows(workspace, party, on=date(2040, 1, 1))
    assert (row.state, row.is_endless, row.through) == (CertificateState.VALID, True, None)


def test_a_withdrawn_one_is_withdrawn_from_its_day_and_a_renewed_one_replaced() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    put(workspace, party, Scheme.PCIDSS, issued_on=date(2026, 4, 1), withdrawn_on=date(2026, 12, 1))
    old = put(workspace, party, Scheme.PMARK, issued_on=date(2025, 1, 1))
    new = put(workspace, party, Scheme.PMARK, issued_on=date(2026, 11, 1))
    found = {row.certificate.id: row.state for row in rows(workspace, party)}
    assert (found[old], found[new]) == (CertificateState.REPLACED, CertificateState.VALID)
    (first, *_) = rows(workspace, party, on=date(2026, 12, 1))
    assert (first.certificate.scheme, first.state) == (Scheme.PCIDSS, CertificateState.WITHDRAWN)


def test_an_add_on_without_its_isms_is_unknown_and_ends_with_it() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    put(workspace, party, Scheme.ISO27017, valid_until=date(2029, 3, 31))
    (row,) = rows(workspace, party)
    assert (row.state, row.lacks_base) == (CertificateState.UNKNOWN, True)
    put(workspace, party, Scheme.ISO27001, valid_until=date(2027, 9, 30))
    ends = {row.certificate.scheme: row.through for row in rows(workspace, party)}
    assert ends[Scheme.ISO27017] == date(2027, 9, 30)


def test_a_renewal_that_was_applied_for_in_time_waits_for_its_outcome() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    put(workspace, party, Scheme.ISMAP, valid_until=date(2026, 11, 1), renewal_applied_on=date(2026, 8, 1))
    assert state(workspace, party, TODAY) is CertificateState.RENEWING


def test_rows_of_all_third_parties_come_with_their_names_and_leave_out_who_is_archived() -> None:
    workspace = a_workspace()
    here, gone = a_party(workspace), a_party(workspace, "株式会社さよなら")
    put(workspace, here, Scheme.PMARK, issued_on=date(2026, 4, 1))
    put(workspace, gone, Scheme.PMARK, issued_on=date(2026, 4, 1))
    archive(workspace, gone.id, reason="取引なし", actor=an_actor(), at=AT)
    found = all_certificates(workspace, on=TODAY, number=workspace.head()[0])
    assert [(row.third_party_id, row.third_party_name) for row in found] == [(here.id, "株式会社つむぎ")]


def test_a_past_day_shows_what_was_known_then() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    before = workspace.head()[0]
    put(workspace, party, Scheme.PMARK, issued_on=date(2026, 4, 1))
    assert certificates_of(workspace, party.id, on=TODAY, number=before) == ()


def test_who_compared_the_scope_is_named_and_a_new_scope_has_to_be_compared_again() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    key = put(workspace, party, Scheme.PMARK, issued_on=date(2026, 4, 1), scope="全社")
    (row,) = rows(workspace, party)
    assert (row.compared_by, row.is_open) == ("佐藤 美咲", False)
    changed = Certificate(
        key, party.id, Scheme.PMARK, issued_on=date(2026, 4, 1), scope="大阪のみ", version=row.certificate.version
    )
    record(workspace, changed, actor=an_actor(), at=AT)
    (row,) = rows(workspace, party)
    assert (row.certificate.covers_us, row.is_open) == (None, True)


def test_nobody_without_the_role_records_or_compares_and_no_my_number_goes_in() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    certificate = Certificate("", party.id, Scheme.PMARK)
    with pytest.raises(NotPermittedError):
        record(workspace, certificate, actor=an_actor(UserRole.AUDITOR), at=AT)
    with pytest.raises(MyNumberError):
        record(workspace, Certificate("", party.id, Scheme.PMARK, note="123456789018"), actor=an_actor(), at=AT)
    wrong = Certificate("", party.id, Scheme.PMARK, issued_on=TODAY, valid_until=TODAY - timedelta(days=1))
    with pytest.raises(InvalidValueError):
        record(workspace, wrong, actor=an_actor(), at=AT)
    key = put(workspace, party, Scheme.PMARK, covers=None)
    with pytest.raises(NotPermittedError):
        compare_scope(workspace, key, covers_us=True, actor=an_actor(UserRole.SALES), at=AT)


def a_draft(workspace: Workspace, party: ThirdParty, pack: str = "jp-processor", service: str | None = None) -> str:
    return open_assessment(
        workspace, party.id, pack_id=pack, group="full", kind=AssessmentKind.ONBOARDING, service_id=service,
        actor=an_actor(), at=AT,
    ).id  # fmt: skip


def proposals(workspace: Workspace, draft: str, *, on: date = TODAY) -> dict[str, CertificateProposal]:
    number = workspace.head()[0]
    work = assessment_view(workspace, draft, on=on, number=number)
    return dict(certificate_proposals(workspace, work, on=on, number=number))


def test_every_mapped_question_is_in_its_pack_and_names_its_control() -> None:
    packs = {pack.id: pack for pack in latest_versions(SHIPPED)}
    for pack_id, questions in MAPPING.items():
        for question_id, mapped in questions.items():
            question = packs[pack_id].question(question_id)
            assert mapped.control in question.controls, question_id
            assert question.type is QuestionType.CHOICE
            assert len(question.expect) == 1
            assert not question.critical
            assert all(SCHEMES[scheme].is_certificate for scheme in mapped.schemes)


def test_an_isms_within_scope_and_validity_proposes_what_its_controls_say() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    key = put(workspace, party, Scheme.ISO27001, **ISO)
    draft = a_draft(workspace, party)
    found = proposals(workspace, draft)
    assert set(found) == set(MAPPING["jp-processor"]) - {"R-05"}, "R-05 is asked only of those who pass data on"
    answer(workspace, draft, AnswerInput("R-01", value=("yes",), seen_seq=0), actor=an_actor(), at=AT)
    assert set(proposals(workspace, draft)) == set(MAPPING["jp-processor"])
    assert {p.value for p in found.values()} == {("yes",)}
    assert {p.input.source for p in found.values()} == {key}
    assert found["T-01"].control == "iso27001:2022/A.5.15"


@pytest.mark.parametrize(
    ("scheme", "facts", "questions"),
    [
        (Scheme.PMARK, {"issued_on": date(2026, 4, 1)}, {"G-09"}),
        (Scheme.ISO27001, ISO | {"standard_edition": "ISO/IEC 27001:2013"}, {"G-09"}),
        (Scheme.ISO27001, ISO | {"standard_edition": ""}, {"G-09"}),
        (
            Scheme.SOC2_T2,
            {"period_until": date(2026, 6, 30), "opinion": Opinion.UNQUALIFIED},
            {"G-09"},
        ),
        (Scheme.SOC2_T2, {"period_until": date(2026, 6, 30), "opinion": Opinion.QUALIFIED}, set()),
        (Scheme.SOC2_T2, {"period_until": date(2026, 6, 30)}, set()),
        (
            Scheme.SOC2_T2,
            {"period_until": date(2026, 6, 30), "opinion": Opinion.UNQUALIFIED, "exceptions": "退職者のID"},
            set(),
        ),
        (Scheme.SOC2_T1, {"period_until": date(2026, 6, 30), "opinion": Opinion.UNQUALIFIED}, set()),
        (Scheme.SECACT2, {}, set()),
        (Scheme.CSA_L1, {"issued_on": date(2026, 4, 1)}, set()),
        (Scheme.ISO27001, {"standard_edition": "ISO/IEC 27001:2022"}, set()),
    ],
)
def test_what_is_weak_or_doubtful_proposes_less_or_nothing(
    scheme: Scheme, facts: dict[str, Any], questions: set[str]
) -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    put(workspace, party, scheme, **facts)
    assert set(proposals(workspace, a_draft(workspace, party))) == questions


@pytest.mark.parametrize("covers", [None, False])
def test_a_scope_that_is_not_known_to_cover_us_proposes_nothing(covers: bool | None) -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    put(workspace, party, Scheme.ISO27001, covers=covers, **ISO)
    assert proposals(workspace, a_draft(workspace, party)) == {}


def test_nothing_is_proposed_before_the_issue_or_from_the_day_after_the_end() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    put(workspace, party, Scheme.ISO27001, **ISO)
    draft = a_draft(workspace, party)
    assert proposals(workspace, draft, on=date(2026, 3, 31)) == {}
    assert proposals(workspace, draft, on=date(2026, 4, 1)) != {}
    assert proposals(workspace, draft, on=date(2029, 3, 31)) != {}
    assert proposals(workspace, draft, on=date(2029, 4, 1)) == {}


def test_a_certificate_of_named_services_speaks_for_those_alone() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    one, two = (
        add_service(workspace, Service("", party.id, name), actor=an_actor(), at=AT).record.id for name in ("甲", "乙")
    )
    put(workspace, party, Scheme.PMARK, issued_on=date(2026, 4, 1), service_ids=(one,))
    assert proposals(workspace, a_draft(workspace, party, service=one))
    assert not proposals(workspace, a_draft(workspace, party, service=two))
    assert not proposals(workspace, a_draft(workspace, party))
    put(workspace, party, Scheme.PMARK, issued_on=date(2026, 4, 1), service_ids=(one, two))
    with workspace.unit() as unit:
        whole = str(unit.query("SELECT id FROM assessment WHERE service_id IS NULL")[0]["id"])
    assert proposals(workspace, whole)


@pytest.mark.parametrize(
    "changed", [{"critical": True}, {"controls": ()}, {"expect": ("yes", "partly")}, {"type": QuestionType.NUMBER}]
)
def test_a_question_that_a_later_version_asks_otherwise_is_left_alone(changed: dict[str, Any]) -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    put(workspace, party, Scheme.ISO27001, **ISO)
    number = workspace.head()[0]
    work = assessment_view(workspace, a_draft(workspace, party), on=TODAY, number=number + 1)
    asked = work.question("T-01")
    assert asked is not None
    assert "T-01" in certificate_proposals(workspace, work, on=TODAY, number=number)
    other = replace(asked, question=replace(asked.question, **changed))
    sections = tuple(
        replace(section, questions=tuple(other if q is asked else q for q in section.questions))
        for section in work.sections
    )
    again = certificate_proposals(workspace, replace(work, sections=sections), on=TODAY, number=number)
    assert "T-01" not in again
    assert "G-09" in again


def test_an_assessment_that_is_no_longer_filled_gets_no_proposals() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    put(workspace, party, Scheme.ISO27001, **ISO)
    draft = a_draft(workspace, party)
    cancel_assessment(workspace, draft, reason="不要", actor=an_actor(), at=AT)
    assert proposals(workspace, draft) == {}


def test_nothing_is_accepted_by_itself_and_an_accepted_answer_names_its_certificate() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    key = put(workspace, party, Scheme.ISO27001, **ISO)
    draft = a_draft(workspace, party)
    found = proposals(workspace, draft)
    work = assessment_view(workspace, draft, on=TODAY, number=workspace.head()[0])
    assert all(question.answer is None for question in work.questions)
    taken = [found["T-01"].input, found["G-09"].input]
    saved = answer_many(workspace, draft, taken, method=AnswerMethod.CERTIFICATE, actor=an_actor(), at=AT)
    assert {(a.method, a.source) for a in saved.answers} == {(AnswerMethod.CERTIFICATE, key)}
    assert not {"T-01", "G-09"} & set(proposals(workspace, draft))


def test_an_answer_that_somebody_gave_is_never_proposed_over() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    put(workspace, party, Scheme.ISO27001, **ISO)
    draft = a_draft(workspace, party)
    answer(workspace, draft, AnswerInput("T-01", value=("no",), seen_seq=0), actor=an_actor(), at=AT)
    assert "T-01" not in proposals(workspace, draft)


def test_of_two_certificates_the_one_that_lasts_longer_is_the_source() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    put(workspace, party, Scheme.PMARK, issued_on=date(2026, 4, 1))
    longer = put(workspace, party, Scheme.ISO27001, **ISO)
    assert proposals(workspace, a_draft(workspace, party))["G-09"].row.certificate.id == longer


def test_our_own_certificates_are_listed_too() -> None:
    workspace = a_workspace()
    record(workspace, Certificate("", SELF_ID, Scheme.PMARK), actor=an_actor(), at=AT)
    assert [row.third_party_id for row in all_certificates(workspace, on=TODAY, number=workspace.head()[0])] == [
        SELF_ID
    ]


def test_a_certificate_is_registered_with_the_document_that_shows_it() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    new = Certificate("", party.id, Scheme.PMARK, number="10823456", issued_on=TODAY)
    saved = register_certificate(workspace, new, paper=Paper("登録証.txt", b"abc"), actor=an_actor(), at=AT)
    (row,) = rows(workspace, party)
    assert row.certificate == saved.record
    assert row.evidence is not None
    assert (row.evidence.filename, row.evidence.third_party_id) == ("登録証.txt", party.id)
    without = register_certificate(workspace, new, actor=an_actor(), at=AT).record
    assert without.evidence_id is None


@pytest.mark.parametrize("where", ["number", "body"])
def test_no_my_number_comes_in_with_a_new_certificate(where: str) -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    texts = {"number": "10823456", "body": "本文"} | {where: "個人番号 123456789018"}
    new = Certificate("", party.id, Scheme.PMARK, number=texts["number"])
    paper = Paper("登録証.txt", texts["body"].encode())
    with pytest.raises((MyNumberError, NumberInFileError)):
        register_certificate(workspace, new, paper=paper, actor=an_actor(), at=AT)
    with workspace.unit() as unit:
        assert not unit.records.select(Certificate)
        assert not unit.records.select(Evidence)


def test_only_who_registers_certificates_does() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    seller = an_actor(UserRole.SALES)
    with pytest.raises(NotPermittedError):
        register_certificate(workspace, Certificate("", party.id, Scheme.PMARK), actor=seller, at=AT)
