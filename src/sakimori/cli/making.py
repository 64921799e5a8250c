"""`sakimori demo` and `sakimori bench`: made-up companies, one to look at and one to measure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from sakimori.cli.kit import Db, Json, On, complaints, console, place_for, print_json, print_table, progress_bar
from sakimori.clock import now
from sakimori.demo.company import make_demo
from sakimori.domain.values.days import legal_day
from sakimori.domain.values.text import ENGLISH, JAPANESE, Text
from sakimori.errors import InvalidValueError
from sakimori.services.kernel.demos import DEMOS, first_demo, language_of

if TYPE_CHECKING:
    from sakimori.bench import Figure, Results

commands = typer.Typer()

_ONE_FOR_EACH: Final = Text(
    "--third-parties の小さい順に、件数ごとに1つずつ指定してください。",
    "Name one for each --third-parties, the smallest first.",
)


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
    third_parties: Annotated[
        list[int] | None,
        typer.Option("--third-parties", min=10, help="How many to make: 500 if not given; several show the growth."),
    ] = None,
    made: Annotated[
        list[Path] | None, typer.Option("--made", help="A database of that size, to be copied; one for each size.")
    ] = None,
    server: Annotated[
        str | None, typer.Option("--server", help="postgresql://…: keep them there, in the schema `bench`, meanwhile.")
    ] = None,
    against: Annotated[
        Path | None, typer.Option("--against", help="What --json printed before, to compare with.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Make synthetic data and time the work of a day, each figure beside its floor in bare sqlite3."""
    from sakimori.bench import Results, Run, bench_schema, read_results, run_bench  # noqa: PLC0415 - `demo` needs none
    from sakimori.ui.frame.beside.page_times import page_figures  # noqa: PLC0415 - streamlit, for one
    from sakimori.ui.frame.beside.worker import settle_collector  # noqa: PLC0415 - as the launcher does
    from sakimori.web.api.call_times import call_figures  # noqa: PLC0415 - a server, for one

    sizes = sorted({*(third_parties or (500,))})
    copies = _one_for_each(sizes, made or [])
    earlier = None if against is None else read_results(against, sizes)
    there = bench_schema(server) if server else None
    settle_collector()
    runs = []
    for size in sizes:
        with progress_bar(f"bench {size:,}") as bar:
            figures = run_bench(
                size, made=copies.get(size), server=there, progress=bar,
                pages=lambda home: chain(page_figures(home), call_figures(home)),
            )  # fmt: skip
        runs.append(Run(size, figures))
    results = Results("postgresql" if server else "sqlite", tuple(runs))
    if earlier is not None:
        results = results.against(earlier)
        complaints.print("Two runs of the same program differ too: compare on a quiet machine.", highlight=False)
    if as_json:
        print_json(results)
    else:
        _print_results(results, None if earlier is None else earlier.engine)


def _one_for_each(sizes: Sequence[int], made: Sequence[Path]) -> Mapping[int, Path]:
    """The database of each size, in the order of the sizes.

    Raises:
        InvalidValueError: Some sizes have one and others none.
    """
    if made and len(made) != len(sizes):
        raise InvalidValueError(field="--made", value=len(made), expected=_ONE_FOR_EACH)
    return dict(zip(sizes, made, strict=False))


def _print_results(results: Results, engine_before: str | None) -> None:
    """A table of each size, and one of the growth where there are several."""
    before = () if engine_before is None else (f"before ({engine_before})", "ratio")
    heads = ("figure", "ms", *before, "floor ms", "target ms", "note")
    for run in results.runs:
        print_table(
            f"{run.third_parties:,} third parties, {results.engine}",
            heads,
            [_cells(figure, is_compared=engine_before is not None) for figure in run.figures],
        )
    if len(results.runs) > 1:
        sizes = [f"ms at {run.third_parties:,}" for run in results.runs]
        print_table(
            "growth",
            ("figure", *sizes, "last / first"),
            [(name, *map(_ms, at), f"{ratio:.2f}") for name, at, ratio in results.growth()],
        )


def _cells(figure: Figure, *, is_compared: bool) -> tuple[object, ...]:
    before = (_ms(figure.before), "" if figure.ratio is None else f"{figure.ratio:.2f}") if is_compared else ()
    return (figure.name, _ms(figure.milliseconds), *before, _ms(figure.floor), figure.target or "", figure.note)


def _ms(milliseconds: float | None) -> str:
    return "" if milliseconds is None else f"{milliseconds:.1f}"
