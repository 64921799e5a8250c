"""Replies in the sender's own form: every kind of file, its own marks and words, and each place of a question."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from exchange.questionnaires.sheets.test_ods import cell as ods_cell
from exchange.questionnaires.sheets.test_ods import ods
from exchange.questionnaires.sheets.test_ods import row as ods_row
from kit.builders import AT, a_workspace, an_actor
from kit.examples import examples
from kit.files.question_sheets import book, csv
from kit.files.word_documents import paragraph, table, word_document
from kit.files.workbooks import filled, saved
from sakimori.domain.codes import AssessmentKind
from sakimori.domain.questions.pack import AnswerState
from sakimori.domain.records.third_party import SELF_ID
from sakimori.errors import StateError
from sakimori.exchange.questionnaires.ours.pack_out import Form, Order, give
from sakimori.exchange.questionnaires.ours.private_pack import DESCRIBED, Polarity
from sakimori.exchange.questionnaires.reading.normal import normalise
from sakimori.exchange.questionnaires.reading.recognise import read_questionnaire
from sakimori.exchange.questionnaires.reading.result import ReadQuestionnaire, RowClass
from sakimori.exchange.questionnaires.replies.wording import _FAMILIES
from sakimori.services.assessments.check import AnswerInput
from sakimori.services.assessments.packs.shelf import find_pack
from sakimori.services.assessments.write import answer_many
from sakimori.services.questionnaires.intake import plan_questionnaire, take_in
from sakimori.services.questionnaires.plan import NewPack, Target
from sakimori.services.questionnaires.reading import read_file
from sakimori.services.questionnaires.reply import Reply, reply

ASKED = ("取扱規程を定めていますか。", "責任者を定めていますか。", "操作の記録を取得していますか。")
HEAD = ("No.", "確認事項", "回答", "備考")
ROWS = (HEAD, *((str(n), text, "", "") for n, text in enumerate(ASKED, start=1)))
GIVEN = (
    AnswerInput("1", value=("yes",), note="2024年改定"),
    AnswerInput("2", value=("no",), note="来年度に任命"),
    AnswerInput("3", state=AnswerState.NA, reason="記録する操作がない"),
)
Rows = Sequence[Sequence[str]]


def as_ods(rows: Rows) -> bytes:
    return ods([ods_row(*map(ods_cell, row)) for row in rows], [])


def as_page(rows: Rows) -> bytes:
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join(["# 確認票", "", lines[0], "|---" * len(rows[0]) + "|", *lines[1:], ""]).encode()


def as_word(rows: Rows) -> bytes:
    return word_document(paragraph("確認票"), table(*rows))


def as_headings(rows: Rows) -> bytes:
    return "\n\n".join(f"## {row[0]}. {row[1]}" for row in rows[1:]).encode()


FORMS: dict[str, Callable[[Rows], bytes]] = {
    "a.xlsx": lambda rows: book(*rows),
    "a.ods": as_ods,
    "a.csv": lambda rows: csv(*rows),
    "a.tsv": lambda rows: "\n".join("\t".join(row) for row in rows).encode("utf-16"),
    "b.csv": lambda rows: csv(*rows).decode().encode("cp932"),
    "a.md": as_page,
    "a.docx": as_word,
}


def answered(
    data: bytes, filename: str, *given: AnswerInput, as_utf8: bool = False, sound: Polarity = Polarity.YES
) -> Reply:
    """A customer's blank form as it goes back with these answers."""
    workspace = a_workspace()
    file = read_file(workspace, data, filename)
    form = NewPack("客先の確認票", sound, "客先")
    plan = plan_questionnaire(workspace, file, Target(SELF_ID, kind=AssessmentKind.ASKED), form, actor=an_actor())
    done = take_in(workspace, plan, form, actor=an_actor(), at=AT).assessment
    assert done is not None
    answer_many(workspace, done.id, given, actor=an_actor(), at=AT)
    return reply(workspace, done.id, as_utf8=as_utf8, actor=an_actor(), at=AT)


def read(made: Reply) -> ReadQuestionnaire:
    return read_questionnaire(made.data, made.filename)


def said(made: Reply) -> list[tuple[str, str, str]]:
    return [(one.id, one.normal.value, one.comment) for one in read(made).questions]


