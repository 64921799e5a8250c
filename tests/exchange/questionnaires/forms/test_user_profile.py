"""Profiles that people keep as YAML."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.files.question_sheets import book
from sakimori.errors import NotFoundError, UnreadableFileError
from sakimori.exchange.questionnaires.forms.user_profile import (
    LabelSaid,
    profile_of,
    profile_of_form,
    read_profile,
    read_with,
)
from sakimori.exchange.questionnaires.reading.document import Document, open_document
from sakimori.exchange.questionnaires.reading.normal import NOTHING_SAID, Meanings
from sakimori.exchange.questionnaires.reading.recognise import read_kept, read_questionnaire
from sakimori.exchange.questionnaires.reading.result import Normal
from sakimori.exchange.questionnaires.sheets.tables import layouts_of

HEADER = ("区分", "No", "設問", "回答", "備考")
ROWS = (("体制", 1, "規程がありますか", "不要", "a"), (None, 2, "責任者がいますか", "はい", None), ("おしまい",))
MARKS = (("No", "設問", "はい", "いいえ"), (1, "規程がありますか", "○", None), (2, "責任者がいますか", None, "○"))
PLAIN = """profile: a
title: x
sheets:
  - name: チェックシート
    header: "1"
    labels: [区分, No, 設問, 回答, 備考]
    columns: {No: id, 設問: question, D: answer}
