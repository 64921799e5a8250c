"""The form of a section: what is stored, what is refused, and that nothing typed is lost."""

from __future__ import annotations

import re

import pytest

from kit.assessing import FILLER, REVIEWER, a_draft, a_party
from sakimori.domain.codes import Decision
from sakimori.domain.questions.assessment import AnswerMethod, Comment, CommentKind
from sakimori.domain.questions.pack import AnswerState
from sakimori.services.assessments.check import AnswerInput
from sakimori.services.assessments.decisions import decide, send_back, submit
from sakimori.services.assessments.write import answer_many, comment, resolve_comment
from sakimori.web.limits import SAVES
from web.serving import ORIGIN, PUBLIC_ORIGIN
from web.vendor.answering import Asked, Sent, Vendor, fields_of

SECTION = "/answer/section/1"
EVIL = "\"><script>alert(1)</script>\n=cmd|' /C calc'!A0"


def value_of(asked: Asked, question: str) -> tuple[str, ...] | None:
    answer = asked.question(question).answer
    return answer.value if answer is not None else None


def test_one_button_stores_what_was_answered_and_by_whom(asked: Asked) -> None:
    answer = asked.vendor().save("1", a__Q_1="yes", a__Q_3="no", n__Q_3="来月から")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{SECTION}?saved=12%3A00")
    first, third = asked.question("Q-1"), asked.question("Q-3").answer
    assert (value_of(asked, "Q-1"), first.answered_by) == (("yes",), "田中 一郎")
    assert third is not None
    assert (third.value, third.note, third.method) == (("no",), "来月から", AnswerMethod.VENDOR)


def test_a_form_that_nobody_changed_stores_nothing(asked: Asked) -> None:
    vendor = asked.vendor()
    vendor.save("1", a__Q_1="partly", r__Q_1="一部の\n拠点", a__Q_3="yes", n__Q_3="補足\n\n二行目")
    vendor.save(
        "2", a__Q_4="24", a__Q_5=["US", "JP"], a__Q_6="2026-04-01", a__Q_7=["disk", "paper"],
        a__Q_8="https://vendor.example/terms", a__Q_9="一行目\n二行目",
    )  # fmt: skip
    before = {one.question.id: one.seq for one in asked.view().questions}
    assert set(before.values()) == {0, 1}
    assert [number for number, seq in before.items() if not seq] == ["Q-2"]
    for section in ("1", "2"):
        assert vendor.save(section).headers["location"].endswith("saved=0")
    assert {one.question.id: one.seq for one in asked.view().questions} == before


@pytest.mark.parametrize(
    ("question", "sent", "stored"),
    [
        ("Q-4", "１２", ("12",)),
        ("Q-4", "1,200", ("1200",)),
        ("Q-5", ["VN", "JP"], ("JP", "VN")),
        ("Q-6", "2026-04-01", ("2026-04-01",)),
        ("Q-7", ["disk"], ("disk",)),
        ("Q-8", " https://vendor.example/terms ", ("https://vendor.example/terms",)),
        ("Q-9", "一行目\r\n二行目", ("一行目\n二行目",)),
        ("Q-9", EVIL, (EVIL,)),
    ],
)
def test_each_kind_of_question_takes_its_answer(
    asked: Asked, question: str, sent: str | list[str], stored: tuple[str, ...]
) -> None:
    vendor = asked.vendor()
    path = "/answer/section/2"
    answer = vendor.send(path, vendor.form(path) | {f"a.{question}": sent})
    assert answer.status_code == 303
    assert value_of(asked, question) == stored
    page = vendor.get(path).text
    assert "<script>" not in page
    assert fields_of(page, "answers")[f"a.{question}"] == (list(stored) if len(stored) > 1 else stored[0])


