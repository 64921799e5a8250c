"""Questionnaires in documents of Word: tables with merged cells, boxes, content controls and tables within tables."""

from __future__ import annotations

import contextlib
import io
import re
import zipfile

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.examples import examples
from kit.files.question_sheets import answers, read
from kit.files.word_documents import (
    box,
    cell,
    choice,
    control,
    numbered,
    numbering,
    paragraph,
    placeholder,
    row,
    run,
    table,
    word_document,
)
from kit.files.workbooks import member, with_member
from sakimori.errors import RefusedError, UnreadableFileError
from sakimori.exchange.lists.container import SourceKind
from sakimori.exchange.questionnaires.reading.document import Document, open_document
from sakimori.exchange.questionnaires.reading.result import Address
from sakimori.exchange.questionnaires.replies.word import answer_word

HEAD = ("No.", "確認事項", "回答", "備考")
RULES, HEAD_OF, LOGS = "取扱規程を定めていますか。", "責任者を定めていますか。", "操作の記録を取得していますか。"


PIECES = re.compile(r"</?[\w:]+[^<>]*>|[^<>]+")
WHOLE = word_document(
    paragraph("別紙"),
    table(
        HEAD, row(cell("1", merge="restart"), cell(inner=paragraph(inner=box() + run("はい"))), cell(span=2)),
        row(cell(merge="continue"), RULES, cell(inner=paragraph(inner=choice("はい", "いいえ"))), control(cell("a"))),
        (cell(inner=table(("x", "y")) + paragraph()), LOGS, "はい", ""),
    ),
)  # fmt: skip


def opened(*blocks: str) -> Document:
    return open_document(word_document(*blocks), "照会.docx")


def cells(*blocks: str) -> list[tuple[str, ...]]:
    return [one.cells for one in opened(*blocks).sheets[0].grid.rows]


def test_a_table_is_read_like_a_sheet_under_the_name_of_its_heading() -> None:
    data = word_document(
        paragraph("ご確認のお願い", style="1"), paragraph("組織的対策"),
        table(HEAD, ("1", RULES, "はい", "2024年改定"), ("2", HEAD_OF, "", "")),
    )  # fmt: skip
    found = read(data, "照会.docx")
    assert (found.profile, found.encoding, found.sheets) == ("generic", "Word", ("組織的対策",))
    assert answers(found) == [("1", "はい", "yes"), ("2", "", "blank")]
    assert found.questions[0].comment == "2024年改定"
    assert str(found.questions[1].address) == "組織的対策!C3"
    assert found.questions[1].sections == ("組織的対策",)


def test_a_document_of_python_docx_is_read_as_well() -> None:
    made = docx.Document()
    made.add_heading("Security", 1)
    grid = made.add_table(rows=3, cols=3)
    texts = [("No.", "Question", "Answer"), ("1", "Do you encrypt?", "Yes"), ("2", "Do you log?", "No")]
    for line, words in zip(grid.rows, texts, strict=True):
        for one, word in zip(line.cells, words, strict=True):
            one.text = word
    out = io.BytesIO()
    made.save(out)
    assert answers(read(out.getvalue(), "a.docx")) == [("1", "Yes", "yes"), ("2", "No", "no")]


def test_tables_with_the_same_heading_are_kept_apart() -> None:
    part = table(HEAD, ("1", RULES, "はい", ""), ("2", HEAD_OF, "いいえ", ""))
    found = read(
        word_document(paragraph("安全管理"), part, paragraph("安全管理"), part.replace("規程", "手順")), "a.docx"
    )
    assert found.sheets == ("安全管理", "安全管理 (2)")
    assert [one.normal.value for one in found.questions] == ["yes", "no", "yes"]
    assert [str(place) for place in found.questions[1].also_at] == ["安全管理 (2)!C3"]


def test_merged_cells_are_filled_across_and_down() -> None:
    found = cells(
        table(
            ("区分", "No.", "確認事項", "回答"),
            row(cell("組織", merge="restart"), "1", RULES, "○"),
            row(cell(merge="continue"), "2", HEAD_OF, "×"),
            row(cell("以下は任意", span=4)),
        )
    )
    assert found == [
        ("区分", "No.", "確認事項", "回答"), ("組織", "1", RULES, "○"), ("組織", "2", HEAD_OF, "×"),
        ("以下は任意",) * 4,
    ]  # fmt: skip


