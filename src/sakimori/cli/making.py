"""`sakimori demo` and `sakimori bench`: made-up companies, one to look at and one to measure."""

from __future__ import annotations

from enum import StrEnum
from itertools import chain
from pathlib import Path
from typing import Annotated

import typer

from sakimori.cli.kit import Db, Json, On, console, place_for, print_json, print_table, progress_bar
from sakimori.clock import now
from sakimori.demo import make_demo
from sakimori.domain.values.days import legal_day
from sakimori.domain.values.text import ENGLISH, JAPANESE
from sakimori.services.kernel.demos import DEMOS, first_demo, language_of

commands = typer.Typer()


class DemoLanguage(StrEnum):
    """The languages of a demo."""

    JA = JAPANESE
    EN = ENGLISH


@commands.command()
def demo(
    db: Db = None,
    on: On = None,
    lang: Annotated[DemoLanguage | None, typer.Option("--lang", help="Language of its names and texts.")] = None,
) -> None:
    """Make the demo company anew, and print where its database lies."""
    language = str(lang or language_of(first_demo()))
    path = place_for(db, DEMOS[language])
    with progress_bar("demo") as bar:
        moment = now()
        current = legal_day(moment)
        day = on.date() if on else current
        make_demo(path, on=day, until=moment if day == current else None, language=language, progress=bar)
    console.print(str(path), markup=False, highlight=False, soft_wrap=True)


@commands.command()
def bench(
    *,
    third_parties: Annotated[int, typer.Option("--third-parties", min=10, help="How many to make.")] = 500,
    made: Annotated[Path | None, typer.Option("--made", help="A database of that size, to be copied.")] = None,
    server: Annotated[
        str | None, typer.Option("--server", help="postgresql://…: keep them there, in the schema `bench`, meanwhile.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Make synthetic data and time the work of a day, each figure beside its floor in bare sqlite3."""
    from sakimori.bench import bench_schema, run_bench  # noqa: PLC0415 - what follows `demo` does without
    from sakimori.ui.frame.beside.page_times import page_figures  # noqa: PLC0415 - streamlit, for one
    from sakimori.ui.frame.beside.worker import settle_collector  # noqa: PLC0415 - as the launcher does
    from sakimori.web.api.call_times import call_figures  # noqa: PLC0415 - a server, for one

    settle_collector()
    with progress_bar("bench") as bar:
        there = bench_schema(server) if server else None
        figures = run_bench(
            third_parties, made=made, server=there, progress=bar,
            pages=lambda home: chain(page_figures(home), call_figures(home)),
        )  # fmt: skip
    if as_json:
        print_json(figures)
        return
    print_table(
        f"{third_parties} third parties", ("figure", "ms", "floor ms", "target ms", "note"),
        [(f.name, f"{f.milliseconds:.1f}", "" if f.floor is None else f"{f.floor:.1f}", f.target or "", f.note)
         for f in figures],
    )  # fmt: skip
