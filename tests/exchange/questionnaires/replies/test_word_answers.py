"""Answers in a document of Word: the text of the cells changes, and every other byte of the document stays."""

from __future__ import annotations

import io
import re
import zipfile

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exchange.questionnaires.replies.test_ods_answers import members
from kit.examples import examples
from kit.files.question_sheets import answers, read
from kit.files.word_documents import (
    BOLD,
    box,
    cell,
    choice,
    control,
    paragraph,
    placeholder,
    row,
    run,
    table,
    word_document,
)
from kit.files.workbooks import with_member
from sakimori.errors import InvalidValueError, StateError, UnreadableFileError
from sakimori.exchange.questionnaires.reading.document import open_document
from sakimori.exchange.questionnaires.reading.result import Address
from sakimori.exchange.questionnaires.replies.word import answer_word

MAIN = "word/document.xml"
TWO_LINES = "1行\n2行"
NAME = "Table 1"


def a_document(*contents: str) -> bytes:
    """A table whose third column holds these cells."""
    rows = (row(str(n), f"規程{n}がありますか", one, cell()) for n, one in enumerate(contents, start=1))
    return word_document(paragraph(), table(("No.", "確認事項", "回答", "備考"), *rows))


def at(row_: int, column: int = 2) -> Address:
    return Address(NAME, row_, column)