@pytest.mark.parametrize("filename", FORMS)
def test_answers_go_back_in_the_form_in_which_the_questions_came(filename: str) -> None:
    made = answered(FORMS[filename](ROWS), filename, *GIVEN)
    assert said(made) == [
        ("1", "yes", "2024年改定"), ("2", "no", "来年度に任命"), ("3", "na", "記録する操作がない"),
    ]  # fmt: skip
    assert (made.filename, made.answered, made.unanswered, made.unplaced) == (filename, 3, (), ())


@pytest.mark.parametrize("filename", FORMS)
def test_a_form_to_which_nobody_has_answered_goes_back_as_it_came(filename: str) -> None:
    data = FORMS[filename](ROWS)
    made = answered(data, filename)
    if filename.endswith((".csv", ".tsv", ".md")):
        assert made.data == data
    assert said(made) == [(str(n), "blank", "") for n in (1, 2, 3)]
    assert [one.id for one in made.unanswered] == ["1", "2", "3"]


@pytest.mark.parametrize("form", [Form.XLSX, Form.CSV, Form.MARKDOWN])
def test_a_pack_of_ours_that_another_company_sends_is_answered_in_its_language(form: Form) -> None:
    workspace = a_workspace()
    pack = find_pack(workspace, "jp-cloud")
    assert pack is not None
    file = read_file(workspace, give(pack, form, Order("light", "en", AT)), f"a.{form.value}")
    plan = plan_questionnaire(workspace, file, Target(SELF_ID, pack.id, kind=AssessmentKind.ASKED), actor=an_actor())
    done = take_in(workspace, plan, actor=an_actor(), at=AT).assessment
    assert done is not None
    asked = [question for question in pack.asked_in("light") if question.choices]
    given_ = [
        AnswerInput(one.id, value=(choice.id,), reason="理由" if choice.reason_required else "", note="補足")
        for place, one in enumerate(asked)
        for choices in [[choice for choice in one.choices if not choice.excluded]]
        for choice in [choices[place % len(choices)]]
    ]
    answer_many(workspace, done.id, given_, actor=an_actor(), at=AT)
    made = reply(workspace, done.id, actor=an_actor(), at=AT)
    assert (made.answered, made.unplaced) == (len(given_), ())


def test_a_page_of_questions_is_answered_below_each() -> None:
    page = "# Security\n\n1. **Do you encrypt data?**\n\n2. **Do you keep logs?**\n\n3. **Is there an owner?**\n"
    made = answered(
        page.encode(), "a.md", AnswerInput("1", value=("yes",), note="AES"), AnswerInput("3", value=("no",))
    )
    assert made.data.decode() == page.replace("data?**\n", "data?**\n\n   Yes\n\n   AES\n").replace(
        "owner?**\n", "owner?**\n\n   No\n"
    )
    assert said(made) == [("1", "yes", "AES"), ("2", "blank", ""), ("3", "no", "")]


def test_a_kind_of_file_that_cannot_be_filled_is_refused_by_name() -> None:
    page = "<table>" + "".join(f"<tr>{''.join(f'<td>{one}</td>' for one in row)}</tr>" for row in ROWS) + "</table>"
    with pytest.raises(StateError, match="HTML"):
        answered(page.encode(), "a.html", *GIVEN)


def repeated(*columns: str) -> bytes:
    """A workbook in which two sheets ask the same, the second with its columns elsewhere."""
    made = filled(Workbook(), ROWS)
    made.worksheets[0].title = "本社"
    other = made.create_sheet("工場")
    other.append(columns)
    for row in ROWS[1:]:
        place = dict(zip(HEAD, row, strict=True))
        other.append([place.get(one, "") for one in columns])
    return saved(made)


def test_a_remark_stands_at_every_place_where_a_repeated_question_stands() -> None:
    made = answered(repeated("区分", "No.", "確認事項", "備考", "回答"), "a.xlsx", *GIVEN)
    sheets = load_workbook(io.BytesIO(made.data)).worksheets
    assert [[sheets[0].cell(row, n).value for n in (3, 4)] for row in (2, 3, 4)] == [
        ["はい", "2024年改定"], ["いいえ", "来年度に任命"], ["該当なし", "記録する操作がない"],
    ]  # fmt: skip
    assert [[sheets[1].cell(row, n).value for n in (5, 4)] for row in (2, 3, 4)] == [
        ["はい", "2024年改定"], ["いいえ", "来年度に任命"], ["該当なし", "記録する操作がない"],
    ]  # fmt: skip
    assert made.answered == 3