@pytest.mark.parametrize(
    ("section", "question", "fields", "state"),
    [
        ("1", "Q-1", {"a.Q-1": "na", "r.Q-1": "対象の業務がない"}, AnswerState.NA),
        ("1", "Q-1", {"a.Q-1": "unknown"}, AnswerState.UNKNOWN),
        ("2", "Q-4", {"s.Q-4": "unknown", "a.Q-4": "24", "r.Q-4": "確認中"}, AnswerState.UNKNOWN),
        ("2", "Q-9", {"s.Q-9": "na", "r.Q-9": "使わない"}, AnswerState.NA),
    ],
)
def test_what_does_not_apply_or_is_not_known_is_an_answer(
    asked: Asked, section: str, question: str, fields: dict[str, str], state: AnswerState
) -> None:
    vendor, path = asked.vendor(), f"/answer/section/{section}"
    assert vendor.send(path, vendor.form(path) | fields).status_code == 303
    given = asked.question(question).answer
    assert given is not None
    assert (given.state, given.value, given.reason or "") == (state, (), fields.get(f"r.{question}", ""))


def test_one_bad_field_costs_the_others_nothing_and_keeps_what_was_typed(asked: Asked) -> None:
    vendor = asked.vendor()
    answer = vendor.save(
        "2", a__Q_4="about two", n__Q_4="担当に確認", a__Q_6="soon", a__Q_9="集計", a__Q_8="https://vendor.example/"
    )
    assert answer.status_code == 409
    assert value_of(asked, "Q-9") == ("集計",)
    assert value_of(asked, "Q-8") == ("https://vendor.example/",)
    assert value_of(asked, "Q-4") is None
    assert "Not saved: 2." in answer.text
    assert "Give a number of 0 or more." in answer.text
    kept = fields_of(answer.text, "answers")
    assert (kept["a.Q-4"], kept["n.Q-4"], kept["a.Q-6"], kept["a.Q-9"]) == ("about two", "担当に確認", "soon", "集計")
    again = vendor.send("/answer/section/2", kept | {"a.Q-4": "2", "a.Q-6": "2026-04-01"})
    assert again.status_code == 303
    assert (value_of(asked, "Q-4"), value_of(asked, "Q-6")) == (("2",), ("2026-04-01",))
    assert asked.question("Q-9").seq == 1


def test_a_missing_reason_is_asked_for(asked: Asked) -> None:
    vendor = asked.vendor()
    answer = vendor.save("1", a__Q_1="partly")
    assert answer.status_code == 409
    assert "Give a reason." in answer.text
    assert fields_of(answer.text, "answers")["a.Q-1"] == "partly"


def test_a_number_of_a_person_is_refused_and_not_stored(asked: Asked) -> None:
    answer = asked.vendor().save("2", a__Q_9="担当の番号は 123456789018 です")
    assert answer.status_code == 409
    assert value_of(asked, "Q-9") is None


def test_an_answer_that_was_emptied_is_refused_and_the_old_one_stands(asked: Asked) -> None:
    vendor = asked.vendor()
    vendor.save("2", a__Q_9="集計")
    assert vendor.save("2", a__Q_9="").status_code == 409
    assert value_of(asked, "Q-9") == ("集計",)


# Two at once


def test_two_people_who_answer_different_questions_at_once_lose_nothing(asked: Asked) -> None:
    one, other = asked.vendor("田中 一郎"), asked.vendor("山本 花子")
    first, second = one.form(SECTION), other.form(SECTION)
    assert one.send(SECTION, first | {"a.Q-1": "yes"}).status_code == 303
    assert other.send(SECTION, second | {"a.Q-3": "no"}).status_code == 303
    assert (value_of(asked, "Q-1"), value_of(asked, "Q-3")) == (("yes",), ("no",))
    assert asked.question("Q-3").answered_by == "山本 花子"


