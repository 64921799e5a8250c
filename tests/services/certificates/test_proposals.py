"""A certificate or an auditor's report read for the person: values for its form, each with its passage."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kit.builders import AT
from kit.contracting import BUYER, SELLER, a_party, a_register
from kit.files.documents.made import documents, made
from sakimori.domain.records.certificate import Certificate, Opinion, Scheme
from sakimori.errors import NotPermittedError
from sakimori.exchange.documents.reading import DocumentKind
from sakimori.services.certificates.proposals import CertificateOffers, certificate_offers
from sakimori.services.kernel.evidence import file_evidence
from sakimori.services.kernel.workspace import Workspace

WORKED = {one.name: one for one in documents()}


def filed(name: str, holder: str) -> tuple[Workspace, str]:
    workspace = a_register()
    party = a_party(workspace, holder)
    body = made(WORKED[name])
    given: dict[str, Any] = {"third_party_id": party.id, "filename": f"{name}.pdf", "actor": BUYER, "at": AT}
    return workspace, file_evidence(workspace, **given, body=body).record.id


def offers(name: str, holder: str, standing: Certificate | None = None) -> CertificateOffers:
    workspace, evidence_id = filed(name, holder)
    return certificate_offers(workspace, evidence_id, standing=standing, actor=BUYER, at=AT)


def test_a_certificate_is_offered_as_values_of_its_form() -> None:
    found = offers("certificate_ja_pmark", "株式会社みずほの丘データ")
    best = {one.field: one.value for one in reversed(found.fields)}
    assert found.kind is DocumentKind.CERTIFICATE
    assert best == {
        "scheme": Scheme.PMARK, "number": "10829999(03)", "standard_edition": "JIS Q 15001:2023",
        "issuer": "一般財団法人青葉情報経済推進機構", "issued_on": date(2025, 11, 5), "valid_until": date(2027, 11, 4),
    }  # fmt: skip
    assert found.names.names_them
    assert all(one.proposal.passage.quote for one in found.fields)


def test_another_holder_than_the_third_party_is_told() -> None:
    assert offers("certificate_ja_pmark", "株式会社ほかの会社").names.names_them is False


def test_a_day_that_can_be_read_in_two_ways_is_offered_twice() -> None:
    found = offers("certificate_en_pims", "Delta Payroll Partners N.V.")
    issued = [one for one in found.fields if one.field == "issued_on"]
    assert {one.value for one in issued if one.is_unclear} == {date(2026, 3, 4), date(2026, 4, 3)}


def test_what_stands_on_record_says_so() -> None:
    standing = Certificate("cf_1", "tp_1", Scheme.ISO27001, valid_until=date(2029, 5, 3))
    found = offers("certificate_en_isms", "Kestrel Cloud Hosting Ltd", standing)
    stands = {one.field: one.stands for one in reversed(found.fields)}
    assert (stands["valid_until"], stands["scheme"], stands["number"]) == (True, True, False)


def test_an_auditors_report_is_offered_with_period_opinion_and_exceptions() -> None:
    found = offers("report_en_soc2", "Larkfield Analytics, Inc.")
    best = {one.field: one.value for one in reversed(found.fields)}
    assert found.kind is DocumentKind.REPORT
    assert (best["scheme"], best["opinion"]) == (Scheme.SOC2_T2, Opinion.QUALIFIED)
    assert (best["period_from"], best["period_until"]) == (date(2025, 10, 1), date(2026, 9, 30))
    assert str(best["exceptions"]).startswith("AC-02: Exception noted")
    assert [one.control_id for one in found.controls if one.has_exception] == ["AC-02"]


def test_sales_reads_no_evidence() -> None:
    workspace, evidence_id = filed("certificate_ja_pmark", "株式会社みずほの丘データ")
    with pytest.raises(NotPermittedError):
        certificate_offers(workspace, evidence_id, actor=SELLER, at=AT)
