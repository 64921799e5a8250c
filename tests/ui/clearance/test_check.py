"""提供可否チェック: the answer follows the form, what the asker may know is asked in place; nothing more is told."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import ButtonGroup, Checkbox

from kit.asking import ADMIN, AT, COMPLIANCE, PROCUREMENT, SALES, a_workspace_today
from sakimori.clock import now, today
from sakimori.domain.codes import Outcome, Role, UserRole
from sakimori.domain.records.hand_over import HandOver
from sakimori.domain.records.own_registers import AcquisitionHistory, DataSet, Stop, StopChannel
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.values.text import JAPANESE
from sakimori.services.clearance.confirming import confirm_facts
from sakimori.services.clearance.errands import errands_of
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import register
from sakimori.services.settings.users import add_user
from sakimori.ui.frame.formats import day, plain
from sakimori.ui.frame.session_language import OF_RUN
from sakimori.ui.frame.states import mark, word
from sakimori.ui.frame.text import TEXTS

Show = Callable[..., AppTest]
Making = Callable[..., Workspace]

PARTY, DEMO_SALES, AUDITOR = "tp1", "us03", "us04"
LIKE = "check_tp1_fl1"


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Making:
    """Make the workspace of a worked hand-over whose assessment holds for the year to come."""

    def making(**given: Any) -> Workspace:
        monkeypatch.setenv("SAKIMORI_HOME", str(tmp_path))
        return a_workspace_today(tmp_path, **given)

    return making


def said(at: AppTest) -> str:
    """Everything that the page says in words."""
    return "\n".join(
        str(one.value) for kind in (at.markdown, at.caption, at.info, at.warning, at.error) for one in kind
    )


def answered(at: AppTest) -> Outcome | None:
    """The answer in the band."""
    band = next((one.value for one in at.markdown if one.value.startswith("## ")), "")
    found = [o for o in Outcome if any(f" {word(mark(o), lang)}]" in band for lang in ("ja", "en"))]
    return found[0] if found else None


def led_to(at: AppTest) -> list[str]:
    """The links of the page, but for those for everybody: the one that checks a slip, and the guides."""
    links = [str(link.proto.label) for link in at.get("page_link") if "point=" not in link.proto.query_string]
    return [words for words in links if words not in {TEXTS["slip.check_link"].ja, TEXTS["slip.check_link"].en}]


def asked_facts(at: AppTest) -> list[str]:
    """The facts that are asked beside the answer."""
    keys = [str(one.key) for kind in (at.segmented_control, at.selectbox) for one in kind if one.key]
    return [key.rpartition("|")[2].partition("_")[2] for key in keys if key.startswith("check_fact_")]


def answer_fact(at: AppTest, field: str, value: str) -> None:
    """Answer one of them with はい, いいえ or 未確認."""
    control = next(one for one in at.segmented_control if str(one.key).endswith(f"_{field}"))
    control.set_value(value).run()
    assert not at.exception


def choose(group: ButtonGroup[Any], value: object, language: str = JAPANESE) -> None:
    """Choose one of some side by side; their words are those of the page, which a test outside of it must name."""
    OF_RUN.set(language)
    group.set_value(value).run()


def unconfirmed(at: AppTest) -> list[str]:
    """The facts that count for nothing yet, each with its answer."""
    lines = [str(one.value) for one in at.markdown]
    heads = [place for place, line in enumerate(lines) if "まだ数えていない事実" in line]
    if not heads:
        return []
    after = lines[heads[0] + 1 :]
    return [line.removeprefix(":small[").removesuffix("]") for line in after[0].split("  \n")]


def box(at: AppTest, field: str) -> Checkbox:
    """The box of a condition."""
    return next(one for one in at.checkbox if str(one.key).endswith(f"_{field}_met"))


def check(show: Show, **more: Any) -> AppTest:
    return show("check", **{"person": SALES.id, "party": PARTY, **more})


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("ja", "渡す相手を選んでください。"), ("en", "Choose the recipient.")],
)
def test_an_empty_form_asks_for_data_and_recipient(made: Making, show: Show, language: str, sentence: str) -> None:
    made()
    at = show("check", person=SALES.id, language=language)
    assert sentence in said(at)
    assert answered(at) is None


def test_the_check_is_where_sales_is_led_from_pages_of_others(made: Making, show: Show) -> None:
    made()
    assert show("parties", person=SALES.id).get("page_link")[0].proto.label == "提供可否チェック"


def test_what_the_asker_decided_does_not_count_and_the_check_says_who_decides(made: Making, show: Show) -> None:
    made()
    at = check(show, person=COMPLIANCE.id)  # who decided the assessment that it rests on
    assert answered(at) is Outcome.BLOCKED
    assert "照会者本人の判断・承認は数えない。別の人（法務）が判断する。" in said(at)


@pytest.mark.parametrize(
    ("language", "told", "nobody"),
    [
        ("ja", "あなた自身の判断・承認は", "ほかに判断できる人がいない"),
        ("en", "Your own decisions and approvals", "nobody else may decide"),
    ],
)
def test_whoever_decided_is_told_beforehand_that_it_does_not_count_for_him_and_who_else_may_decide(
    made: Making, show: Show, language: str, told: str, nobody: str
) -> None:
    who = "法務 *二*"

    def line(person: str) -> str:
        at = check(show, person=person, language=language)
        return next((str(one.value) for one in at.caption if told in one.value), "")

    workspace = made()
    assert line(SALES.id) == ""
    assert nobody in line(COMPLIANCE.id)
    add_user(
        workspace, name=who, department="", roles=frozenset({UserRole.COMPLIANCE}), user_id="us6", actor=ADMIN, at=AT
    )  # fmt: skip
    assert nobody not in line(COMPLIANCE.id)
    assert plain(who) in line(COMPLIANCE.id)


RECEIPT: dict[str, Any] = {
    "recipient": {"roles": ["source"]},
    "flow": {"direction": "in", "role": "source", "route": "CONSENT"},
    "data_set_parts": [{"position": "bought_on_consent"}],
    "facts": {"provider_history": "未回答"},
}


def labels(at: AppTest) -> set[str]:
    """What the fields of the form are called."""
    return {str(one.label) for kind in (at.selectbox, at.date_input, at.text_input) for one in kind}


@pytest.mark.parametrize(
    ("language", "out", "words"),
    [
        ("ja", "渡", {"受け取るデータ", "受け取る日", "[受け取る相手]", "まだ受け取れません"}),
        ("en", "hand", {"Data that come in", "Day of receipt", "[Received from]", "Do not take it in yet"}),
    ],
)  # fmt: skip
def test_a_receipt_is_asked_and_answered_as_a_receipt(
    made: Making, show: Show, language: str, out: str, words: set[str]
) -> None:
    workspace = made(**RECEIPT)
    at = check(show, language=language)
    assert answered(at) is Outcome.REVIEW
    assert [one for one in labels(at) if out in one] == []
    whole = "\n".join([said(at), *labels(at)])
    assert {one for one in words if one in whole} == words
    assert [one for one in said(at).splitlines() if out in one] == []
    with workspace.change("register.recorded", actor=ADMIN, at=AT) as change:
        facts = change.records.select(HandOver)[0]
        change.update(replace(facts, provider_history=AcquisitionHistory.LAWFUL))
    at = check(show, language=language)
    assert answered(at) is Outcome.REVIEW
    confirm_facts(workspace, facts.flow_id, ["provider_history"], reason="確かめた", actor=ADMIN, at=now())
    at = check(show, language=language)
    assert answered(at) in {Outcome.ALLOWED, Outcome.CONDITIONAL}
    assert [one.key for one in at.button if one.key in {"check_slip_issue", "check_inquiry_send"}] == [
        "check_inquiry_send"  # a slip is for what goes out
    ]
    at.selectbox(key=f"check_like_{PARTY}").set_value("").run()
    assert [one for one in labels(at) if out in one] == []  # whoever is nothing but a source gives in a new one too


@pytest.mark.parametrize("person", [SALES.id, PROCUREMENT.id])
def test_a_hand_over_inside_a_sound_flow_is_allowed_to_whoever_may_ask(made: Making, show: Show, person: str) -> None:
    made()
    at = check(show, person=person)
    assert answered(at) is Outcome.ALLOWED
    assert "登録済みのフローの範囲内です。" in said(at)
    assert asked_facts(at) == []


@pytest.mark.parametrize(
    ("language", "words"), [("ja", ("渡せます。", "まで有効")), ("en", ("You may hand this over.", "Valid until"))]
)
def test_the_answer_says_in_both_languages_until_when_it_stands(
    made: Making, show: Show, language: str, words: tuple[str, ...]
) -> None:
    made()
    at = check(show, language=language)
    text = said(at) + str([one.value.values.tolist() for one in at.table])
    assert all(part in text for part in words)
    assert day(today() + timedelta(days=300), language) in text
    assert not re.search(r"\d{4}-\d{2}-\d{2}", text)  # as the sentences of the rules have them


@pytest.mark.parametrize("person", ["us01", "us02", "us03"])
def test_in_an_empty_workspace_the_form_asks_and_knows_nobody(empty_home: Path, show: Show, person: str) -> None:
    assert (empty_home / "demo.db").exists()
    at = show("check", person=person)
    assert "渡す相手を選んでください。" in said(at)
    assert not at.selectbox  # there are no data to choose from either
    at.text_input(key="check_q").set_value("ひなた").run()
    assert not at.exception
    assert "登録されていません。" in said(at)


@pytest.mark.parametrize("person", ["us04", "us05"])
def test_whoever_may_not_ask_is_told_so_in_an_empty_workspace_too(empty_home: Path, show: Show, person: str) -> None:
    assert (empty_home / "demo.db").exists()
    assert "この画面を開けるのは" in show("check", person=person, view="check").warning[0].value


def test_an_auditor_is_told_whose_page_it_is(demo_home: Path, show: Show) -> None:
    assert "この画面を開けるのは" in show("check", person=AUDITOR, view="check").warning[0].value


def test_a_condition_that_the_asker_fulfils_stays_one_until_somebody_else_made_sure(made: Making, show: Show) -> None:
    workspace = made(facts={"objectors_removed": None})
    with workspace.change("stop.recorded", actor=COMPLIANCE, at=AT) as change:
        change.insert(Stop("st1", "h", StopChannel.USE, today()))
    at = check(show)
    assert answered(at) is Outcome.CONDITIONAL
    assert "次の **1件** を満たせば渡せます。" in said(at)
    assert asked_facts(at) == []  # a thing to be done is ticked, not asked
    box(at, "objectors_removed").check().run()
    assert answered(at) is Outcome.CONDITIONAL
    assert box(at, "objectors_removed").value is True  # and stands there, done
    assert [line.partition("：")[2] for line in unconfirmed(at)] == ["はい"]
    assert "別の人が確かめれば :green-background[" in said(at)
    box(at, "objectors_removed").uncheck().run()
    assert answered(at) is Outcome.CONDITIONAL
    assert unconfirmed(at) == []


def test_a_recipient_abroad_without_a_basis_is_blocked_and_the_reason_leads(made: Making, show: Show) -> None:
    made(recipient={"country": "US", "business_in_japan": False}, foreign_bases=[{"kind": "none"}])
    at = check(show)
    assert answered(at) is Outcome.BLOCKED
    text = said(at)
    assert "いまは渡せません。" in text
    assert "法28条1項" in text
    assert "直せるのは" in text
    assert not [one for one in at.code if "法28条1項" in one.value]  # compliance is asked by an inquiry


def test_a_fact_that_the_asker_may_know_is_asked_and_one_of_compliance_only_named(made: Making, show: Show) -> None:
    made(flow={"categories": ["PSEUDO"]}, facts={"objections": None, "standard_met": None})
    at = check(show)
    assert answered(at) is Outcome.REVIEW
    assert asked_facts(at) == ["objections"]
    assert "担当：" in said(at)
    answer_fact(at, "objections", "no")
    assert answered(at) is Outcome.REVIEW
    ours = check(show, person=COMPLIANCE.id)
    assert sorted(asked_facts(ours)) == ["objections", "standard_met"]


def test_more_than_was_registered_is_a_question_of_its_own(made: Making, show: Show) -> None:
    made()
    at = check(show)
    at.number_input(key=f"{LIKE}_ds1_persons").set_value(501).run()
    assert answered(at) is Outcome.REVIEW
    assert "新しい提供として判定しています" in said(at)
    assert "objections" in asked_facts(at)
    at.number_input(key=f"{LIKE}_ds1_persons").set_value(499).run()
    assert answered(at) is Outcome.ALLOWED


def test_an_answer_belongs_to_its_question_and_is_kept_for_it(made: Making, show: Show) -> None:
    made(purposes=[{}, {"name": "別の目的"}], facts={"objections": None})
    at = check(show)
    answer_fact(at, "objections", "no")
    assert answered(at) is Outcome.REVIEW
    assert unconfirmed(at) == ["本人から受けている申出：申出なし"]
    at.selectbox(key=f"{LIKE}_purpose").set_value("pu2").run()
    assert "objections" in asked_facts(at)
    at.selectbox(key=f"{LIKE}_purpose").set_value("pu1").run()
    assert unconfirmed(at) == ["本人から受けている申出：申出なし"]


@pytest.mark.parametrize(
    ("language", "done", "waits"),
    [("ja", "依頼しました。", "調達 海に登録を依頼済みです"), ("en", "Asked.", "調達 海 was asked to register it")],
)
def test_procurement_is_asked_in_one_press_to_register_a_company_and_told_once(
    made: Making, show: Show, language: str, done: str, waits: str
) -> None:
    workspace = made()
    at = show("check", person=SALES.id, language=language)
    at.text_input(key="check_q").set_value("どこにもない会社").run()
    assert at.selectbox(key="check_register_person").options == [PROCUREMENT.name]
    assert "どこにもない会社" in at.code[0].value
    assert led_to(at) == []
    at.button(key="check_register_do").click().run()
    assert not at.exception
    assert done in said(at) + str([one.value for one in at.success])
    (row,) = errands_of(workspace, actor=PROCUREMENT, on=today()).to_do
    assert (row.errand.about, row.errand.due_on) == ("どこにもない会社", today() + timedelta(days=7))
    assert "どこにもない会社" in said(show("gaps", person=PROCUREMENT.id, language=language))
    again = show("check", person=SALES.id, language=language)
    again.text_input(key="check_q").set_value("どこにもない会社").run()
    assert waits in said(again)
    assert "check_register_do" not in {button.key for button in again.button}
    register(workspace, ThirdParty("", "どこにもない会社", frozenset({Role.PROCESSOR})), actor=PROCUREMENT, at=AT)
    assert "この相手で判定する" in [button.label for button in show("check", person=SALES.id).button]


def test_whoever_registers_companies_is_led_to_do_so(made: Making, show: Show) -> None:
    made()
    own = show("check", person=PROCUREMENT.id)
    own.text_input(key="check_q").set_value("どこにもない会社").run()
    assert led_to(own) == ["取引先を登録"]
    assert "調達に登録を依頼" not in said(own)


def test_several_companies_of_a_name_are_shown_and_one_is_chosen(made: Making, show: Show) -> None:
    workspace = made()
    for name in ("株式会社ひなたリサーチ", "ひなたリサーチ西日本株式会社"):
        register(workspace, ThirdParty("", name, frozenset({Role.PROCESSOR}), country="JP"), actor=PROCUREMENT, at=AT)
    at = show("check", person=SALES.id)
    at.text_input(key="check_q").set_value("ひなた").run()
    picks = [button for button in at.button if str(button.key).startswith("check_pick_")]
    assert {button.label for button in picks} == {"株式会社ひなたリサーチ", "ひなたリサーチ西日本株式会社"}
    chosen = picks[0].label
    picks[0].click().run()
    assert chosen in said(at)
    assert "渡すデータを選んでください" in said(at)
    at.button(key="check_change").click().run()
    assert "渡す相手を選んでください。" in said(at)


def test_a_day_that_is_past_and_a_personal_number_are_refused_and_nothing_typed_is_lost(
    made: Making, show: Show
) -> None:
    made(flow={"data_items": []})
    at = check(show)
    assert answered(at) is Outcome.ALLOWED
    at.text_input(key=f"{LIKE}_ds1_items").set_value("123456789018").run()
    assert answered(at) is None
    assert "123456789018" not in at.warning[0].value
    at.text_input(key=f"{LIKE}_ds1_items").set_value("").run()
    at.date_input(key=f"{LIKE}_day").set_value(today() - timedelta(days=1)).run()
    assert answered(at) is None
    assert "本日以降の日にしてください" in said(at)
    at.date_input(key=f"{LIKE}_day").set_value(today() + timedelta(days=1)).run()
    assert answered(at) is Outcome.ALLOWED


def test_sales_is_led_to_no_dossier_and_procurement_is(made: Making, show: Show) -> None:
    made(contracts=[])
    assert answered(check(show)) is not Outcome.ALLOWED
    assert led_to(check(show)) == []
    assert "調書" in [link.proto.label for link in check(show, person=PROCUREMENT.id).get("page_link")]


def test_another_ground_is_only_a_hint(made: Making, show: Show) -> None:
    made(flow={"route": "UNDECIDED"})
    at = check(show)
    assert answered(at) is Outcome.BLOCKED
    assert any("根拠が「委託」に当たるなら" in one.value for one in at.caption)
    ground = next(one for one in at.button_group if one.key == f"{LIKE}_route_")
    assert ground.value is None
    assert "選ばなければ渡せません。" in said(at)
    assert "入力欄で選び直せます。" in said(at)
    choose(ground, "ENTRUST")
    assert not at.exception
    assert "入力欄で選び直せます。" not in said(at)
    assert answered(at) is not Outcome.BLOCKED


def test_whose_data_hold_the_rest_back_is_named(made: Making, show: Show) -> None:
    made(data_set_parts=[{"name": "甲"}, {"name": "乙", "acquired_properly": False}])
    at = check(show)
    assert answered(at) is Outcome.BLOCKED
    assert any("「乙」の人を除けば、可です。" in one.value for one in at.caption)


def test_kinds_that_hold_the_rest_back_are_left_out_in_one_press(made: Making, show: Show) -> None:
    kinds = ["PI_CONTACT", "MYNUMBER"]
    made(flow={"categories": kinds}, data_set_parts=[{"categories": kinds}])
    at = check(show)
    assert answered(at) is Outcome.REVIEW  # somebody has to say which work My Number serves
    assert any("除けば、可です。" in one.value for one in at.caption)
    at.button(key="check_leave_out").click().run()
    assert not at.exception
    assert answered(at) is Outcome.ALLOWED
    chosen = next(group for group in at.button_group if str(group.key).endswith("_kinds"))
    assert chosen.value == ["PI_CONTACT"]
    assert "check_leave_out" not in {button.key for button in at.button}


def test_persons_that_hold_the_rest_back_are_no_kind_to_be_left_out(made: Making, show: Show) -> None:
    made(data_set_parts=[{"name": "甲"}, {"name": "乙", "acquired_properly": False}])
    assert "check_leave_out" not in {button.key for button in check(show).button}


@pytest.mark.parametrize(
    ("language", "parts"),
    [("ja", ("次をお願いします。", "法25条", "渡す日")), ("en", ("Please see to this:", "Art. 25", "hand"))],
)
def test_what_others_must_mend_comes_with_names_and_words_to_send(
    made: Making, show: Show, language: str, parts: tuple[str, ...]
) -> None:
    made(contracts=[], recipient={"legal_name": "株式会社ひなたリサーチ"})
    at = check(show, language=language)
    asked = next(one for one in at.selectbox if str(one.key).startswith("check_ask_"))
    assert asked.options == [PROCUREMENT.name]
    words = at.code[0].value
    assert "株式会社ひなたリサーチ" in words
    assert all(part in words for part in parts)
    assert "2026-" not in words
    assert not check(show, person=PROCUREMENT.id).code  # it is their own matter, and they are led to the record


def test_what_compliance_decides_is_asked_by_an_inquiry_and_not_by_words(made: Making, show: Show) -> None:
    made(flow={"person_count": 1_001}, data_set_parts=[{"person_count": 1_001}])
    at = check(show)
    assert answered(at) is Outcome.CONDITIONAL
    assert not at.code
    assert "担当：" in said(at)


def test_data_chosen_before_the_recipient_begin_the_question(made: Making, show: Show) -> None:
    workspace = made(recipient={"legal_name": "株式会社ひなたリサーチ"})
    with workspace.change("register.recorded", actor=COMPLIANCE, at=AT) as change:
        change.insert(DataSet("ds9", "採用の応募者"))
    for data_set, like in (("ds1", "fl1"), ("ds9", "")):
        at = show("check", person=SALES.id)
        at.selectbox(key="check_data_first").set_value(data_set).run()
        at.text_input(key="check_q").set_value("ひなた").run()
        pick = next(button for button in at.button if button.key == f"check_pick_{PARTY}")
        pick.click().run()
        assert not at.exception
        assert at.selectbox(key=f"check_like_{PARTY}").value == like
        assert at.selectbox(key=f"check_{PARTY}_{like or 'new'}_data").value == data_set


def test_an_address_may_name_a_flow_alone(made: Making, show: Show) -> None:
    made()
    at = show("check", person=SALES.id, flow="fl1")
    assert answered(at) is Outcome.ALLOWED
    assert at.selectbox(key=f"check_like_{PARTY}").value == "fl1"


def test_a_fact_that_nothing_asks_for_can_be_told(made: Making, show: Show) -> None:
    made()
    at = check(show)
    more = next(one for one in at.multiselect if str(one.key).endswith("_more"))
    assert len(more.options) == 5  # first_time, sealed_carriage, returns_to_entruster, at_request, identity_checked
    more.set_value(["first_time"]).run()
    assert asked_facts(at) == ["first_time"]
    answer_fact(at, "first_time", "yes")
    assert answered(at) is Outcome.CONDITIONAL
    answer_fact(at, "first_time", "no")
    assert answered(at) is Outcome.ALLOWED


def test_only_compliance_may_say_that_a_duty_falls_away(made: Making, show: Show) -> None:
    made()
    offered = {
        person: set(
            next(one for one in check(show, person=person).multiselect if str(one.key).endswith("_more")).options
        )
        for person in (SALES.id, PROCUREMENT.id, COMPLIANCE.id)
    }
    assert offered[SALES.id] == offered[PROCUREMENT.id] < offered[COMPLIANCE.id]


def test_sales_sees_neither_answers_nor_scores(made: Making, show: Show) -> None:
    made()
    at = check(show)
    text = said(at) + str([one.value.values.tolist() for one in at.table])
    assert "審査" in text
    for word_ in ("点", "スコア", "回答率", "設問"):
        assert word_ not in text


def test_a_past_day_is_judged_by_nobody(made: Making, show: Show) -> None:
    made()
    at = check(show, on=(today() - timedelta(days=30)).isoformat())
    assert answered(at) is None
    assert "今日の記録で判定します" in said(at)


@pytest.mark.parametrize("query", [{"party": "tp_none"}, {"party": PARTY, "data": "ds_none", "flow": "fl_none"}])
def test_an_address_that_names_nothing_falls_back(made: Making, show: Show, query: dict[str, str]) -> None:
    made()
    at = show("check", person=SALES.id, **query)
    assert (answered(at) is None) == (query["party"] != PARTY)
    assert bool(at.text_input) or answered(at) is Outcome.ALLOWED


def test_a_name_from_outside_stays_text(made: Making, show: Show) -> None:
    made(recipient={"legal_name": "![x](http://127.0.0.1:9/x) :red[株式会社]"})
    assert "![x](" not in said(check(show))


@pytest.mark.parametrize("outcome", list(Outcome))
def test_in_the_demo_the_check_says_what_is_held_of_the_flow(demo_home: Path, show: Show, outcome: Outcome) -> None:
    with Workspace(demo_home / "demo.db").unit() as unit:
        found = unit.query(
            "SELECT subject_id, third_party_id FROM outcome_span WHERE known_until IS NULL AND subject_kind = 'flow' "
            "AND from_on IS NULL AND outcome = :outcome ORDER BY subject_id LIMIT 1",
            outcome=outcome.value,
        )
    at = show("check", person=DEMO_SALES, party=str(found[0]["third_party_id"]), flow=str(found[0]["subject_id"]))
    assert answered(at) is outcome