@pytest.mark.parametrize("choice", ["ours", "theirs", ""])
def test_of_two_answers_to_one_question_both_are_shown_and_a_person_chooses(asked: Asked, choice: str) -> None:
    one, other = asked.vendor("田中 一郎"), asked.vendor("山本 花子")
    late = other.form(SECTION)
    one.save("1", a__Q_1="yes")
    answer = other.send(SECTION, late | {"a.Q-1": "no", "n.Q-1": "未整備", "a.Q-3": "yes"})
    assert answer.status_code == 409
    assert "田中 一郎 answered the same question (12:00)" in answer.text
    assert value_of(asked, "Q-3") == ("yes",)
    kept = fields_of(answer.text, "answers")
    assert (kept["a.Q-1"], kept["n.Q-1"]) == ("no", "未整備")
    again = other.send(SECTION, kept | ({"k.Q-1": choice} if choice else {}))
    if choice == "":
        assert again.status_code == 409
        assert value_of(asked, "Q-1") == ("yes",)
    else:
        assert again.status_code == 303
        assert value_of(asked, "Q-1") == (("no",) if choice == "ours" else ("yes",))
    assert asked.question("Q-3").seq == 1


def test_an_answer_of_ours_in_between_names_the_company_and_no_person(asked: Asked) -> None:
    vendor = asked.vendor()
    form = vendor.form(SECTION)
    given = [AnswerInput("Q-1", value=("yes",))]
    answer_many(asked.workspace, asked.assessment_id, given, actor=FILLER, at=asked.server.clock())
    page = vendor.send(SECTION, form | {"a.Q-1": "no"}).text
    assert FILLER.name not in page
    assert "answered the same question" in page


def test_what_is_typed_when_a_colleague_hands_in_is_shown_once_more(asked: Asked) -> None:
    one, other = asked.vendor("田中 一郎"), asked.vendor("山本 花子")
    form = one.form("/answer/section/2")
    other.save_all()
    submit(asked.workspace, asked.assessment_id, actor=FILLER, at=asked.server.clock())
    answer = one.send("/answer/section/2", form | {"a.Q-9": "長い説明"})
    assert answer.status_code == 409
    assert "長い説明" in answer.text
    assert "Your answer (not saved yet)" in answer.text
    assert value_of(asked, "Q-9") is None


def test_what_is_typed_for_a_question_that_a_colleague_took_away_is_shown_once_more(asked: Asked) -> None:
    one, other = asked.vendor("田中 一郎"), asked.vendor("山本 花子")
    one.save("1", a__Q_1="yes")
    form = one.form(SECTION)
    other.save("1", a__Q_1="no")
    answer = one.send(SECTION, form | {"a.Q-2": "partly", "r.Q-2": "年に一度だけ", "a.Q-3": "yes"})
    assert answer.status_code == 409
    assert "these questions are no longer asked" in answer.text
    assert "年に一度だけ" in answer.text
    assert value_of(asked, "Q-3") == ("yes",)
    reply = one.send(
        SECTION,
        {name: value for name, value in form.items() if name.endswith(".Q-2") or name == "form_token"}
        | {"a.Q-2": "partly", "r.Q-2": "年に一度だけ"},
        accept="application/json",
    ).json()
    assert (reply["is_saved"], "年に一度だけ" in reply["words"]) == (False, True)
    assert reply["shown"] == ["Q-1:asked", "Q-3:asked"]


# Sessions that end, and forms that are old


def test_a_long_form_that_arrives_too_late_is_carried_along_to_its_fields(asked: Asked) -> None:
    code = asked.link()
    vendor = Vendor(asked.server.app, origin=ORIGIN, peer="127.0.0.1")
    vendor.enter(code)
    form = vendor.form("/answer/section/2")
    typed: Sent = {"a.Q-4": "24", "a.Q-5": ["JP", "US"], "a.Q-9": '一行目\n<b>"二行目"</b>', "n.Q-9": "補足"}
    asked.server.clock.goes(minutes=61)
    late = vendor.send("/answer/section/2", form | typed)
    assert late.status_code == 200
    assert "What you entered is kept on this page." in late.text
    assert value_of(asked, "Q-4") is None
    wrong = vendor.send("/answer/enter", fields_of(late.text, "enter") | {"link": "A" * 43})
    assert wrong.status_code == 403
    back = vendor.send("/answer/enter", fields_of(wrong.text, "enter") | {"link": code})
    assert back.status_code == 200
    assert "is back in its fields" in back.text
    kept = fields_of(back.text, "answers")
    assert {name: kept[name] for name in typed} == typed
    assert value_of(asked, "Q-4") is None
    assert vendor.send("/answer/section/2", kept).status_code == 303
    assert (value_of(asked, "Q-4"), value_of(asked, "Q-5")) == (("24",), ("JP", "US"))
    assert value_of(asked, "Q-9") == ('一行目\n<b>"二行目"</b>',)


