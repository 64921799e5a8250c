"""Lists of the register as people's programs really make them: read as a person would, or refused with what to do."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from kit.builders import AT, a_third_party, a_workspace, an_actor, everything_stored
from kit.files.register_lists import plan_source, read
from kit.files.workbooks import Value, filled, member, saved, with_member, workbook_bytes
from kit.lists import of
from sakimori.domain.records.contract import Contract
from sakimori.errors import UnreadableFileError
from sakimori.exchange.lists import container, grid
from sakimori.exchange.lists.source import read_source
from sakimori.exchange.registers.kinds import ListKind
from sakimori.services.imports.intake import import_file, run_import
from sakimori.services.imports.plan import Counts, Plan
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import register

ACTOR = an_actor()
NAME = "株式会社つむぎコールセンター"
HEADER = ("契約名称", "委託先名", "開始日", "満了日", "自動更新", "更新期間", "備考")
TEXT = (
    "契約名称,委託先名,開始日,満了日,自動更新,更新期間,備考\r\n"
    f"業務委託契約①,{NAME},令和７年４月１日,2027/3/31,する,１２か月,髙橋﨑\r\n"
)
MY_NUMBER, CARD = "123456789018", "4111 1111 1111 1111"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def a_register() -> Workspace:
    workspace = a_workspace()
    register(workspace, a_third_party(), actor=ACTOR, at=AT)
    return workspace


def plan(data: bytes, filename: str = "契約一覧.xlsx", workspace: Workspace | None = None) -> Plan:
    return plan_source(workspace or a_register(), ListKind.CONTRACTS, read_source(data, filename))


def the_contract(data: bytes, filename: str = "契約一覧.xlsx") -> Contract:
    """The one contract that a file gives, with nothing said but that its title tells its kind."""
    workspace = a_register()
    found = plan(data, filename, workspace)
    assert ([code for _, _, code in codes(found)], found.counts.new) == (["kind_from_title"], 1)
    run_import(workspace, found, all_or_nothing=True, actor=ACTOR, at=AT)
    (contract,) = of(workspace, Contract)
    return contract


def codes(found: Plan) -> list[tuple[int | None, str, str]]:
    return [(problem.row, problem.column, problem.code) for problem in found.problems]


@pytest.mark.parametrize("encoding", ["cp932", "utf-8", "utf-8-sig", "utf-16"])
def test_a_text_file_is_read_in_the_encoding_in_which_it_was_written(encoding: str) -> None:
    text = TEXT.replace("髙橋﨑", "備考")
    contract = the_contract(text.encode(encoding), "契約.csv")
    assert (contract.title, contract.start_on, contract.end_on) == (
        "業務委託契約①", date(2025, 4, 1), date(2027, 3, 31),
    )  # fmt: skip
    assert (contract.auto_renews, contract.renewal_months, contract.note) == (True, 12, "備考")


def test_letters_that_only_windows_knows_stay_what_they_are() -> None:
    assert the_contract(TEXT.encode("cp932"), "契約.csv").note == "髙橋﨑"


def test_days_of_a_workbook_that_counts_from_1904_are_not_four_years_off() -> None:
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    data = saved(filled(book, [HEADER, ("業務委託契約", NAME, date(2025, 4, 1), date(2027, 3, 31), "", "", "")]))
    assert "date1904" in member(data, "xl/workbook.xml")
    contract = the_contract(data)
    assert (contract.start_on, contract.end_on) == (date(2025, 4, 1), date(2027, 3, 31))


def test_a_header_of_two_rows_with_merged_cells_below_a_title_is_one_header() -> None:
    book = Workbook()
    sheet = filled(
        book,
        [
            ("契約管理台帳", "", "", "", ""), ("契約名称", "委託先名", "契約期間", "", "備考"),
            ("", "", "開始日", "満了日", ""), ("業務委託契約", NAME, date(2025, 4, 1), date(2027, 3, 31), "原本あり"),
        ],
    ).worksheets[0]  # fmt: skip
    for area in ("A1:E1", "A2:A3", "B2:B3", "C2:D2", "E2:E3"):
        sheet.merge_cells(area)
    contract = the_contract(saved(book))
    assert (contract.start_on, contract.end_on, contract.note) == (date(2025, 4, 1), date(2027, 3, 31), "原本あり")


def test_a_third_party_that_is_merged_over_its_contracts_is_that_of_each() -> None:
    book = filled(Workbook(), [("委託先名", "契約名称"), (NAME, "契約一"), ("", "契約二")])
    book.worksheets[0].merge_cells("A2:A3")
    assert plan(saved(book)).counts == Counts(read=2, new=2)


def test_hidden_sheets_stay_out_and_hidden_rows_are_told() -> None:
    book = filled(Workbook(), [HEADER[:2], ("契約一", NAME), ("契約二", NAME)])
    book.worksheets[0].row_dimensions[3].hidden = True
    hidden = book.create_sheet("控え")
    hidden.sheet_state = "hidden"
    hidden.append(list(HEADER[:2]))
    hidden.append(["隠した契約", NAME])
    source = read_source(saved(book), "契約.xlsx")
    found = plan_source(a_register(), ListKind.CONTRACTS, source)
    assert [row.name for row in found.rows] == ["契約一", "契約二"]
    assert (3, "", "hidden_row") in codes(found)
    assert [note.code for note in source.notes] == ["hidden_sheet"]


def test_a_formula_gives_the_value_that_was_stored_and_is_never_run() -> None:
    data = workbook_bytes(HEADER[:2], ("契約", "=B9"))
    sheet = member(data, "xl/worksheets/sheet1.xml")
    for empty in ("<v></v>", "<v />", "<v/>"):
        sheet = sheet.replace(f'<c r="B2"><f>B9</f>{empty}</c>', f'<c r="B2" t="str"><f>B9</f><v>{NAME}</v></c>')
    assert "<f>B9</f>" in sheet
    assert plan(with_member(data, "xl/worksheets/sheet1.xml", sheet)).counts.new == 1


@pytest.mark.parametrize(
    "text",
    [
        "=cmd|' /C calc'!A0",
        "+1+1",
        "@SUM(A1)",
        "![x](http://127.0.0.1:9/x)",
        "<script>alert(1)</script>",
        "契約\u202egnp",
    ],
)
def test_a_title_that_would_run_elsewhere_is_kept_as_a_text(text: str) -> None:
    workspace = a_register()
    found = plan((",".join(HEADER[:2]) + f'\r\n"{text}",{NAME}\r\n').encode(), "契約.csv", workspace)
    run_import(workspace, found, all_or_nothing=True, actor=ACTOR, at=AT)
    (contract,) = of(workspace, Contract)
    assert contract.title == text.replace("\u202e", "")


@pytest.mark.parametrize("where", ["契約名称", "備考", "担当印"])
@pytest.mark.parametrize("number", [MY_NUMBER, CARD])
def test_a_number_of_a_person_keeps_its_row_out_and_is_nowhere_to_be_found(where: str, number: str) -> None:
    workspace = a_register()
    rows: list[dict[str, Value]] = [{"契約名称": "契約一"}, {"契約名称": "契約二", where: f"担当 {number}"}]
    header = (*HEADER, "担当印")
    lines = [[({"委託先名": NAME} | row).get(column, "") for column in header] for row in rows]
    found = plan(workbook_bytes(header, *lines), f"{number}.xlsx", workspace)
    assert found.reading.holds_personal_numbers
    assert found.counts == Counts(read=2, new=1, errors=1)
    run_import(workspace, found, all_or_nothing=False, actor=ACTOR, at=AT)
    told = (
        repr([(row.name, row.reason, row.changes) for row in found.rows])
        + repr(found.problems)
        + everything_stored(workspace)
    )
    assert number not in told
    assert number.replace(" ", "") not in told


def test_every_bad_cell_of_every_row_is_told_at_once() -> None:
    rows: Sequence[Sequence[Value]] = [
        ("契約一", NAME, "01/02/2025", "2026-02-30", "たぶん", "一年くらい", ""),
        ("契約二", "", "2025年4月", "45383", "", "-1", ""),
        ("", NAME, "", "", "", "", ""),
    ]
    found = plan(workbook_bytes(HEADER, *rows))
    assert found.counts == Counts(read=3, errors=3)
    assert codes(found) == [
        (2, "開始日", "ambiguous_date"), (2, "満了日", "no_such_day"), (2, "自動更新", "not_yes_no"),
        (2, "更新期間", "bad_span"), (3, "開始日", "month_only"), (3, "満了日", "date_as_number"),
        (3, "更新期間", "bad_span"), (3, "委託先名", "missing_party"), (4, "契約名称", "missing_name"),
    ]  # fmt: skip
    assert all(problem.expected.ja and problem.expected.en for problem in found.problems)


def test_a_list_without_the_column_of_third_parties_lets_nothing_in() -> None:
    found = plan(workbook_bytes(("契約名称", "開始日"), ("契約", date(2025, 4, 1))))
    assert codes(found)[0] == (1, "", "missing_column")
    assert found.writes == ()


def test_a_header_without_rows_is_an_import_of_nothing() -> None:
    workspace = a_register()
    before = everything_stored(workspace)
    found = plan(workbook_bytes(HEADER), workspace=workspace)
    assert found.counts == Counts()
    assert run_import(workspace, found, all_or_nothing=True, actor=ACTOR, at=AT).batch_id == ""
    assert everything_stored(workspace) == before


def archive(name: str, body: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(name, body)
    return out.getvalue()


@pytest.mark.parametrize("kind", [ListKind.CONTRACTS, ListKind.DORA, ListKind.PROCESSING_REGISTER])
@pytest.mark.parametrize(
    ("data", "say"),
    [
        (b"", "空"),
        (OLE + b"\0" * 600, ".xls"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "パスワード"),
        (OLE + "\tDRMContent EncryptedPackage".encode("utf-16-le"), "権利保護"),
        (b"%PDF-1.7 ...", "PDF"),
        (with_member(workbook_bytes(HEADER), "xl/media/bomb.bin", b"\0" * (6 * 1024 * 1024)), "広げると大きすぎます"),
        (archive("list.csv", TEXT.encode()), "圧縮"),
    ],
    ids=["empty", "xls", "password", "rights", "pdf", "bomb", "zip"],
)
def test_a_file_that_cannot_be_read_says_what_to_do_and_changes_nothing(
    tmp_path: Path, kind: ListKind, data: bytes, say: str
) -> None:
    workspace, path = a_register(), tmp_path / "一覧.xlsx"
    path.write_bytes(data)
    before = everything_stored(workspace)
    with pytest.raises(UnreadableFileError) as refused:
        import_file(workspace, path, kind, dry_run=False, actor=ACTOR, at=AT)
    assert say in refused.value.message("ja")
    assert refused.value.message("en").startswith("This file cannot be read.")
    assert everything_stored(workspace) == before


def test_a_file_that_is_too_large_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "一覧.csv"
    path.write_bytes(b"a" * (container.MAX_FILE_BYTES + 1))
    with pytest.raises(UnreadableFileError) as refused:
        import_file(a_register(), path, ListKind.CONTRACTS, dry_run=True, actor=ACTOR, at=AT)
    assert "大きすぎます" in refused.value.message("ja")


def test_more_cells_than_memory_should_hold_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sakimori.exchange.lists.source.MAX_CELLS", 100)
    header, row = TEXT.splitlines()
    with pytest.raises(UnreadableFileError):
        read_source("\r\n".join([header, *[row] * 40]).encode(), "契約.csv")
    assert 100_000 * len(HEADER) <= grid.MAX_CELLS, "a list of 100,000 rows is within the limit"


def test_a_file_from_the_terminal_names_the_rows_on_which_a_person_must_decide(tmp_path: Path) -> None:
    path = tmp_path / "契約.csv"
    path.write_text("契約名称,委託先名\n契約,つむぎコールセンター\n", encoding="utf-8")
    workspace = a_register()
    found, result = import_file(workspace, path, ListKind.CONTRACTS, dry_run=False, actor=ACTOR, at=AT)
    assert [(problem.row, problem.code) for problem in found.problems] == [(2, "needs_decision")]
    assert result is not None
    assert result.batch_id == ""
    assert read(read_source(path.read_bytes(), path.name), ListKind.CONTRACTS).entries