def test_rows_that_begin_further_right_keep_their_columns() -> None:
    late = row("b", "c").replace("<w:tc>", "<w:trPr><w:gridBefore w:val='1'/></w:trPr><w:tc>", 1)
    assert cells(table(("A", "B", "C"), late)) == [("A", "B", "C"), ("", "b", "c")]


def test_a_table_within_a_table_is_one_of_its_own() -> None:
    inner = table(HEAD, ("1", RULES, "はい", ""), ("2", HEAD_OF, "", ""))
    found = opened(table((cell(inner=f"{paragraph('枠')}{inner}{paragraph()}"),)))
    assert [(sheet.name, sheet.grid.rows[0].cells) for sheet in found.sheets] == [
        ("Table 1", ("枠\n",)), ("枠", HEAD),
    ]  # fmt: skip
    assert [one.raw for one in read(word_document(table((cell(inner=inner + paragraph()),))), "a.docx").questions] == [
        "はい", "",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        (run("☐はい　☑いいえ"), "☐はい　☑いいえ"),
        (f"{box()}{run('はい')}{box(is_ticked=True)}{run('いいえ')}", "☐はい☑いいえ"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0A8"/></w:r>' + run("はい"), "☐はい"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>' + run("はい"), "☑はい"),
        (
            '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="0"/><w:checked/>'
            "</w:checkBox></w:ffData></w:fldChar><w:instrText>FORMCHECKBOX</w:instrText></w:r>" + run("はい"),
            "☑はい",
        ),
        (choice("はい", "いいえ"), ""),
        (choice("はい", "いいえ", shown="いいえ"), "いいえ"),
        (control(placeholder(), is_blank=True), ""),
        (control(run("2024年")), "2024年"),
        (run("は") + "<w:proofErr w:type='spellStart'/>" + run("い"), "はい"),
        ("<w:del><w:r><w:delText>はい</w:delText></w:r></w:del><w:ins>" + run("いいえ") + "</w:ins>", "いいえ"),
        ("<w:moveFrom>" + run("はい") + "</w:moveFrom>", ""),
        (run("はい") + run("隠し", "<w:rPr><w:vanish/></w:rPr>"), "はい"),
        ("<w:hyperlink>" + run("規程") + "</w:hyperlink><w:r><w:tab/><w:t>参照</w:t></w:r>", "規程\t参照"),
        (
            f"<w:r><w:ruby><w:rt>{run('きてい')}</w:rt><w:rubyBase>{run('規程')}</w:rubyBase></w:ruby></w:r>",
            "規程",
        ),
    ],
)  # fmt: skip
def test_a_cell_says_what_a_person_sees(content: str, shown: str) -> None:
    assert cells(table(("a", cell(inner=paragraph(inner=content)))))[0] == ("a", shown)


def test_a_control_around_a_cell_or_a_table_changes_nothing_of_what_is_read() -> None:
    held = control(cell("はい"))
    found = read(
        word_document(control(table(HEAD, row("1", RULES, held, cell()), ("2", HEAD_OF, "いいえ", "")))), "a.docx"
    )
    assert answers(found) == [("1", "はい", "yes"), ("2", "いいえ", "no")]


@pytest.mark.parametrize(
    ("levels", "shown"),
    [
        ([("decimal", "%1")], ["1", "2", "3", "1"]),
        ([("decimal", "問%1."), ("decimal", "%1-%2")], ["問1.", "問2.", "2-1", "問1."]),
        ([("upperLetter", "%1)"), ("lowerRoman", "%1.%2")], ["A)", "B)", "B.i", "A)"]),
        ([("decimalEnclosedCircle", "%1"), ("decimalFullWidth", "（%2）")], ["①", "②", "（１）", "①"]),
        ([("aiueoFullWidth", "%1"), ("decimalZero", "%2")], ["ア", "イ", "01", "ア"]),
        ([("bullet", "•"), ("japaneseCounting", "第%2")], ["", "", "第一", ""]),
    ],
)
def test_numbers_that_word_counts_are_read(levels: list[tuple[str, str]], shown: list[str]) -> None:
    places = ((1, 0), (1, 0), (1, len(levels) - 1), (2, 0))
    rows = [(cell(inner=numbered(list_id=n, level=level)), f"規程{n}") for n, level in places]
    data = word_document(table(*rows), parts={"word/numbering.xml": numbering(*levels, lists=2)})
    assert [one.cells[0] for one in open_document(data, "a.docx").sheets[0].grid.rows] == shown