def test_whoever_opens_the_link_in_another_tab_goes_on_in_the_first(asked: Asked) -> None:
    code = asked.link()
    vendor = Vendor(asked.server.app, origin=ORIGIN, peer="127.0.0.1")
    vendor.enter(code)
    form = vendor.form(SECTION)
    asked.server.clock.goes(minutes=61)
    late = vendor.send(SECTION, form | {"a.Q-1": "yes"})
    vendor.enter(code)  # the other tab
    back = vendor.send("/answer/enter", fields_of(late.text, "enter") | {"link": ""})
    assert fields_of(back.text, "answers")["a.Q-1"] == "yes"
    assert vendor.send(SECTION, fields_of(back.text, "answers")).status_code == 303
    assert value_of(asked, "Q-1") == ("yes",)


def test_a_form_made_before_the_link_was_opened_anew_changes_nothing_and_loses_nothing(asked: Asked) -> None:
    vendor = asked.vendor()
    form = vendor.form(SECTION)
    vendor.enter(asked.link("田中 次郎"))
    answer = vendor.send(SECTION, form | {"a.Q-1": "yes"})
    assert answer.status_code == 403
    assert value_of(asked, "Q-1") is None
    assert vendor.send(SECTION, fields_of(answer.text, "answers")).status_code == 303
    assert value_of(asked, "Q-1") == ("yes",)


def test_answers_to_one_questionnaire_never_come_to_stand_in_another(asked: Asked) -> None:
    other = Asked(
        asked.server,
        asked.workspace,
        asked.party,
        a_draft(asked.workspace, a_party(asked.workspace, "株式会社別の会社")),
    )
    code, other_code = asked.link(), other.link()
    browser = Vendor(asked.server.app, origin=ORIGIN, peer="127.0.0.1")
    browser.enter(code)
    form = browser.form(SECTION)
    browser.enter(other_code)  # in another tab
    late = browser.send(SECTION, form | {"a.Q-1": "yes"})
    assert "Another questionnaire was opened in this browser" in late.text
    go_on = browser.send("/answer/enter", fields_of(late.text, "enter") | {"link": ""})
    assert go_on.status_code == 409
    wrong = browser.send("/answer/enter", fields_of(go_on.text, "enter") | {"link": other_code})
    assert wrong.status_code == 409
    assert "This link leads to another questionnaire." in wrong.text
    assert (value_of(asked, "Q-1"), value_of(other, "Q-1")) == (None, None)
    back = browser.send("/answer/enter", fields_of(wrong.text, "enter") | {"link": code})
    assert browser.send(SECTION, fields_of(back.text, "answers")).status_code == 303
    assert (value_of(asked, "Q-1"), value_of(other, "Q-1")) == (("yes",), None)


# What others may try


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:9", PUBLIC_ORIGIN, None])
def test_no_other_page_sends_an_answer(asked: Asked, origin: str | None) -> None:
    vendor = asked.vendor()
    form = vendor.form(SECTION) | {"a.Q-1": "yes"}
    headers = {"origin": origin} if origin is not None else {}
    for path in (SECTION, "/answer/enter", "/answer/submit", "/answer/colleague", "/answer/take-back", "/answer/leave"):
        assert vendor.client.post(path, data=form, headers=headers).status_code == 403
    assert value_of(asked, "Q-1") is None


