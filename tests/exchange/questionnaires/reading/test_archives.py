"""Archives of questionnaires, with names as programs of several systems write them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from functools import partial

import pytest

from kit.files.question_sheets import book, csv
from sakimori.errors import UnreadableFileError
from sakimori.exchange.lists import archive, container
from sakimori.exchange.lists.archive import archive_files, is_archive
from sakimori.exchange.questionnaires.reading.archives import ArchivedFile, read_archive
from sakimori.exchange.questionnaires.reading.normal import Meanings
from sakimori.exchange.questionnaires.reading.recognise import read_questionnaire
from sakimori.exchange.questionnaires.reading.result import Normal, ReadQuestionnaire

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


def in_short(found: Iterable[ArchivedFile]) -> list[tuple[str, int]]:
    return [(one.name, len(one.reading.questions) if one.reading else 0) for one in found]


def test_each_file_is_read_by_itself_and_says_why_it_is_not() -> None:
    data = packed(
        ("取引先/質問.xlsx", book(*ROWS)), ("list.csv", csv(*ROWS)), ("読んで.pdf", b"%PDF-1.7"), ("a/.DS_Store", b"x"),
        ("__MACOSX/list.csv", b"x"), ("inner.zip", packed(("list.csv", csv(*ROWS)))),
    )  # fmt: skip
    meanings = Meanings(said={"不要": Normal.NO})
    found = tuple(read_archive(archive_files(data), partial(read_questionnaire, meanings=meanings)))
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
        (packed(("a.csv", b"0" * (60 << 20))), "too large when unpacked"),
        (packed(("a.csv", csv(*ROWS)))[:-30], "damaged"),
    ],
    ids=["empty", "bomb", "cut"],
)
def test_archives_that_cannot_be_read_say_why(data: bytes, why: str) -> None:
    with pytest.raises(UnreadableFileError) as refused:
        archive_files(data)
    assert why in refused.value.message("en")


def test_hundreds_of_files_are_read_in_their_order() -> None:
    names = [f"{number:03}.csv" for number in reversed(range(450))]
    unpacked = archive_files(packed(*((name, b"a") for name in names)))
    assert [name for name, _ in unpacked.files] == names
    assert unpacked.beyond == ()


def test_more_files_than_anybody_sends_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_FILES", 3)
    with pytest.raises(UnreadableFileError) as refused:
        archive_files(packed(*((f"{number}.csv", b"a") for number in range(4))))
    assert "too many files" in refused.value.message("en")


def test_files_are_read_up_to_a_size_and_those_after_it_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(container, "MAX_UNPACKED_BYTES", len(csv(*ROWS)) * 2)
    data = packed(*((f"{number}.csv", csv(*ROWS)) for number in range(4)))
    read: list[str] = []

    def reading(content: bytes, name: str) -> ReadQuestionnaire:
        read.append(name)
        return read_questionnaire(content, name)

    told = read_archive(archive_files(data), reading)
    assert next(told).name == "0.csv"
    assert read == ["0.csv"], "the next file is read once it is asked for, so that progress can be shown"
    rest = list(told)
    assert [(one.name, one.reading is not None) for one in rest] == [
        ("1.csv", True),
        ("2.csv", False),
        ("3.csv", False),
    ]
    assert all(one.refusal and "reach the limit" in one.refusal.message("en") for one in rest[1:])


def test_a_file_that_says_less_of_its_size_than_it_holds_is_not_unpacked_beyond_the_limit() -> None:
    bomb = packed(("0.csv", csv(*ROWS)), ("1.csv", b"0" * (60 << 20)), ("2.csv", csv(*ROWS)))
    unpacked = archive_files(bomb)
    assert ([name for name, _ in unpacked.files], unpacked.beyond) == (["0.csv"], ("1.csv", "2.csv"))
