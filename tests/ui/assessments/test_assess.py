"""審査: the list, the page of one assessment, and who may do what on it."""

from __future__ import annotations

import gc
import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kit.assessing import assessment_rows
from kit.drafts import for_keys, that_asks
from kit.tables import tables
from sakimori.clock import now, today
from sakimori.domain.codes import AssessmentState, UserRole
from sakimori.domain.questions.assessment import Assessment
from sakimori.domain.records.third_party import SELF_ID
from sakimori.domain.user import Actor
from sakimori.domain.values.days import end_of_day
from sakimori.services.assessments.check import AnswerInput
from sakimori.services.assessments.opening import open_assessment
from sakimori.services.assessments.rows import AssessmentRow
from sakimori.services.assessments.view import assessment_view
from sakimori.services.assessments.view_parts import AssessmentView
from sakimori.services.assessments.write import answer
from sakimori.services.kernel.workspace import Workspace
from ui.conftest import SCREENS, Show, take_seat

OTHER = Actor("us06", "森 さくら", frozenset({UserRole.PROCUREMENT}))


def workspace(home: Path) -> Workspace:
    return Workspace(home / "demo.db")


def all_rows(home: Path) -> tuple[AssessmentRow, ...]:
    opened = workspace(home)
    return assessment_rows(opened, number=opened.head()[0])


def rows(home: Path, state: AssessmentState) -> list[AssessmentRow]:
    """The assessments of third parties in a state; what our own company was asked looks otherwise."""
    return [row for row in all_rows(home) if row.state is state and row.third_party_id != SELF_ID]


def page_of(home: Path, assessment_id: str) -> AssessmentView:
    opened = workspace(home)
    return assessment_view(opened, assessment_id, on=today(), number=opened.head()[0])


def a_draft(home: Path) -> str:
    return for_keys(workspace(home))


def button(at: AppTest, key: str):  # type: ignore[no-untyped-def]
    return at.button(key=key)


def current(at: AppTest) -> str:
    """The question that the keys 1–5 answer now."""
    key = next(b.key for b in at.button if b.key and b.key.startswith("key_"))
    return str(key).split("_")[1]


def text_of(at: AppTest) -> str:
    elements = (*at.markdown, *at.caption, *at.info, *at.warning)
    return "\n".join(str(element.value) for element in elements)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_list_shows_what_is_under_way(demo_home: Path, show: Show, language: str) -> None:
    at = show("assess", language=language)
    frame = tables(at)[0].value
    running = [s for s in AssessmentState if s not in {AssessmentState.DECIDED, AssessmentState.CANCELLED}]
    assert len(frame) == sum(row.state in running for row in all_rows(demo_home))
    at.segmented_control(key="assess_tab").set_value("decided").run()
    assert len(tables(at)[0].value) == sum(row.state is AssessmentState.DECIDED for row in all_rows(demo_home))


@pytest.mark.parametrize("language", ["ja", "en"])
def test_an_empty_list_says_the_next_step(empty_home: Path, show: Show, language: str) -> None:
    at = show("assess", person="us01", language=language)
    assert [b.key for b in at.button if b.key and b.key.startswith("next_")]
    assert not tables(at)


def test_a_row_leads_to_its_page(demo_home: Path, show: Show) -> None:
    at = show("assess")
    key = tables(at)[0].key
    at.session_state[key] = {"selection": {"rows": [0], "columns": [], "cells": []}}
    at.run()
    asked = at.query_params["id"]
    assert page_of(demo_home, asked).party_name in at.title[0].value


def test_an_address_names_stage_and_order_and_says_what_is_chosen(demo_home: Path, show: Show) -> None:
    at = show("assess", tab="decided", sort="-party")
    found = [row.name for row in all_rows(demo_home) if row.state is AssessmentState.DECIDED]
    names = [str(name) for name in tables(at)[0].value["party"]]
    assert len(names) == len(found)
    assert all(name.startswith(tuple(found)) for name in names)
    assert names[0].startswith(max(found))
    at.toggle(key="assess_mine").set_value(True).run()
    assert (at.query_params["tab"], at.query_params["sort"], at.query_params["mine"]) == ("decided", "-party", "1")
    assert not tables(at) or len(tables(at)[0].value) < len(names)


def test_one_third_party_shows_only_its_own(demo_home: Path, show: Show) -> None:
    row = rows(demo_home, AssessmentState.DRAFT)[0]
    at = show("assess", party=row.third_party_id)
    assert set(tables(at)[0].value["party"]) == {row.name}


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("state", [s for s in AssessmentState if s is not AssessmentState.CANCELLED])
def test_a_page_opens_in_every_state(demo_home: Path, show: Show, language: str, state: AssessmentState) -> None:
    row = rows(demo_home, state)[0]
    at = show("assess", language=language, id=row.id)
    assert row.name in at.title[0].value
    assert len(at.radio(key="assess_section").options) >= 5


