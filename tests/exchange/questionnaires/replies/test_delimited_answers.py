"""Answers in a CSV: encoding, mark, delimiter, quotation marks and line ends stay, and only the cells differ."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kit.examples import examples
from sakimori.errors import InvalidValueError, StateError, UnreadableFileError
from sakimori.exchange.lists.container import decode
from sakimori.exchange.lists.source import sniff_delimiter
from sakimori.exchange.questionnaires.reading.document import open_document
from sakimori.exchange.questionnaires.reading.result import Address
from sakimori.exchange.questionnaires.replies.delimited import answer_delimited

NAME = "照会.csv"
TEXT = 'No.,質問,回答,備考\r\n1,"鍵は掛かるか、\n夜も",,""\r\n\r\n2,窓は閉まるか,"いいえ",\r\n3,"""特""別か",はい\r\n'
ENCODINGS = ["utf-8", "utf-8-sig", "cp932", "utf-16", "utf-16-le", "utf-16-be"]


def at(row: int, column: int) -> Address:
    return Address("照会", row, column)


def rows(data: bytes) -> list[list[str]]:
    return [list(row.cells) for row in open_document(data, NAME).sheets[0].grid.rows]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_only_the_cells_differ_in_every_encoding(encoding: str) -> None:
    before = TEXT.encode(encoding)
    after = answer_delimited(before, {at(2, 2): "はい", at(4, 3): "来期", at(4, 2): "一部"})
    expected = TEXT.replace('夜も",,""', '夜も",はい,""').replace('"いいえ",', '"一部",来期')
    assert after == expected.encode(encoding)


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiter_and_line_ends_are_kept_and_a_cell_that_needs_marks_gets_them(delimiter: str, end: str) -> None:
    text = end.join(
        delimiter.join(row) for row in (("No", "質問", "回答"), ("1", "a", ""), ("2", "b", ""), ("3", "c", ""))
    )
    after = answer_delimited(text.encode(), {at(2, 2): f'x{delimiter}"y"', at(3, 2): "1行\n2行"}).decode()
    quoted = f'"x{delimiter}""y"""'
    assert after == text.replace(f"a{delimiter}", f"a{delimiter}{quoted}").replace(
        f"b{delimiter}", f'b{delimiter}"1行\n2行"'
    )


def test_a_file_that_marks_all_its_cells_gets_marked_answers() -> None:
    text = '"No","質問","回答"\n"1","a",\n"2","b",""\n'
    after = answer_delimited(text.encode(), {at(2, 2): "はい", at(3, 2): "いいえ"}).decode()
    assert after == '"No","質問","回答"\n"1","a","はい"\n"2","b","いいえ"\n'


def test_a_row_that_is_too_short_gets_the_cells_that_it_lacks() -> None:
    after = answer_delimited("No,質問,回答,備考\n1,a\n2,b,,\n".encode(), {at(2, 2): "はい", at(2, 3): "済"})
    assert after.decode() == "No,質問,回答,備考\n1,a,はい,済\n2,b,,\n"
    last = answer_delimited(b"No,Q,A\n1,a", {at(2, 1): "b", at(2, 2): "c"})
    assert last == b"No,Q,A\n1,b,c"


def test_bytes_with_two_codes_for_one_character_stay_as_they_were() -> None:
    # 纊 has two codes in the tables of Windows, of which Python writes one.
    before = "No,質問,回答\r\n1,".encode("cp932") + b"\xed\x40" + ",\r\n".encode("cp932")
    after = answer_delimited(before, {at(2, 2): "はい"})
    assert after == before.replace(b"\xed\x40,", b"\xed\x40," + "はい".encode("cp932"))


def test_signs_that_look_the_same_are_written_as_windows_writes_them() -> None:
    after = answer_delimited("No,質問,回答\n1,a,\n".encode("cp932"), {at(2, 2): "9〜17時、−5度"})
    assert rows(after)[1][2] == "9～17時、－5度"


def test_what_shift_jis_does_not_have_is_refused_by_name_and_can_be_had_as_utf8() -> None:
    before = "No,質問,回答\r\n1,a,\r\n".encode("cp932")
    with pytest.raises(StateError) as refused:
        answer_delimited(before, {at(2, 2): "✓ 髙橋𠮷 ✓"})
    assert "✓𠮷" in refused.value.message("ja")
    assert "UTF-8" in refused.value.message("en")
    after = answer_delimited(before, {at(2, 2): "✓ 髙橋𠮷"}, as_utf8=True)
    assert after == "No,質問,回答\r\n1,a,✓ 髙橋𠮷\r\n".encode("utf-8-sig")


def test_a_formula_becomes_a_text_and_a_sign_alone_stays_a_sign() -> None:
    after = answer_delimited(
        "No,質問,回答\n1,a,\n2,b,\n3,c,\n".encode(), {at(2, 2): "=1+1", at(3, 2): "－", at(4, 2): "-5"}
    )
    assert after.decode().splitlines()[1:] == ["1,a,'=1+1", "2,b,－", "3,c,-5"]
    assert [row[2] for row in rows(after)[1:]] == ["=1+1", "－", "-5"]


def test_a_row_that_is_not_there_and_broken_marks_are_refused() -> None:
    with pytest.raises(InvalidValueError):
        answer_delimited(TEXT.encode(), {at(99, 2): "はい"})
    with pytest.raises(UnreadableFileError):
        answer_delimited(b'a,b\n"c,d\n', {at(1, 1): "はい"})


CELLS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=8) | st.sampled_from(
    ["", '"', ",", "a,b", "'", "a\nb", "=1", "\t", ";", "一\r\n二", " x "]
)


@settings(max_examples=examples(150), deadline=None)
@given(
    st.lists(st.lists(CELLS, min_size=3, max_size=4), min_size=2, max_size=6),
    st.dictionaries(st.tuples(st.integers(0, 5), st.integers(0, 5)), CELLS.filter(lambda t: "\r" not in t), max_size=4),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.sampled_from(ENCODINGS[:2] + ENCODINGS[3:4]),
)
def test_whatever_is_written_is_read_again_and_every_other_cell_stays(
    table: list[list[str]], answers: dict[tuple[int, int], str], quoting: int, encoding: str
) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, quoting=quoting).writerows([["No", "質問", "回答"], *table])  # type: ignore[arg-type]
    assume(sniff_delimiter(out.getvalue()) == ",")  # what stands in cells may cut the lines as evenly
    before = out.getvalue().encode(encoding)
    wanted = {(row, column): text for (row, column), text in answers.items() if row < len(table)}
    after = answer_delimited(before, {at(row + 2, column): text for (row, column), text in wanted.items()})
    read = list(csv.reader(io.StringIO(decode(after).text, newline="")))
    expected = [["No", "質問", "回答"], *map(list, table)]
    for (row, column), text in wanted.items():
        line = expected[row + 1]
        line += [""] * (column + 1 - len(line))
        line[column] = text
    assert [[_bare(one) for one in line] for line in read] == [[_bare(one) for one in line] for line in expected]


def _bare(text: str) -> str:
    """A cell without the apostrophe that keeps it from being a formula."""
    return text.removeprefix("'")
