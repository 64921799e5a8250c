"""Published lists of sub-processors, in every form in which they are handed in."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from kit.files.workbooks import workbook_bytes
from sakimori.exchange.lists.source import read_source
from sakimori.exchange.parties.sub_processor_list import SubProcessorList, read_sub_processors

TABLE = """# Subprocessors

| Subprocessor | Purpose | Location |
| --- | --- | --- |
| Alpha Cloud | Hosting | United States |
| Beta Mail | E-mail | Worldwide |
"""


def read(text: str | bytes, name: str = "list.md") -> SubProcessorList:
    data = text if isinstance(text, bytes) else text.encode()
    reading = read_sub_processors(read_source(data, name))
    assert reading.read == len(reading.listed) + reading.repeated + reading.skipped + reading.refused
    return reading


def named(reading: SubProcessorList) -> list[tuple[str, str, str | None]]:
    return [(row.name, row.task, row.country) for row in reading.listed]


def test_a_table_gives_name_task_and_country() -> None:
    assert named(read(TABLE)) == [("Alpha Cloud", "Hosting", "US"), ("Beta Mail", "E-mail", None)]


def test_worldwide_stays_unknown_and_is_a_problem_that_stops_nothing() -> None:
    reading = read(TABLE)
    assert [(p.code, p.value, p.is_error) for p in reading.problems] == [("not_a_country", "Worldwide", False)]
    assert reading.listed[1].place == "Worldwide"


@pytest.mark.parametrize(
    ("lead", "country"),
    [
        ("These subprocessors are all located in the US:", "US"),
        ("These subprocessors are located in the EU:", None),
        ("次の再委託先は日本に所在します。", "JP"),
        ("We use these:", None),
    ],
)
def test_a_place_that_stands_only_in_the_sentence_above_is_read(lead: str, country: str | None) -> None:
    reading = read(f"{lead}\n\n* [Alpha](https://alpha.example). Hosting.\n* Beta: E-mail.\n")
    assert named(reading) == [("Alpha", "Hosting", country), ("Beta", "E-mail", country)]


def test_several_tables_of_one_page_are_one_list() -> None:
    page = TABLE + "\n## AI\n\n| Name | Purpose | Country |\n| --- | --- | --- |\n| Gamma | Models | Japan |\n"
    assert [name for name, *_ in named(read(page))] == ["Alpha Cloud", "Beta Mail", "Gamma"]


def test_a_table_of_something_else_is_left_out() -> None:
    page = TABLE + "\n| Date | Change |\n| --- | --- |\n| 2026-01-01 | Beta added |\n"
    assert len(read(page).listed) == 2


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("再委託先,業務内容,所在国\n甲社,保管,日本\n乙社,分析,ベトナム\n", "list.csv"),
        ("会社名\t委託業務\t国名\n甲社\t保管\tJP\n乙社\t分析\tVN\n", "list.tsv"),
        (
            "<html><body><table><tr><th>Entity name</th><th>Services provided</th><th>Location</th></tr>"
            "<tr><td>甲社</td><td>保管</td><td>Japan</td></tr><tr><td>乙社</td><td>分析</td><td>Vietnam</td></tr>"
            "</table></body></html>",
            "list.html",
        ),
    ],
)
def test_delimited_text_and_web_pages_are_read_alike(text: str, name: str) -> None:
    assert named(read(text, name)) == [("甲社", "保管", "JP"), ("乙社", "分析", "VN")]


def test_a_workbook_is_read() -> None:
    data = workbook_bytes(["再委託先", "業務", "国"], ["甲社", "保管", "日本"])
    assert named(read(data, "list.xlsx")) == [("甲社", "保管", "JP")]


def test_two_countries_in_one_cell_are_no_one_country() -> None:
    reading = read('Name,Location\nAlpha,"United States, Germany"\n', "list.csv")
    assert reading.listed[0].country is None
    assert [p.code for p in reading.problems] == ["several_countries"]


def test_na_may_be_namibia_and_is_told_while_unknown_is_only_unknown() -> None:
    reading = read("Name,Location\nAlpha,NA\nBeta,unknown\n", "list.csv")
    assert [row.country for row in reading.listed] == [None, None]
    assert [(p.code, p.row) for p in reading.problems] == [("ambiguous_country", 2)]


def test_a_name_that_stands_twice_becomes_one_and_is_told() -> None:
    reading = read(
        "Name,Purpose,Country\nAlpha,Hosting,US\nＡＬＰＨＡ,Mail,US\nBeta,Mail,US\nBeta,Mail,JP\n", "list.csv"
    )
    assert named(reading) == [("Alpha", "Hosting / Mail", "US"), ("Beta", "Mail", None)]
    assert [p.code for p in reading.problems] == ["repeated_in_file"] * 2
    assert reading.repeated == 2


def test_blank_rows_and_notes_are_skipped_and_a_row_without_a_name_is_refused() -> None:
    reading = read("Name,Purpose,Country\nAlpha,Hosting,US\n,,\n,Mail,US\n※ 2026年現在,,\n", "list.csv")
    assert (len(reading.listed), reading.skipped, reading.refused) == (1, 2, 1)
    assert [p.code for p in reading.problems] == ["missing_name"]


def test_a_row_with_a_my_number_is_refused_and_the_number_is_not_repeated() -> None:
    reading = read("Name,Purpose,Country\nAlpha,123456789018,US\nBeta,Mail,US\n", "list.csv")
    assert [name for name, *_ in named(reading)] == ["Beta"]
    assert reading.refused == 1
    assert all("123456789018" not in p.value for p in reading.problems)
    assert any(p.is_error for p in reading.problems)


def test_a_file_without_names_says_so() -> None:
    reading = read("Date,Change\n2026-01-01,Beta\n", "list.csv")
    assert (reading.listed, [p.code for p in reading.problems]) == ((), ["no_list"])


def test_a_column_of_approval_is_not_read_as_anything() -> None:
    reading = read("Name,Approved,Country\nAlpha,yes,US\n", "list.csv")
    assert named(reading) == [("Alpha", "", "US")]


@pytest.mark.samples
@pytest.mark.parametrize(
    ("file", "countries", "problems"),
    [
        ("zed/subprocessors.md", {"US": 10, None: 1}, ["Worldwide"]),
        ("basecamp-policies/backpack-subprocessors.md", {"US": 8}, []),
        ("basecamp-policies/basecamp-subprocessors.md", {"US": 10, None: 1}, ["the EU"]),
        ("basecamp-policies/company-processors.md", {"US": 14}, []),
    ],
)
def test_lists_that_companies_published_give_the_verified_counts(
    samples: Path, file: str, countries: dict[str | None, int], problems: list[str]
) -> None:
    path = samples / file
    reading = read(path.read_bytes(), path.name)
    assert Counter(row.country for row in reading.listed) == countries
    assert [problem.value for problem in reading.problems] == problems
    assert all(row.task for row in reading.listed)