def test_an_unknown_assessment_is_refused_in_a_sentence(demo_home: Path, show: Show) -> None:
    at = show("assess", id="as_x")
    assert "見つかりません" in at.warning[0].value


def test_a_key_answers_and_moves_on(demo_home: Path, show: Show) -> None:
    draft = a_draft(demo_home)
    at = show("assess", person="us02", id=draft)
    before, asked = page_of(demo_home, draft).progress.answered, current(at)
    button(at, f"key_{asked}_yes").click().run()
    assert not at.exception
    assert page_of(demo_home, draft).progress.answered == before + 1
    assert current(at) != asked


def test_partly_waits_for_its_reason_and_is_saved_with_it(demo_home: Path, show: Show) -> None:
    draft = a_draft(demo_home)
    at = show("assess", person="us02", id=draft)
    asked = current(at)
    button(at, f"key_{asked}_partly").click().run()
    assert page_of(demo_home, draft).question(asked).answer is None  # type: ignore[union-attr]
    assert "理由を書くと保存します。" in text_of(at)
    at.text_input(key=f"reason_{asked}").set_value("本社だけ").run()
    stored = page_of(demo_home, draft).question(asked)
    assert stored is not None
    assert stored.answer is not None
    assert stored.answer.reason == "本社だけ"
    assert stored.gap is not None
    assert stored.gap.title.ja in text_of(at)


def test_a_typed_field_is_left_once_it_is_saved_and_its_note_outlives_unknown(demo_home: Path, show: Show) -> None:
    opened = workspace(demo_home)
    draft = that_asks(opened, "H-02")
    for asked, value, note in (("H-01", "yes", ""), ("H-02", "95", "未受講は休職者")):
        seen = page_of(demo_home, draft).question(asked)
        assert seen is not None
        answer(opened, draft, AnswerInput(asked, value=(value,), note=note, seen_seq=seen.seq), actor=OTHER, at=now())
    at = show("assess", person="us02", id=draft, q="H-02")
    (typed,) = [field for field in at.number_input if "H-02" in str(field.key)]
    typed.set_value(97.0).run()
    (fresh,) = [field for field in at.number_input if "H-02" in str(field.key)]
    assert fresh.key != typed.key
    button(at, "unknown_H-02").click().run()
    stored = page_of(demo_home, draft).question("H-02")
    assert stored is not None
    assert stored.answer is not None
    assert (stored.answer.value, stored.answer.note) == ((), "未受講は休職者")


def test_the_parts_of_the_risk_value_end_in_their_total(demo_home: Path, show: Show) -> None:
    row = next(row for row in rows(demo_home, AssessmentState.SUBMITTED) if row.risk)
    at = show("assess", id=row.id)
    at.session_state["assess_score"] = True
    at.run()
    parts = tables(at)[0].value.iloc[:, -1].tolist()
    assert parts[-1] == round(row.risk or 0, 2)
    assert sum(parts[:-1]) == pytest.approx(parts[-1], abs=0.005 * len(parts))


def test_a_my_number_is_not_saved_and_the_page_says_so(demo_home: Path, show: Show) -> None:
    draft = a_draft(demo_home)
    at = show("assess", person="us02", id=draft)
    asked = current(at)
    button(at, f"key_{asked}_partly").click().run()
    at.text_input(key=f"reason_{asked}").set_value("123456789018").run()
    assert page_of(demo_home, draft).question(asked).answer is None  # type: ignore[union-attr]
    assert "マイナンバー" in text_of(at)
    assert "123456789018" not in text_of(at)


def test_filters_leave_what_they_name(demo_home: Path, show: Show) -> None:
    draft = a_draft(demo_home)
    at = show("assess", person="us02", id=draft)
    at.segmented_control(key="assess_focus").set_value("failing").run()
    failing = {q.question.id for q in page_of(demo_home, draft).questions if q.gap is not None}
    shown = {str(c.key).removeprefix("answer_") for c in at.segmented_control if str(c.key).startswith("answer_")}
    assert shown
    assert shown <= failing


def test_a_section_is_chosen_and_left_again(demo_home: Path, show: Show) -> None:
    at = show("assess", person="us02", id=a_draft(demo_home))
    at.radio(key="assess_section").set_value("2").run()
    assert at.subheader[0].value.startswith("2 ")
    button(at, "assess_previous").click().run()
    assert at.subheader[0].value.startswith("1 ")
    button(at, "assess_next").click().run()
    assert not at.exception


