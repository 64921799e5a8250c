"""`sakimori incident list` and `show`: the incidents on record, and what to do next about each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Final

import typer

from sakimori.cli.kit import Db, Json, On, console, lang, print_json, print_table, workspace_at
from sakimori.clock import today
from sakimori.domain.values.as_of import AsOf
from sakimori.domain.values.days import JST
from sakimori.domain.values.text import Text
from sakimori.exchange.registers.words import code_word
from sakimori.services.incidents.blast import blast_radius
from sakimori.services.incidents.rows import incident_rows
from sakimori.services.incidents.shapes import IncidentView
from sakimori.services.incidents.view import incident_view
from sakimori.services.incidents.words import answer_words
from sakimori.services.kernel.workspace import Workspace

commands = typer.Typer()

_TITLE: Final = Text("漏えい等の事案（{day}）", "Incidents ({day})")
_HEADS: Final = (
    Text("番号", "id"), Text("事案", "incident"), Text("どこで", "where"), Text("知った日", "known"),
    Text("次の期限", "due"), Text("次にすること", "next"),
)  # fmt: skip
_CLOSED: Final = Text("終結 {day}", "closed {day}")
_NEXT: Final = Text("次にすること：{what}{day}", "Next: {what}{day}")
_BY: Final = Text("（{day}まで）", " (by {day})")
_DONE: Final = Text("済み {day}", "done {day}")
_DUE: Final = Text("{day}まで", "by {day}")
_NO_DAY: Final = Text("日数の定めはない", "no number of days")
_REACH: Final = Text(
    "影響範囲：{count}のフロー、最大{persons}人", "May have touched {count} flows, {persons} persons at most"
)
_NOT_COUNTED: Final = Text("人数の分からないもの：{what}", "Persons not known of: {what}")


@commands.command("list")
def list_incidents(*, on: On = None, db: Db = None, as_json: Json = False) -> None:
    """The incidents on record: what is open first, with its next day and what to do next."""
    workspace = workspace_at(db)
    as_of, language = _seen(workspace, on), lang()
    rows = incident_rows(workspace, as_of=as_of)
    if as_json:
        print_json(rows)
        return
    table: list[tuple[object, ...]] = [
        (
            row.incident.id,
            row.incident.name,
            row.third_party_name,
            row.incident.known_on,
            f"{row.due_words.get(language)} {row.due_on}" if row.due_on else "",
            _CLOSED.format(day=row.incident.closed_on).get(language)
            if row.incident.closed_on
            else row.next.words.get(language)
            if row.next
            else "",
        )
        for row in rows
    ]
    print_table(_TITLE.format(day=as_of.on).get(language), tuple(head.get(language) for head in _HEADS), table)


@commands.command("show")
def show(
    incident: Annotated[str, typer.Argument(help="The id of the incident.")],
    *,
    on: On = None,
    db: Db = None,
    as_json: Json = False,
) -> None:
    """One incident: what to do next, its clocks, what is open, and its timeline."""
    workspace = workspace_at(db)
    as_of, language = _seen(workspace, on), lang()
    view = incident_view(workspace, incident, as_of=as_of)
    reach = blast_radius(workspace, incident, as_of=as_of)
    if as_json:
        print_json({"view": view, "reach": reach})
        return
    for line in _lines(view, language):
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    said = [_REACH.format(count=len(reach.rows), persons=f"{reach.persons:,}")]
    said += [_NOT_COUNTED.format(what=name) for name in reach.unknown]
    for text in said:
        console.print(text.get(language), markup=False, highlight=False, soft_wrap=True)


def _seen(workspace: Workspace, on: On) -> AsOf:
    current = today()
    day = on.date() if on else current
    with workspace.unit() as unit:
        return AsOf(day, unit.number_on(day, today=current), is_past=day < current)


def _lines(view: IncidentView, language: str) -> Iterator[str]:
    yield f"{view.incident.name}  {view.third_party_name}".rstrip()
    if view.next is not None:
        day = _BY.format(day=view.next.due_on) if view.next.due_on else ""
        yield _NEXT.format(what=view.next.words, day=day).get(language)
    yield answer_words(view.reportable).get(language)
    for one in view.clocks:
        when = _DONE.format(day=one.done_on) if one.done_on else _NO_DAY
        if not one.done_on and one.clock.due_on:
            when = _DUE.format(day=one.clock.due_on)
        yield f"  {code_word(one.clock.report).get(language)}  {when.get(language)}"
    for foreign in view.foreign:
        yield f"  {foreign.name.get(language)}  {foreign.words.get(language)}"
    for item in view.items:
        yield f"  {item.number} {item.name.get(language)}  {code_word(item.state).get(language)}"
    for line in view.timeline:
        yield f"{line.entry.at.astimezone(JST):%Y-%m-%d %H:%M}  {line.who}  {line.words.get(language)}"