def test_questions_whose_ids_word_counts_are_told_apart() -> None:
    rows = [(cell(inner=numbered()), text, "", "") for text in ("規程の整備", "責任者の任命", "記録の保存")]
    data = word_document(table(HEAD, *rows), parts={"word/numbering.xml": numbering(("decimal", "%1"))})
    found = read(data, "a.docx")
    assert [(one.id, one.text) for one in found.questions] == [
        ("1", "規程の整備"), ("2", "責任者の任命"), ("3", "記録の保存"),
    ]  # fmt: skip


def test_lists_of_content_controls_are_offered() -> None:
    members = ("はい", "一部", "いいえ")
    offered = cell(inner=paragraph(inner=choice(*members)))
    data = word_document(table(HEAD, ("1", RULES, offered, ""), ("2", LOGS, offered, "")))
    assert [(one.choices, one.normal.value) for one in read(data, "a.docx").questions] == [(members, "blank")] * 2


def test_a_table_in_a_text_box_is_read_once_and_counts_once() -> None:
    inner = table(HEAD, *((cell(inner=numbered()), text, "", "") for text in (RULES, HEAD_OF)))
    both = (
        f"<mc:AlternateContent><mc:Choice>{inner}</mc:Choice><mc:Fallback>{inner}</mc:Fallback></mc:AlternateContent>"
    )
    parts = {"word/numbering.xml": numbering(("decimal", "%1"))}
    found = read(word_document(paragraph(inner=f"<w:r>{both}</w:r>"), parts=parts), "a.docx")
    assert [(one.id, one.text) for one in found.questions] == [("1", RULES), ("2", HEAD_OF)]


def test_a_document_with_macros_is_read_as_one_without() -> None:
    types = member(WHOLE, "[Content_Types].xml").replace(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        "application/vnd.ms-word.document.macroEnabled.main+xml",
    )
    data = with_member(WHOLE, "[Content_Types].xml", types)
    assert [one.id for one in read(data, "a.docm").questions] == [one.id for one in read(WHOLE, "a.docx").questions]


def test_a_document_without_tables_is_refused_as_no_questionnaire() -> None:
    with pytest.raises(UnreadableFileError, match="No table of questions"):
        read(word_document(paragraph("拝啓")), "a.docx")


def with_main(content: str) -> bytes:
    return with_member(word_document(paragraph()), "word/document.xml", content)


BOMB = '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><d>&b;</d>'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (with_main(BOMB), "DTD or entities"),
        (with_main("<w:document"), "damaged"),
        (with_main("<a>" * 400 + "</a>" * 400), "damaged"),
        (word_document(table(("a", "b"))).replace(b"[Content_Types]", b"[Content_Types)"), "not a spreadsheet"),
        (with_member(word_document(), "word/embeddings/a.bin", bytes(60 << 20)), "too large when unpacked"),
        (word_document(*[table(*[row(cell("x", span=1000))] * 50)] * 41), "too large"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
        (OLE + "WordDocument".encode("utf-16-le"), r"old \.doc format"),
        (word_document()[:200], "damaged|archive|No table"),
    ],
    ids=["entities", "cut part", "deep", "renamed", "bomb", "wide", "encrypted", "old", "cut"],
)
def test_what_cannot_be_read_says_why(data: bytes, why: str) -> None:
    with pytest.raises(UnreadableFileError, match=why):
        read(data, "a.docx")


@settings(max_examples=examples(400), deadline=None)
@given(st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 3)), min_size=1, max_size=4))
def test_a_document_with_parts_lost_doubled_or_moved_is_read_or_refused(changes: list[tuple[int, int]]) -> None:
    parts = PIECES.findall(member(WHOLE, "word/document.xml"))
    for at, kind in changes:
        place = at % len(parts)
        match kind:
            case 0:
                del parts[place]
            case 1:
                parts.insert(place, parts[place])
            case 2:
                parts.append(parts.pop(place))
            case _:
                parts[place] = re.sub(r'"[^"]*"', '"-1"', parts[place])
    data = with_member(WHOLE, "word/document.xml", "".join(parts))
    with contextlib.suppress(RefusedError):
        found = open_document(data, "a.docx")
        first = found.sheets[0]
        answer_word(data, {Address(first.name, line.number, 1): "はい" for line in first.grid.rows[1:3]})


def test_a_workbook_is_no_document_of_word() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("ppt/presentation.xml", "<p/>")
    with pytest.raises(UnreadableFileError, match="not a spreadsheet"):
        open_document(made.getvalue(), "a.docx")
    assert opened(table(("a", "b"))).kind is SourceKind.DOCX