@pytest.mark.parametrize("given", ["", "x", "f" * 64, "of another"])
def test_a_form_that_was_not_given_to_this_browser_counts_for_nothing(asked: Asked, given: str) -> None:
    vendor, other = asked.vendor("田中 一郎"), asked.vendor("山本 花子")
    token = str(other.form(SECTION)["form_token"]) if given == "of another" else given
    answer = vendor.send(SECTION, vendor.form(SECTION) | {"a.Q-1": "yes", "form_token": token})
    assert answer.status_code == 403
    assert vendor.save_one("1", a__Q_1="yes", form__token="x").status_code == 200
    for path in ("/answer/submit", "/answer/colleague", "/answer/take-back"):
        sent = {"form_token": token, "sure": "1", "name": "x", "email": "x@y.example", "language": "ja"}
        assert vendor.send(path, sent).status_code == 403


def test_questions_of_another_assessment_are_not_reached(asked: Asked) -> None:
    other_party = a_party(asked.workspace, "株式会社別の会社")
    other_id = a_draft(asked.workspace, other_party)
    vendor = asked.vendor()
    remark = comment(asked.workspace, other_id, "Q-3", text="他社", actor=REVIEWER, at=asked.server.clock()).record
    answer = vendor.send(
        SECTION,
        vendor.form(SECTION)
        | {"a.Q-99": "yes", "q.Q-99": "0", "w.Q-99": "x", f"c.{remark.id}": "返事", "m.Q-99": "対策"},
    )
    assert answer.status_code == 409
    assert "these questions are no longer asked" in answer.text
    with asked.workspace.unit() as unit:
        assert not unit.records.current_answers(other_id)
        assert not unit.records.select(Comment, "kind = :kind", {"kind": CommentKind.REPLY.value})
    page = "".join(vendor.get(f"/answer/section/{one}").text for one in ("1", "2", "../1", other_id))
    assert "他社" not in page
    assert "株式会社別の会社" not in page


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"a=" + b"x" * 3_000_000, "application/x-www-form-urlencoded", 413),
        (b"&".join(b"a%d=1" % n for n in range(4_000)), "application/x-www-form-urlencoded", 403),
        (b"\xff\xfe=1", "application/x-www-form-urlencoded", 403),
        (b'{"a.Q-1": "yes"}', "application/json", 403),
        (b"a.Q-1=yes", "text/plain", 403),
        (b"", "", 403),
    ],
    ids=["large", "many", "no_text", "json", "plain", "nothing"],
)
def test_what_is_no_form_of_ours_is_refused_in_words(asked: Asked, body: bytes, kind: str, status: int) -> None:
    vendor = asked.vendor()
    answer = vendor.client.post(SECTION, content=body, headers={"origin": ORIGIN, "content-type": kind})
    assert answer.status_code == status
    assert 'role="alert"' in answer.text


def test_one_invitation_saves_so_often_an_hour_and_no_more(asked: Asked) -> None:
    vendor = asked.vendor()
    form = vendor.form(SECTION)
    asked.server.door.saves._most = 2
    statuses = [vendor.send(SECTION, form).status_code for _ in range(3)]
    assert statuses == [303, 303, 429]
    assert asked.vendor("山本 花子").save("1").status_code == 303
    asked.server.clock.goes(minutes=59)
    vendor.get("/answer")
    asked.server.clock.goes(minutes=2)
    assert vendor.send(SECTION, form).status_code == 303
    assert SAVES > 1_000


# By the script of the page


def test_the_script_saves_one_question_and_learns_what_follows(asked: Asked) -> None:
    vendor = asked.vendor()
    reply = vendor.save_one("1", a__Q_1="no").json()
    assert (reply["is_saved"], reply["words"], reply["progress"]) == (True, "Saved 12:00", "1 of 2")
    assert reply["question"]["seq"] == "1"
    assert "Missing: a policy" in reply["question"]["outcome"]
    assert reply["shown"] == ["Q-1:asked", "Q-3:asked"]
    assert vendor.save_one("1", a__Q_1="yes").json()["shown"] == ["Q-1:asked", "Q-2:asked", "Q-3:asked"]
    assert value_of(asked, "Q-1") == ("yes",)