def test_a_place_without_a_column_of_remarks_has_them_beside_the_answer() -> None:
    made = answered(repeated("No.", "確認事項", "回答"), "a.xlsx", GIVEN[1])
    sheets = load_workbook(io.BytesIO(made.data)).worksheets
    assert (sheets[0]["C3"].value, sheets[0]["D3"].value) == ("いいえ", "来年度に任命")
    assert sheets[1]["C3"].value == "いいえ\n来年度に任命"


def test_a_repeated_question_is_marked_in_the_columns_of_each_place() -> None:
    made = Workbook()
    made.worksheets[0].append(("No.", "確認事項", "はい", "いいえ", "備考"))
    other = made.create_sheet("工場")
    other.append(("No.", "確認事項", "担当", "いいえ", "はい", "備考"))
    for number, text in enumerate(ASKED, start=1):
        for sheet in made.worksheets:
            sheet.append((str(number), text))
    sheets = load_workbook(io.BytesIO(answered(saved(made), "a.xlsx", GIVEN[0], GIVEN[1]).data)).worksheets
    assert [[sheets[0].cell(row, n).value for n in (3, 4, 5)] for row in (2, 3)] == [
        ["○", None, "2024年改定"], [None, "○", "来年度に任命"],
    ]  # fmt: skip
    assert [[sheets[1].cell(row, n).value for n in (4, 5, 6)] for row in (2, 3)] == [
        [None, "○", "2024年改定"], ["○", None, "来年度に任命"],
    ]  # fmt: skip


@pytest.mark.parametrize("sign", ["●", "✓", "レ", "x", "〇"])
def test_a_column_is_marked_with_the_sign_of_the_form(sign: str) -> None:
    head = ("No.", "確認事項", "はい", "いいえ")
    used = book(head, ("1", ASKED[0], "", ""), ("2", ASKED[1], sign, ""), ("3", ASKED[2], "", ""))
    told = book((f"該当する欄に「{sign}」を記入してください。",), head, *((row[0], row[1], "", "") for row in ROWS[1:]))
    listed = book(head, *((row[0], row[1], "", "") for row in ROWS[1:]), lists={"C2:D4": (sign,)})
    for data, row in ((used, 2), (told, 3), (listed, 2)):
        made = answered(data, "a.xlsx", AnswerInput("1", value=("no",)))
        sheet = load_workbook(io.BytesIO(made.data)).worksheets[0]
        assert (sheet.cell(row, 3).value, sheet.cell(row, 4).value) == (None, sign)


def test_an_english_form_without_a_sign_of_its_own_is_marked_with_an_x() -> None:
    data = book(("No.", "Question", "Yes", "No"), ("1", "Do you encrypt data?", "", ""), ("2", "Do you log?", "", ""))
    made = answered(data, "a.xlsx", AnswerInput("1", value=("yes",)))
    assert load_workbook(io.BytesIO(made.data)).worksheets[0]["C2"].value == "x"


def test_the_words_that_the_form_uses_or_offers_elsewhere_are_used() -> None:
    used = book(HEAD, *ROWS[1:3], ("3", ASKED[2], "実施済み", ""), ("4", "教育をしていますか。", "未実施", ""))
    made = answered(used, "a.xlsx", GIVEN[0], GIVEN[1])
    sheet = load_workbook(io.BytesIO(made.data)).worksheets[0]
    assert [sheet.cell(row, 3).value for row in (2, 3)] == ["実施済み", "未実施"]
    # A list that stops above the last rows says the words of these as well.
    listed = book(*ROWS, lists={"C2:C3": ("対応済", "未対応")})
    made = answered(listed, "a.xlsx", AnswerInput("3", value=("no",)))
    assert load_workbook(io.BytesIO(made.data)).worksheets[0]["C4"].value == "未対応"


