"""自社調書 as a person uses it: our own gaps, registers and facts; no tier, no steps of a relation, no merging."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from kit.tables import tables
from sakimori.clock import now, today
from sakimori.domain.codes import UserRole
from sakimori.domain.records.certificate import Certificate, Scheme
from sakimori.domain.records.data_flow import DataFlow, ForeignBasis, ForeignBasisKind
from sakimori.domain.records.own_registers import Notice, PublicItem, Purpose
from sakimori.domain.records.third_party import SELF_ID, ThirdParty
from sakimori.domain.user import Actor
from sakimori.domain.values.days import add_months
from sakimori.errors import NotPermittedError
from sakimori.services.kernel.confirmations import compare_scope
from sakimori.services.kernel.recording import record
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import edit, register
from sakimori.ui.frame.text import TEXTS
from sakimori.ui.own_company.page import Tab
from ui.assessments.test_suggestions import two_sheets

Show = Callable[..., AppTest]

ACTOR = Actor("us02", "担当 2", frozenset(UserRole))
COMPLIANCE, PROCUREMENT, AUDITOR, SALES, ADMIN = (
    f"us0{1 + list(UserRole).index(role)}"
    for role in (
        UserRole.COMPLIANCE, UserRole.PROCUREMENT, UserRole.AUDITOR, UserRole.SALES, UserRole.ADMIN,
    )
)  # fmt: skip
SINCE = add_months(today(), -12)


def opened(home: Path) -> Workspace:
    return Workspace(home / "demo.db")


def put(home: Path, item: Any) -> Any:
    return record(opened(home), item, actor=ACTOR, at=now()).record


def own(home: Path) -> ThirdParty:
    with opened(home).unit() as unit:
        return unit.records.get(ThirdParty, SELF_ID)


def gap_of(home: Path, rule_id: str) -> str:
    with opened(home).unit() as unit:
        return next(span.gap_id for span in unit.spans.known_now(SELF_ID) if span.rule_id == rule_id)


def sentences(at: AppTest) -> str:
    return " ".join(str(box.value) for box in [*at.warning, *at.info, *at.markdown, *at.caption])


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("tab", list(Tab))
@pytest.mark.parametrize("home", ["empty_home", "demo_home"])
def test_every_tab_is_drawn_empty_and_full(
    request: pytest.FixtureRequest, show: Show, home: str, tab: Tab, language: str
) -> None:
    request.getfixturevalue(home)
    at = show("own", person="us02" if home == "empty_home" else "us01", tab=tab.value, language=language)
    assert at.title[0].value == {"ja": "自社の管理", "en": "Managing our company"}[language]
    assert len(at.metric) == 4


def test_it_is_no_third_party(empty_home: Path, show: Show) -> None:
    for tab in Tab:
        at = show("own", person=COMPLIANCE, tab=tab.value)
        said = sentences(at) + " ".join(button.label for button in at.button)
        for word in ("区分", "未評価", "候補", "審査", "統合", "操作"):
            assert word not in said, f"{tab}: {word}"


def test_what_customers_asked_is_listed_with_what_waits_first(demo_home: Path, show: Show) -> None:
    answered, waiting = two_sheets(demo_home)
    at = show("own", tab="asked")
    rows = tables(at)[0].value
    packs = list(rows["pack"])
    assert packs.index("客先B") < packs.index("客先A")
    assert rows["left"][packs.index("客先A")] == "提出済み"
    assert [rows["share"][packs.index(one)] for one in ("客先B", "客先A")] == [0, 100]
    at = show("assess", id=answered)
    assert "リスク値" not in sentences(at)
    assert "不備" not in " ".join(str(one.value) for one in at.markdown)
    assert waiting


def test_nothing_known_is_unknown_and_not_nought(empty_home: Path, show: Show) -> None:
    at = show("own", person=COMPLIANCE)
    assert [tile.value for tile in at.metric] == ["未確認"] * 4
    assert "未確認 10件" in at.metric[0].label
    assert set(tables(at)[0].value["gap"]) == {
        "利用目的が登録されていない",
        "プライバシーポリシー等が登録されていない",
        "漏えい等への対応計画が登録されていない",
        "研修が登録されていない",
        "漏えい等の訓練の記録がない",
        "個人データの管理責任者が登録されていない",
        "基本方針が登録されていない",
        "内部監査の記録がない",
        "個人情報保護の会議の記録がない",
        "自社の安全管理措置を点検していない",
    }


def test_tiles_count_what_is_registered(empty_home: Path, show: Show) -> None:
    purpose = put(empty_home, Purpose("", "発送", "商品を届けるため", published_since=SINCE))
    put(
        empty_home,
        Notice(
            "", "プライバシーポリシー", SINCE, purpose_ids=(purpose.id,), items=frozenset({PublicItem.PURPOSES}),
            countries=frozenset(),
        ),
    )  # fmt: skip
    at = show("own", person=COMPLIANCE)
    assert [tile.value for tile in at.metric[:3]] == ["1件", "4件", "1件"]
    assert at.metric[3].delta == "プライバシーポリシー"


def test_the_address_of_the_dossier_leads_here(empty_home: Path, show: Show) -> None:
    at = show("party", person=COMPLIANCE, party=SELF_ID)
    assert at.title[0].value == "自社の管理"


def test_a_gap_leads_to_the_register_that_closes_it(empty_home: Path, show: Show) -> None:
    at = show("own", person=COMPLIANCE)
    at.session_state["party_dialog"] = ("fix", {"gap_id": gap_of(empty_home, "C-SE1")})
    at.run()
    assert not at.exception
    assert at.title[0].value == "利用目的・同意"
    assert at.session_state["party_dialog"] == ("notice", {"record_id": ""})
    assert "notice_name" in {field.key for field in at.text_input}


def test_procurement_reads_and_is_told_who_mends(empty_home: Path, show: Show) -> None:
    at = show("own", person=PROCUREMENT)
    at.session_state["party_dialog"] = ("fix", {"gap_id": gap_of(empty_home, "C-SE1")})
    at.run()
    assert not at.exception
    assert at.title[0].value == "自社の管理"
    assert "法務" in sentences(at)
    at = show("own", person=PROCUREMENT, tab="facts")
    assert at.button(key="own_edit").disabled


@pytest.mark.parametrize("person", [SALES, ADMIN])
def test_another_role_sees_its_own_training_and_no_dossier(empty_home: Path, show: Show, person: str) -> None:
    at = show("own", person=person)
    assert not at.metric
    assert not tables(at)
    assert [one.value for one in at.title] == [TEXTS["page.training"].ja]
    with opened(empty_home).unit() as unit:
        assert not unit.accesses.lines(action="page.refused", actor=person)


def test_compliance_writes_the_facts_that_are_published(empty_home: Path, show: Show) -> None:
    at = show("own", person=COMPLIANCE, tab="facts")
    assert "法32条1項1号" in sentences(at)
    at.session_state["party_dialog"] = ("own_facts", {})
    at.run()
    at.text_input(key="own_legal_name").set_value("みなと青葉商事株式会社")
    at.text_input(key="own_address").set_value("東京都港区芝1-2-3")
    at.text_input(key="own_representative").set_value("青葉 一郎").run()
    at.button(key="own_save").click().run()
    assert not at.exception
    party = own(empty_home)
    assert (party.address, party.representative) == ("東京都港区芝1-2-3", "青葉 一郎")
    assert "代表者 青葉 一郎" in sentences(at)
    assert "法32条1項1号" not in sentences(at)


@pytest.mark.parametrize("role", [role for role in UserRole if role is not UserRole.COMPLIANCE])
def test_only_compliance_changes_our_own_company(empty_home: Path, role: UserRole) -> None:
    workspace, before = opened(empty_home), own(empty_home)
    with pytest.raises(NotPermittedError):
        edit(
            workspace, replace(before, legal_name="別の会社"), actor=Actor("us01", "", frozenset({role})), at=now()
        )  # fmt: skip
    assert own(empty_home) == before


def test_another_day_is_read_only(empty_home: Path, show: Show) -> None:
    at = show("own", person=COMPLIANCE, tab="facts", on=add_months(today(), 3).isoformat())
    assert at.button(key="own_edit").disabled


def test_the_auditor_reads(empty_home: Path, show: Show) -> None:
    at = show("own", person=AUDITOR, tab="facts")
    assert at.button(key="own_edit").disabled
    assert tables(at)


def put_ours(home: Path, *, covers: bool | None = None, **facts: Any) -> Certificate:
    stored: Certificate = put(home, Certificate("", SELF_ID, Scheme.CBPR, **facts))
    if covers is None:
        return stored
    return compare_scope(opened(home), stored.id, covers_us=covers, actor=ACTOR, at=now()).record


def opened_certificate(show: Show, certificate: Certificate, *, person: str = COMPLIANCE) -> AppTest:
    at = show("own", person=person, tab=Tab.CERTIFICATES.value)
    at.session_state["party_dialog"] = ("certificate", {"certificate_id": certificate.id})
    at.run()
    assert not at.exception
    return at


@pytest.mark.parametrize(("language", "words"), [("ja", "規則16条1号"), ("en", "PPC Rules Art. 16(i)")])
def test_without_a_certificate_of_ours_the_tab_says_what_one_is_good_for(
    empty_home: Path, show: Show, language: str, words: str
) -> None:
    at = show("own", person=COMPLIANCE, tab=Tab.CERTIFICATES.value, language=language)
    assert words in sentences(at)
    assert not tables(at)


def test_our_certificate_is_recorded_without_asking_for_services_that_we_have_not(empty_home: Path, show: Show) -> None:
    at = show("own", person=COMPLIANCE, tab=Tab.CERTIFICATES.value)
    at.button(key="next_workspace_premium_0").click().run()
    assert at.selectbox(key="certificate_scheme").value is Scheme.CBPR
    assert not [field for field in at.multiselect if field.key == "certificate_service_ids"]
    at.text_input(key="certificate_scope").set_value("会員の個人データ")
    at.date_input(key="certificate_valid_until").set_value(add_months(today(), 4)).run()
    at.button(key="certificate_save").click().run()
    assert not at.exception
    (frame,) = tables(at)
    assert list(frame.value["scope"]) == ["会員の個人データ"]
    assert "範囲を提供の内容と比べていない認証が1件" in sentences(at)


def test_the_comparison_names_the_hand_overs_that_rest_on_our_certificate(empty_home: Path, show: Show) -> None:
    ours = put_ours(empty_home, scope="会員の個人データ", valid_until=add_months(today(), 4))
    assert "根拠としている提供はありません" in sentences(opened_certificate(show, ours))
    party = register(opened(empty_home), ThirdParty("", "Harbor Desk Inc."), actor=ACTOR, at=now()).record
    flow = put(empty_home, DataFlow("", party.id, "夜間の問合せ対応"))
    put(empty_home, ForeignBasis("", party.id, flow.id, ForeignBasisKind.OWN_CBPR, certificate_id=ours.id))
    at = opened_certificate(show, ours)
    assert "夜間の問合せ対応（Harbor Desk Inc.）" in sentences(at)
    at.segmented_control(key="certificate_covers").select("はい").run()
    at.button(key="certificate_compare").click().run()
    assert not at.exception
    assert "範囲を提供の内容と比べていない" not in sentences(at)
    assert tables(at)[0].value["covers"][0][0].startswith("✓")


def test_the_auditor_reads_our_certificates_and_changes_none(empty_home: Path, show: Show) -> None:
    ours = put_ours(empty_home, covers=True, valid_until=add_months(today(), 4))
    at = show("own", person=AUDITOR, tab=Tab.CERTIFICATES.value)
    assert at.button(key="certificate_add").disabled
    assert list(tables(at)[0].value["scheme"]) == ["CBPR認証"]
    at = opened_certificate(show, ours, person=AUDITOR)
    assert at.button(key="certificate_compare").disabled
    assert not [button for button in at.button if button.key == "certificate_save"]


def test_a_past_day_shows_no_certificate_that_was_recorded_later(empty_home: Path, show: Show) -> None:
    put_ours(empty_home, covers=True, valid_until=add_months(today(), 4))
    at = show("own", person=COMPLIANCE, tab=Tab.CERTIFICATES.value, on=add_months(today(), -1).isoformat())
    assert not tables(at)
