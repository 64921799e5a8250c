"""The questions of an assessment as files for whoever answers them."""

from __future__ import annotations

from pathlib import Path

import pytest

from sakimori.clock import now, today
from sakimori.demo.third_parties import COMPANY
from sakimori.domain.codes import UserRole
from sakimori.domain.invitation import Invitation
from sakimori.domain.questions.assessment import Assessment
from sakimori.exchange.questionnaires.ours.pack_out import Form, Order, give
from sakimori.exchange.questionnaires.ours.pack_workbook import Letter
from sakimori.exchange.questionnaires.reading.recognise import read_questionnaire
from sakimori.services.assessments.files import note_given, outgoing
from sakimori.services.kernel.workspace import Workspace
from ui.assessments.test_assess import a_draft, text_of
from ui.assessments.test_suggestions import ACTOR, two_sheets
from ui.conftest import Show
from ui.gaps.test_gaps import person


def one_of(home: Path, assessment_id: str) -> Assessment:
    with Workspace(home / "demo.db").unit() as unit:
        return unit.records.get(Assessment, assessment_id)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_cover_is_filled_from_the_assessment_and_each_form_is_offered(
    demo_home: Path, show: Show, language: str
) -> None:
    draft = a_draft(demo_home)
    at = show("assess", language=language, id=draft)
    at.button(key="assess_send").click().run()
    assert not at.exception
    assert at.text_input(key="assess_send_asker").value == COMPANY
    due_on = one_of(demo_home, draft).due_on
    assert due_on is not None
    assert at.date_input(key="assess_send_due").value == (due_on if due_on >= today() else None)
    names = [str(one.proto.label) for one in at.get("download_button")]
    assert names[-4:] == ["Excel", "HTML", "CSV", "Markdown"]


@pytest.mark.parametrize(
    ("language", "said"),
    [("ja", ("ご回答のお願い", "西村 遥 様", "添付の質問票")), ("en", ("Please answer", "Dear 西村 遥", "attached"))],
)
def test_the_mail_is_ready_and_the_sending_is_noted(
    demo_home: Path, show: Show, language: str, said: tuple[str, ...]
) -> None:
    draft = a_draft(demo_home)
    at = show("assess", language=language, id=draft)
    at.button(key="assess_send").click().run()
    at.button(key="assess_send_note").click().run()
    assert at.warning, "nobody is named yet"
    at.text_input(key="assess_send_name").set_value("西村 遥")
    at.text_input(key="assess_send_email").set_value("nishimura@vendor.example.jp")
    at.text_input(key="assess_send_to").set_value("privacy@own.example.jp").run()
    mail = "\n".join(str(one.value) for one in at.code)
    for words in (*said, COMPANY, "privacy@own.example.jp"):
        assert words in mail
    at.button(key="assess_send_note").click().run()
    assert not at.exception
    with Workspace(demo_home / "demo.db").unit() as unit:
        sent = unit.records.select(Invitation, "assessment_id = :id", {"id": draft})[-1]
    assert (sent.name, sent.is_by_file, sent.invited_by) == ("西村 遥", True, "us01")
    assert {"ja": "ファイルで送付", "en": "as a file"}[language] in text_of(at)


def test_what_goes_out_is_known_again_as_the_pack_of_the_assessment(demo_home: Path) -> None:
    workspace, draft = Workspace(demo_home / "demo.db"), a_draft(demo_home)
    found = outgoing(workspace, draft)
    order = Order(found.group, "ja", now(), Letter(found.company, found.service, found.due_on, ""), found.facts)
    for form, name in ((Form.XLSX, "a.xlsx"), (Form.CSV, "a.csv"), (Form.MARKDOWN, "a.md")):
        reading = read_questionnaire(give(found.pack, form, order), name)
        assert reading.profile == "sakimori-pack"
        assert {question.id for question in reading.questions} == {q.id for q in found.pack.asked_in(found.group)}
    note_given(workspace, draft, actor=ACTOR, at=now())
    with workspace.unit() as unit:
        (line,) = unit.accesses.lines(limit=1)
    assert (line.entry.action, line.entry.record_id) == ("questionnaire.given", draft)


def test_nothing_is_sent_of_what_we_are_asked_of_what_is_over_and_by_whoever_only_reads(
    demo_home: Path, show: Show
) -> None:
    _, own = two_sheets(demo_home)
    assert all(one.key != "assess_send" for one in show("assess", id=own).button)
    with Workspace(demo_home / "demo.db").unit() as unit:
        decided = unit.records.select(Assessment, "state = 'decided'", order="id")[0].id
    assert all(one.key != "assess_send" for one in show("assess", id=decided).button)
    auditor = person(demo_home, UserRole.AUDITOR)
    assert all(one.key != "assess_send" for one in show("assess", person=auditor, id=a_draft(demo_home)).button)
