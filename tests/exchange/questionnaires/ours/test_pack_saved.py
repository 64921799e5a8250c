"""Answers that a form saved: each state, value and reason comes back; what is not ours or not whole is told."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kit.examples import examples
from kit.packs_out import EVERY, ODD, PACKS, answers_to, read_back
from sakimori.domain.questions.pack import BLANK, AnswerState, AnswerValue, Pack, QuestionType
from sakimori.errors import UnreadableFileError
from sakimori.exchange.questionnaires.forms.profile import Body
from sakimori.exchange.questionnaires.ours.pack_answers import in_words
from sakimori.exchange.questionnaires.ours.pack_matching import signature_of
from sakimori.exchange.questionnaires.ours.pack_reading import answer_of
from sakimori.exchange.questionnaires.ours.signs import FORMAT
from sakimori.exchange.questionnaires.reading.recognise import read_questionnaire
from sakimori.exchange.questionnaires.reading.result import Flag, Normal

CLOUD = PACKS["jp-cloud"]
SEVERAL = {QuestionType.MULTI, QuestionType.COUNTRY_LIST}
ANSWERS = {
    "C-01": AnswerValue("例株式会社\n東京 不明"),
    "C-02": AnswerValue(("JP", "NA")),
    "C-04": AnswerValue("partly", reason=" 一部の\n利用者 "),
    "A-08": AnswerValue("3"),
    "T-02": AnswerValue(state=AnswerState.UNDISCLOSED),
    "T-04": AnswerValue(state=AnswerState.NA, reason="ログがない"),
}


def saved(
    pack: Pack, answers: Mapping[str, AnswerValue], *, group: str = "full", language: str = "ja", **more: object
) -> dict[str, Any]:
    """What a form saves; the journey of the form holds this against the real one."""
    entries: dict[str, dict[str, object]] = {}
    for question in pack.asked_in(group):
        answer = answers.get(question.id)
        entry: dict[str, object] = {"question": question.text.get(language), "state": answer.state if answer else BLANK}
        if answer and answer.value is not None:
            entry |= {"values": list(answer.given)} if question.type in SEVERAL else {"value": answer.value}
        entries[question.id] = entry | ({"reason": answer.reason} if answer and answer.reason else {})
    line = signature_of(pack, group, "ja").line
    return {"format": FORMAT, "signature": line, "language": language, "answers": entries, **more}


def text_of(content: object, **options: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, **{"indent": 2, **options}).encode()


def back(content: object, *packs: Pack) -> Body:
    return read_back(text_of(content), *(packs or (CLOUD,)), name="back.json")


def given_in(body: Body) -> dict[str, AnswerValue]:
    return {q.id: found for q in body.questions if (found := answer_of(q)) is not None}


def codes(body: Body) -> list[str]:
    return [note.code for note in body.notes]


@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.data(), st.sampled_from(EVERY), st.sampled_from(["ja", "en"]), st.sampled_from(["light", "full"]))
def test_every_state_value_and_reason_comes_back(data: st.DataObject, pack: Pack, language: str, group: str) -> None:
    answers = data.draw(answers_to(pack, group))
    body = back(saved(pack, answers, group=group, language=language), pack)
    assert given_in(body) == answers
    assert [q.id for q in body.questions] == [q.id for q in pack.asked_in(group)]
    assert [code for code in codes(body) if code != "reason_missing"] == []
    for read in body.questions:
        assert read.comment == (answers[read.id].reason if read.id in answers else "")
        if read.id in answers:
            assert read.raw == in_words(pack.question(read.id), answers[read.id], language)
        else:
            assert (read.normal, read.raw) == (Normal.BLANK, "")


@given(st.text(min_size=1, max_size=30).filter(str.strip), st.text(max_size=30))
def test_a_text_stays_as_it_was_written(value: str, reason: str) -> None:
    clean = [text.encode("utf-8", "replace").decode() for text in (value, reason)]
    answer = AnswerValue(clean[0], reason=clean[1])
    content = saved(CLOUD, {"C-01": replace(answer, value=value, reason=reason)})
    body = read_back(json.dumps(content, indent=2).encode(), CLOUD, name="back.json")
    assert given_in(body) == {"C-01": answer}


def test_remarks_and_evidence_come_along() -> None:
    content = saved(CLOUD, ANSWERS)
    content["answers"]["C-04"] |= {"note": "来月に全社", "evidence": "規程.pdf"}
    content["answers"]["C-05"] |= {"note": "確認中"}
    body = back(content)
    by_id = {question.id: question for question in body.questions}
    assert (by_id["C-04"].more["note"], by_id["C-04"].evidence) == ("来月に全社", "規程.pdf")
    assert (by_id["C-05"].more, by_id["C-05"].normal) == ({"note": "確認中"}, Normal.BLANK)
    assert given_in(body) == ANSWERS


@pytest.mark.parametrize("name", ["back.json", "back", "back.txt"])
def test_the_file_is_known_by_what_it_says(name: str) -> None:
    content = saved(CLOUD, ANSWERS)
    found = read_questionnaire(text_of(content), name)
    assert (found.profile, found.notes, found.title) == ("sakimori-pack", (), CLOUD.title.ja)
    assert {q.id: answer_of(q) for q in found.questions if answer_of(q)} == ANSWERS
    last = {"answers": content["answers"], "signature": content["signature"], "format": FORMAT}
    assert read_questionnaire(text_of(last), name).profile == "sakimori-pack"
    assert read_questionnaire(b"\xef\xbb\xbf" + text_of(content, indent=None), name).profile == "sakimori-pack"


@pytest.mark.parametrize(
    ("number", "entry"),
    [
        ("C-04", {"state": "answered", "value": "maybe"}),
        ("C-04", {"state": "answered", "value": ["yes"]}),
        ("C-04", {"state": "answered", "values": ["yes"]}),
        ("C-04", {"state": "answered", "value": "yes", "values": ["no"]}),
        ("C-04", {"state": "answered", "value": True}),
        ("C-04", {"state": "answered"}),
        ("C-04", {"state": "unknown", "value": "yes"}),
        ("C-04", {"state": "blank", "value": "yes"}),
        ("C-04", {"state": "fine", "value": "yes"}),
        ("C-04", {"state": ["answered"], "value": "yes"}),
        ("C-04", {"state": "answered", "value": "yes", "reason": 3}),
        ("C-04", {"value": "yes"}),
        ("C-04", {}),
        ("C-04", "yes"),
        ("C-04", None),
        ("C-04", [{"state": "answered", "value": "yes"}]),
        ("C-06", {"state": "na", "reason": "x"}),
        ("C-01", {"state": "answered", "value": "  "}),
        ("C-01", {"state": "answered", "value": 3}),
        ("C-02", {"state": "answered", "values": []}),
        ("C-02", {"state": "answered", "values": ["JP", "JP"]}),
        ("C-02", {"state": "answered", "values": ["日本"]}),
        ("C-02", {"state": "answered", "values": ["JP", 1]}),
        ("C-02", {"state": "answered", "value": "JP"}),
        ("A-08", {"state": "answered", "value": "-1"}),
        ("A-08", {"state": "answered", "value": "不明"}),
        ("A-08", {"state": "answered", "value": 1e400}),
    ],
)
def test_an_answer_that_the_question_does_not_take_stays_open(number: str, entry: object) -> None:
    content = saved(CLOUD, ANSWERS)
    content["answers"][number] = entry
    body = back(content)
    assert codes(body) == ["answer_unclear"]
    assert number in body.notes[0].message.ja
    assert given_in(body) == {one: answer for one, answer in ANSWERS.items() if one != number}
    read = next(question for question in body.questions if question.id == number)
    assert read.normal is Normal.TEXT
    assert (Flag.NOT_IN_LIST in read.flags) == bool(CLOUD.question(number).choices)
    shown = entry.get("value", "") if isinstance(entry, dict) else ""
    assert not isinstance(shown, str) or shown in read.raw


def test_a_choice_that_says_not_applicable_is_a_state() -> None:
    content = saved(ODD, {})
    content["answers"]["Q-1"] = {"state": "answered", "value": "na", "reason": "x"}
    assert given_in(back(content, ODD)) == {"Q-1": AnswerValue(state=AnswerState.NA, reason="x")}


def test_a_needed_reason_that_is_absent_is_told() -> None:
    body = back(saved(CLOUD, {"C-04": AnswerValue("partly"), "T-04": AnswerValue(state=AnswerState.NA)}))
    assert codes(body) == ["reason_missing"]
    assert "C-04, T-04" in body.notes[0].message.en


def test_what_was_added_taken_away_or_reworded_is_told() -> None:
    content = saved(CLOUD, ANSWERS)
    del content["answers"]["C-02"]
    content["answers"]["C-04"]["question"] = "通知しないことがありますか。"
    content["answers"]["Z-99"] = {"question": "追加", "state": "answered", "value": "はい"}
    content["answers"]["備考"] = "以上"
    body = read_questionnaire(text_of(content), "back.json")
    assert [(note.code, note.message.en.rpartition(": ")[2]) for note in body.notes] == [
        ("wording_changed", "C-04"), ("ids_not_sent", "Z-99"), ("ids_missing", "C-02"),
    ]  # fmt: skip
    assert sum(body.by_class.values()) == len(content["answers"])
    assert "C-02" not in {question.id for question in body.questions}


def test_another_pack_or_version_is_told_and_its_choices_are_not_trusted() -> None:
    signature = signature_of(CLOUD, "full", "ja")
    for line, code in (
        (replace(signature, version="0.9").line, "pack_not_held"),
        (replace(signature, pack_id="theirs").line, "pack_not_held"),
        (replace(signature, digest="0" * 64).line, "signature_differs"),
        (f"{signature.line} {replace(signature, group='light').line}", "signatures_differ"),
        (signature.line.replace(" full ", " light "), "signature_damaged"),
    ):
        body = back(saved(CLOUD, ANSWERS, signature=line))
        assert codes(body) == [code]
        assert given_in(body) == {}
        by_id = {question.id: question for question in body.questions}
        assert by_id["C-04"].normal is Normal.PARTLY
        assert by_id["T-02"].normal is Normal.UNDISCLOSED
        assert by_id["C-05"].normal is Normal.BLANK
        assert by_id["C-02"].raw == "JP\nNA"
    older = replace(CLOUD, version="0.9")
    body = back(saved(older, ANSWERS), older)
    assert codes(body) == ["pack_older"]
    assert given_in(body) == ANSWERS


WHOLE = text_of(saved(CLOUD, ANSWERS))
WIDE = max(place for place, byte in enumerate(WHOLE) if byte >= 0xE3)
"""Where the last character of three bytes begins."""


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (WHOLE[: len(WHOLE) // 2], "壊れて"),
        (WHOLE[:200], "壊れて"),
        (WHOLE[: WIDE + 1], "壊れて"),
        (WHOLE[: WIDE + 2], "壊れて"),
        (WHOLE[:WIDE] + b"\xff" + WHOLE[WIDE:], "壊れて"),
        (WHOLE + b"}", "壊れて"),
        (WHOLE.replace(b'"C-02": {', b'"C-01": {', 1), "「C-01」が2回"),
        (WHOLE.replace(b'"state": "answered",', b'"state": "unknown", "state": "answered",', 1), "「state」が2回"),
        (WHOLE.replace(b"answers/1", b"answers/2", 1), "sakimori-answers/2"),
        (WHOLE.replace(b"SAKIMORI-PACK/1", b"SAKIMORI", 1), "照合番号"),
        (text_of({**saved(CLOUD, {}), "signature": 5}), "照合番号"),
        (text_of({**saved(CLOUD, {}), "answers": []}), "壊れて"),
        (text_of({**saved(CLOUD, {}), "answers": None}), "壊れて"),
        (text_of({**saved(CLOUD, {}), "answers": {}}), "質問が1つも"),
        (text_of({**saved(CLOUD, {}), "answers": {"備考": {}}}), "質問が1つも"),
        (b'{"format": "sakimori-answers/1", "answers": ' + b"[" * 100_000, "壊れて"),
    ],
)
def test_what_is_not_whole_is_refused_with_what_to_do(data: bytes, why: str) -> None:
    with pytest.raises(UnreadableFileError) as refused:
        read_questionnaire(data, "back.json")
    assert why in refused.value.message("ja")
    assert any(advice in refused.value.message("en") for advice in ("saved from the form again", "Update Sakimori"))


@given(st.binary(max_size=6), st.integers(0, len(WHOLE)), st.integers(0, 40))
def test_no_damage_breaks_the_reader(put: bytes, at: int, cut: int) -> None:
    data = WHOLE[:at] + put + WHOLE[at + cut :]
    refusals: list[str] = []
    questions = 0
    try:
        questions = len(read_questionnaire(data, "back.json").questions)
    except UnreadableFileError as refused:
        refusals.append(refused.message("ja"))
    assert bool(questions) != any(refusals)
