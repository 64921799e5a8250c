"""認証 registered from its document: file, what was read in it, done."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kit.files.documents.made import made, named
from sakimori.domain.questions.assessment import Evidence
from sakimori.domain.records.certificate import Certificate, Opinion, Scheme
from sakimori.services.kernel.workspace import Workspace
from ui.conftest import Show
from ui.parties.test_certificates import a_party, certificates, put, said


@cache
def paper(name: str) -> bytes:
    return made(named(name))


def handed_in(at: AppTest, name: str, *, key: str = "certificate_paper") -> AppTest:
    at.file_uploader(key=key).set_value((f"{name}.pdf", paper(name), "application/pdf")).run()
    assert not at.exception
    return at


def evidence(home: Path, certificate: Certificate) -> Evidence:
    with Workspace(home / "demo.db").unit() as unit:
        return unit.records.get(Evidence, certificate.evidence_id or "")


@pytest.mark.parametrize("language", ["ja", "en"])
def test_one_button_takes_what_was_read_and_registers_it_with_its_document(
    empty_home: Path, show: Show, language: str
) -> None:
    party = a_party(empty_home)
    at = show("party", party=party.id, tab="certificates", language=language)
    at.button(key="next_workspace_premium_0").click().run()
    handed_in(at, "certificate_en_isms")
    assert at.text_input(key="certificate_number").value == "", "nothing is filled before somebody takes it"
    assert at.selectbox(key="certificate_scheme").value is Scheme.PMARK
    at.button(key="certificate_take_save").click().run()
    assert not at.exception
    (stored,) = certificates(empty_home)
    assert (stored.scheme, stored.number) == (Scheme.ISO27001, "NB-ISMS-20457")
    assert (str(stored.issued_on), str(stored.valid_until)) == ("2026-05-04", "2029-05-03")
    assert stored.scope.startswith("The design, operation and support")
    assert stored.covers_us is None, "whether it covers our work a person says"
    assert evidence(empty_home, stored).filename == "certificate_en_isms.pdf"
    assert ("保存しました" if language == "ja" else "Saved") in said(at)


def test_a_scheme_that_somebody_chose_is_not_replaced_with_the_rest(empty_home: Path, show: Show) -> None:
    at = show("party", party=a_party(empty_home).id, tab="certificates")
    at.button(key="next_workspace_premium_0").click().run()
    at.selectbox(key="certificate_scheme").set_value(Scheme.ISO27701).run()
    handed_in(at, "certificate_en_isms")
    at.button(key="take_all_certificate").click().run()
    assert at.selectbox(key="certificate_scheme").value is Scheme.ISO27701
    assert at.text_input(key="certificate_number").value == "NB-ISMS-20457"


def test_a_report_is_registered_with_its_period_and_its_opinion(empty_home: Path, show: Show) -> None:
    party = a_party(empty_home)
    put(empty_home, party, Scheme.PMARK)
    at = show("party", party=party.id, tab="certificates")
    at.button(key="certificate_add").click().run()
    handed_in(at, "report_en_soc2")
    at.button(key="certificate_take_save").click().run()
    assert not at.exception
    stored = next(one for one in certificates(empty_home) if one.scheme is not Scheme.PMARK)
    assert (stored.scheme, stored.opinion) == (Scheme.SOC2_T2, Opinion.QUALIFIED)
    assert (str(stored.period_from), str(stored.period_until)) == ("2025-10-01", "2026-09-30")
    assert "AC-02" in stored.exceptions


def test_without_a_document_it_is_filled_in_as_before(empty_home: Path, show: Show) -> None:
    at = show("party", party=a_party(empty_home).id, tab="certificates")
    at.button(key="next_workspace_premium_0").click().run()
    at.text_input(key="certificate_number").set_value("10823456").run()
    at.button(key="certificate_save").click().run()
    (stored,) = certificates(empty_home)
    assert (stored.number, stored.evidence_id) == ("10823456", None)
