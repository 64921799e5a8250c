"""認証 of a dossier, and what certificates propose while an assessment is filled."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from kit.tables import tables
from sakimori.clock import now, today
from sakimori.domain.codes import AssessmentState, UserRole
from sakimori.domain.questions.assessment import Answer, AnswerMethod, Assessment
from sakimori.domain.records.certificate import Certificate, Scheme
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.user import Actor
from sakimori.services.kernel.confirmations import compare_scope
from sakimori.services.kernel.recording import record
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import register
from sakimori.ui.certificates.forms import fields_of

Show = Callable[..., AppTest]

ACTOR = Actor("us01", "佐藤 美咲", frozenset(UserRole))


def opened(home: Path) -> Workspace:
    return Workspace(home / "demo.db")


def named(home: Path, name: str) -> ThirdParty:
    with opened(home).unit() as unit:
        return next(p for p in unit.records.select(ThirdParty) if p.legal_name == name)


def a_party(home: Path) -> ThirdParty:
    return register(opened(home), ThirdParty("", "株式会社はじめて"), actor=ACTOR, at=now()).record


def put(home: Path, party: ThirdParty, scheme: Scheme, *, covers: bool | None = None, **facts: Any) -> Certificate:
    stored = record(opened(home), Certificate("", party.id, scheme, **facts), actor=ACTOR, at=now()).record
    if covers is not None:
        return compare_scope(opened(home), stored.id, covers_us=covers, actor=ACTOR, at=now()).record
    return stored


def certificates(home: Path) -> list[Certificate]:
    with opened(home).unit() as unit:
        return unit.records.select(Certificate)


def said(at: AppTest) -> str:
    parts = (*at.success, *at.warning, *at.error, *at.info, *at.markdown, *at.caption)
    return " ".join(str(part.value) for part in parts)


@pytest.mark.parametrize(
    ("language", "words"), [("ja", "審査の代わりになりません"), ("en", "None replaces the assessment")]
)
def test_without_certificates_the_tab_says_what_they_are_good_for(
    empty_home: Path, show: Show, language: str, words: str
) -> None:
    at = show("party", party=a_party(empty_home).id, tab="certificates", language=language)
    assert words in said(at)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_each_certificate_stands_with_its_state_and_its_last_day(empty_home: Path, show: Show, language: str) -> None:
    party = a_party(empty_home)
    put(empty_home, party, Scheme.PMARK, covers=True, issued_on=today() - timedelta(days=30))
    put(empty_home, party, Scheme.CBPR)
    put(empty_home, party, Scheme.TRUSTE, covers=False, issued_on=today() - timedelta(days=800))
    put(empty_home, party, Scheme.SECACT2, covers=False)
    frame = tables(show("party", party=party.id, tab="certificates", language=language))[0].value
    states = [chips[0] for chips in frame["state"]]
    assert (
        states
        == {
            "ja": ["▲ 期限切れ", "？ 期限未確認", "✓ 有効", "✓ 有効"],
            "en": ["▲ Lapsed", "？ End unknown", "✓ Valid", "✓ Valid"],
        }[language]
    )
    assert frame["covers"][0][0].startswith("●")
    assert frame["covers"][1][0].startswith("？")


def test_a_scope_that_nobody_compared_is_named_above_the_table(empty_home: Path, show: Show) -> None:
    party = a_party(empty_home)
    put(empty_home, party, Scheme.PMARK, issued_on=today())
    at = show("party", party=party.id, tab="certificates")
    assert "比べていない認証が1件" in said(at)


def test_an_open_renewal_window_is_told_until_the_application_is_recorded(empty_home: Path, show: Show) -> None:
    party = a_party(empty_home)
    ends = today() + timedelta(days=150)
    put(empty_home, party, Scheme.PMARK, covers=True, valid_until=ends)
    assert "更新の申請期間です" in said(show("party", party=party.id, tab="certificates"))
    put(empty_home, party, Scheme.PMARK, covers=True, valid_until=ends, renewal_applied_on=today())
    (first, second) = certificates(empty_home)
    assert first.renewal_window == second.renewal_window


def test_a_certificate_is_recorded_in_the_dialog_with_the_fields_of_its_scheme(empty_home: Path, show: Show) -> None:
    party = a_party(empty_home)
    at = show("party", party=party.id, tab="certificates")
    at.button(key="next_workspace_premium_0").click().run()
    at.selectbox(key="certificate_scheme").set_value(Scheme.SOC2_T2).run()
    assert {widget.key for widget in at.date_input} >= {"certificate_period_until", "certificate_bridge_until"}
    at.date_input(key="certificate_period_until").set_value(date(2026, 6, 30)).run()
    assert "2027/06/30まで有効" in said(at)
    at.button(key="certificate_save").click().run()
    assert not at.exception
    (stored,) = certificates(empty_home)
    assert (stored.scheme, stored.period_until) == (Scheme.SOC2_T2, date(2026, 6, 30))
    assert stored.covers_us is None


def test_the_comparison_stores_who_said_so_and_closes_its_gap(empty_home: Path, show: Show) -> None:
    party = a_party(empty_home)
    stored = put(empty_home, party, Scheme.PMARK, issued_on=today(), scope="全社")
    with opened(empty_home).unit() as unit:
        gap = next((s.gap_id for s in unit.spans.known_now(party.id) if s.fix_field == "covers_us"), None)
    assert gap is not None
    at = show("party", party=party.id)
    at.session_state["party_dialog"] = ("fix", {"gap_id": gap})
    at.run()
    assert "全社" in said(at)
    assert at.button(key="certificate_compare").disabled
    at.segmented_control(key="certificate_covers").select("はい").run()
    at.button(key="certificate_compare").click().run()
    assert not at.exception
    (after,) = certificates(empty_home)
    assert (after.id, after.covers_us, after.scope_compared_by) == (stored.id, True, "us01")
    assert "不備が" in said(at)


def test_a_lapsed_certificate_leads_to_the_one_that_renews_it(empty_home: Path, show: Show) -> None:
    party = a_party(empty_home)
    put(empty_home, party, Scheme.PMARK, covers=True, issued_on=date(2023, 1, 1), number="1082", scope="全社")
    with opened(empty_home).unit() as unit:
        gap = next(s.gap_id for s in unit.spans.known_now(party.id) if s.fix_record == "certificate")
    at = show("party", party=party.id)
    assert "認証を更新" in list(tables(at)[0].value["fix"])
    at.session_state["party_dialog"] = ("fix", {"gap_id": gap})
    at.run()
    at.button(key="certificate_renew").click().run()
    assert at.text_input(key="certificate_again_number").value == "1082"
    at.date_input(key="certificate_again_issued_on").set_value(today()).run()
    at.button(key="certificate_save").click().run()
    assert not at.exception
    assert len(certificates(empty_home)) == 2
    frame = tables(show("party", party=party.id, tab="certificates"))[0].value
    assert [chips[0] for chips in frame["state"]] == ["✓ 有効", "– 更新済み"]


@pytest.mark.parametrize("scheme", list(Scheme))
def test_every_scheme_has_a_form_that_is_drawn(empty_home: Path, show: Show, scheme: Scheme) -> None:
    party = a_party(empty_home)
    stored = put(empty_home, party, scheme)
    at = show("party", party=party.id, tab="certificates")
    at.session_state["party_dialog"] = ("certificate", {"certificate_id": stored.id})
    at.run()
    assert not at.exception
    drawn = {
        str(widget.key) for kind in ("text_input", "date_input", "selectbox", "text_area") for widget in at.get(kind)
    }
    assert {f"{stored.id}_{field}" for field in fields_of(scheme)} - drawn == {
        f"{stored.id}_service_ids", f"{stored.id}_evidence_id",
    }  # fmt: skip


def test_the_auditor_sees_certificates_and_changes_none(empty_home: Path, show: Show) -> None:
    party = a_party(empty_home)
    put(empty_home, party, Scheme.PMARK, issued_on=today())
    at = show("party", person="us04", party=party.id, tab="certificates")
    assert at.button(key="certificate_add").disabled
    assert not [b for b in at.button if b.key == "certificate_save"]


def a_draft_with_certificate(home: Path) -> Assessment:
    """A draft of the demo whose third party has an ISMS within scope."""
    with opened(home).unit() as unit:
        draft = next(
            a
            for a in unit.records.select(Assessment)
            if a.state is AssessmentState.DRAFT and a.pack_id == "jp-processor" and a.service_id is None
            and not unit.query("SELECT 1 FROM answer WHERE assessment_id = :id AND question_id = 'T-05'", id=a.id)
        )  # fmt: skip
        party = unit.records.get(ThirdParty, draft.third_party_id)
    put(home, party, Scheme.ISO27001, covers=True, issued_on=today(), standard_edition="JIS Q 27001:2023")
    return draft


def answers(home: Path, draft: Assessment) -> dict[str, Answer]:
    with opened(home).unit() as unit:
        return {answer.question_id: answer for answer in unit.records.current_answers(draft.id)}


def test_a_proposal_stands_beside_its_question_until_somebody_takes_it(demo_home: Path, show: Show) -> None:
    draft = a_draft_with_certificate(demo_home)
    at = show("assess", id=draft.id, q="T-05")
    assert "T-05" not in answers(demo_home, draft)
    assert at.button(key="certificate_T-05").label == "認証の提案：はい"
    at.button(key="certificate_T-05").click().run()
    assert not at.exception
    given = answers(demo_home, draft)["T-05"]
    assert (given.value, given.method) == (("yes",), AnswerMethod.CERTIFICATE)
    assert given.source in {certificate.id for certificate in certificates(demo_home)}
    again = show("assess", id=draft.id, q="T-05")
    assert "により回答" in said(again)


def test_the_batch_writes_only_what_is_ticked(demo_home: Path, show: Show) -> None:
    draft = a_draft_with_certificate(demo_home)
    before = answers(demo_home, draft)
    at = show("assess", id=draft.id, q="T-05")
    at.session_state["assess_certificates_open"] = True
    at.run()
    assert at.button(key="assess_certificates_save").disabled
    listed = list(next(frame.value for frame in tables(at) if "take" in frame.value)["id"])
    at.session_state["assess_certificates_rows"] = {
        "edited_rows": {1: {"take": True}},
        "added_rows": [],
        "deleted_rows": [],
    }
    at.run()
    at.button(key="assess_certificates_save").click().run()
    assert not at.exception
    new = {key: answer.method for key, answer in answers(demo_home, draft).items() if key not in before}
    assert new == {listed[1]: AnswerMethod.CERTIFICATE}


def test_without_a_certificate_nothing_is_proposed(demo_home: Path, show: Show) -> None:
    with opened(demo_home).unit() as unit:
        ids = [a.id for a in unit.records.select(Assessment) if a.state is AssessmentState.DRAFT]
    at = show("assess", id=ids[0])
    assert not [b for b in at.button if str(b.key).startswith(("certificate_", "assess_certificates"))]


@pytest.mark.parametrize(
    ("scheme", "words"),
    [
        (Scheme.PMARK, "発行日か有効期限を入れてください"),
        (Scheme.CBPR, "計算できません。有効期限を入れてください"),
        (Scheme.SOC2_T2, "計算できません。対象期間の末日を入れてください"),
        (Scheme.ISMAP, "対象期間の末日か有効期限を入れてください"),
        (Scheme.ISO27017, "ISO/IEC 27001の認証とともに終わります"),
        (Scheme.SECACT1, "期限なし"),
    ],
)
def test_the_form_names_what_the_last_day_can_be_told_from(
    empty_home: Path, show: Show, scheme: Scheme, words: str
) -> None:
    at = show("party", party=a_party(empty_home).id, tab="certificates")
    at.button(key="next_workspace_premium_0").click().run()
    at.selectbox(key="certificate_scheme").set_value(scheme).run()
    assert words in said(at)
    assert ("計算できません" in said(at)) is ("入れてください" in words)


@pytest.mark.parametrize(("on", "is_told"), [(date(2027, 3, 30), True), (date(2027, 3, 31), False)])
def test_a_scheme_that_has_not_begun_says_so_until_the_day_before(
    empty_home: Path, show: Show, on: date, is_told: bool
) -> None:
    party = a_party(empty_home)
    at = show("party", party=party.id, tab="certificates", on=on.isoformat())
    at.session_state["party_dialog"] = ("certificate", {"certificate_id": ""})
    at.run()
    at.selectbox(key="certificate_scheme").set_value(Scheme.SCS3).run()
    assert not at.exception
    assert ("それまで取得を求められません" in said(at)) is is_told


def test_a_new_certificate_is_not_asked_when_it_was_withdrawn(empty_home: Path, show: Show) -> None:
    party = a_party(empty_home)
    at = show("party", party=party.id, tab="certificates")
    at.button(key="next_workspace_premium_0").click().run()
    assert not [field for field in at.date_input if str(field.key).endswith("withdrawn_on")]
    stored = put(empty_home, party, Scheme.PMARK)
    at = show("party", party=party.id, tab="certificates")
    at.session_state["party_dialog"] = ("certificate", {"certificate_id": stored.id})
    at.run()
    assert [field for field in at.date_input if str(field.key).endswith("withdrawn_on")]
