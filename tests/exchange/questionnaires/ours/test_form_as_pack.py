"""A form that becomes a private pack: what its questions are answered with, and whether that is judged."""

from __future__ import annotations

import pytest

from kit.files.question_sheets import book, read
from sakimori.domain.questions.pack import QuestionType
from sakimori.exchange.questionnaires.ours.private_pack import PackDetails, Polarity, private_pack

HEADER = ("№", "種別", "サービスレベル項目例", "規定内容", "測定単位", "設定")


@pytest.mark.parametrize(
    ("unit", "answer", "asked"),
    [
        ("有無", "有", QuestionType.CHOICE),
        ("有無", "無", QuestionType.CHOICE),
        ("有無", None, QuestionType.CHOICE),
        ("有無/時間", "有, 2時間", QuestionType.CHOICE),
        ("有無", "毎月行う", QuestionType.TEXT),
        ("時間", "24時間", QuestionType.TEXT),
        ("時間", None, QuestionType.TEXT),
    ],
)
def test_a_unit_of_whether_is_judged_and_a_measure_is_words(unit: str, answer: str | None, asked: QuestionType) -> None:
    found = read(book(HEADER, ("1", "可用性", "通知", "停止を連絡するか", unit, answer)))
    pack, _ = private_pack(found, PackDetails("form-x", "様式", Polarity.YES))
    (question,) = pack.questions
    assert question.type is asked
    assert question.expect == (("yes",) if asked is QuestionType.CHOICE else ())
