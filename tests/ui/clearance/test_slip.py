"""票の確認: good or not, as issued or not, what changed since; its content only to those who may read it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from kit.asking import ADMIN, AUDITOR, COMPLIANCE, OTHER_SALES, PROCUREMENT, SALES, a_question, a_workspace_today
from kit.tables import tables
from sakimori.clock import now, today
from sakimori.domain.clearance import Inquiry, ReasonKind, Slip
from sakimori.domain.records.contract import Contract
from sakimori.domain.records.third_party import SELF_ID, ThirdParty
from sakimori.domain.user import Actor
from sakimori.services.access.address import PUBLIC_URL_VARIABLE
from sakimori.services.audit.view import verify
from sakimori.services.clearance.inquiries import request_of
from sakimori.services.clearance.slip_sheet import LOOKS_ON_PAPER, code_text
from sakimori.services.clearance.slips import issue_slip, revoke_slip, slip_digest
from sakimori.services.clearance.standing_requests import verdict_of
from sakimori.services.kernel.workspace import Workspace
from sakimori.store.schema.steps import GUARDS
from sakimori.ui.clearance.slip_dialog import slip_address
from sakimori.ui.frame.formats import plain
from sakimori.ui.frame.states import LIGHT, LOOKS, mark

Show = Callable[..., AppTest]
HOSTILE = "![x](http://127.0.0.1:9/x) *太字*"


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.setenv("SAKIMORI_HOME", str(tmp_path))
    return a_workspace_today(tmp_path)


@pytest.fixture
def slip(workspace: Workspace) -> Slip:
    return issue_slip(workspace, a_question(on=today(), recorded_flow=True), actor=SALES, at=now()).record


def said(at: AppTest) -> str:
    kinds = (at.markdown, at.caption, at.info, at.warning, at.error)
    return "\n".join(str(one.value) for kind in kinds for one in kind).replace("\\", "")


def everything(at: AppTest) -> str:
    return said(at) + "\n".join(one.value.to_string() for one in (*at.table, *tables(at)))


def looked_up(show: Show, slip: Slip, person: Actor = SALES, **more: Any) -> AppTest:
    return show("slip", person=person.id, number=slip.number, **more)


def change(workspace: Workspace, kind: type, key: str, **values: Any) -> None:
    with workspace.change("register.recorded", actor=ADMIN, at=now()) as writing:
        writing.update(replace(writing.records.get(kind, key), **values))


def accesses(workspace: Workspace) -> list[tuple[str, str]]:
    with workspace.unit() as unit:
        return [(line.entry.action, line.entry.actor) for line in unit.accesses.lines()]


def forge(workspace: Workspace, sql: str) -> None:
    with workspace.writing() as unit:
        for name in GUARDS:
            unit.engine.execute(f"DROP TRIGGER IF EXISTS {name}")
        unit.engine.execute(sql)


@pytest.mark.parametrize(("language", "words"), [("ja", "票の番号を入れてください"), ("en", "Enter the number")])
def test_without_a_number_the_page_asks_for_one(empty_home: Path, show: Show, language: str, words: str) -> None:
    assert (empty_home / "demo.db").exists()
    assert words in said(show("slip", person="us05", language=language))


def test_a_number_that_nobody_gave_out_is_told_as_typed(workspace: Workspace, show: Show) -> None:
    at = show("slip", person=SALES.id, number=HOSTILE)
    assert "という番号の票はありません" in at.warning[0].value
    assert "![x](" not in at.warning[0].value
    assert accesses(workspace) == []


@pytest.mark.parametrize("person", [SALES, PROCUREMENT, COMPLIANCE, AUDITOR], ids=lambda one: one.id)
def test_a_good_slip_is_shown_whole_to_its_issuer_and_to_those_who_read_the_register(
    slip: Slip, show: Show, person: Actor
) -> None:
    at = looked_up(show, slip, person)
    text = everything(at)
    for words in (
        "有効", "発行したときの内容のままです", "監査記録と一致します", "同じ判定がもう一度得られました",
        "判定も記録も変わっていません", "株式会社みなも", slip.audit_hash,
    ):  # fmt: skip
        assert words in text


def test_each_rule_stands_once_below_a_slip_with_the_revision_by_which_it_judged(slip: Slip, show: Show) -> None:
    line = next(line for line in said(looked_up(show, slip)).splitlines() if "A-IT1 r" in line)
    rules = re.findall(r"([A-Z][A-Z0-9a-z-]+) r(\d+)", line)
    assert ("A-IT1", "3") in rules
    assert len(rules) == len({rule for rule, _ in rules}) > 10


def test_a_slip_names_our_company_and_carries_what_it_is_checked_by(
    workspace: Workspace, slip: Slip, show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(workspace, ThirdParty, SELF_ID, legal_name="みなと青葉商事株式会社")
    at = looked_up(show, slip)
    assert "みなと青葉商事株式会社" in said(at)
    assert f"SHA-256 {slip_digest(slip)}" in said(at)
    assert "二次元コードには、票の番号とハッシュが入っています。" in said(at)
    assert code_text(slip, slip_address(slip.number)) == f"{slip.number} SHA-256 {slip_digest(slip)}"
    monkeypatch.setenv(PUBLIC_URL_VARIABLE, "https://sakimori.example.co.jp")
    public = f"https://sakimori.example.co.jp/slip?number={slip.number}"
    assert code_text(slip, slip_address(slip.number)) == public


def test_others_see_the_digest_of_a_slip_to_compare_it_with_the_paper(slip: Slip, show: Show) -> None:
    assert slip_digest(slip) in said(looked_up(show, slip, OTHER_SALES))


def test_what_is_to_be_kept_after_the_hand_over_bears_no_tick(demo_home: Path, show: Show) -> None:
    with Workspace(demo_home / "demo.db").unit() as unit:
        slips = unit.records.select(Slip, "revoked_on IS NULL", order="number DESC")
    slip, duty = next((one, duty) for one in slips for duty in verdict_of(one).of_kind(ReasonKind.DUTY))
    text = said(show("slip", person="us03", number=slip.number))
    (line,) = (one for one in text.splitlines() if plain(duty.text.ja).replace("\\", "") in one)
    assert line.startswith(":material/event_upcoming:")


def test_others_see_whether_it_is_good_and_nothing_else(workspace: Workspace, slip: Slip, show: Show) -> None:
    at = looked_up(show, slip, OTHER_SALES)
    assert "有効です" in said(at)
    assert "内容は、発行した人・調達・法務・監査が読めます。" in said(at)
    revoke_slip(workspace, slip.id, reason="相手の不祥事", actor=COMPLIANCE, at=now())
    revoked = looked_up(show, slip, OTHER_SALES)
    assert "取り消されています" in said(revoked)
    for shown in (at, revoked):
        assert "みなも" not in everything(shown)
        assert "不祥事" not in everything(shown)
        assert not shown.get("download_button")


def test_however_the_number_is_typed_it_is_found(slip: Slip, show: Show) -> None:
    at = show("slip", person=SALES.id, number=f" {slip.number.lower()} ")
    assert "有効" in said(at)


def test_a_look_is_noted_once_and_not_with_every_drawing(workspace: Workspace, slip: Slip, show: Show) -> None:
    at = looked_up(show, slip)
    at.run().run()
    assert sorted(accesses(workspace)) == [("slip.read", SALES.id), ("slip.verified", SALES.id)]


def test_a_slip_that_lapsed_says_why_and_what_changed(workspace: Workspace, slip: Slip, show: Show) -> None:
    with workspace.unit() as unit:
        (contract,) = unit.records.select(Contract)
    change(workspace, Contract, contract.id, end_on=today() - timedelta(days=1), auto_renews=False)
    own = looked_up(show, slip)
    assert "失効しています。渡せません。" in said(own)
    assert "加わった理由" in said(own)
    assert "不可" in said(own)
    assert not tables(own)  # which records differ is not for sales
    told = tables(looked_up(show, slip, PROCUREMENT))[0].value
    assert (told["record"].str.contains(contract.title, regex=False) & (told["field"] == "いまの期間の満了日")).any()
    assert "発行したときの内容のままです" in said(own)


def test_what_somebody_wrote_over_is_not_shown_as_the_slip(workspace: Workspace, slip: Slip, show: Show) -> None:
    forge(workspace, "UPDATE slip SET outcome = 'conditional'")
    at = looked_up(show, slip, COMPLIANCE)
    assert "発行したときの内容と違います" in said(at)
    assert "みなも" not in everything(at)
    assert not at.get("download_button")
    assert not verify(workspace).is_intact


def test_a_case_that_gives_another_answer_is_told(workspace: Workspace, slip: Slip, show: Show) -> None:
    forge(workspace, "UPDATE slip SET case_body = replace(case_body, 'no_sign', 'known')")
    at = looked_up(show, slip, COMPLIANCE)
    assert "同じ判定が得られません" in said(at)
    assert verify(workspace).slips.different == (slip.number,)


def test_its_issuer_takes_it_back_with_a_reason(workspace: Workspace, slip: Slip, show: Show) -> None:
    at = looked_up(show, slip)
    at.button(key="slip_revoke").click().run()
    at.button(key="slip_revoke_do").click().run()
    assert "理由" in at.warning[0].value
    at.text_area(key="slip_revoke_why").set_value("取引をやめた").run()
    at.button(key="slip_revoke_do").click().run()
    assert not at.exception
    assert "取り消しました" in said(at)
    assert "取引をやめた" in said(at)
    assert not [b for b in at.button if b.key == "slip_revoke"]


def test_its_issuer_may_put_its_question_to_compliance(workspace: Workspace, slip: Slip, show: Show) -> None:
    assert not [b for b in looked_up(show, slip, COMPLIANCE).button if b.key == "slip_ask"]
    at = looked_up(show, slip)
    at.button(key="slip_ask").click().run()
    at.text_area(key="inquiry_message").set_value("条件の意味を確かめたい").run()
    at.button(key="inquiry_send_do").click().run()
    assert not at.exception
    with workspace.unit() as unit:
        (sent,) = unit.records.select(Inquiry)
    assert (sent.asked_by, sent.message) == (SALES.id, "条件の意味を確かめたい")
    assert request_of(sent, today=today()).flow.id == "fl1"


def test_a_name_from_outside_stays_text(workspace: Workspace, slip: Slip, show: Show) -> None:
    change(workspace, ThirdParty, "tp1", legal_name=HOSTILE)
    fresh = issue_slip(workspace, a_question(on=today(), recorded_flow=True), actor=SALES, at=now()).record
    at = looked_up(show, fresh)
    assert not [cell for one in at.table for cell in one.value.to_numpy().ravel() if "![x](" in str(cell)]


def test_an_answer_looks_on_paper_as_on_the_screen() -> None:
    for outcome, look in LOOKS_ON_PAPER.items():
        state = mark(outcome)
        assert look == (LOOKS[state].glyph, LIGHT.fills[state])
