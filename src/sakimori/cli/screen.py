"""`sakimori screen`: a list of customers without those who asked us to stop, for one hand-over."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated, Final

import typer

from sakimori.cli.kit import As, Db, Json, On, actor_for, console, lang, print_json, print_table, workspace_at
from sakimori.clock import now, today
from sakimori.domain.records.data_flow import LegalRoute
from sakimori.domain.values.text import Text
from sakimori.exchange.lists.source import file_bytes
from sakimori.exchange.registers.words import code_word
from sakimori.services.clearance.outside_requests import Wording, worded_request
from sakimori.services.register_files.folder import write_file
from sakimori.services.requests.screening import Screened, screen_list, screened_list

HELP: Final = """A list of customers without those who asked us to stop, for one hand-over.

It is read in memory, and nothing of it is kept. Rows that identify nobody cannot be compared and are left out.
--out writes the rest as CSV; columns named by --without do not go.
"""
_KEPT: Final = Text("{read}行のうち{kept}行を渡せます。", "Of {read} rows {kept} may go.")
_MISSING: Final = Text(
    "リストに列がないため、{kind}で登録された停止とは照合できていません。",
    "The list has no column for {kind}: stops recorded by it could not be compared.",
)
_PARTLY: Final = Text(
    "{count}行は、見分ける項目の一部が空か読めないため、残りの項目だけで照合しました。",
    "{count} rows were compared by some of their columns alone: the others are empty or cannot be read.",
)
_UNTOLD: Final = Text("本人を見分ける値がない", "Nothing tells the person")
_STOPPED: Final = Text("停止：{channel}", "Stopped: {channel}")
_LEFT_OUT: Final = Text("除いた行", "Left out")
_WHY: Final = Text("理由", "Reason")
_ROWS: Final = Text("行数", "Rows")
_NUMBERS: Final = Text("行：{numbers}", "Rows: {numbers}")

commands = typer.Typer()


@commands.command("screen", help=HELP)
def screen(
    file: Annotated[Path, typer.Argument(help="The list: CSV or Excel, with a row of heads.")],
    *,
    recipient: Annotated[str, typer.Option("--recipient", help="Name, id or 法人番号 of the recipient.")],
    data: Annotated[str, typer.Option("--data", help="A data set (name or id), or kinds of data.")],
    purpose: Annotated[str, typer.Option("--purpose", help="A purpose of the register (name or id).")] = "",
    route: Annotated[LegalRoute | None, typer.Option("--route", help="The ground to judge on.")] = None,
    marketing: Annotated[bool | None, typer.Option("--marketing/--no-marketing", help="For marketing or not.")] = None,
    without: Annotated[list[str] | None, typer.Option(help="The head of a column that does not go.")] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Where to write what may go.")] = None,
    on: On = None,
    db: Db = None,
    as_user: As = None,
    as_json: Json = False,
) -> None:
    """Compare, say who is left out by the numbers of their rows, and write the rest."""
    workspace = workspace_at(db)
    actor, body = actor_for(workspace, as_user), file_bytes(file)
    wording = Wording(recipient, data, purpose, route, None, marketing)
    request = worded_request(workspace, wording, on=on.date() if on else today(), actor=actor)
    screened = screen_list(workspace, body, file.name, request, actor=actor, at=now())
    if out is not None:
        places = [column.place for column in screened.columns if column.title not in (without or ())]
        write_file(
            out,
            screened_list(
                workspace, body, file.name, screened, places, recipient_id=request.recipient_id, actor=actor, at=now()
            ),
        )
    if as_json:
        print_json({"kept": screened.kept, **{name: getattr(screened, name) for name in Screened.__slots__}})
    else:
        _say(screened)


def _say(screened: Screened) -> None:
    language = lang()
    reasons = Counter(channel for channels in screened.stopped.values() for channel in channels)
    rows: list[tuple[object, ...]] = [
        (_STOPPED.format(channel=code_word(channel)).get(language), number) for channel, number in reasons.items()
    ]
    if screened.untold:
        rows.append((_UNTOLD.get(language), len(screened.untold)))
    if rows:
        print_table(_LEFT_OUT.get(language), (_WHY.get(language), _ROWS.get(language)), list(rows))
        numbers = ", ".join(map(str, sorted(screened.left_out)))
        console.print(_NUMBERS.format(numbers=numbers).get(language), soft_wrap=True, highlight=False)
    for kind in screened.missing:
        console.print(_MISSING.format(kind=code_word(kind)).get(language), soft_wrap=True)
    if screened.partly:
        console.print(_PARTLY.format(count=f"{screened.partly:,}").get(language), soft_wrap=True, highlight=False)
    console.print(_KEPT.format(read=f"{screened.read:,}", kept=f"{screened.kept:,}").get(language), highlight=False)