def test_the_script_is_told_of_what_was_not_saved(asked: Asked) -> None:
    vendor = asked.vendor()
    reply = vendor.save_one("2", a__Q_4="two").json()
    assert (reply["is_saved"], reply["question"]["seq"]) == (False, None)
    assert "Give a number" in reply["question"]["outcome"]
    waits = vendor.save_one("1", a__Q_1="partly").json()
    assert "It is saved once the reason is given." in waits["question"]["outcome"]
    assert 'role="alert"' not in waits["question"]["outcome"]


def test_the_script_sees_two_answers_and_takes_the_one_that_is_chosen(asked: Asked) -> None:
    one, other = asked.vendor("田中 一郎"), asked.vendor("山本 花子")
    whole = other.form(SECTION)
    late = {name: value for name, value in whole.items() if name.endswith(".Q-1") or name == "form_token"}
    one.save("1", a__Q_1="yes")
    asks = {"accept": "application/json"}
    reply = other.send(SECTION, late | {"a.Q-1": "no"}, **asks).json()
    assert not reply["is_saved"]
    seq = re.findall(r'name="t.Q-1" value="(\d+)"', reply["question"]["outcome"])[0]
    theirs = other.send(SECTION, late | {"a.Q-1": "no", "t.Q-1": seq, "k.Q-1": "theirs"}, **asks).json()
    assert 'value="yes" checked' in theirs["replace"]["q-Q-1"]
    ours = other.send(SECTION, late | {"a.Q-1": "no", "t.Q-1": seq, "k.Q-1": "ours"}, **asks).json()
    assert ours["is_saved"]
    assert value_of(asked, "Q-1") == ("no",)


def test_the_script_gets_no_page_where_the_visit_is_over(asked: Asked) -> None:
    vendor = asked.vendor()
    whole = vendor.form(SECTION)
    asked.server.clock.goes(minutes=61)
    answer = vendor.send(SECTION, whole | {"a.Q-1": "no"}, accept="application/json")
    assert (answer.status_code, answer.text) == (403, "")


# Gaps, measures, remarks


def test_a_gap_is_shown_with_what_would_mend_it_and_takes_a_measure(asked: Asked) -> None:
    vendor = asked.vendor()
    vendor.save("1", a__Q_3="no")
    page = vendor.get(SECTION).text
    assert "Missing: encryption" in page
    assert "Put it in place." in page
    assert "Another measure in its place" in page
    answer = vendor.save("1", m__Q_3=f"専用線のみ {EVIL}", then="at:Q-3")
    assert answer.headers["location"] == f"{SECTION}?saved=12%3A00#q-Q-3"
    [said] = asked.question("Q-3").remarks
    assert said.text.startswith("専用線のみ")
    page = vendor.get(SECTION).text
    assert "専用線のみ" in page
    assert "<script>" not in page
    assert fields_of(page, "answers")["m.Q-3"] == ""
    assert vendor.save("1", a__Q_3="yes").status_code == 303
    late = vendor.send(SECTION, vendor.form(SECTION) | {"m.Q-3": "もう一つ"})
    assert late.status_code == 409
    assert "does not ask for another measure" in late.text
    assert "もう一つ" in late.text


def test_a_refused_measure_stays_in_its_field(asked: Asked) -> None:
    vendor = asked.vendor()
    vendor.save("1", a__Q_3="no")
    answer = vendor.save("1", m__Q_3="番号 123456789018")
    assert answer.status_code == 409
    assert fields_of(answer.text, "answers")["m.Q-3"] == "番号 123456789018"
    assert not asked.question("Q-3").remarks


