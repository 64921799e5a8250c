"""CSV, JSON, Markdown and HTML give the same kind of grid."""

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sakimori.errors import UnreadableFileError
from sakimori.exchange.lists.container import SourceKind
from sakimori.exchange.lists.grid import Grid
from sakimori.exchange.lists.source import read_delimited, read_source, sniff_delimiter
from sakimori.exchange.lists.text_tables import place_in, read_markdown

RECORDS = [
    {"name": "Sakura", "country": "JP"},
    {"name": "Momiji", "roles": ["processor", "source"], "hq": {"city": "Oslo"}},
]


def grid_of(text: str, filename: str) -> Grid:
    source = read_source(text.encode(), filename)
    return source.grids[0]


def rows_of(text: str, filename: str) -> list[tuple[int, tuple[str, ...]]]:
    return [(row.number, row.cells) for row in grid_of(text, filename).rows]


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("会社名,国\nA,日本\n", ","),
        ("会社名\t国\nA,B\t日本\n", "\t"),
        ('会社名;国\n"A;B";日本\n', ";"),
        ("会社名\nA\n", ","),
        ('会社名;備考\nA;"1,2,3"\nB;"1,2,3"\n', ";"),
    ],
)
def test_the_delimiter_is_the_one_that_cuts_evenly(text: str, delimiter: str) -> None:
    assert sniff_delimiter(text) == delimiter


def test_a_cell_over_several_lines_is_one_row_and_blank_lines_count() -> None:
    assert rows_of('会社名,備考\n\nA,"一行目\n二行目"\nB,\n', "a.csv") == [
        (1, ("会社名", "備考")),
        (2, ()),
        (3, ("A", "一行目\n二行目")),
        (4, ("B", "")),
    ]


def test_an_open_quotation_mark_is_refused_instead_of_swallowing_the_rest() -> None:
    with pytest.raises(UnreadableFileError) as refused:
        read_delimited('会社名,国\nA,"日本\nB,米国\nC,英国\n', "a")
    assert "引用符" in refused.value.message("ja")


@given(st.lists(st.lists(st.text(alphabet=st.sampled_from('ab,"\n\t;あ')), min_size=1), min_size=1))
def test_any_text_is_cut_into_rows_or_refused(rows: list[list[str]]) -> None:
    text = "\n".join(",".join(row) for row in rows)
    try:
        grid, _ = read_delimited(text, "a")
    except UnreadableFileError:
        return
    assert [row.number for row in grid.rows] == list(range(1, len(grid.rows) + 1))


@pytest.mark.parametrize("content", [RECORDS, {"vendors": RECORDS}, {"generated": "2026", "vendors": RECORDS}])
def test_a_list_of_records_is_read_at_the_top_or_one_level_down(content: object) -> None:
    assert rows_of(json.dumps(content), "vendors.json") == [
        (0, ("name", "country", "roles", "hq.city")),
        (1, ("Sakura", "JP", "", "")),
        (2, ("Momiji", "", "processor、source", "Oslo")),
    ]


def test_numbers_in_json_are_read_as_they_are_written() -> None:
    assert rows_of('[{"n": 7000012050002, "x": 1.50, "y": true, "z": null}]', "a.json")[1][1] == (
        "7000012050002",
        "1.50",
        "TRUE",
        "",
    )


@pytest.mark.parametrize("text", ["{", "[1, 2]", "3", '"x"', "{}", "[]", '{"a": {"b": []}}', "[" * 100_000])
def test_json_that_is_no_list_of_records_is_refused(text: str) -> None:
    with pytest.raises(UnreadableFileError) as refused:
        read_source(text.encode(), "a.json")
    assert refused.value.message("ja")


PAGE = """---
title: x
---

# Sub-processors

| Name | Location |
| --- | --- |
| **Sakura** | Japan |

We use these. They are all located in the United States:

* [Momiji](https://momiji.example/a). Mail delivery.
* **Kaede** - Analytics
* Tsubaki: Hosting

いずれも米国に所在します。

- [Ume](https://ume.example)

Read our policy.

1. Hinoki
"""