@pytest.mark.parametrize(
    ("used", "answer", "word"),
    [
        ("○", "no", "×"), ("〇", "partly", "△"), ("有", "no", "無"), ("未実施", "yes", "実施"),
        ("実施済み", "no", "未実施"), ("対応していません", "yes", "対応しています"), ("YES", "no", "NO"),
        ("Yes", "partly", "Partial"), ("not met", "yes", "met"), ("可", "no", "不可"), ("規程第3条", "no", "いいえ"),
    ],
)  # fmt: skip
def test_one_word_of_a_form_says_by_which_words_the_rest_is_answered(used: str, answer: str, word: str) -> None:
    data = book(HEAD, *ROWS[1:3], ("3", ASKED[2], used, ""), ("4", "教育をしていますか。", used, ""))
    made = answered(data, "a.xlsx", AnswerInput("1", value=(answer,)))
    assert load_workbook(io.BytesIO(made.data)).worksheets[0]["C2"].value == word


def test_words_that_go_together_mean_what_they_stand_for() -> None:
    for family in _FAMILIES:
        assert {normal: normalise(word).normal for normal, word in family.items()} == {one: one for one in family}


def test_boxes_are_ticked_as_the_form_ticks_them() -> None:
    data = book(
        HEAD,
        ("1", ASKED[0], "□はい □いいえ", ""),
        ("2", ASKED[1], "☑はい □いいえ", ""),
        ("3", ASKED[2], "□はい □いいえ", ""),
    )
    made = answered(data, "a.xlsx", AnswerInput("1", value=("no",)))
    assert load_workbook(io.BytesIO(made.data)).worksheets[0]["C2"].value == "□はい ☑いいえ"


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_cell_that_nobody_changes_keeps_its_bytes() -> None:
    """An answer that stands already, and marks that are not set, are not written again."""
    head = ("No.", "確認事項", "はい", "いいえ", "備考")
    data = book(head, ("1", ASKED[0], "○", "", "済"), ("2", ASKED[1], "", "", ""), ("3", ASKED[2], "", "", ""))
    made = answered(data, "a.xlsx", AnswerInput("1", value=("yes",), note="済"))
    assert parts(made.data) == parts(data)
    second = answered(data, "a.xlsx", AnswerInput("2", value=("no",)))
    was, is_now = (parts(one)["xl/worksheets/sheet1.xml"].decode() for one in (data, second.data))
    written = '<c r="D3" t="inlineStr"><is><t xml:space="preserve">○</t></is></c>'
    assert is_now.replace(written, '<c r="D3" t="inlineStr"></c>') == was


def test_a_heading_never_receives_an_answer() -> None:
    data = book(
        HEAD, ("1", "組織的対策", "", ""), ("1.1", ASKED[0], "", ""), ("1.2", ASKED[1], "", ""),
        ("2", "技術的対策", "", ""), ("2.1", ASKED[2], "", ""),
    )  # fmt: skip
    made = answered(data, "a.xlsx", *(AnswerInput(one, value=("yes",)) for one in ("1.1", "1.2", "2.1")))
    assert [row.row_class for row in read(made).rows if row.row_class is RowClass.SECTION] == [RowClass.SECTION] * 2
    sheet = load_workbook(io.BytesIO(made.data)).worksheets[0]
    assert [sheet.cell(row, 3).value for row in range(2, 7)] == [None, "はい", "はい", None, "はい"]


def test_an_answer_whose_cell_is_merged_with_that_of_a_heading_is_told_and_not_written() -> None:
    data = book(
        HEAD, ("", "組織的対策", "", ""), ("1", ASKED[0], "", ""), ("2", ASKED[1], "", ""), ("3", ASKED[2], "", ""),
        merged=("C2:C3",),
    )  # fmt: skip
    made = answered(data, "a.xlsx", GIVEN[0], AnswerInput("2", value=("no",)))
    sheet = load_workbook(io.BytesIO(made.data)).worksheets[0]
    assert [sheet.cell(row, 3).value for row in (2, 4)] == [None, "いいえ"]
    assert "見出し" in made.unanswered[0].why.ja


def test_two_questions_that_share_a_cell_get_one_answer_or_none() -> None:
    data = book(*ROWS, merged=("C2:C3", "D2:D3"))
    alike = answered(data, "a.xlsx", GIVEN[0], AnswerInput("2", value=("yes",), note="専任"))
    sheet = load_workbook(io.BytesIO(alike.data)).worksheets[0]
    assert (sheet["C2"].value, sheet["D2"].value) == ("はい", "2024年改定\n専任")
    assert alike.answered == 2
    torn = answered(data, "a.xlsx", *GIVEN)
    assert load_workbook(io.BytesIO(torn.data)).worksheets[0]["C2"].value is None
    assert [one.id for one in torn.unanswered] == ["1", "2"]
    assert "同じセル" in torn.unanswered[0].why.ja


