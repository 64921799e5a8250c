"""A list of 100,000 customers compared and taken: prints seconds and memory, of this process and of the one apart.

    PYTHONPATH=tests uv run python tests/nightly/screening.py --rows 100000
    PYTHONPATH=tests uv run python tests/nightly/screening.py --make list.xlsx --remarks 5
    PYTHONPATH=tests uv run python tests/nightly/screening.py --file list.xlsx

Ends with 1 where it took more than 20 seconds of the processor, or more than 400 MB in either process.
"""

from __future__ import annotations

import argparse
import csv
import io
import resource
import sys
import time
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape  # it writes, and reads nothing

import openpyxl

from kit.asking import ADMIN, AT, SALES, a_question, a_workspace_of
from kit.files.workbooks import with_member
from sakimori.domain.records.own_registers import StopChannel
from sakimori.domain.values.identifier import Identifier, IdentifierKind
from sakimori.exchange.progress import told_to
from sakimori.services.requests.screening import screen_list, screened_list
from sakimori.services.requests.stops import record_stop

SECONDS = 20.0
MEGABYTES = 400
HEADS = "顧客番号,氏名,メールアドレス,電話番号,住所,生年月日,同意の版"
STOPS = 200


def a_list(rows: int) -> bytes:
    """As sales exports it, with every sort of value that tells a person, and a version of the consent."""
    lines = (
        f"C-{n:06d},山田 花子{n},hana{n}@example.co.jp,090-{n // 10000:04d}-{n % 10000:04d},"
        f"東京都千代田区丸の内{n % 9 + 1}丁目{n % 30 + 1}番{n % 20 + 1}号,1980/01/0{n % 9 + 1},v1"
        for n in range(rows)
    )
    return "\r\n".join((HEADS, *lines)).encode()


def a_workbook(rows: int, remarks: int) -> bytes:
    """The same list as Excel keeps it, every text once and named by its number, with further columns of remarks."""
    texts: dict[str, int] = {}
    lines = []
    for number, row in enumerate(csv.reader(io.StringIO(a_list(rows).decode())), 1):
        cells = (*row, *(f"備考 {number}-{place}" for place in range(remarks)))
        line = "".join(
            f'<c r="{chr(ord("A") + place)}{number}" t="s"><v>{texts.setdefault(cell, len(texts))}</v></c>'
            for place, cell in enumerate(cells)
        )
        lines.append(f'<row r="{number}" spans="1:{len(cells)}" x14ac:dyDescent="0.4">{line}</row>')
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    x14ac = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac"
    shared = "".join(f'<si><t>{escape(text)}</t><phoneticPr fontId="1"/></si>' for text in texts)
    made = io.BytesIO()
    shell = openpyxl.Workbook()
    shell.worksheets[0]["A1"] = "x"
    shell.save(made)
    data = with_member(
        made.getvalue(),
        "xl/worksheets/sheet1.xml",
        f'<worksheet xmlns="{main}" xmlns:x14ac="{x14ac}"><sheetData>{"".join(lines)}</sheetData></worksheet>',
    )
    return with_member(data, "xl/sharedStrings.xml", f'<sst xmlns="{main}">{shared}</sst>')


def spent() -> float:
    """Seconds of the processor of this process and those that it started."""
    return sum(
        used.ru_utime + used.ru_stime
        for used in (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    )


def megabytes(who: int) -> int:
    """The most memory that was held."""
    return resource.getrusage(who).ru_maxrss >> 10


def main() -> int:
    """Compare, take, and say what it cost."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    asked.add_argument("--rows", type=int, default=100_000)
    asked.add_argument(
        "--make", type=Path, help="write a workbook and end: making it takes more memory than reading it"
    )
    asked.add_argument("--remarks", type=int, default=0)
    asked.add_argument("--file", type=Path)
    told = asked.parse_args()
    rows: int = told.rows
    if told.make:
        told.make.write_bytes(a_workbook(rows, told.remarks))
        return 0
    given: dict[str, Any] = {
        "recipient": {"roles": ["recipient"]}, "flow": {"route": "CONSENT", "role": "recipient"}, "consent_texts": [{}],
    }  # fmt: skip
    workspace, request = a_workspace_of(**given), a_question(**given)
    name, data = (told.file.name, told.file.read_bytes()) if told.file else ("list.csv", a_list(rows))
    for n in range(STOPS):
        person = Identifier(IdentifierKind.MAIL_ADDRESS, f"hana{n * 10}@example.co.jp")
        record_stop(workspace, person, StopChannel.USE, received_on=AT.date(), actor=ADMIN, at=AT)
    heard: list[int] = []
    before, begin, before_mb = spent(), time.monotonic(), megabytes(resource.RUSAGE_SELF)
    with told_to(lambda progress: heard.append(progress.done)):
        found = screen_list(workspace, data, name, request, actor=SALES, at=AT)
    compared, compared_s = spent() - before, time.monotonic() - begin
    body = screened_list(
        workspace, data, name, found, [0, 1, 2], recipient_id=request.recipient_id, actor=SALES, at=AT
    )  # fmt: skip
    whole, whole_s = spent() - before, time.monotonic() - begin
    own, apart = megabytes(resource.RUSAGE_SELF), megabytes(resource.RUSAGE_CHILDREN)
    sys.stdout.write(
        f"{found.read:,} rows, {len(data) >> 20} MB: {found.kept:,} kept, list {len(body) >> 20} MB\n"
        f"compared: {compared:.1f} s of the processor ({compared_s:.1f} s by the clock); "
        f"with the list: {whole:.1f} s ({whole_s:.1f} s)\n"
        f"memory: {own} MB here (before: {before_mb}), {apart} MB apart; progress told {len(heard)} times\n"
    )
    is_good = compared <= SECONDS and max(own, apart) <= MEGABYTES and found.kept == rows - min(STOPS, rows)
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main())