def main(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(MAIN).decode()


def shown(data: bytes, row_: int = 2, column: int = 2) -> str:
    grid = open_document(data, "a.docx").sheets[0].grid
    return grid.rows[row_ - 1].cells[column]


def changed(content: str, answer: str) -> str:
    """The cell in the document once it was answered, checked to be all that changed."""
    before = a_document(content)
    after = answer_word(before, {at(2): answer})
    old, new = main(before), main(after)
    start = old.index(content)
    rest = old[start + len(content) :]
    assert new.startswith(old[:start])
    assert new.endswith(rest)
    return new[start : len(new) - len(rest)]


def test_only_the_cell_changes_and_every_other_part_stays_byte_by_byte() -> None:
    before = a_document(cell(), cell("いいえ"))
    after = answer_word(before, {at(2): "はい", at(2, 3): "来期"})
    was, is_now = dict(members(before)), dict(members(after))
    assert list(was) == list(is_now)
    assert {name for name in was if was[name] != is_now[name]} == {MAIN}
    made = re.compile(r'<w:r><w:t xml:space="preserve">(?:はい|来期)</w:t></w:r>')
    assert len(made.findall(main(after))) == 2
    assert made.sub("", main(after)) == main(before)
    assert [one.raw for one in read(after, "a.docx").questions] == ["はい", "いいえ"]
    assert docx.Document(io.BytesIO(after)).tables[0].cell(1, 3).text == "来期"


@pytest.mark.parametrize(
    ("content", "answer", "expected"),
    [
        # The format of what stood there is kept, a bookmark too.
        (
            cell(inner=paragraph(inner=run("記入", BOLD) + '<w:bookmarkStart w:id="1" w:name="b"/>' + run("欄"))),
            "はい",
            cell(inner=paragraph(inner=run("はい", BOLD) + '<w:bookmarkStart w:id="1" w:name="b"/>')),
        ),
        # A cell that closes itself is opened.
        (cell(inner="<w:p/>"), "1行\n2行", cell(inner=f"<w:p>{run(TWO_LINES)}</w:p>")),
        # What the sender wrote stays above ours.
        (cell("証跡名"), "証跡名\n規程第3条", cell(inner=paragraph("証跡名") + f"<w:p>{run('規程第3条')}</w:p>")),
        # Boxes that are letters.
        (cell("□はい □いいえ"), "□はい ■いいえ", cell("□はい ■いいえ")),
        # A box of a font of signs.
        (
            cell(inner=paragraph(inner='<w:r><w:sym w:font="Wingdings" w:char="F0A8"/></w:r>' + run("はい"))),
            "☑はい",
            cell(inner=paragraph(inner='<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>' + run("はい"))),
        ),
        # Boxes that are content controls.
        (
            cell(inner=paragraph(inner=box() + run("はい") + box(is_ticked=True) + run("いいえ"))),
            "☑はい☐いいえ",
            cell(inner=paragraph(inner=box(is_ticked=True) + run("はい") + box() + run("いいえ"))),
        ),
        # A text that is entered into a control takes the place of its placeholder.
        (
            cell(inner=paragraph(inner=control(placeholder(), is_blank=True))),
            "はい",
            cell(inner=paragraph(inner=control(run("はい")))),
        ),
        (control(cell(inner=paragraph(inner=placeholder())), is_blank=True), "はい", control(cell("はい"))),
        (
            cell(inner=control(paragraph(inner=placeholder()), is_blank=True)),
            "はい",
            cell(inner=control(paragraph("はい"))),
        ),
        (cell("いいえ"), "", cell(inner=paragraph(inner=" ").replace(" </w:p>", "</w:p>"))),
        (cell("a  b"), "<x> & \"y\"  z", cell("<x> & \"y\"  z")),
    ],
    ids=[
        "format", "single", "below", "letters", "symbol", "boxes", "control", "control around", "control within",
        "blank", "signs",
    ],
)  # fmt: skip
def test_a_cell_is_answered_in_its_own_way(content: str, answer: str, expected: str) -> None:
    assert changed(content, answer) == expected


def test_a_list_takes_its_members_alone_and_shows_the_chosen_one() -> None:
    data = a_document(cell(inner=paragraph(inner=choice("はい", "いいえ"))))
    after = answer_word(data, {at(2): "いいえ"})
    assert answers(read(after, "a.docx")) == [("1", "いいえ", "no")]
    assert "showingPlcHdr" not in main(after)
    with pytest.raises(InvalidValueError, match="はい"):
        answer_word(data, {at(2): "一部"})


def test_a_box_of_an_old_form_is_ticked() -> None:
    def field(name: str) -> str:
        return (
            '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="0"/></w:checkBox></w:ffData>'
            f"</w:fldChar></w:r><w:r><w:instrText>FORMCHECKBOX</w:instrText></w:r>{run(name)}"
        )

    before = a_document(cell(inner=paragraph(inner=field("はい") + field("いいえ"))))
    assert shown(before) == "☐はい☐いいえ"
    after = answer_word(before, {at(2): "☐はい☑いいえ"})
    assert shown(after) == "☐はい☑いいえ"
    assert main(after).replace('<w:checked w:val="1"/>', "") == main(before)


def test_tables_with_one_name_and_within_tables_are_answered_in_their_own_cells() -> None:
    inner = table(("No.", "確認事項", "回答"), ("1", "規程がありますか", ""), ("2", "記録がありますか", ""))
    before = word_document(
        paragraph("別紙"), table((cell(inner=inner + paragraph()), cell("枠外"))), paragraph("別紙"), inner
    )
    names = [sheet.name for sheet in open_document(before, "a.docx").sheets]
    after = answer_word(before, {Address(names[1], 2, 2): "はい", Address(names[2], 3, 2): "いいえ"})
    found = open_document(after, "a.docx").sheets
    assert [[row_.cells[-1] for row_ in sheet.grid.rows] for sheet in found] == [
        ["枠外"], ["回答", "はい", ""], ["回答", "", "いいえ"],
    ]  # fmt: skip


def test_a_locked_cell_a_signed_document_and_a_place_that_is_none_are_refused() -> None:
    locked = a_document(cell(inner=paragraph(inner=control(run("固定"), lock="contentLocked"))))
    bound = control(run("固定"), '<w:dataBinding w:xpath="/a" w:storeItemID="b"/><w:text/>')
    for data in (locked, a_document(cell(inner=paragraph(inner=bound)))):
        with pytest.raises(StateError, match="locked"):
            answer_word(data, {at(2): "はい"})
    with pytest.raises(StateError, match="signed"):
        answer_word(with_member(a_document(cell()), "_xmlsignatures/sig1.xml", "<a/>"), {at(2): "はい"})
    for place in (at(99), Address("別表", 2, 2)):
        with pytest.raises(InvalidValueError):
            answer_word(a_document(cell()), {place: "はい"})
    with pytest.raises(UnreadableFileError):
        answer_word(with_member(a_document(cell()), MAIN, "<w:document"), {at(2): "はい"})


def test_a_document_with_its_own_prefixes_is_answered_in_these() -> None:
    for prefix in ("", "q"):
        xml = main(a_document(cell("古い")))
        xml = re.sub(r"(</?)w:", rf"\1{prefix}:" if prefix else r"\1", xml)
        xml = xml.replace('xmlns:w="', f'xmlns:w="x" xmlns{":" * bool(prefix)}{prefix}="')
        xml = re.sub(r" w:(?!=)\w+=\"[^\"]*\"| w:\w+='[^']*'", "", xml)
        after = answer_word(with_member(a_document(cell()), MAIN, xml), {at(2): "はい"})
        assert shown(after) == "はい"


CONTENTS = [
    cell(), cell("例"), cell(inner="<w:p/>"), cell(inner=paragraph() + paragraph("例")),
    cell(inner=paragraph(inner=control(placeholder(), is_blank=True))), control(cell("例")),
    cell(inner=paragraph(inner=run("例", BOLD) + run("2"))), cell(inner=table(("x", "y")) + paragraph()),
]  # fmt: skip


@settings(max_examples=examples(100), deadline=None)
@given(
    st.lists(st.sampled_from(CONTENTS), min_size=1, max_size=4),
    st.dictionaries(
        st.tuples(st.integers(0, 3), st.sampled_from([1, 2, 3])),
        st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20).filter(lambda t: t.strip() == t)
        | st.sampled_from(["a\nb", "例\n規程", "]]>", "&amp;", "□はい"]),
        max_size=5,
    ),
)
def test_whatever_is_written_is_read_again_and_nothing_else_moves(
    contents: list[str], texts: dict[tuple[int, int], str]
) -> None:
    before = a_document(*contents)
    wanted = {(line + 2, column): text for (line, column), text in texts.items() if line < len(contents)}
    after = answer_word(before, {at(*place): text for place, text in wanted.items()})
    was, is_now = (open_document(data, "a.docx").sheets for data in (before, after))
    assert [sheet.grid for sheet in was[1:]] == [sheet.grid for sheet in is_now[1:]]
    for old, new in zip(was[0].grid.rows, is_now[0].grid.rows, strict=True):
        for column, text in enumerate(old.cells):
            assert new.cell(column) == wanted.get((old.number, column), text).strip()