def test_a_list_in_the_column_of_remarks_takes_none() -> None:
    made = answered(book(*ROWS, lists={"D2:D4": ("要確認", "済")}), "a.xlsx", GIVEN[1])
    sheet = load_workbook(io.BytesIO(made.data)).worksheets[0]
    assert (sheet["C3"].value, sheet["D3"].value) == ("いいえ\n来年度に任命", None)


def test_what_shift_jis_does_not_have_is_told_and_offered_as_utf8() -> None:
    data = FORMS["b.csv"](ROWS)
    given = (AnswerInput("1", value=("yes",), note="担当は𠮷田"), AnswerInput("2", value=(DESCRIBED,), reason="✓の欄"))
    made = answered(data, "b.csv", *given)
    assert made.needs_utf8
    assert [one.id for one in made.unanswered] == ["2", "3"]
    assert "「✓」" in made.unanswered[0].why.ja
    assert "「𠮷」" in made.unplaced[0].why.ja
    assert made.data == data.replace(
        "1,取扱規程を定めていますか。,".encode("cp932"), "1,取扱規程を定めていますか。,はい".encode("cp932")
    )
    whole = answered(data, "b.csv", *given, as_utf8=True)
    assert not whole.needs_utf8
    assert whole.data.startswith(b"\xef\xbb\xbf")
    assert [(one.raw, one.comment) for one in read(whole).questions][:2] == [("はい", "担当は𠮷田"), ("✓の欄", "")]


WORDS = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Co", "Cn", "Zl", "Zp", "Cf")), max_size=12
) | st.sampled_from(
    [
        "a,b",
        '"',
        "|",
        "=1+1",
        "1行\n2行",
        "はい",
        "○",
        "# a",
        "- a",
        "以上",
        "No.",
        "<br>",
        "&lt;",
        "\\",
        "ですか？",
        "／",
        "×：無",
    ]
)


@settings(max_examples=examples(120), deadline=None)
@given(st.data(), st.sampled_from([*FORMS, "b.md"]))
def test_an_answer_in_any_form_reads_back_as_that_answer_and_all_else_as_before(
    data: st.DataObject, filename: str
) -> None:
    before = FORMS.get(filename, as_headings)(ROWS)
    given_: list[AnswerInput] = []
    for number in data.draw(st.lists(st.sampled_from("123"), unique=True)):
        words = data.draw(WORDS).strip()
        value = data.draw(st.sampled_from(["yes", "no", "partly", "planned", DESCRIBED]))
        if value == DESCRIBED:
            given_ += [AnswerInput(number, value=(DESCRIBED,), reason=words)] if words else []
        else:
            given_.append(AnswerInput(number, value=(value,), note=words))
    made = answered(before, filename, *given_)
    told = {one.id for one in (*made.unanswered, *made.unplaced)}
    was, is_now = read_questionnaire(before, filename), read(made)
    assert [(one.id, one.text) for one in was.questions] == [(one.id, one.text) for one in is_now.questions]
    assert made.answered + len(made.unanswered) == 3
    kept = {one.question_id: one for one in given_}
    left = {one.id for one in made.unanswered}
    for one in is_now.questions:
        if one.id in left:
            assert (one.raw, one.comment) == ("", "")
        elif kept[one.id].value == (DESCRIBED,):
            assert _bare(kept[one.id].reason or "") in _bare(one.raw)
        else:
            assert one.normal.value == kept[one.id].value[0]
            assert one.id in told or _bare(kept[one.id].note or "") in _bare(f"{one.comment}{one.raw}")


def _bare(text: str) -> str:
    return "".join(text.split())


def test_an_answer_that_its_remark_would_take_back_is_told_and_not_written() -> None:
    made = answered(
        FORMS["a.xlsx"](ROWS), "a.xlsx", AnswerInput("1", value=("yes",), note="開発環境を除く"),
        AnswerInput("2", value=("no",)),
    )  # fmt: skip
    assert (made.answered, [one.id for one in made.unanswered]) == (1, ["1", "3"])
    assert said(made) == [("1", "blank", ""), ("2", "no", ""), ("3", "blank", "")]