def test_submission_is_closed_with_the_reason_while_questions_are_blank(demo_home: Path, show: Show) -> None:
    draft = a_draft(demo_home)
    at = show("assess", person="us02", id=draft)
    assert button(at, "assess_finish").disabled
    assert f"未回答が{page_of(demo_home, draft).blanks}問" in button(at, "assess_finish").help


def test_somebody_who_was_slower_sees_both_answers(demo_home: Path, show: Show) -> None:
    draft = a_draft(demo_home)
    at = show("assess", person="us02", id=draft)
    asked = current(at)
    answer(workspace(demo_home), draft, AnswerInput(asked, value=("yes",), seen_seq=0), actor=OTHER, at=now())
    button(at, f"key_{asked}_no").click().run()
    assert "森 さくら" in text_of(at)
    button(at, "assess_ours").click().run()
    assert page_of(demo_home, draft).question(asked).answer.value == ("no",)  # type: ignore[union-attr]


def test_earlier_answers_are_taken_over_in_one_go_after_a_look(demo_home: Path, show: Show) -> None:
    row = rows(demo_home, AssessmentState.DECIDED)[0]
    opened = workspace(demo_home)
    with opened.unit() as unit:
        decided = unit.records.get(Assessment, row.id)
    draft = open_assessment(
        opened, row.third_party_id, pack_id=decided.pack_id, group=decided.group, actor=OTHER, at=now()
    ).id
    at = show("assess", person="us02", id=draft)
    button(at, "assess_batch").click().run()
    assert page_of(demo_home, draft).progress.answered == 0
    button(at, "assess_batch_save").click().run()
    assert not at.exception
    assert page_of(demo_home, draft).progress.answered > 20


def test_a_reviewer_decides_in_a_dialog(demo_home: Path, show: Show) -> None:
    row = rows(demo_home, AssessmentState.SUBMITTED)[0]
    at = show("assess", person="us01", id=row.id)
    button(at, "assess_decide").click().run()
    assert button(at, "assess_decide_save").disabled
    at.segmented_control(key="assess_decision").set_value("conditional").run()
    at.text_input(key="assess_condition_1").set_value("一覧を出す").run()
    at.text_area(key="assess_decision_reason").set_value("条件を付ける").run()
    button(at, "assess_decide_save").click().run()
    assert not at.exception
    decided = page_of(demo_home, row.id)
    assert decided.assessment.state is AssessmentState.DECIDED
    assert [c.text for c in decided.conditions] == ["一覧を出す"]
    assert "条件付き承認" in text_of(at)


def test_who_filled_it_cannot_press_decide(demo_home: Path, show: Show) -> None:
    row = rows(demo_home, AssessmentState.SENT_BACK)[0]
    at = show("assess", person="us01", id=row.id)
    assert "差し戻されました" in text_of(at)
    button(at, "assess_finish").click().run()
    button(at, "assess_submit").click().run()
    assert page_of(demo_home, row.id).assessment.state is AssessmentState.SUBMITTED
    assert button(at, "assess_decide").disabled
    assert "別の人に依頼してください" in text_of(at), "said where a keyboard and a touch screen find it"


def test_a_reviewer_sends_back_with_a_reason(demo_home: Path, show: Show) -> None:
    row = rows(demo_home, AssessmentState.SUBMITTED)[0]
    at = show("assess", person="us01", id=row.id)
    button(at, "assess_send_back").click().run()
    at.text_area(key="assess_back_reason").set_value("証跡を添えてください").run()
    button(at, "assess_back_save").click().run()
    assert page_of(demo_home, row.id).sent_back_reason == "証跡を添えてください"


def test_a_past_day_is_read_only(demo_home: Path, show: Show) -> None:
    row = rows(demo_home, AssessmentState.DECIDED)[0]
    day = row.submitted_on
    assert day is not None
    assert workspace(demo_home).head()[0] > 0
    assert end_of_day(day) < now()
    at = show("assess", person="us01", id=row.id, on=day.isoformat())
    keys = {b.key for b in at.button}
    assert not keys & {"assess_decide", "assess_finish", "assess_send_back"}
    assert not [c for c in at.segmented_control if str(c.key).startswith("answer_")]


def test_procurement_sees_no_way_to_decide(demo_home: Path, show: Show) -> None:
    row = rows(demo_home, AssessmentState.SUBMITTED)[0]
    at = show("assess", person="us02", id=row.id)
    assert "assess_decide" not in {b.key for b in at.button}