"""


def opened(*rows: tuple[object, ...]) -> Document:
    return open_document(book(*rows), "a.xlsx")  # type: ignore[arg-type]


def kept(document: Document, meanings: Meanings = NOTHING_SAID) -> str:
    return profile_of("customer-1", "顧客の表", list(layouts_of(document).values()), meanings, ["おしまい"])


def test_what_was_confirmed_is_kept_and_reads_the_next_file() -> None:
    text = kept(opened(HEADER, *ROWS), Meanings(said={"不要": Normal.NO}))
    profile = read_profile(text.encode())
    body = read_with(profile, opened(HEADER, *ROWS), NOTHING_SAID)
    assert [(one.id, one.normal, one.sections, one.comment) for one in body.questions] == [
        ("1", Normal.NO, ("体制",), "a"), ("2", Normal.YES, ("体制",), ""),
    ]  # fmt: skip
    assert [row.row_class.value for row in body.rows] == ["header", "question", "question", "sentinel"]
    assert profile_of("customer-1", "顧客の表", [plan.layout for plan in profile.sheets], profile.meanings,
                      profile.ends) == text  # fmt: skip


def test_a_sheet_without_a_header_is_kept_and_chosen_by_nobody_but_a_person() -> None:
    document = opened(
        ("1", "責任者がいますか", "はい"), ("2", "規程がありますか", "いいえ"), ("3", "教育しますか", "はい")
    )
    profile = read_profile(kept(document).encode())
    body = read_with(profile, document, NOTHING_SAID)
    assert [(one.id, one.normal) for one in body.questions] == [
        ("1", Normal.YES), ("2", Normal.NO), ("3", Normal.YES),
    ]  # fmt: skip
    assert not profile.fits(document)


def test_what_is_said_of_a_file_goes_before_its_profile() -> None:
    profile = read_profile(kept(opened(HEADER, *ROWS), Meanings(said={"不要": Normal.NO})).encode())
    body = read_with(profile, opened(HEADER, *ROWS), Meanings(said={"不要": Normal.NA}))
    assert body.questions[0].normal is Normal.NA


def test_columns_to_mark_are_kept() -> None:
    profile = read_profile(kept(opened(*MARKS)).encode())
    body = read_with(profile, opened(*MARKS), NOTHING_SAID)
    assert [question.normal for question in body.questions] == [Normal.YES, Normal.NO]


def test_columns_are_named_by_label_or_letter() -> None:
    body = read_with(read_profile(PLAIN.encode()), opened(HEADER, *ROWS), NOTHING_SAID)
    assert [(one.id, one.raw) for one in body.questions][:2] == [("1", "不要"), ("2", "はい")]


@pytest.mark.parametrize(
    ("rows", "name", "why"),
    [
        ((("区分", "No", "質問", "回答", "備考"), *ROWS), "チェックシート", "C1 is not “設問”"),
        ((("",), HEADER, *ROWS), "チェックシート", "A1 is not “区分”"),
        ((HEADER, *ROWS), "別の表", "no sheet “チェックシート”"),
    ],
)
def test_a_file_that_is_laid_out_otherwise_is_refused(rows: tuple[tuple[str, ...], ...], name: str, why: str) -> None:
    profile = read_profile(PLAIN.encode())
    document = open_document(book(*rows, name=name), "a.xlsx")
    assert not profile.fits(document)
    with pytest.raises(UnreadableFileError) as refused:
        read_with(profile, document, NOTHING_SAID)
    assert why in refused.value.message("en")


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("title: x", "titel: x", "Line 2, titel: Unknown key"),
        ("No: id", "No: number", "Line 7, sheets[0].columns.No: A column is one of"),
        ("設問: question, ", "", "names no column of questions"),
        ('"1"', "zero", "Line 5, sheets[0].header: Write the number of a row"),
        ("D: answer", "ない列: answer", "Name a column by its label or its letter"),
        ("title: x", "title: [x]", "Line 2, title: Write one text"),
        ("title: x", "answers: {不要: perhaps}", "Line 2, answers.不要: A meaning is one of"),
        ("title: x", "answers: {不要: text}", "A meaning is one of"),
        ("title: x", "title: &a x", "Line 2"),
        ("title: x", "profile: b", "Line 2"),
        ("profile: a", "profile: A b", "Line 1, profile: Write lower-case"),
        ("sheets:\n", "sheets:\n  - {name: チェックシート, header: '1', columns: {A: question}}\n", "Two sheets"),
        (PLAIN, "- a", "Write it as names with values"),
        (PLAIN, "profile: [", "Line 1"),
    ],
)
def test_each_mistake_is_told_with_its_line(old: str, new: str, why: str) -> None:
    with pytest.raises(UnreadableFileError) as refused:
        read_profile(PLAIN.replace(old, new).encode())
    assert why in refused.value.message("en")
    assert "行目" in refused.value.message("ja")


@given(st.text(max_size=40), st.integers(0, len(PLAIN)), st.integers(0, 30))
def test_any_text_is_a_profile_or_is_refused(text: str, place: int, gone: int) -> None:
    try:
        profile = read_profile((PLAIN[:place] + text + PLAIN[place + gone :]).encode("utf-8", "replace"))
        read_with(profile, opened(HEADER, *ROWS), NOTHING_SAID)
    except UnreadableFileError:
        return


METI = book(
    ("クラウドサービスレベルのチェックリスト",),
    ("№", "種別", "サービスレベル項目例", "規定内容", "測定単位", "設定"),
    ("1", "可用性", "予定通知", "計画停止を事前に連絡するか", "有無", "不要"),
)


def test_what_tokens_mean_in_a_built_in_form_is_kept_without_its_sheets() -> None:
    assert read_questionnaire(METI, "a.xlsx").ambiguous == {"不要": 1}
    profile = read_profile(profile_of_form("vendor-a", "甲社", "meti-sla", Meanings(said={"不要": Normal.NA})).encode())
    reading = read_kept(METI, "a.xlsx", profile)
    assert (reading.profile, [one.normal for one in reading.questions]) == ("vendor-a", [Normal.NA])
    said = read_kept(METI, "a.xlsx", profile, Meanings(said={"不要": Normal.NO}))
    assert [one.normal for one in said.questions] == [Normal.NO]
    assert not profile.fits(open_document(METI, "a.xlsx"))


def test_a_profile_of_a_form_refuses_what_is_not_of_that_form() -> None:
    profile = read_profile(profile_of_form("vendor-a", "甲社", "meti-sla", NOTHING_SAID).encode())
    with pytest.raises(UnreadableFileError):
        read_kept(book(HEADER, *ROWS), "a.xlsx", profile)
    unknown = read_profile(profile_of_form("vendor-a", "甲社", "no-form", NOTHING_SAID).encode())
    with pytest.raises(NotFoundError):
        read_kept(METI, "a.xlsx", unknown)


@pytest.mark.parametrize("text", ["profile: a\ntitle: x\n", f"{PLAIN}form: meti-sla\n"])
def test_a_profile_has_sheets_or_a_form_and_never_both(text: str) -> None:
    with pytest.raises(UnreadableFileError) as refused:
        read_profile(text.encode())
    assert "form" in refused.value.message("ja")


def test_what_was_said_of_labels_is_kept_with_who_said_it() -> None:
    said = (LabelSaid("模範回答", is_answer=False, by="佐藤 花子", on="2026-11-29"), LabelSaid("現状", is_answer=True))
    body = profile_of_form("kokyaku", "顧客", "meti_saas", Meanings(), said)
    profile = read_profile(body.encode())
    assert profile.labels == said
    meant = profile.meant(Meanings(labels={"模範回答": True}))
    assert dict(meant.labels) == {"模範回答": True, "現状": True}
    with pytest.raises(UnreadableFileError, match="answers, no_answers"):
        read_profile(body.replace('"no_answers"', '"perhaps"').encode())
