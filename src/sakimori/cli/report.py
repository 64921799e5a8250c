"""`sakimori report`: the quarter report to management as a file, and whether a file is one that was issued."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer

from sakimori.cli.exits import Exit
from sakimori.cli.kit import As, Db, Json, On, actor_for, complaints, console, lang, print_json, workspace_at
from sakimori.clock import now, today
from sakimori.domain.values.quarter import Quarter, quarter_named, quarter_of
from sakimori.domain.values.text import Text
from sakimori.errors import InvalidValueError
from sakimori.services.dashboard.reports.history import FileCheck, IssuedRow, verify_file
from sakimori.services.dashboard.reports.issuing import Issue, report_file
from sakimori.services.dashboard.reports.kinds import ReportForm, ReportKind
from sakimori.services.dashboard.reports.quarter import quarter_facts
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.settings.policy import policy_known
from sakimori.ui.frame.formats import day, moment
from sakimori.ui.frame.text import say

commands = typer.Typer()
_report = typer.Typer(
    help="Reports: the quarter report to management; whether a file is one that was issued.", no_args_is_help=True
)
commands.add_typer(_report, name="report")

_QUARTER: Final = Text("四半期", "the quarter")
_FORM: Final = Text("2026Q3 の形で入れてください。", "Write it like 2026Q3.")
_OUT: Final = Text("ファイル", "the file")
_STANDS: Final = Text("その名前のファイルがすでにあります。", "A file of this name stands there already.")
_ISSUED: Final = Text(
    "発行したファイルです：{kind}（基準日 {on}）。{at} に {who} が発行しました。監査記録 {number}番 {head}",
    "It was issued: {kind} (as of {on}), on {at} by {who}. Audit entry {number} {head}",
)
_UNKNOWN: Final = Text(
    "発行の記録がありません。開いて保存し直した、変えられた、または、ほかのデータベースのものです。SHA-256 {sha256}",
    "It was not issued here: saved again, changed, or of another database. SHA-256 {sha256}",
)
_NOT_VOUCHED: Final = Text(
    "発行の一覧にはありますが、記録の鎖がそれを裏づけません。sakimori verify で確かめてください。SHA-256 {sha256}",
    "The history lists it, but the chain does not bear it out. Run sakimori verify. SHA-256 {sha256}",
)


class Language(StrEnum):
    """The languages of a report."""

    JA = "ja"
    EN = "en"


@_report.command()
def quarter(
    out: Annotated[Path, typer.Option("--out", help="A new file; .xlsx makes a workbook, else it is a PDF.")],
    *,
    asked: Annotated[
        str | None,
        typer.Option("--quarter", help="As 2026Q3, by the business year of the policy; else the last that is over."),
    ] = None,
    language: Annotated[Language, typer.Option("--lang", help="Its language.")] = Language.JA,
    on: On = None,
    actor: As = None,
    db: Db = None,
) -> None:
    """Issue the quarter report to management: the state at the end of a quarter as known then, and what changed.

    Equal facts give equal bytes. Who issued it is noted with its SHA-256; `report verify` knows it again.
    """
    from sakimori.ui.dashboard.reports.quarter import quarter_paper  # noqa: PLC0415 - streamlit, for one

    if out.exists():
        raise InvalidValueError(field=_OUT, value=str(out), expected=_STANDS)
    workspace, current = workspace_at(db), today()
    who, seen = actor_for(workspace, actor), min(on.date() if on else current, current)
    facts = quarter_facts(workspace, _asked(workspace, asked, seen, current), on=seen, today=current)
    as_of = facts.now.as_of
    form = ReportForm.XLSX if out.suffix.lower() == ".xlsx" else ReportForm.PDF
    of = Issue(
        kind=ReportKind.QUARTER, form=form, language=language.value, on=as_of.on, number=as_of.number,
        key=facts.quarter.code,
    )  # fmt: skip
    out.write_bytes(report_file(workspace, quarter_paper(facts, language.value), of, actor=who, at=now()))
    console.print(str(out), markup=False, highlight=False, soft_wrap=True)


def _asked(workspace: Workspace, typed: str | None, on: date, current: date) -> Quarter:
    with workspace.unit() as unit:
        number = unit.number_on(on, today=current)
    start_month = policy_known(workspace, number=number).fiscal_year_month
    if typed is None:
        return quarter_of(on, start_month).moved(-1)
    found = quarter_named(typed, start_month)
    if found is None:
        raise InvalidValueError(field=_QUARTER, value=typed, expected=_FORM)
    return found


@_report.command()
def verify(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A report, or another paper of ours.")],
    *,
    db: Db = None,
    as_json: Json = False,
) -> None:
    """Say whether a file is one that was issued, byte for byte, and when, by whom and on which entry of the trail."""
    check = verify_file(workspace_at(db), file.read_bytes())
    if as_json:
        print_json({"sha256": check.sha256, "issued": check.is_issued, "entries": check.rows})
    else:
        _say(check)
    if not check.is_issued:
        raise typer.Exit(Exit.REFUSED)


def _say(check: FileCheck) -> None:
    for row in check.rows if check.is_issued else ():
        console.print(_told(row), markup=False, highlight=False, soft_wrap=True)
    if not check.is_issued:
        words = _NOT_VOUCHED if check.rows else _UNKNOWN
        complaints.print(words.format(sha256=check.sha256).get(lang()), markup=False, highlight=False, soft_wrap=True)


def _told(row: IssuedRow) -> str:
    language = lang()
    return _ISSUED.format(
        kind=say(f"reports.kind.{row.kind.value}", language),
        on=day(row.on, language),
        at=moment(row.at, language),
        who=row.who,
        number=f"{row.number:,}",
        head=row.head,
    ).get(language)
