"""Archives of questionnaires, with names as programs of several systems write them."""

from __future__ import annotations

import io
import zipfile
from functools import partial

import pytest

from kit.files.question_sheets import book, csv
from sakimori.errors import UnreadableFileError
from sakimori.exchange.lists.archive import MAX_FILES, archive_files, is_archive
from sakimori.exchange.questionnaires.reading.archives import ArchivedFile, read_archive
from sakimori.exchange.questionnaires.reading.normal import Meanings
from sakimori.exchange.questionnaires.reading.recognise import read_questionnaire
from sakimori.exchange.questionnaires.reading.result import Normal

ROWS = (("No", "設問", "回答"), ("1", "規程がありますか", "はい"), ("2", "責任者がいますか", "不要"))


def packed(*files: tuple[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return made.getvalue()


def renamed(data: bytes, plain: bytes, written: bytes) -> bytes:
    """The archive with a name of as many bytes in another encoding, of which nothing in the archive says so."""
    assert len(plain) == len(written)
    return data.replace(plain, written)


def in_short(found: tuple[ArchivedFile, ...]) -> list[tuple[str, int]]:
    return [(one.name, len(one.reading.questions) if one.reading else 0) for one in found]


def test_each_file_is_read_by_itself_and_says_why_it_is_not() -> None:
    data = packed(
        ("取引先/質問.xlsx", book(*ROWS)), ("list.csv", csv(*ROWS)), ("読んで.pdf", b"%PDF-1.7"), ("a/.DS_Store", b"x"),
        ("__MACOSX/list.csv", b"x"), ("inner.zip", packed(("list.csv", csv(*ROWS)))),
    )  # fmt: skip
    meanings = Meanings(said={"不要": Normal.NO})
    found = read_archive(archive_files(data), partial(read_questionnaire, meanings=meanings))
    assert in_short(found) == [("取引先/質問.xlsx", 2), ("list.csv", 2), ("読んで.pdf", 0), ("inner.zip", 0)]
    assert not any(one.reading.ambiguous for one in found if one.reading)
    why = [one.refusal.message("en") for one in found if one.refusal]
    assert ["PDF" in why[0], "archive within an archive" in why[1], len(why)] == [True, True, 2]


@pytest.mark.parametrize("codec", ["utf-8", "cp932"])
def test_names_that_do_not_say_how_they_are_written_are_read(codec: str) -> None:
    written = "質問表.csv".encode(codec)
    plain = b"x" * (len(written) - 4) + b".csv"
    found = read_archive(
        archive_files(renamed(packed((plain.decode(), csv(*ROWS))), plain, written)), read_questionnaire
    )
    assert in_short(found) == [("質問表.csv", 2)]


def test_a_workbook_is_no_archive_although_it_is_packed() -> None:
    assert not is_archive(book(*ROWS))
    assert not is_archive(csv(*ROWS))
    assert not is_archive(b"PK\x03\x04 broken")
    assert is_archive(packed(("a.csv", b"a")))


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (packed((".DS_Store", b"x")), "no files"),
        (packed(*((f"{n}.csv", b"a") for n in range(MAX_FILES + 1))), "too many files"),
        (packed(("a.csv", b"0" * (60 << 20))), "too large when unpacked"),
        (packed(("a.csv", csv(*ROWS)))[:-30], "damaged"),
    ],
    ids=["empty", "many", "bomb", "cut"],
)
def test_archives_that_cannot_be_read_say_why(data: bytes, why: str) -> None:
    with pytest.raises(UnreadableFileError) as refused:
        archive_files(data)
    assert why in refused.value.message("en")