def test_a_new_assessment_is_opened_from_the_list(demo_home: Path, show: Show) -> None:
    opened = workspace(demo_home)
    busy = {row.third_party_id for row in assessment_rows(opened, number=opened.head()[0])}
    at = show("assess", person="us02")
    button(at, "assess_new").click().run()
    party = next(p for p in at.selectbox(key="assess_new_party").options if p)
    with opened.unit() as unit:
        found = unit.query("SELECT id, legal_name FROM third_party WHERE merged_into IS NULL AND id <> 'self'")
    free = next(str(r["id"]) for r in found if str(r["id"]) not in busy and str(r["legal_name"]))
    assert party
    at.selectbox(key="assess_new_party").set_value(free).run()
    button(at, "assess_begin").click().run()
    assert not at.exception
    (row,) = [r for r in assessment_rows(opened, number=opened.head()[0]) if r.third_party_id == free]
    assert row.state is AssessmentState.DRAFT


def test_the_address_names_the_question_and_another_one_leads_to_its_own(demo_home: Path, show: Show) -> None:
    draft = a_draft(demo_home)
    choices = [q.question.id for q in page_of(demo_home, draft).questions if q.is_blank and q.question.choices]
    at = show("assess", id=draft, q=choices[-1])
    assert current(at) == choices[-1]
    at.button(key="assess_next").click().run()
    moved = current(at)
    at.run()
    assert current(at) == moved != choices[-1]
    at.query_params["q"] = choices[-1]
    at.run()
    assert current(at) == choices[-1]


def test_what_an_assessment_found_leaves_as_results_of_the_day(demo_home: Path, show: Show) -> None:
    decided = rows(demo_home, AssessmentState.DECIDED)[0].id
    labels = {str(one.proto.label) for one in show("assess", id=decided).get("download_button")}
    assert labels >= {"PDF", "Excel", "OSCAL（評価結果）"}
    assert not show("assess").get("download_button")

    def script(assessment_id: str) -> None:
        import streamlit as st  # noqa: PLC0415 - a script under AppTest brings its own imports

        from sakimori.ui.assessments.files import assessment_exports  # noqa: PLC0415
        from sakimori.ui.frame.session import open_page  # noqa: PLC0415

        with open_page("test") as page:
            st.session_state["files"] = [export.make() for export in assessment_exports(page, assessment_id)]

    at = AppTest.from_function(script, default_timeout=30, args=(decided,))
    take_seat(at, "us01")
    at.run()
    assert not at.exception, at.exception
    *_, data = at.session_state["files"]
    assert json.loads(data)["assessment-results"]["results"]
    with workspace(demo_home).unit() as unit:
        (line,) = unit.accesses.lines(limit=1)
    assert (line.entry.action, line.entry.record_id) == ("assessment.exported", decided)


def test_a_part_that_the_page_has_not_drawn_yet_has_all_of_it_drawn_again() -> None:
    def page() -> None:
        import streamlit as st  # noqa: PLC0415 - the script of a page of its own

        from sakimori.ui.assessments.state import draw_again  # noqa: PLC0415

        st.session_state["runs"] = st.session_state.get("runs", 0) + 1
        st.button("answer", on_click=draw_again, args=("assess_q_not_there",))

    at = AppTest.from_function(page).run()
    at.button[0].click().run()
    assert not at.exception
    assert at.session_state["runs"] == 2


def views_of(assessment_id: str) -> int:
    """How many readings of one assessment are held in memory."""
    gc.collect()
    held = (each for each in gc.get_objects() if isinstance(each, AssessmentView))
    return sum(each.assessment.id == assessment_id for each in held)


def test_what_was_drawn_before_an_answer_is_not_held(demo_home: Path, show: Show) -> None:
    draft = a_draft(demo_home)
    elsewhere = views_of(draft)  # the same assessment in the workspaces of other tests
    at = show("assess", person="us02", id=draft)
    for _ in range(4):
        at.button(key=f"key_{current(at)}_yes").click().run()
    assert views_of(draft) - elsewhere <= 2, "the newest, and the one before it that a callback still holds"


def test_widgets_of_a_page_that_was_left_are_let_go(demo_home: Path, show: Show) -> None:
    at = show("assess", person="us02", id=a_draft(demo_home))
    state = at._session_state._state
    described = state._new_widget_state.widget_metadata
    assert any("key_" in each for each in described)
    at.query_params.clear()
    at.switch_page(str(SCREENS / "gaps.py")).run().run()
    assert not [each for each in described if "key_" in each]
    assert not [key for key in state._key_id_mapper.id_key_mapping.values() if key.startswith("key_")]
    assert described
