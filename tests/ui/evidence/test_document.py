"""A document in its dialog: its pages, what is known of it, its review, and who took it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kit.files.documents.made import made, named
from sakimori.clock import now
from sakimori.domain.codes import UserRole
from sakimori.domain.questions.assessment import Evidence, EvidenceReview
from sakimori.domain.records.contract import Contract
from sakimori.domain.records.sub_processor import SubProcessorLink
from sakimori.domain.user import Actor
from sakimori.services.kernel.evidence import file_evidence
from sakimori.services.kernel.recording import record
from sakimori.services.kernel.workspace import Workspace
from ui.conftest import Show

COMPLIANCE, PROCUREMENT, AUDITOR = "us01", "us02", "us04"


@pytest.fixture
def filed(demo_home: Path) -> tuple[str, Evidence]:
    """A contract of the demo with a document, and the document."""
    with Workspace(demo_home / "demo.db").unit() as unit:
        contract = next(one for one in unit.records.select(Contract, order="id") if one.document_ids)
        return contract.id, unit.records.get(Evidence, contract.document_ids[0])


def opened(show: Show, filed: tuple[str, Evidence], person: str = COMPLIANCE, language: str = "ja") -> AppTest:
    contract_id, document = filed
    at = show("contracts", person=person, language=language, contract=contract_id)
    at.button(key=f"contract_file_{document.id}").click().run()
    assert not at.exception
    return at


def said(at: AppTest) -> str:
    return "\n".join(str(one.value) for one in (*at.markdown, *at.caption, *at.info, *at.warning))


def links(at: AppTest) -> list[str]:
    return [str(one.proto.url) for one in at.get("link_button")]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_its_pages_and_its_file_come_from_addresses_of_ours(
    show: Show, filed: tuple[str, Evidence], language: str
) -> None:
    _, document = filed
    at = opened(show, filed, language=language)
    assert f"](/evidence/{document.id}/page/1.png)" in said(at)
    assert f"/evidence/{document.id}" in links(at)
    assert ("未確認" if language == "ja" else "Not looked at") in said(at)


def test_compliance_accepts_and_refuses_it_where_it_is_looked_at(
    show: Show, filed: tuple[str, Evidence], demo_home: Path
) -> None:
    def now() -> Evidence:
        with Workspace(demo_home / "demo.db").unit() as unit:
            return unit.records.get(Evidence, filed[1].id)

    at = opened(show, filed)
    at.button(key="evidence_accept").click().run()
    assert (now().review, now().reviewed_by) == (EvidenceReview.ACCEPTED, COMPLIANCE)
    at = opened(show, filed)
    assert at.button(key="evidence_accept").disabled
    at.button(key="evidence_refuse").click().run()
    assert (now().review, [one.value for one in at.warning] != []) == (EvidenceReview.ACCEPTED, True)
    at.text_input(key="evidence_why_not").input("前年の版").run()
    at.button(key="evidence_refuse").click().run()
    assert (now().review, now().review_reason) == (EvidenceReview.REFUSED, "前年の版")
    assert "理由：前年の版" in said(opened(show, filed))


def test_who_does_not_review_looks_and_only_who_reads_the_trail_sees_who_took_it(
    show: Show, filed: tuple[str, Evidence]
) -> None:
    by_person = {person: opened(show, filed, person) for person in (PROCUREMENT, AUDITOR)}
    for at in by_person.values():
        assert "evidence_accept" not in {str(button.key) for button in at.button}
    assert "見た人・取り出した人" not in {str(one.label) for one in by_person[PROCUREMENT].expander}
    assert "（表示）" in said(by_person[AUDITOR])


def test_whom_a_document_names_below_the_third_party_is_read_when_asked_for(
    show: Show, filed: tuple[str, Evidence], demo_home: Path
) -> None:
    contract_id, document = filed
    report = made(named("report_en_soc2"))
    workspace, actor = (
        Workspace(demo_home / "demo.db"),
        Actor(PROCUREMENT, "高橋 健", frozenset({UserRole.PROCUREMENT})),
    )
    added = file_evidence(
        workspace, third_party_id=document.third_party_id, filename="SOC2.pdf", body=report, actor=actor, at=now()
    ).record  # fmt: skip
    with workspace.unit() as unit:
        contract = unit.records.get(Contract, contract_id)
    record(workspace, replace(contract, document_ids=(added.id,)), actor=actor, at=now())
    at = opened(show, (contract_id, added), PROCUREMENT)
    assert "Granite Peak" not in said(at), "nothing is read before somebody asks for it"
    at.button(key=f"evidence_read_{added.id}_do").click().run()
    assert "Granite Peak Hosting, LLC" in said(at).replace("\\", "")
    at.button(key=f"sub_service_{added.id}_1").click().run()
    assert not at.exception
    with workspace.unit() as unit:
        links = unit.records.select(SubProcessorLink, "source = 'SOC2.pdf'")
    assert [link.name for link in links] == ["Bluewren Mail Corp."]
