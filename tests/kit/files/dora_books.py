"""A DORA register of information for tests: the columns of the EBA template by their codes, and rows to fill in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from openpyxl import Workbook

from kit.files.workbooks import Value, saved

LEI_A, LEI_B, LEI_C = "529900AAAAAAAAAAAA01", "529900BBBBBBBBBBBB02", "529900CCCCCCCCCCCC03"
COLUMNS: Final = {
    "b_02.01": (10, 20, 30, 40, 50),
    "b_02.02": tuple(range(10, 190, 10)),
    "b_03.02": (10, 20, 30, 45),
    "b_05.01": tuple(range(10, 100, 10)),
    "b_05.02": tuple(range(10, 80, 10)),
}
Rows = Mapping[str, Sequence[Mapping[int, Value]]]


def dora_book(rows: Rows, *, lists: Sequence[tuple[str, str]] = ()) -> bytes:
    """A workbook with the codes in row 4, labels and types below, and data from row 7."""
    book = Workbook()
    book.remove(book.worksheets[0])
    if lists:
        sheet = book.create_sheet("Drop down")
        sheet.append(["LISTANNEXIII", "DESCANNEXIII"])
        for pair in lists:
            sheet.append(list(pair))
    for name, columns in COLUMNS.items():
        sheet = book.create_sheet(name)
        sheet.cell(2, 2, f"TEMPLATE {name}")
        for place, code in enumerate(columns, start=2):
            sheet.cell(4, place, f"{name}.{code:04}")
            sheet.cell(5, place, f"label {code}")
            sheet.cell(6, place, "Alphanumerical")
        for number, row in enumerate(rows.get(name, ()), start=7):
            for code, value in row.items():
                sheet.cell(number, 2 + columns.index(code), value)
    return saved(book)


def party(code: str, name: str, country: str = "eba_GA:IE", **more: Value) -> dict[int, Value]:
    """A row of b_05.01."""
    return {10: code, 20: "LEI", 30: name, 40: "eba_CT:x212", 50: country, **{int(k[1:]): v for k, v in more.items()}}


def contract(number: str, **more: Value) -> dict[int, Value]:
    """A row of b_02.01."""
    return {10: number, 20: "eba_CO:x1", **{int(k[1:]): v for k, v in more.items()}}


def terms(number: str, code: str, service: str = "eba_TA:S19", **more: Value) -> dict[int, Value]:
    """A row of b_02.02."""
    return {10: number, 30: code, 40: "LEI", 60: service, **{int(k[1:]): v for k, v in more.items()}}


def chain(number: str, code: str, rank: int, above: str = "", service: str = "eba_TA:S19") -> dict[int, Value]:
    """A row of b_05.02."""
    return {10: number, 20: service, 30: code, 40: "LEI", 50: rank, 60: above or "Not applicable", 70: "LEI"}
