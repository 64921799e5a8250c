"""What the bench found: written as JSON, read again, and compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import Field, TypeAdapter, ValidationError

from sakimori.domain.values.text import Text
from sakimori.errors import UnreadableFileError

FORMAT: Final = "sakimori-bench-1"
_NO_RESULTS: Final = Text(
    "`sakimori bench --json` の結果ではないか、別の版が書いたものです。同じ版で計測し直して保存してください。",
    "It holds no results of `sakimori bench --json`, or another version wrote it. Measure again and keep the output.",
)
_NO_SIZE_ALIKE: Final = Text(
    "計測した取引先数が今回と1つも一致しません。保存されている取引先数：{sizes}",
    "None of its sizes is one of this run. Numbers of third parties in it: {sizes}",
)

Milliseconds = Annotated[float, Field(ge=0, allow_inf_nan=False)]


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured piece of work, in milliseconds (median of several runs, or one run for long work).

    `before` is what an earlier run measured.
    """

    name: str
    milliseconds: Milliseconds
    floor: Milliseconds | None
    target: Milliseconds | None
    note: str = ""
    before: Milliseconds | None = None

    @property
    def ratio(self) -> float | None:
        """How many times as long as before it takes."""
        return self.milliseconds / self.before if self.before else None


@dataclass(frozen=True, slots=True)
class Run:
    """The figures of one number of third parties."""

    third_parties: int
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Results:
    """The figures of each size, on one engine; a file of them is this as JSON."""

    engine: Literal["sqlite", "postgresql"]
    runs: tuple[Run, ...]
    format: Literal["sakimori-bench-1"] = FORMAT

    def against(self, earlier: Results) -> Results:
        """The same, each figure with what the earlier results say of it at the same size."""
        known = {run.third_parties: _by_name(run) for run in earlier.runs}
        return replace(self, runs=tuple(_beside(run, known.get(run.third_parties, {})) for run in self.runs))

    def growth(self) -> tuple[tuple[str, tuple[float, ...], float], ...]:
        """Each figure that every size has: its name, the milliseconds from the smallest size on, last by first."""
        ordered = sorted(self.runs, key=lambda run: run.third_parties)
        by_name = [_by_name(run) for run in ordered]
        found = []
        for figure in ordered[0].figures:
            at = tuple(figures[figure.name].milliseconds for figures in by_name if figure.name in figures)
            if len(at) == len(ordered) and at[0]:
                found.append((figure.name, at, at[-1] / at[0]))
        return tuple(found)


def _by_name(run: Run) -> dict[str, Figure]:
    return {figure.name: figure for figure in run.figures}


def _beside(run: Run, known: Mapping[str, Figure]) -> Run:
    return replace(
        run,
        figures=tuple(
            replace(figure, before=known[figure.name].milliseconds) if figure.name in known else figure
            for figure in run.figures
        ),
    )


def read_results(file: Path, sizes: Sequence[int]) -> Results:
    """Results that `sakimori bench --json` wrote, to compare those of some sizes with.

    Raises:
        UnreadableFileError: The file cannot be read, holds no results, or none of these sizes.
    """
    try:
        found = TypeAdapter(Results).validate_json(file.read_bytes())
    except (OSError, ValidationError) as error:
        raise UnreadableFileError(why=_NO_RESULTS) from error
    there = [run.third_parties for run in found.runs]
    if not set(there) & set(sizes):
        raise UnreadableFileError(why=_NO_SIZE_ALIKE.format(sizes=", ".join(f"{size:,}" for size in there)))
    return found
