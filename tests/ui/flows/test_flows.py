"""データフロー as a person uses it: the views, one flow, the guided entry, empty and full, in both languages."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from kit.builders import AT
from kit.flowing import ACTOR, a_contract, a_flow, a_party, keep
from kit.tables import tables
from sakimori.clock import today
from sakimori.domain.codes import DataCategory, Role
from sakimori.domain.records.data_flow import (
    AnnualCheck,
    CloudFacts,
    DataFlow,
    Erasure,
    ErasureKind,
    ForeignBasis,
    ForeignBasisKind,
    LegalRoute,
    SubjectGroup,
    SupportAccess,
)
from sakimori.domain.records.own_registers import ConsentText
from sakimori.domain.records.sub_processor import SubProcessorLink
from sakimori.domain.records.third_party import Service
from sakimori.services.clearance.flow_answers import flow_answer
from sakimori.services.flows import recent_paths
from sakimori.services.flows.paths import FlowPaths, paths_of
from sakimori.services.flows.rows import FlowRow
from sakimori.services.kernel.recording import record
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import add_service
from sakimori.ui.flows.entrusted import IN_DOUBT
from sakimori.ui.frame.states import chip, mark
from sakimori.ui.frame.text import TEXTS
from ui.conftest import take_seat

Show = Callable[..., AppTest]

PROCUREMENT, COMPLIANCE, SALES, AUDITOR = "us01", "us02", "us03", "us04"
HOSTILE = "![x](http://127.0.0.1:9/x.png) <img src=x> [l](http://127.0.0.1:9/z) :red[r] $x^2$"


@pytest.fixture
def full(empty_home: Path) -> Workspace:
    """A company with flows at home and abroad."""
    workspace = Workspace(empty_home / "demo.db")
    home = a_party(workspace)
    abroad = a_party(workspace, legal_name="Slatework Corporation", country="US", business_in_japan=False)
    contract = a_contract(workspace, abroad)
    service = add_service(workspace, Service("", home.id, "受電"), actor=ACTOR, at=AT).record
    a_flow(workspace, home, service_id=service.id, source_system="受注管理")
    keep(workspace, SubProcessorLink("", home.id, "Saigon Data Works", country="VN"))
    out = a_flow(
        workspace, abroad, name="海外のクラウド", role=Role.CLOUD_PROVIDER, person_count=None,
        storage_countries=frozenset({"US"}), processing_countries=None,
    )  # fmt: skip
    keep(workspace, ForeignBasis("", abroad.id, out.id, ForeignBasisKind.EQUIV_CONTRACT, contract_id=contract.id))
    keep(workspace, AnnualCheck("", abroad.id, today() - timedelta(days=30), "佐藤", measures_kept=True))
    keep(workspace, DataFlow("", home.id, "何も分からない"))
    return workspace


def flow_named(workspace: Workspace, name: str) -> DataFlow:
    with workspace.unit() as unit:
        return next(flow for flow in unit.records.select(DataFlow) if flow.name == name)


def said(at: AppTest) -> str:
    return " ".join(e.value for e in [*at.markdown, *at.caption, *at.info, *at.warning, *at.error, *at.success])


def cells(at: AppTest, name: str) -> list[list[object]]:
    """The rows of a table: by its key, or by one of its columns where it takes no choice."""
    frame = next(f for f in tables(at) if name in f.key or name in f.value.columns)
    return [list(row) for row in frame.value.values.tolist()]


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("view", ["paths", "countries", "list", "services"])
def test_every_view_is_drawn_in_both_languages(full: Workspace, show: Show, view: str, language: str) -> None:
    at = show("flows", language=language, view=view)
    assert len(at.get("plotly_chart")) == (1 if view in {"paths", "countries"} else 0)
    assert len(tables(at)) == 1


def test_one_picture_of_the_paths_serves_all_who_look(
    full: Workspace, show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[int] = []

    def noting(going: Sequence[FlowRow], *, limit: int) -> FlowPaths:
        drawn.append(len(going))
        return paths_of(going, limit=limit)

    monkeypatch.setattr(recent_paths, "paths_of", noting)
    for person, language in ((COMPLIANCE, "ja"), (COMPLIANCE, "en"), (PROCUREMENT, "ja"), (AUDITOR, "en")):
        assert show("flows", person=person, language=language).get("plotly_chart")
    assert drawn == [3]


@pytest.mark.parametrize(("language", "ways"), [("ja", ["フローを登録", "委託契約から起こす"]), ("en", ["Add a flow"])])
def test_an_empty_page_says_the_two_ways_to_the_first_flow(
    empty_home: Path, show: Show, language: str, ways: list[str]
) -> None:
    at = show("flows", language=language)
    assert not at.get("plotly_chart")
    assert set(ways) <= {button.label for button in at.button}
    auditor = show("flows", person=AUDITOR, language=language)
    assert not set(ways) & {button.label for button in auditor.button}


@pytest.mark.parametrize(("view", "name"), [("paths", "flows_paths"), ("list", "flows_table")])
def test_the_lists_give_the_verdict_that_the_page_of_the_flow_gives(
    full: Workspace, show: Show, view: str, name: str
) -> None:
    a_flow(full, a_party(full, legal_name="株式会社みなと"), name="社内の移し替え", route=LegalRoute.SAME_ENTITY)
    listed = sorted(str(row[0]) for row in cells(show("flows", view=view), name))
    with full.unit() as unit:
        flows = unit.records.select(DataFlow)
    judged = [
        flow_answer(full, flow.id, on=today(), today=today(), number=full.head()[0], actor=ACTOR).verdict
        for flow in flows
    ]
    assert listed == sorted(str([chip(mark(verdict.outcome if verdict else None), "ja")]) for verdict in judged)
    assert len(set(listed)) > 1


def test_the_table_below_the_bands_has_every_flow_and_says_what_is_unknown(full: Workspace, show: Show) -> None:
    at = show("flows")
    rows = cells(at, "flows_paths")
    assert len(rows) == 3
    bare = next(row for row in rows if row[2] == "未確認")
    assert bare[3] == "未確認"
    assert "未確認" in str(bare[4])
    assert bare[5] == "未決定"
    assert bare[0] == ["✕ 不可"]
    assert any("Saigon Data Works" in str(row[1]) for row in rows)


def test_state_route_and_country_narrow_the_page_together(full: Workspace, show: Show) -> None:
    at = show("flows", view="list")
    at.pills(key="flows_route").set_value(["未決定"]).run()
    assert [row[1] for row in cells(at, "flows_table")] == ["何も分からない"]
    at.toggle(key="flows_abroad").set_value(True).run()
    assert [row[1] for row in cells(at, "flows_table")] == ["何も分からない"]
    at.pills(key="flows_route").set_value(["委託"]).run()
    assert {row[1] for row in cells(at, "flows_table")} == {"海外のクラウド", "顧客データの受託処理"}


def test_the_counts_of_the_verdicts_add_up_to_the_flows_and_narrow_the_page(full: Workspace, show: Show) -> None:
    a_flow(full, a_party(full, legal_name="株式会社みなと"), name="社内の移し替え", route=LegalRoute.SAME_ENTITY)
    at = show("flows", view="list")
    options = at.pills(key="flows_verdict").options
    assert len(options) > 1
    assert sum(int(option.rsplit(" ", 1)[1]) for option in options) == 4
    assert all(option.split()[1] in {"不可", "要照会", "条件付き可", "可", "未確認", "対象外"} for option in options)
    at.pills(key="flows_verdict").set_value([options[0]]).run()
    assert len(cells(at, "flows_table")) == int(options[0].rsplit(" ", 1)[1])
    narrowed = show("flows", view="list", verdict="blocked")
    assert {str(row[0]) for row in cells(narrowed, "flows_table")} == {"['✕ 不可']"}


def test_the_flow_opens_with_its_gaps_and_each_stands_beside_its_field(full: Workspace, show: Show) -> None:
    at = show("flow", flow=flow_named(full, "何も分からない").id)
    gaps = cells(at, "fix")
    assert gaps
    facts = [row for frame in tables(at) if "flow_facts" in frame.key for row in frame.value.values.tolist()]
    beside = " ".join(str(row[2]) for row in facts)
    for row in gaps:
        assert str(row[1]) in beside
    route = next(row for row in facts if row[0] == "渡す根拠")
    assert route[1] == "未決定"
    assert "根拠" in route[2]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_each_flow_is_drawn_in_both_languages(full: Workspace, show: Show, language: str) -> None:
    for name in ("顧客データの受託処理", "海外のクラウド", "何も分からない"):
        at = show("flow", flow=flow_named(full, name).id, language=language)
        assert at.title[0].value == name


def test_an_unknown_flow_is_said_to_be_missing(full: Workspace, show: Show) -> None:
    at = show("flow", flow="fl_none")
    assert "見つかりません" in said(at)
    assert show("flow_entry", edit="fl_none").warning


def test_a_field_saved_in_its_dialog_closes_its_gap(full: Workspace, show: Show) -> None:
    flow = flow_named(full, "何も分からない")
    at = show("flow", flow=flow.id, person=PROCUREMENT)
    at.session_state["party_dialog"] = (
        "flow_field",
        {"flow_id": flow.id, "record": "data_flow", "field": "categories"},
    )
    at.run()
    at.multiselect(key="flow_field_categories").set_value(["氏名・連絡先"]).run()
    at.button(key="flow_field_save").click().run()
    assert not at.exception
    assert flow_named(full, "何も分からない").categories == frozenset({DataCategory.PI_CONTACT})
    assert "なくなりました" in said(at)


def test_compliance_decides_the_route_and_procurement_may_not(full: Workspace, show: Show) -> None:
    flow = flow_named(full, "顧客データの受託処理")
    assert show("flow", flow=flow.id, person=PROCUREMENT).button(key="flow_decide").disabled
    at = show("flow", flow=flow.id, person=COMPLIANCE)
    at.button(key="flow_decide").click().run()
    assert at.button(key="flow_decide_do").disabled
    at.checkbox(key="flow_decide_do_checked").check().run()
    at.button(key="flow_decide_do").click().run()
    assert not at.exception
    assert flow_named(full, flow.name).route_decided_by == COMPLIANCE
    with pytest.raises(KeyError):
        at.button(key="flow_decide")


def test_the_cloud_exception_waits_for_its_facts_and_for_a_reason(full: Workspace, show: Show) -> None:
    flow = flow_named(full, "海外のクラウド")
    record(full, replace(flow, route=LegalRoute.NOT_PROVISION), actor=ACTOR, at=AT)
    facts = keep(full, CloudFacts("", flow.third_party_id, flow.id, no_handling_clause=True))
    assert show("flow", flow=flow.id, person=COMPLIANCE).button(key="flow_sign").disabled
    answered = replace(
        facts, technical_block=True, support_access=SupportAccess.NONE, uses_data_itself=False, published_under_32=True
    )
    record(full, answered, actor=ACTOR, at=AT)
    at = show("flow", flow=flow.id, person=COMPLIANCE)
    at.button(key="flow_sign").click().run()
    at.button(key="flow_sign_do").click().run()
    assert any("理由を書いてください" in one.value for one in at.warning)
    at.text_area(key="flow_sign_do_reason").set_value("規約と権限の設定を確かめた").run()
    at.button(key="flow_sign_do").click().run()
    assert not at.exception
    with full.unit() as unit:
        assert unit.records.select(CloudFacts)[0].signed_off_by == COMPLIANCE


def test_an_annual_check_is_recorded_and_listed(full: Workspace, show: Show) -> None:
    flow = flow_named(full, "海外のクラウド")
    at = show("flow", flow=flow.id, person=PROCUREMENT)
    assert len(cells(at, "flow_checks")) == 1
    at.button(key="flow_check").click().run()
    assert at.button(key="flow_check_save").disabled
    at.date_input(key="flow_check_checked_on").set_value(today())
    at.segmented_control(key="flow_check_measures_kept").select("はい").run()
    at.button(key="flow_check_save").click().run()
    assert not at.exception
    with full.unit() as unit:
        newest = max(unit.records.select(AnnualCheck), key=lambda check: check.checked_on)
    assert (newest.checked_on, newest.flow_ids, newest.measures_kept) == (today(), (flow.id,), True)
    assert newest.foreign_systems is None


def test_a_person_who_asks_is_told_all_seven_items_and_what_is_open_is_said(full: Workspace, show: Show) -> None:
    flow = flow_named(full, "海外のクラウド")
    at = show("flow", flow=flow.id)
    at.button(key="flow_answer").click().run()
    text = at.code[0].value
    assert sum(line[:1].isdigit() for line in text.splitlines()) == 7
    assert text.count("未確認") == 7
    assert "7項目が未記入" in said(at)


def test_ending_and_erasure_are_recorded_and_confirmed(full: Workspace, show: Show) -> None:
    flow = flow_named(full, "顧客データの受託処理")
    at = show("flow", flow=flow.id, person=PROCUREMENT)
    at.button(key="flow_end").click().run()
    at.date_input(key="flow_end_on").set_value(today() - timedelta(days=40)).run()
    at.button(key="flow_end_save").click().run()
    assert flow_named(full, flow.name).end_on == today() - timedelta(days=40)
    at.button(key="flow_erasure").click().run()
    at.segmented_control(key="flow_erasure_kind").select("消去").run()
    at.date_input(key="flow_erasure_done_on").set_value(today())
    at.text_input(key="flow_erasure_done_by").set_value("保守担当").run()
    at.button(key="flow_erasure_save").click().run()
    assert not at.exception
    at.button(key="flow_erased").click().run()
    assert "証明書などの資料がまだありません" in said(at)
    assert at.button(key="flow_erased_do").disabled
    at.checkbox(key="flow_erased_do_checked").check().run()
    at.button(key="flow_erased_do").click().run()
    assert not at.exception
    with full.unit() as unit:
        (erasure,) = unit.records.select(Erasure)
    assert (erasure.kind, erasure.confirmed_by) == (ErasureKind.ERASED, PROCUREMENT)


def test_the_entry_asks_what_the_answers_make_relevant(full: Workspace, show: Show) -> None:
    keep(full, ConsentText("", "会員規約", "3"))
    party = flow_named(full, "何も分からない").third_party_id
    at = show("flow_entry", new=party, person=PROCUREMENT)
    key = f"entry_new_{party}"
    routes = at.selectbox(key=f"{key}_route").options
    assert "オプトアウト" in routes
    assert not [box for box in at.selectbox if box.key and box.key.endswith("consent_text_id")]
    at.multiselect(key=f"{key}_categories").set_value(["特定個人情報（マイナンバー）"]).run()
    assert "オプトアウト" not in at.selectbox(key=f"{key}_route").options
    assert "本人の同意" not in at.selectbox(key=f"{key}_route").options
    assert "使えない根拠を除いています" in said(at)
    at.multiselect(key=f"{key}_categories").set_value(["氏名・連絡先"]).run()
    at.selectbox(key=f"{key}_route").set_value("本人の同意").run()
    at.selectbox(key=f"{key}_consent_text_id").select("会員規約 3").run()
    at.text_input(key=f"{key}_name").set_value("会員への案内").run()
    at.button(key="entry_save_top").click().run()
    assert not at.exception
    flow = flow_named(full, "会員への案内")
    assert flow.route is LegalRoute.CONSENT
    assert flow.consent_text_id is not None
    assert flow.storage_countries is None
    assert at.query_params["flow"] == flow.id


def test_a_flow_is_saved_with_nothing_but_its_name_and_every_blank_stays_unknown(full: Workspace, show: Show) -> None:
    party = flow_named(full, "何も分からない").third_party_id
    at = show("flow_entry", new=party, person=PROCUREMENT)
    at.button(key="entry_save_top").click().run()
    assert "名称" in said(at)
    at.text_input(key=f"entry_new_{party}_name").set_value("名前だけ").run()
    at.button(key="entry_save_bottom").click().run()
    flow = flow_named(full, "名前だけ")
    blank = DataFlow(flow.id, party, "名前だけ", role=Role.PROCESSOR, version=flow.version)
    assert flow == blank


def test_the_only_role_of_a_third_party_is_proposed_and_of_two_none(full: Workspace, show: Show) -> None:
    one = flow_named(full, "何も分からない").third_party_id
    assert show("flow_entry", new=one).selectbox(key=f"entry_new_{one}_role").value is Role.PROCESSOR
    two = a_party(full, legal_name="株式会社ふたやく", roles=frozenset({Role.PROCESSOR, Role.JOINT_USER})).id
    assert show("flow_entry", new=two).selectbox(key=f"entry_new_{two}_role").value is None


def test_the_page_of_a_flow_does_not_repeat_its_name_in_each_gap(full: Workspace, show: Show) -> None:
    flow = flow_named(full, "何も分からない")
    for language in ("ja", "en"):
        shown = [
            str(cell)
            for name in ("cites", "flow_facts_what")
            for row in cells(show("flow", flow=flow.id, language=language), name)
            for cell in row
        ]
        assert any("未確認" in cell or "nknown" in cell for cell in shown)
        assert not [cell for cell in shown if flow.name in cell]


def test_the_foreign_part_is_asked_only_of_what_is_abroad(full: Workspace, show: Show) -> None:
    home, abroad = flow_named(full, "顧客データの受託処理"), flow_named(full, "海外のクラウド")
    at = show("flow_entry", edit=home.id, person=PROCUREMENT)
    assert "国外の根拠" not in said(at)
    at = show("flow_entry", edit=abroad.id, person=PROCUREMENT)
    assert "アメリカ合衆国で、規則15条の指定国ではありません" in said(at)
    key = f"entry_{abroad.id}_{abroad.version}"
    assert at.selectbox(key=f"{key}_basis_kind").value is ForeignBasisKind.EQUIV_CONTRACT
    at.text_area(key=f"{key}_items_item_country").set_value("アメリカ合衆国").run()
    at.button(key="entry_save_top").click().run()
    assert not at.exception
    with full.unit() as unit:
        (basis,) = unit.records.select(ForeignBasis)
    assert basis.item_country == "アメリカ合衆国"
    assert flow_named(full, "海外のクラウド") == abroad


def test_a_cloud_region_proposes_the_country_of_storage(full: Workspace, show: Show) -> None:
    flow = flow_named(full, "何も分からない")
    at = show("flow_entry", edit=flow.id, person=PROCUREMENT)
    region = at.selectbox(key=f"entry_{flow.id}_1_region")
    region.set_value("aws us-east-1").run()
    assert "アメリカ合衆国を入れました" in said(at)
    assert flow_named(full, "何も分からない").storage_countries is None
    at.button(key="entry_save_top").click().run()
    assert flow_named(full, "何も分からない").storage_countries == frozenset({"US"})


def test_the_second_of_two_people_sees_both_values_and_chooses(full: Workspace, show: Show) -> None:
    flow = flow_named(full, "何も分からない")
    at = show("flow_entry", edit=flow.id, person=PROCUREMENT)
    at.text_input(key=f"entry_{flow.id}_1_source_system").set_value("後の人").run()
    at.session_state["flow_entry_conflict"] = (f"entry_{flow.id}_1", replace(flow, source_system="先の人"))
    at.run()
    assert "自分：後の人" in said(at)
    assert "相手：先の人" in said(at)
    at.button(key="entry_mine").click().run()
    assert flow_named(full, "何も分からない").source_system == "後の人"


def test_a_my_number_in_a_note_is_refused_with_its_words(full: Workspace, show: Show) -> None:
    flow = flow_named(full, "何も分からない")
    at = show("flow_entry", edit=flow.id, person=PROCUREMENT)
    at.text_area(key=f"entry_{flow.id}_1_note").set_value("番号 123456789018").run()
    at.button(key="entry_save_top").click().run()
    assert at.warning
    assert "123456789018" not in said(at)
    assert flow_named(full, "何も分からない").note == ""


def test_proposals_are_chosen_before_they_are_recorded(empty_home: Path, show: Show) -> None:
    workspace = Workspace(empty_home / "demo.db")
    party = a_party(workspace, data_categories=frozenset({DataCategory.PI_CONTACT}), person_count=70)
    a_contract(workspace, party)
    at = show("flows", person=PROCUREMENT)
    next(button for button in at.button if button.label == "委託契約から起こす").click().run()
    assert at.button(key="proposals_take").disabled
    at.checkbox(key="flow_proposals_all").check().run()
    at.button(key="proposals_take").click().run()
    assert not at.exception
    assert flow_named(workspace, "業務委託契約").person_count == 70


def test_nobody_edits_on_another_day_and_the_past_shows_what_was_known(full: Workspace, show: Show) -> None:
    flow = flow_named(full, "海外のクラウド")
    future = (today() + timedelta(days=400)).isoformat()
    at = show("flow", flow=flow.id, person=PROCUREMENT, on=future)
    assert at.button(key="flow_edit").disabled
    assert any("年次確認" in str(row[1]) for row in cells(at, "cites"))
    entry = show("flow_entry", edit=flow.id, person=PROCUREMENT, on=future)
    assert "登録できません" in said(entry)
    assert not [button for button in entry.button if button.key == "entry_save_top"]
    past = (today() - timedelta(days=4000)).isoformat()
    assert "まだデータフローの記録がありません" in said(show("flows", person=PROCUREMENT, on=past))


def test_an_auditor_reads_and_sales_is_sent_elsewhere(full: Workspace, show: Show) -> None:
    flow = flow_named(full, "海外のクラウド")
    at = show("flow", flow=flow.id, person=AUDITOR)
    assert at.button(key="flow_check").disabled
    assert at.button(key="flow_edit").disabled
    assert "調達" in said(show("flows", person=SALES))


def test_the_dossier_lists_its_flows_and_leads_to_a_new_one(full: Workspace, show: Show) -> None:
    party = flow_named(full, "海外のクラウド").third_party_id
    at = show("party", party=party, tab="flows", person=PROCUREMENT)
    assert [row[1] for row in cells(at, "party_flows")] == ["海外のクラウド"]
    assert "データフロー 1" in [getattr(tab, "label", "") for tab in at.tabs]
    at.button(key="party_flow_add").click().run()
    assert at.query_params["new"] == party


def test_a_gap_of_a_flow_leads_from_the_dossier_to_its_field(full: Workspace, show: Show) -> None:
    flow = flow_named(full, "何も分からない")
    with full.unit() as unit:
        gap = next(
            span for span in unit.spans.known_now(flow.third_party_id)
            if span.subject_key.startswith(flow.id) and span.fix_field == "categories"
        )  # fmt: skip
    at = show("party", party=flow.third_party_id, person=PROCUREMENT)
    at.session_state["party_dialog"] = ("fix", {"gap_id": gap.gap_id})
    at.run()
    assert not at.exception
    assert at.multiselect(key="flow_field_categories").value == []


def test_hostile_names_are_inert_everywhere_on_the_page(full: Workspace, show: Show) -> None:
    party = a_party(full, legal_name=HOSTILE, country="US")
    flow = a_flow(full, party, name=HOSTILE, route_rationale=HOSTILE, subject_groups=frozenset({SubjectGroup.OTHER}))
    places: tuple[tuple[str, dict[str, str]], ...] = (
        ("flows", {}),
        ("flows", {"view": "countries"}),
        ("flow", {"flow": flow.id}),
        ("flow_entry", {"edit": flow.id}),
    )
    for place, query in places:
        at = show(place, person=COMPLIANCE, **query)
        assert "![x](" not in said(at)
        assert "[l](" not in said(at)


def exported() -> None:
    """The page of flows, and its files as they would be saved."""
    import streamlit as st  # noqa: PLC0415 - the source of this function is run by itself

    from sakimori.ui.flows.listing import FLOWS, flow_exports  # noqa: PLC0415
    from sakimori.ui.flows.page import show_all  # noqa: PLC0415
    from sakimori.ui.frame.session import open_page  # noqa: PLC0415

    FLOWS.take_address()
    with open_page("test") as page:
        show_all(page)
        st.session_state["files"] = [export.make() for export in flow_exports(page)]


def test_the_file_holds_what_the_filters_leave(full: Workspace) -> None:
    at = AppTest.from_function(exported, default_timeout=30)
    take_seat(at, COMPLIANCE)
    for name, said_so in {"lang": "ja", "view": "list", "route": "undecided"}.items():
        at.query_params[name] = said_so
    at.run()
    assert not at.exception
    workbook, text = at.session_state["files"]
    sheet, about = openpyxl.load_workbook(io.BytesIO(workbook)).worksheets
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert [row[:2] for row in rows] == [["判定", "フロー"], ["不可", "何も分からない"]]
    assert {str(row[0].value): row[1].value for row in about.iter_rows()}["絞り込み"] == "未決定"
    assert "何も分からない" in text.decode("utf-8-sig")
    with full.unit() as unit:
        assert [line.entry.action for line in unit.accesses.lines(limit=2)] == ["flows.exported"] * 2


def test_the_address_says_what_the_controls_do_and_on_which_page_the_list_is(
    full: Workspace, show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sakimori.ui.frame.listing.PER_PAGE", 2)
    names = [row[1] for page in ("1", "2") for row in cells(show("flows", view="list", p=page), "flows_table")]
    assert len(names) == len(set(names)) == 3
    at = show("flows")
    assert len(cells(at, "flows_paths")) == 2
    at.segmented_control(key="flows_view").set_value("一覧").run()
    at.pills(key="flows_route").set_value(["委託"]).run()
    at.toggle(key="flows_abroad").set_value(True).run()
    said_so = {name: at.query_params[name] for name in ("view", "route", "abroad")}
    assert {name: value if isinstance(value, str) else value[0] for name, value in said_so.items()} == {
        "view": "list", "route": "entrust", "abroad": "1",
    }  # fmt: skip
    assert show("flows", route="optout", view="list").pills(key="flows_route").value, "nothing has it, yet it is said"


def test_an_address_of_the_list_that_names_a_flow_leads_to_it(full: Workspace, show: Show) -> None:
    flow = flow_named(full, "海外のクラウド")
    assert show("flows", flow=flow.id).title[0].value == flow.name
    at = show("flows", edit=flow.id, person=PROCUREMENT)
    assert [button.key for button in at.button if button.key == "entry_save_top"]
    assert show("flows", new="", person=PROCUREMENT).selectbox(key="entry_party").value is None


@pytest.mark.parametrize("language", ["ja", "en"])
def test_which_work_is_an_entrustment_is_explained_where_the_ground_leaves_it_in_doubt(
    full: Workspace, show: Show, language: str
) -> None:
    party = flow_named(full, "何も分からない").third_party_id
    at = show("flow_entry", new=party, person=PROCUREMENT, language=language)
    key = f"entry_new_{party}_route"
    title = TEXTS["flows.entrusted_or_not"].get(language)
    for route in (LegalRoute.UNDECIDED, LegalRoute.CONSENT, LegalRoute.ENTRUST, LegalRoute.JOINT):
        at.selectbox(key=key).set_value(route).run()
        assert not at.exception
        assert (title in [one.label for one in at.expander]) is (route in IN_DOUBT)