def test_tables_and_bullets_of_a_page_keep_their_lines_and_front_matter_is_ignored() -> None:
    table, bullets = read_markdown(PAGE)
    assert table.sheet == "Sub-processors"
    assert [(row.number, row.cells) for row in table.rows] == [(7, ("Name", "Location")), (9, ("Sakura", "Japan"))]
    assert [(row.number, row.cells) for row in bullets.rows[1:]] == [
        (13, ("Momiji", "https://momiji.example/a", "Mail delivery", "the United States")),
        (14, ("Kaede", "", "Analytics", "the United States")),
        (15, ("Tsubaki", "", "Hosting", "the United States")),
        (19, ("Ume", "https://ume.example", "", "米国")),
        (23, ("Hinoki", "", "", "")),
    ]


@pytest.mark.parametrize(
    ("lead", "place"),
    [
        ("These are located in the EU:", "the EU"),
        ("also all located in the US:", "the US"),
        ("次の事業者は日本に所在します。", "日本"),
        ("委託先はアメリカおよびカナダに所在します。", "アメリカおよびカナダ"),
        ("We use these in order to serve you:", ""),
        ("The team is located in Oslo. They help us with:", ""),
        ("", ""),
    ],
)
def test_a_place_is_taken_only_from_a_sentence_that_gives_it(lead: str, place: str) -> None:
    assert place_in(lead) == place


def test_a_place_does_not_reach_past_a_heading() -> None:
    (bullets,) = read_markdown("All are located in Norway:\n\n## Others\n\n* Sakura\n")
    assert bullets.rows[1].cells == ("Sakura", "", "", "")


def test_html_tables_are_read_without_scripts_and_with_spans() -> None:
    text = (
        "<html><script>evil()</script><table><tr><th>会社名<th colspan=2>連絡先</tr>"
        "<tr><td rowspan=2>A &amp; B<td>佐藤<td>03</tr><tr><td>高橋<td><style>x</style>04<br>05"
        "<tr><td>C<td>鈴木<td>06</table></html>"
    )
    grid = grid_of(text, "list.html")
    assert [row.cells for row in grid.rows] == [
        ("会社名", "連絡先", "連絡先"),
        ("A & B", "佐藤", "03"),
        ("A & B", "高橋", "04\n05"),
        ("C", "鈴木", "06"),
    ]
    assert grid.rows[0].copies == {2}


def test_a_table_of_endless_spans_is_refused() -> None:
    with pytest.raises(UnreadableFileError):
        read_source(("<table><tr>" + "<td colspan=100>x" * 25_000).encode(), "a.html")


@pytest.mark.parametrize(
    ("text", "filename", "kind"),
    [
        ("会社名,国\nA,日本\n", "list.csv", SourceKind.CSV),
        ("会社名\t国\nA\t日本\n", "list.csv", SourceKind.TSV),
        ("会社名,国\nA,日本\n", "list", SourceKind.CSV),
        ("| a | b |\n| --- | --- |\n| c | d |\n", "list.txt", SourceKind.MARKDOWN),
        ("* a\n* b\n", "list", SourceKind.MARKDOWN),
        ("* a,b\n* c,d\n", "list.csv", SourceKind.CSV),
        ('[{"a": "b"}]', "list", SourceKind.JSON),
        ("[a],b\n[c],d\n", "list.csv", SourceKind.CSV),
        ("<table><tr><td>a</table>", "list", SourceKind.HTML),
    ],
)
def test_the_content_tells_the_format_and_the_name_only_helps(text: str, filename: str, kind: SourceKind) -> None:
    assert read_source(text.encode(), filename).kind is kind


@given(st.text(max_size=300), st.sampled_from(["a.csv", "a.json", "a.md", "a.html", "a", "a.tsv"]))
def test_any_text_under_any_name_is_read_or_refused(text: str, filename: str) -> None:
    with contextlib.suppress(UnreadableFileError):
        assert read_source(text.encode("utf-8", "replace"), filename).grids