def test_a_remark_is_answered_by_a_reply_and_after_submission_too(asked: Asked) -> None:
    vendor, at = asked.vendor(), asked.server.clock
    vendor.save_all()
    submit(asked.workspace, asked.assessment_id, actor=FILLER, at=at())
    made = comment(asked.workspace, asked.assessment_id, "Q-3", text="方式は？", actor=REVIEWER, at=at()).record
    overview, page = vendor.get("/answer").text, vendor.get(SECTION).text
    assert "方式は？" in overview
    assert "方式は？" in page
    assert REVIEWER.name not in page + overview
    assert set(vendor.form(SECTION)) == {"form_token", "of", f"c.{made.id}"}
    assert vendor.send(SECTION, vendor.form(SECTION) | {f"c.{made.id}": "AES-256"}).status_code == 303
    [remark] = asked.question("Q-3").remarks
    assert [(one.text, one.who) for one in remark.replies] == [("AES-256", "田中 一郎")]
    assert "AES-256" in vendor.get(SECTION).text


def test_a_measure_is_described_after_submission_too_and_not_after_the_decision(asked: Asked) -> None:
    vendor, at = asked.vendor(), asked.server.clock
    vendor.save_all()
    vendor.save("1", a__Q_3="no")
    submit(asked.workspace, asked.assessment_id, actor=FILLER, at=at())
    form = vendor.form(SECTION)
    assert set(form) == {"form_token", "of", "m.Q-3"}
    assert vendor.send(SECTION, form | {"m.Q-3": "専用線のみ"}).status_code == 303
    assert [one.text for one in asked.question("Q-3").remarks] == ["専用線のみ"]
    decide(
        asked.workspace, asked.assessment_id, decision=Decision.REJECTED, reason="暗号化がない", conditions=(),
        actor=REVIEWER, at=at(),
    )  # fmt: skip
    assert vendor.send(SECTION, form | {"m.Q-3": "もう一つ"}).status_code == 409
    assert set(vendor.form(SECTION)) == {"form_token", "of"}


def test_whoever_is_sent_back_reads_why_and_answers_again(asked: Asked) -> None:
    vendor, at = asked.vendor(), asked.server.clock
    vendor.save_all()
    submit(asked.workspace, asked.assessment_id, actor=FILLER, at=at())
    assert "a.Q-3" not in vendor.form(SECTION)
    late = vendor.send(SECTION, vendor.form(SECTION) | {"a.Q-3": "no", "q.Q-3": "1", "w.Q-3": "x"})
    assert late.status_code == 409
    assert value_of(asked, "Q-3") == ("yes",)
    send_back(asked.workspace, asked.assessment_id, reason="方針の日付が古い", actor=REVIEWER, at=at())
    assert "方針の日付が古い" in vendor.get("/answer").text
    assert vendor.save("1", a__Q_3="no").status_code == 303
    assert value_of(asked, "Q-3") == ("no",)


def test_a_settled_remark_takes_no_reply(asked: Asked) -> None:
    vendor, at = asked.vendor(), asked.server.clock
    vendor.save("1", a__Q_3="yes")
    made = comment(asked.workspace, asked.assessment_id, "Q-3", text="方式は？", actor=REVIEWER, at=at()).record
    form = vendor.form(SECTION)
    resolve_comment(asked.workspace, made.id, actor=REVIEWER, at=at())
    late = vendor.send(SECTION, form | {f"c.{made.id}": "AES-256です"})
    assert late.status_code == 409
    assert "resolved already" in late.text
    assert "AES-256です" in late.text
    assert not asked.question("Q-3").remarks[0].replies
    assert f"c.{made.id}" not in vendor.form(SECTION)


def test_a_question_that_waits_is_shown_without_fields(asked: Asked) -> None:
    page = asked.vendor().get(SECTION).text
    assert "Whether this is asked depends on your answer to Q-1." in page
    assert "a.Q-2" not in fields_of(page, "answers")
